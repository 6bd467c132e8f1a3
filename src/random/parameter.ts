import { type FloatDType, isFloat } from '../core/dtype.ts'
import { ArgumentError, DTypeError, ShapeError } from '../core/errors.ts'
import { type Node, scalar } from '../core/node.ts'
import { convert } from '../core/primitives/conversion.ts'
import { broadcastToShape, showShape, sizesFrom } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { describe, nodeOf } from '../core/tree.ts'

/**
 * A parameter of a distribution: a number, or a tensor that stretches to the shape of the draws. In a
 * tensor, draws have a derivative.
 */
export type Parameter = number | Tensor<Shape, FloatDType>

/** The sizes that a caller asks for, having checked that they are sizes. */
export const requireShape = (operator: string, shape: readonly number[]): readonly number[] => {
  const sizes = sizesFrom(shape, operator)
  if (typeof sizes === 'string') throw new ShapeError(operator, sizes.slice(operator.length + 2))
  return sizes
}

/** Throws unless a count is a whole number, 0 or more. */
export const requireCount = (operator: string, count: number): number => {
  if (Number.isSafeInteger(count) && count >= 0) return count
  throw new ArgumentError(operator, `takes a whole number ≥ 0, got ${describe(count)}`)
}

/** A parameter as a node of an element type, in the shape that it has. */
export const parameterNode = (
  operator: string,
  name: string,
  value: Parameter,
  shape: readonly number[],
  dtype: FloatDType,
): Node => {
  if (typeof value === 'number') return scalar(value, dtype)
  const node = nodeOf(operator, value)
  if (!isFloat(node.dtype)) {
    throw new DTypeError(operator, `${name} must be f32 or f64, got ${node.dtype}: cast it first`)
  }
  if (typeof broadcastToShape(node.shape, shape) === 'string') {
    throw new ShapeError(
      operator,
      `${name} of shape ${showShape(node.shape)} does not stretch to ${showShape(shape)}`,
      [node.shape, shape],
    )
  }
  return convert(node, dtype)
}

/** Is a parameter right, as far as that is known before anything is computed? */
export const mayBe = (value: Parameter, isRight: (value: number) => boolean): boolean =>
  typeof value !== 'number' || isRight(value)

/** A parameter in words, for messages. */
export const showParameter = (value: Parameter): string =>
  typeof value === 'number' ? String(value) : describe(value)
