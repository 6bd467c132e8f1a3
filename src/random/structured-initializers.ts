import type { FloatDType } from '../core/dtype.ts'
import { ArgumentError, ShapeError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import { fill, zerosLike } from '../core/primitives/align.ts'
import { mul } from '../core/primitives/arithmetic.ts'
import { less, select } from '../core/primitives/comparison.ts'
import { iota } from '../core/primitives/creation.ts'
import { swapped } from '../core/primitives/matrix.ts'
import { reshape, transpose } from '../core/primitives/movement.ts'
import { sortBy } from '../core/primitives/order.ts'
import { threefryBits } from '../core/primitives/random.ts'
import { axisOf, showShape, sizeOf } from '../core/shape/index.ts'
import type { Tensor } from '../core/tensor.ts'
import { tensorOf } from '../core/tree.ts'
import { checked } from '../tensor/operand.ts'
import { requireKernel } from './fans.ts'
import { inTheMiddle } from './fixed-initializers.ts'
import { type Key, keyNode, splitNode } from './key.ts'
import { standardNormal } from './normal.ts'
import { orthogonalMatrix } from './orthogonal.ts'

/** The options of `deltaOrthogonal`. */
export interface DeltaOrthogonalOptions<D extends FloatDType = 'f32'> {
  /** What the matrix is multiplied by. Default 1. */
  readonly scale?: number
  /** Default f32. */
  readonly dtype?: D
}

/** The options of `orthogonal`. */
export interface OrthogonalInitializerOptions<D extends FloatDType = 'f32'>
  extends DeltaOrthogonalOptions<D> {
  /** The axis of the outputs. Default −1. */
  readonly columnAxis?: number
}

const timesNumber = (x: Node, factor: number): Node => (factor === 1 ? x : mul(x, fill(factor, x)))

/**
 * Orthonormal outputs, or inputs where those are fewer, which keep the length of what passes (Saxe et
 * al. 2014): `orthogonal(key, shape, { scale = 1, columnAxis = -1, dtype })`. A random orthogonal
 * matrix with a column for each output and a row for each place of all other axes, times the scale.
 *
 * Law: equal to JAX's `nn.initializers.orthogonal` up to rounding, 1e-6 as measured.
 *
 * Throws `ShapeError` where the shape has less than two axes, or not the given one.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const kernel = R.init.orthogonal(R.key(0), [3, 3, 2, 4], { dtype: 'f64' })
 * const columns = T.reshape(kernel, [18, 4])
 * T.allClose(T.matmul(T.transpose(columns), columns), T.eye(4, { dtype: 'f64' })) // true
 */
export const orthogonal = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: OrthogonalInitializerOptions<D> = {},
): Tensor<S, D> => {
  const { scale = 1, columnAxis = -1, dtype = 'f32' } = options
  const sizes = requireKernel('orthogonal', shape)
  const column = checked('orthogonal', axisOf(sizes, columnAxis, 'orthogonal'), sizes)
  const columns = sizes[column] ?? 0
  const others = sizes.toSpliced(column, 1)
  const matrix = orthogonalMatrix(keyNode('orthogonal', key), sizeOf(others), columns, dtype)
  const last = reshape(timesNumber(matrix, scale), [...others, columns])
  const order = [...others.keys()].toSpliced(column, 0, others.length)
  return tensorOf(transpose(last, order))
}

/**
 * The kernel of a convolution that keeps the length of what passes at any depth (Xiao et al. 2018,
 * arXiv 1806.05393): `deltaOrthogonal(key, shape, { scale = 1, dtype })`. An orthogonal matrix
 * `[in, out]` in the middle of the window, zeros elsewhere.
 *
 * Law: equal to JAX's `nn.initializers.delta_orthogonal` up to rounding.
 *
 * Throws `ShapeError` unless the shape has 3 to 5 axes, and not more inputs than outputs.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const kernel = R.init.deltaOrthogonal(R.key(0), [3, 3, 2, 4])
 * T.allClose(T.sum(T.square(kernel)), T.tensor(2)) // true
 */
export const deltaOrthogonal = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  { scale = 1, dtype = 'f32' as D }: DeltaOrthogonalOptions<D> = {},
): Tensor<S, D> => {
  const sizes = requireKernel('deltaOrthogonal', shape)
  const [inputs = 0, outputs = 0] = sizes.slice(-2)
  if (sizes.length < 3 || sizes.length > 5 || inputs > outputs) {
    throw new ShapeError(
      'deltaOrthogonal',
      `needs a window of 1 to 3 axes and not more inputs than outputs, got ${showShape(sizes)}`,
      [sizes],
    )
  }
  const matrix = orthogonalMatrix(keyNode('deltaOrthogonal', key), inputs, outputs, dtype)
  return tensorOf(inTheMiddle(timesNumber(matrix, scale), sizes.slice(0, -2)))
}

/** The options of `sparse`. */
export interface SparseOptions<D extends FloatDType = 'f32'> {
  /** The part of the inputs of each unit that are 0, between 0 and 1. */
  readonly sparsity: number
  /** The standard deviation of the others. Default 0.01. */
  readonly stddev?: number
  /** Default f32. */
  readonly dtype?: D
}

/**
 * Few connections to each unit (Martens 2010): `sparse(key, [in, out], { sparsity, stddev = 0.01,
 * dtype })`. In each column ⌈sparsity · in⌉ places, chosen for it alone, are 0; the others are normal.
 *
 * Throws `ShapeError` unless the shape has two axes, `ArgumentError` unless the sparsity lies between 0
 * and 1.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const kernel = R.init.sparse(R.key(0), [10, 3], { sparsity: 0.8 })
 * T.toArray(T.sum(T.notEqual(kernel, 0), 0)) // [2, 2, 2]
 */
export const sparse = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  { sparsity, stddev = 0.01, dtype = 'f32' as D }: SparseOptions<D>,
): Tensor<S, D> => {
  const sizes = requireKernel('sparse', shape)
  const [inputs = 0, outputs = 0] = sizes
  if (sizes.length !== 2) {
    throw new ShapeError('sparse', `takes a matrix [in, out], got ${showShape(sizes)}`, [sizes])
  }
  if (!(sparsity >= 0 && sparsity <= 1)) {
    throw new ArgumentError('sparse', `needs a sparsity between 0 and 1, got ${sparsity}`)
  }
  const [valueKey, orderKey] = splitNode(keyNode('sparse', key))
  const values = timesNumber(standardNormal(valueKey, sizes, dtype), stddev)
  const byUnit = [outputs, inputs]
  const order = sortBy(threefryBits(orderKey, byUnit, 32), iota(byUnit, 1, 'i32'))
  const isZero = less(
    swapped(order),
    fill(Math.ceil(sparsity * inputs), { shape: sizes, dtype: 'i32' }),
  )
  return tensorOf(select(isZero, zerosLike(values), values))
}
