import type { AnyShape, Shape } from '../tensor.ts'
import type { IsSize, Lte } from './arithmetic.ts'
import {
  type DimOk,
  type IsDynShape,
  type Show,
  type ShowDim,
  type Sizes,
  showShape,
  type UnifyDim,
  type DynShape,
} from './dimension.ts'
import type { EqIn } from './equality.ts'

// The last two dimensions are the rows and the columns of matrices, those in front a batch.

/** The batch, the rows and the columns of S, or a message. */
type Parts<S extends Shape, Operator extends string> = S extends readonly [
  ...infer Batch extends Shape,
  infer Rows,
  infer Columns,
]
  ? [Batch, Rows, Columns]
  : `${Operator}: ${Show<S>} must have rank >= 2`

/** The batch of S and the one size that its rows and its columns have, or a message. */
export type Sides<S extends Shape, Operator extends string> =
  Parts<S, Operator> extends infer R
    ? R extends [infer Batch, infer Rows, infer Columns]
      ? DimOk<S, Rows, Columns> extends true
        ? [Batch, UnifyDim<S, Rows, Columns>]
        : `${Operator}: ${Show<S>} is not square: ${ShowDim<Rows>} rows, ${ShowDim<Columns>} columns`
      : R
    : never

const partsOf = (
  shape: Sizes,
  operator: string,
): readonly [batch: Sizes, rows: number, columns: number] | string => {
  const [rows, columns] = shape.slice(-2)
  return rows === undefined || columns === undefined
    ? `${operator}: ${showShape(shape)} must have rank >= 2`
    : [shape.slice(0, -2), rows, columns]
}

/** {@link Sides} at value level. */
export const sidesOf = (
  shape: Sizes,
  operator: string,
): readonly [batch: Sizes, size: number] | string => {
  const parts = partsOf(shape, operator)
  if (typeof parts === 'string') return parts
  const [batch, rows, columns] = parts
  return rows === columns
    ? [batch, rows]
    : `${operator}: ${showShape(shape)} is not square: ${rows} rows, ${columns} columns`
}

/** The shape of a function of square matrices that gives a matrix: `[..., n, n] -> [..., n, n]`. */
export type Square<S extends Shape, Operator extends string> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : Sides<S, Operator> extends infer R
      ? R extends [infer Batch extends Shape, infer N]
        ? [...Batch, N, N]
        : R
      : never

/** {@link Square} at value level. */
export const squareShape = (shape: Sizes, operator: string): Sizes | string => {
  const sides = sidesOf(shape, operator)
  return typeof sides === 'string' ? sides : [...sides[0], sides[1], sides[1]]
}

/** The shape of a function of square matrices that gives a number: `[..., n, n] -> [...]`. */
export type SquareToScalar<S extends Shape, Operator extends string> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : Sides<S, Operator> extends infer R
      ? R extends [infer Batch extends Shape, unknown]
        ? Batch
        : R
      : never

/** {@link SquareToScalar} at value level. */
export const squareToScalarShape = (shape: Sizes, operator: string): Sizes | string => {
  const sides = sidesOf(shape, operator)
  return typeof sides === 'string' ? sides : sides[0]
}

/** The shape of a function of square matrices that gives a vector: `[..., n, n] -> [..., n]`. */
export type SquareToVector<S extends Shape, Operator extends string> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : Sides<S, Operator> extends infer R
      ? R extends [infer Batch extends Shape, infer N]
        ? [...Batch, N]
        : R
      : never

/** {@link SquareToVector} at value level. */
export const squareToVectorShape = (shape: Sizes, operator: string): Sizes | string => {
  const sides = sidesOf(shape, operator)
  return typeof sides === 'string' ? sides : [...sides[0], sides[1]]
}

/** The shape of a function of the elements of matrices: `[..., m, n] -> [..., m, n]`. */
export type OfMatrix<S extends Shape, Operator extends string> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : Parts<S, Operator> extends infer R
      ? R extends [infer Batch extends Shape, infer M, infer N]
        ? [...Batch, M, N]
        : R
      : never

/** {@link OfMatrix} at value level. */
export const ofMatrixShape = (shape: Sizes, operator: string): Sizes | string => {
  const parts = partsOf(shape, operator)
  return typeof parts === 'string' ? parts : shape
}

/** The shape of the sum of the diagonal of matrices: `[..., m, n] -> [...]`. */
export type Trace<S extends Shape> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : Parts<S, 'trace'> extends infer R
      ? R extends [infer Batch extends Shape, unknown, unknown]
        ? Batch
        : R
      : never

/** {@link Trace} at value level. */
export const traceShape = (shape: Sizes): Sizes | string => {
  const parts = partsOf(shape, 'trace')
  return typeof parts === 'string' ? parts : parts[0]
}

/** The smaller of two dimensions, unknown unless both are known or the same. */
type Smaller<S extends Shape, A, B> =
  EqIn<S, A, B> extends true
    ? A
    : IsSize<A> extends true
      ? IsSize<B> extends true
        ? Lte<A, B> extends true
          ? A
          : B
        : number
      : number

/** The shape of the diagonal of matrices: `[..., m, n] -> [..., min(m, n)]`. */
export type Diagonal<S extends Shape> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : Parts<S, 'diagonal'> extends infer R
      ? R extends [infer Batch extends Shape, infer M, infer N]
        ? [...Batch, Smaller<S, M, N>]
        : R
      : never

/** {@link Diagonal} at value level. */
export const diagonalShape = (shape: Sizes): Sizes | string => {
  const parts = partsOf(shape, 'diagonal')
  return typeof parts === 'string' ? parts : [...parts[0], Math.min(parts[1], parts[2])]
}

/** The shape of diagonal matrices: `[..., n] -> [..., n, n]`. */
export type Diag<S extends Shape> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : S extends readonly [...infer Batch extends Shape, infer N]
      ? [...Batch, N, N]
      : 'diag: [] must have rank >= 1'

/** {@link Diag} at value level. */
export const diagShape = (shape: Sizes): Sizes | string => {
  const [n] = shape.slice(-1)
  return n === undefined ? 'diag: [] must have rank >= 1' : [...shape, n]
}

/** The shapes of the reduced factors: `[..., m, n] -> [..., m, k], [..., k, n]`, k = min(m, n). */
export type Qr<S extends Shape> =
  IsDynShape<S> extends true
    ? [AnyShape, AnyShape]
    : Parts<S, 'qr'> extends infer R
      ? R extends [infer Batch extends Shape, infer M, infer N]
        ? [[...Batch, M, Smaller<S, M, N>], [...Batch, Smaller<S, M, N>, N]]
        : R
      : never

/** {@link Qr} at value level. */
export const qrShapes = (shape: Sizes): readonly [q: Sizes, r: Sizes] | string => {
  const parts = partsOf(shape, 'qr')
  if (typeof parts === 'string') return parts
  const [batch, m, n] = parts
  const k = Math.min(m, n)
  return [
    [...batch, m, k],
    [...batch, k, n],
  ]
}
