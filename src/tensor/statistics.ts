import { floatOf } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { fill, zerosLike } from '../core/primitives/align.ts'
import { add, mul, sqrt, sub } from '../core/primitives/arithmetic.ts'
import { equal, select } from '../core/primitives/comparison.ts'
import { exp, log } from '../core/primitives/exponential.ts'
import { reduceSum } from '../core/primitives/summation.ts'
import { meanOf } from './reduce.ts'
import { keptDims, type Reduction, reduction } from './reduction.ts'
import { stretch } from './operand.ts'
import { finiteMaximum } from './softmax.ts'

/** The mean squared distance from the mean. */
const varianceOf = (x: Node, axes: readonly number[]): Node => {
  const centre = keptDims(meanOf(x, axes), x, axes)
  const distance = sub(x, stretch(centre, x.shape))
  return meanOf(mul(distance, distance), axes)
}

/** √x with derivative 0 where x is 0. */
const safeSqrt = (x: Node): Node => {
  const atZero = equal(x, zerosLike(x))
  return select(atZero, zerosLike(x), sqrt(select(atZero, fill(1, x), x)))
}

/**
 * The variance over all axes, one or several: the mean squared distance from the mean (dividing by
 * n, not n − 1): a real number, f32 for integers. NaN of nothing.
 *
 * `variance(x)`: `[a, b] -> []`; `variance(x, 0)`: `[a, b] -> [b]`; with `{ keepdims: true }`:
 * `[1, b]`.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toNumber(T.variance(T.tensor([1, 3, 5, 7]))) // 5
 */
export const variance: Reduction<'variance', 'float'> = reduction('variance', floatOf, varianceOf)

/**
 * The standard deviation over all axes, one or several: the square root of the variance, f32 for
 * integers. Where it is 0 its derivative is 0.
 *
 * `std(x)`: `[a, b] -> []`; `std(x, 0)`: `[a, b] -> [b]`; with `{ keepdims: true }`: `[1, b]`.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toNumber(T.std(T.tensor([1, 5]))) // 2
 */
export const std: Reduction<'std', 'float'> = reduction('std', floatOf, (x, axes) =>
  safeSqrt(varianceOf(x, axes)),
)

/**
 * The Euclidean norm over all axes, one or several: √(Σ x²), f32 for integers. At 0 its derivative
 * is 0.
 *
 * `norm(x)`: `[a, b] -> []`; `norm(x, 0)`: `[a, b] -> [b]`; with `{ keepdims: true }`: `[1, b]`.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T, type Tensor, grad } from 'cotangent'
 *
 * T.toNumber(T.norm(T.tensor([3, 4]))) // 5
 * T.toArray(grad((x: Tensor<[2]>) => T.norm(x))(T.zeros([2]))) // [0, 0]
 */
export const norm: Reduction<'norm', 'float'> = reduction('norm', floatOf, (x, axes) =>
  safeSqrt(reduceSum(mul(x, x), axes)),
)

/**
 * The logarithm of the sum of exponentials over all axes, one or several: log Σ eˣ, without
 * overflow. −∞ where all elements are −∞, with derivative 0 there.
 *
 * `logsumexp(x)`: `[a, b] -> []`; `logsumexp(x, 0)`: `[a, b] -> [b]`; with `{ keepdims: true }`:
 * `[1, b]`.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toNumber(T.logsumexp(T.tensor([1e4, -1e4]))) // 10000
 */
export const logsumexp: Reduction<'logsumexp', 'float'> = reduction(
  'logsumexp',
  floatOf,
  (x, axes) => {
    const top = finiteMaximum(x, axes)
    const total = reduceSum(exp(sub(x, stretch(keptDims(top, x, axes), x.shape))), axes)
    const nothing = equal(total, zerosLike(total))
    const safe = log(select(nothing, fill(1, total), total))
    return add(select(nothing, fill(Number.NEGATIVE_INFINITY, total), safe), top)
  },
)
