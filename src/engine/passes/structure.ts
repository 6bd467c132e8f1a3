import type { Storage } from '../../core/dtype.ts'
import type { Constant, Program } from '../../core/program.ts'
import { attributesKey, bitsKey, typeKey } from './keys.ts'
import { type Literal, type Value, rewrite } from './rewrite.ts'

/** A program without the numbers that may change, and those numbers. */
export interface Hoisted {
  /** its inputs are those of the original, then one for each value */
  readonly program: Program
  readonly values: readonly Storage[]
}

/** The numbers that rules know: programs that differ in them are better compiled apart. */
const telling: ReadonlySet<number> = new Set([0, 1, -1, 0.5, 2])

const scalarOf = ({ shape, value }: Constant): number | null =>
  shape.length === 0 ? (value[0] ?? null) : null

/** The constants that are whole exponents: a power of 3 is two products, one of 3.1 is not. */
const wholeExponents = (program: Program): ReadonlySet<number> => {
  const first = program.inputs.length
  const slots = new Set<number>()
  /** the constant that a slot repeats */
  const sources = new Map<number, number>(program.constants.map((_, i) => [first + i, first + i]))
  program.equations.forEach(({ primitive, operands }, i) => {
    const [operand = -1, exponent = -1] = operands
    const source = sources.get(operand)
    const isCopy = primitive === 'broadcast' || primitive === 'reshape'
    if (isCopy && source !== undefined) sources.set(first + program.constants.length + i, source)
    const constant = program.constants[(sources.get(exponent) ?? first - 1) - first]
    if (primitive === 'pow' && constant !== undefined && Number.isInteger(scalarOf(constant))) {
      slots.add(sources.get(exponent) ?? -1)
    }
  })
  return slots
}

/**
 * The program with its constants as inputs, so that programs that differ in numbers only are one:
 * a loop whose learning rate changes compiles once. The scalars 0, ±1, ½, 2 and whole exponents of
 * `pow` stay, because a program is compiled differently for them.
 *
 * Law: `program` run on the inputs and then `values` means what the original means, bit for bit.
 */
export const hoistLiterals = (program: Program): Hoisted => {
  const pruned = rewrite(program)
  const exponents = wholeExponents(pruned)
  const values: Storage[] = []
  let slot = pruned.inputs.length
  const hoist = (constant: Literal): Value => {
    const isKept = telling.has(scalarOf(constant) ?? Number.NaN) || exponents.has(slot)
    slot += 1
    if (isKept) return constant
    values.push(constant.value)
    return { kind: 'input', shape: constant.shape, dtype: constant.dtype }
  }
  return { program: rewrite(pruned, { literal: hoist }), values }
}

/**
 * A text that is the same for two programs exactly if they are: the same types, constants, equations
 * and outputs. Made in one walk. The key of what is compiled is that of `hoistLiterals(p).program`.
 */
export const keyOf = ({ inputs, constants, equations, outputs }: Program): string =>
  JSON.stringify([
    inputs.map(typeKey),
    constants.map((constant) => [typeKey(constant), bitsKey(constant.value)]),
    equations.map(({ primitive, operands, attributes, ...type }) => [
      primitive,
      operands,
      attributesKey(attributes),
      typeKey(type),
    ]),
    outputs,
  ])
