import type { DType } from '../core/dtype.ts'
import { fill } from '../core/primitives/align.ts'
import { equal } from '../core/primitives/comparison.ts'
import { convert } from '../core/primitives/conversion.ts'
import { iota } from '../core/primitives/creation.ts'
import { type Sizes, sizesFrom } from '../core/shape/index.ts'
import type { Dim, Shape, Tensor } from '../core/tensor.ts'
import { nodeOf, tensorOf } from '../core/tree.ts'
import { requireDType } from './cast.ts'
import { only } from './dual.ts'
import { requireArray } from './move.ts'
import { checked, numberAs } from './operand.ts'

/** The sizes that a caller asks for. */
export const requireSizes = (operator: string, shape: readonly Dim[]): Sizes =>
  checked(operator, sizesFrom(requireArray(operator, 'the shape', shape), operator))

/** Makes a tensor of one repeated number: `f(shape, dtype = 'f32')`. */
type Filled = <const S extends Dim[], D extends DType = 'f32'>(
  shape: S,
  dtype?: D,
) => Tensor<S, NoInfer<D>>

const filled = (operator: string, value: number): Filled =>
  only((shape: readonly Dim[], dtype: unknown = 'f32') =>
    fill(value, { shape: requireSizes(operator, shape), dtype: requireDType(operator, dtype) }),
  )

/**
 * A tensor of zeros, f32 if no element type is given.
 *
 * `shape -> shape`. Throws `ShapeError` for sizes that are not whole numbers ≥ 0.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.zeros([2, 2])) // [[0, 0], [0, 0]]
 */
export const zeros: Filled = filled('zeros', 0)

/**
 * A tensor of ones, f32 if no element type is given.
 *
 * `shape -> shape`. Throws `ShapeError` for sizes that are not whole numbers ≥ 0.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.ones([2], 'i32')) // [1, 1]
 */
export const ones: Filled = filled('ones', 1)

/**
 * A tensor of one repeated value; f32 if no element type is given, bool for a boolean.
 *
 * `shape, value -> shape`. Throws `ShapeError` for sizes that are not whole numbers ≥ 0,
 * `DTypeError` where the value is not one of the element type.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.full([2], 0.5)) // [0.5, 0.5]
 */
export const full: <
  const S extends Dim[],
  V extends number | boolean,
  D extends DType = V extends boolean ? 'bool' : 'f32',
>(
  shape: S,
  value: V,
  dtype?: D,
) => Tensor<S, NoInfer<D>> = only(
  (shape: readonly Dim[], value: number | boolean, dtype?: unknown) => {
    const ofValue = typeof value === 'boolean' ? 'bool' : 'f32'
    const type = dtype === undefined ? ofValue : requireDType('full', dtype)
    const sizes = requireSizes('full', shape)
    return fill(numberAs('full', Number(value), type), { shape: sizes, dtype: type })
  },
)

/**
 * Zeros in the shape and element type of another tensor.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.zerosLike(T.tensor([1, 2]))) // [0, 0]
 */
export const zerosLike = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D> =>
  tensorOf(fill(0, nodeOf('zerosLike', x)))

/**
 * Ones in the shape and element type of another tensor.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.onesLike(T.tensor([3, 4]))) // [1, 1]
 */
export const onesLike = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D> =>
  tensorOf(fill(1, nodeOf('onesLike', x)))

/**
 * One repeated number in the shape and element type of another tensor.
 *
 * `[a], value -> [a]`. Throws `DTypeError` where the value is not one of the element type.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.fullLike(T.tensor([3, 4]), 7)) // [7, 7]
 */
export const fullLike = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  value: number,
): Tensor<S, D> => {
  const node = nodeOf('fullLike', x)
  return tensorOf(fill(numberAs('fullLike', value, node.dtype), node))
}

/**
 * The identity matrix.
 *
 * `n -> [n, n]`. Throws `ShapeError` for a size that is not a whole number ≥ 0.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.eye(2)) // [[1, 0], [0, 1]]
 */
export const eye = <N extends number, D extends DType = 'f32'>(
  n: N,
  options: { readonly dtype?: D } = {},
): Tensor<[N, N], NoInfer<D>> => {
  const shape = requireSizes('eye', [n, n])
  const same = equal(iota(shape, 0, 'i32'), iota(shape, 1, 'i32'))
  return tensorOf(convert(same, requireDType('eye', options.dtype ?? 'f32')))
}
