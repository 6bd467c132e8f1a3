import { DTypeError, ShapeError } from '../errors.ts'
import { type Node, type TensorType, sameShape, scalar } from '../node.ts'
import { isSize, showShape } from '../shape/dimension.ts'
import { broadcast } from './movement.ts'

/** The single operand of a rule for one operand. */
export const only = <T>(name: string, operands: readonly T[]): T => {
  const [operand] = operands
  if (operand === undefined) throw new ShapeError(name, 'takes one operand')
  return operand
}

/** The first of some operands, having checked that all have its shape and element type. */
export const requireAlike = (name: string, operands: readonly TensorType[]): TensorType => {
  const first = only(name, operands)
  for (const operand of operands) {
    if (!sameShape(operand.shape, first.shape)) {
      throw new ShapeError(
        name,
        `operands must have one shape, got ${operands.map((o) => showShape(o.shape)).join(' and ')}`,
        operands.map((o) => o.shape),
      )
    }
    if (operand.dtype !== first.dtype) {
      throw new DTypeError(
        name,
        `operands must have one element type, got ${operands.map((o) => o.dtype).join(' and ')}: convert them first`,
      )
    }
  }
  return first
}

/** Checks sizes, counts or bounds that an attribute gives: whole numbers, 0 or more. */
export const requireSizes = (name: string, sizes: readonly number[]): void => {
  if (!sizes.every(isSize)) {
    throw new ShapeError(name, `${showShape(sizes)} must be whole numbers, 0 or more`, [sizes])
  }
}

/** Checks the axes of a tensor that an attribute gives: each is there, and none is given twice. */
export const requireAxes = (name: string, { shape }: TensorType, axes: readonly number[]): void => {
  const fits = axes.every((axis, i) => shape[axis] !== undefined && axes.indexOf(axis) === i)
  if (!fits) {
    throw new ShapeError(
      name,
      `(${axes.join(', ')}) must be axes of ${showShape(shape)}, each given once`,
      [shape],
    )
  }
}

/** The axes 0 … rank − 1. */
export const axesOf = (rank: number): readonly number[] => Array.from({ length: rank }, (_, i) => i)

/** Every axis one further back, to make room for a leading batch axis. */
export const shifted = (axes: readonly number[]): readonly number[] => axes.map((axis) => axis + 1)

/** Gives every operand the leading batch axis that some have already. */
export const batchAll = (
  operands: readonly Node[],
  batched: readonly boolean[],
  size: number,
): readonly Node[] =>
  operands.map((operand, i) =>
    batched[i] === true
      ? operand
      : broadcast(operand, [size, ...operand.shape], shifted(axesOf(operand.shape.length))),
  )

/** A tensor of one repeated number, in the shape and element type of another. */
export const fill = (value: number, like: TensorType): Node =>
  like.shape.length === 0
    ? scalar(value, like.dtype)
    : broadcast(scalar(value, like.dtype), like.shape, [])

/** A tensor of zeros in the shape and element type of another. */
export const zerosLike = (like: TensorType): Node => fill(0, like)
