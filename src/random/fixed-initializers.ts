import type { DType } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { equal } from '../core/primitives/comparison.ts'
import { convert } from '../core/primitives/conversion.ts'
import { iota } from '../core/primitives/creation.ts'
import { reshape } from '../core/primitives/movement.ts'
import { pad } from '../core/primitives/selection.ts'
import type { Tensor } from '../core/tensor.ts'
import { tensorOf } from '../core/tree.ts'
import { numberAs } from '../tensor/operand.ts'
import { requireKernel } from './fans.ts'
import type { Key } from './key.ts'
import { requireShape } from './parameter.ts'

/** The options of `zeros` and of `ones`. */
export interface DTypeOptions<D extends DType> {
  /** Default f32. */
  readonly dtype?: D
}

/** The options of `constant`. */
export interface ConstantOptions<D extends DType> extends DTypeOptions<D> {
  readonly value: number
}

/**
 * One number everywhere: `constant(key, shape, { value, dtype })`. The key is not used.
 *
 * Throws `DTypeError` where the value is not one of the element type.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.init.constant(R.key(0), [2], { value: 0.5 })) // [0.5, 0.5]
 */
export const constant = <const S extends number[], D extends DType = 'f32'>(
  _key: Key,
  shape: S,
  { value, dtype = 'f32' as D }: ConstantOptions<D>,
): Tensor<S, D> =>
  tensorOf(
    fill(numberAs('constant', value, dtype), { shape: requireShape('constant', shape), dtype }),
  )

/**
 * 0 everywhere, as biases begin: `zeros(key, shape, { dtype })`. The key is not used.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.init.zeros(R.key(0), [2])) // [0, 0]
 */
export const zeros = <const S extends number[], D extends DType = 'f32'>(
  key: Key,
  shape: S,
  options: DTypeOptions<D> = {},
): Tensor<S, D> => constant(key, shape, { ...options, value: 0 })

/**
 * 1 everywhere, as the scales of normalizations begin: `ones(key, shape, { dtype })`. The key is not
 * used.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.init.ones(R.key(0), [2])) // [1, 1]
 */
export const ones = <const S extends number[], D extends DType = 'f32'>(
  key: Key,
  shape: S,
  options: DTypeOptions<D> = {},
): Tensor<S, D> => constant(key, shape, { ...options, value: 1 })

/** A matrix `[in, out]` in the middle of a window, zeros elsewhere. */
export const inTheMiddle = (matrix: Node, window: readonly number[]): Node => {
  const shape = [...window, ...matrix.shape]
  if (window.includes(0)) return fill(0, { shape, dtype: matrix.dtype })
  const single = reshape(matrix, [...window.map(() => 1), ...matrix.shape])
  return pad(
    single,
    [...window.map((size) => Math.floor((size - 1) / 2)), 0, 0],
    [...window.map((size) => Math.ceil((size - 1) / 2)), 0, 0],
    shape.map(() => 0),
  )
}

/**
 * The kernel of a layer that gives back its input: `identity(key, shape, { dtype })`. The identity
 * matrix `[in, out]`, for a convolution in the middle of its window, zeros elsewhere (known as dirac
 * there). The key is not used.
 *
 * Law: `conv2d(x, kernel, { padding: 'SAME' }) = x` where there are as many inputs as outputs.
 *
 * Throws `ShapeError` where the shape has less than two axes.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.init.identity(R.key(0), [2, 3])) // [[1, 0, 0], [0, 1, 0]]
 */
export const identity = <const S extends number[], D extends DType = 'f32'>(
  _key: Key,
  shape: S,
  { dtype = 'f32' as D }: DTypeOptions<D> = {},
): Tensor<S, D> => {
  const sizes = requireKernel('identity', shape)
  const matrix = sizes.slice(-2)
  const same = equal(iota(matrix, 0, 'i32'), iota(matrix, 1, 'i32'))
  return tensorOf(inTheMiddle(convert(same, dtype), sizes.slice(0, -2)))
}
