import type { FloatDType } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { type Node, scalar } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { add, div, max, min, mul } from '../core/primitives/arithmetic.ts'
import { erf, erfInv } from '../core/primitives/exponential.ts'
import type { Tensor } from '../core/tensor.ts'
import { tensorOf } from '../core/tree.ts'
import { stretch } from '../tensor/operand.ts'
import { type Key, keyNode } from './key.ts'
import { aboveMinusOne, nextAbove } from './next-above.ts'
import { type Parameter, mayBe, parameterNode, requireShape, showParameter } from './parameter.ts'
import { uniformBetween } from './uniform.ts'

/** The options of `normal`. */
export interface NormalOptions<D extends FloatDType = 'f32'> {
  /** Default 0. */
  readonly mean?: Parameter
  /** The standard deviation, ≥ 0. Default 1. */
  readonly stddev?: Parameter
  /** Default f32. */
  readonly dtype?: D
}

/** The normal distribution by the inverse of its distribution function: √2 · erf⁻¹(u), u in [low, high). */
const inverted = (
  key: Node,
  shape: readonly number[],
  dtype: FloatDType,
  low: Node,
  high: Node,
): Node => {
  const u = uniformBetween(key, shape, dtype, low, high)
  return mul(fill(Math.SQRT2, u), erfInv(u))
}

/** Draws of mean 0 and standard deviation 1. */
export const standardNormal = (key: Node, shape: readonly number[], dtype: FloatDType): Node =>
  inverted(key, shape, dtype, scalar(aboveMinusOne(dtype), dtype), scalar(1, dtype))

/**
 * Numbers of the normal distribution: `normal(key, shape, { mean = 0, stddev = 1, dtype })`, by
 * the inverse of the error function: √2 · erf⁻¹(u), u uniform in (−1, 1). Mean and standard deviation
 * may be tensors that stretch to the shape, and draws are differentiable in them.
 *
 * Law: within 3 ulp of JAX's `random.normal`.
 *
 * Throws `ArgumentError` where the mean is not finite or the standard deviation negative, `ShapeError`
 * where one does not stretch to the shape.
 *
 * @example
 * import { grad, R, type Scalar, T } from 'cotangent'
 *
 * T.toArray(R.normal(R.key(42), [2])) // [-0.02830461598932743, 0.4671318531036377]
 *
 * // of the expectation of x², estimated by draws: the derivative by the mean is 2 · mean
 * const energy = (mean: Scalar) => T.mean(T.square(R.normal(R.key(0), [10000], { mean })))
 * T.allClose(grad(energy)(T.tensor(3)), T.tensor(6), { atol: 0.1 }) // true
 */
export const normal = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: NormalOptions<D> = {},
): Tensor<S, D> => {
  const { mean = 0, stddev = 1, dtype = 'f32' } = options
  if (!(mayBe(mean, Number.isFinite) && mayBe(stddev, (s) => Number.isFinite(s) && s >= 0))) {
    throw new ArgumentError(
      'normal',
      `needs a finite mean and a standard deviation ≥ 0, got mean ${showParameter(mean)} and stddev ${showParameter(stddev)}`,
    )
  }
  const sizes = requireShape('normal', shape)
  const standard = standardNormal(keyNode('normal', key), sizes, dtype)
  const like = (name: string, value: Parameter): Node =>
    stretch(parameterNode('normal', name, value, sizes, dtype), sizes)
  const scaled = stddev === 1 ? standard : mul(standard, like('stddev', stddev))
  return tensorOf(mean === 0 ? scaled : add(scaled, like('mean', mean)))
}

/** Draws of the standard normal distribution between two bounds, which are not reached. */
export const standardTruncated = (
  key: Node,
  shape: readonly number[],
  dtype: FloatDType,
  lower: number,
  upper: number,
): Node => {
  const root = scalar(Math.SQRT2, dtype)
  const quantile = (bound: number): Node => erf(div(scalar(bound, dtype), root))
  const drawn = inverted(key, shape, dtype, quantile(lower), quantile(upper))
  const least = fill(nextAbove(lower, dtype), drawn)
  return min(max(drawn, least), fill(-nextAbove(-upper, dtype), drawn))
}

/** The options of `truncatedNormal`. */
export interface TruncatedNormalOptions<D extends FloatDType = 'f32'> {
  /** Default −2. */
  readonly lower?: number
  /** Default 2. */
  readonly upper?: number
  /** Default f32. */
  readonly dtype?: D
}

/**
 * Numbers of the standard normal distribution, given that they lie strictly between two bounds:
 * `truncatedNormal(key, shape, { lower = -2, upper = 2, dtype })`. √2 · erf⁻¹(u), u uniform between
 * erf(lower / √2) and erf(upper / √2). Far out in one tail, where erf is 1 but for rounding, few
 * different numbers come up.
 *
 * Law: within 3 ulp of JAX's `random.truncated_normal`.
 *
 * Throws `ArgumentError` unless the bounds are finite and lower < upper.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const drawn = R.truncatedNormal(R.key(0), [1000], { lower: -1, upper: 3 })
 * T.toNumber(T.min(drawn)) > -1 // true
 * T.toNumber(T.max(drawn)) < 3 // true
 */
export const truncatedNormal = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: TruncatedNormalOptions<D> = {},
): Tensor<S, D> => {
  const { lower = -2, upper = 2, dtype = 'f32' } = options
  if (!(Number.isFinite(lower) && Number.isFinite(upper) && lower < upper)) {
    throw new ArgumentError(
      'truncatedNormal',
      `needs finite bounds with lower < upper, got lower ${lower} and upper ${upper}`,
    )
  }
  const node = keyNode('truncatedNormal', key)
  const sizes = requireShape('truncatedNormal', shape)
  return tensorOf(standardTruncated(node, sizes, dtype, lower, upper))
}
