/**
 * Matrices inside primitives: the last two axes of a tensor are rows and columns, the axes in front
 * a batch. What the rules of linear algebra are made of.
 */
import { isFloat } from '../dtype.ts'
import { DTypeError, ShapeError } from '../errors.ts'
import type { Node, TensorType } from '../node.ts'
import { axesOf, fill, zerosLike } from './align.ts'
import { add, mul } from './arithmetic.ts'
import { lessEqual, select } from './comparison.ts'
import { dotGeneral } from './contraction.ts'
import { iota } from './creation.ts'
import { transpose } from './movement.ts'
import type { PrimitiveName } from './index.ts'
import { showShape } from '../shape/dimension.ts'

/** A batch of matrices: the batch axes, the rows and the columns. */
export interface Matrix {
  readonly batch: readonly number[]
  readonly rows: number
  readonly columns: number
}

/** The operand at a place as matrices of floats; throws where it is none. */
export const requireMatrix = (name: PrimitiveName, operand: TensorType | undefined): Matrix => {
  const shape = operand?.shape ?? []
  const [rows, columns] = shape.slice(-2)
  if (operand === undefined || rows === undefined || columns === undefined) {
    throw new ShapeError(name, `takes matrices, got ${showShape(shape)}`, [shape])
  }
  if (!isFloat(operand.dtype)) {
    throw new DTypeError(name, `does not take ${operand.dtype}: convert to f32 or f64 first`)
  }
  return { batch: shape.slice(0, -2), rows, columns }
}

/** {@link requireMatrix} of as many rows as columns. */
export const requireSquare = (name: PrimitiveName, operand: TensorType | undefined): Matrix => {
  const matrix = requireMatrix(name, operand)
  if (matrix.rows !== matrix.columns) {
    const shape = operand?.shape ?? []
    throw new ShapeError(name, `${showShape(shape)} is not square`, [shape])
  }
  return matrix
}

/** Checks the operands of a linear system, A of [..., n, n] and B of [..., n, k]: B's type. */
export const requireSystem = (name: PrimitiveName, [a, b]: readonly TensorType[]): TensorType => {
  const system = requireSquare(name, a)
  const right = requireMatrix(name, b)
  if (a === undefined || b === undefined || a.dtype !== b.dtype) {
    throw new DTypeError(
      name,
      `operands must have one element type, got ${a?.dtype} and ${b?.dtype}: convert them first`,
    )
  }
  if (right.rows !== system.rows || showShape(right.batch) !== showShape(system.batch)) {
    throw new ShapeError(
      name,
      `${showShape(b.shape)} does not have the batch and the rows of ${showShape(a.shape)}`,
      [a.shape, b.shape],
    )
  }
  return b
}

/** Rows become columns. */
export const swapped = (x: Node): Node => {
  const rank = x.shape.length
  return transpose(x, [...axesOf(rank - 2), rank - 1, rank - 2])
}

/** The matrix product x y, for each matrix of the batch. */
export const product = (x: Node, y: Node): Node => {
  const rank = x.shape.length
  const batch = axesOf(rank - 2)
  return dotGeneral(x, y, { contract: [[rank - 1], [rank - 2]], batch: [batch, batch] })
}

const shiftedBy = (x: Node, offset: number): Node => (offset === 0 ? x : add(x, fill(offset, x)))

/** Where column − row ≤ offset. */
export const isBelow = (like: TensorType, offset: number): Node => {
  const rank = like.shape.length
  const rows = iota(like.shape, rank - 2, 'i32')
  return lessEqual(iota(like.shape, rank - 1, 'i32'), shiftedBy(rows, offset))
}

/** The elements with column − row ≤ offset, zeros elsewhere. */
export const lowerTriangle = (x: Node, offset = 0): Node =>
  select(isBelow(x, offset), x, zerosLike(x))

/** The elements with column − row ≥ offset, zeros elsewhere. */
export const upperTriangle = (x: Node, offset = 0): Node =>
  select(isBelow(x, offset - 1), zerosLike(x), x)

/** The symmetric matrix whose lower triangle is that of x. */
export const mirrored = (x: Node): Node => add(lowerTriangle(x), swapped(lowerTriangle(x, -1)))

/** The lower triangle with half of the diagonal: Φ, with Φ(S) + Φ(S)ᵀ = S for a symmetric S. */
export const halved = (x: Node): Node =>
  mul(fill(0.5, x), add(lowerTriangle(x), lowerTriangle(x, -1)))
