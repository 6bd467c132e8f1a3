import type { FloatDType } from '../core/dtype.ts'
import { swapped } from '../core/primitives/matrix.ts'
import type { Node } from '../core/node.ts'
import type { Tensor } from '../core/tensor.ts'
import { nodeOf, tensorOf } from '../core/tree.ts'
import { qr } from '../tensor/decomposition.ts'
import { type Key, keyNode } from './key.ts'
import { standardNormal } from './normal.ts'
import { requireCount } from './parameter.ts'

/** A matrix of rows or columns, whichever are fewer, that are orthonormal. */
export const orthogonalMatrix = (
  key: Node,
  rows: number,
  columns: number,
  dtype: FloatDType,
): Node => {
  const sides = [Math.max(rows, columns), Math.min(rows, columns)]
  const drawn = tensorOf<[number, number], FloatDType>(standardNormal(key, sides, dtype))
  // the diagonal of R is positive, without which Q would not be spread evenly (Mezzadri 2007)
  const q = nodeOf('orthogonal', qr(drawn)[0])
  return rows < columns ? swapped(q) : q
}

/** The options of `orthogonal`. */
export interface OrthogonalOptions<D extends FloatDType = 'f32'> {
  /** Default f32. */
  readonly dtype?: D
}

/** The shape of a matrix of a size: square where it is one number. */
export type MatrixOf<Size> = Size extends readonly [infer Rows, infer Columns]
  ? [Rows, Columns]
  : [Size, Size]

/**
 * A random rotation or reflection, evenly spread over all of them: `orthogonal(key, n)`, `[n, n]`; or
 * `orthogonal(key, [m, n])`, whose columns are orthonormal (its rows, where it is wide). By the QR
 * decomposition of a normal matrix.
 *
 * Laws:
 * 1. `matmul(Qᵀ, Q)` is the identity, `matmul(Q, Qᵀ)` where it is wide.
 * 2. Equal to JAX's `random.orthogonal` up to rounding: 1e-6 as measured, the decompositions differ.
 *
 * Throws `ArgumentError` unless the sizes are whole numbers ≥ 0.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const q = R.orthogonal(R.key(0), 3, { dtype: 'f64' })
 * T.allClose(T.matmul(T.transpose(q), q), T.eye(3, { dtype: 'f64' })) // true
 */
export const orthogonal = <
  const Size extends number | readonly [number, number],
  D extends FloatDType = 'f32',
>(
  key: Key,
  size: Size,
  { dtype = 'f32' as D }: OrthogonalOptions<D> = {},
): Tensor<MatrixOf<Size>, D> => {
  const [rows, columns] = typeof size === 'number' ? [size, size] : size
  requireCount('orthogonal', rows)
  requireCount('orthogonal', columns)
  return tensorOf(orthogonalMatrix(keyNode('orthogonal', key), rows, columns, dtype))
}
