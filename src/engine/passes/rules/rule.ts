import { allocate, isFloat } from '../../../core/dtype.ts'
import type { TensorType } from '../../../core/node.ts'
import type { RegistryName } from '../../../core/primitives/index.ts'
import {
  type Application,
  type ApplicationOf,
  type Literal,
  type Value,
  application,
  literal,
} from '../rewrite.ts'

/** What an application may be replaced by: a value of the same type and bits; `null`: as it is. */
export type Rule<N extends RegistryName> = (value: ApplicationOf<N>) => Value | null

/** The rules of each primitive, tried in order. */
export type Rules = { readonly [N in RegistryName]?: readonly Rule<N>[] }

/** The operand that a rule of a primitive relies on: shape rules made sure that it is there. */
export const operandOf = ({ primitive, operands }: Application, i = 0): Value => {
  const operand = operands[i]
  if (operand === undefined) throw new RangeError(`${primitive} has no operand ${i}`)
  return operand
}

/** The constant of no dimensions that all elements of a value are: itself, or what it repeats. */
export const repeatedLiteral = (value: Value): Literal | null => {
  if (value.kind === 'literal') return value.shape.length === 0 ? value : null
  if (value.kind !== 'application' || value.primitive !== 'broadcast') return null
  const [source] = value.operands
  return source === undefined ? null : repeatedLiteral(source)
}

/** The number that all elements of a value are, where that is known. */
export const repeatedNumber = (value: Value): number | null =>
  repeatedLiteral(value)?.value[0] ?? null

/** Are all elements of a value this number? Tells −0 from 0 where the element type has it. */
export const isAll = (value: Value, number: number): boolean => {
  const known = repeatedNumber(value)
  return Object.is(known, number) || (known === number && !isFloat(value.dtype))
}

/** A constant of no dimensions, repeated in a shape. */
export const repeated = (scalar: Value, shape: readonly number[]): Value =>
  shape.length === 0 ? scalar : application('broadcast', [scalar], { shape, axes: [] })

/** One number in the shape and element type of a value. It is never stored in that size. */
export const filled = (number: number, { shape, dtype }: TensorType): Value => {
  const value = allocate(dtype, 1)
  value[0] = number
  return repeated(literal({ shape: [], dtype }, value), shape)
}

/** Is each of these numbers greater than the one before it? */
export const isAscending = (numbers: readonly number[]): boolean =>
  numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? 0))

/** Are these the numbers 0, 1, 2, …? */
export const isCounting = (numbers: readonly number[]): boolean =>
  numbers.every((number, i) => number === i)
