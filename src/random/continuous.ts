import type { FloatDType } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { type Node, scalar } from '../core/node.ts'
import { abs, add, div, mul, neg, sign } from '../core/primitives/arithmetic.ts'
import { log, log1p } from '../core/primitives/exponential.ts'
import type { Tensor } from '../core/tensor.ts'
import { tensorOf } from '../core/tree.ts'
import { stretch } from '../tensor/operand.ts'
import { type Key, keyNode } from './key.ts'
import { aboveMinusOne } from './next-above.ts'
import { type Parameter, mayBe, parameterNode, requireShape, showParameter } from './parameter.ts'
import { uniformBetween } from './uniform.ts'

/** Uniform in [low, 1). */
const uniformFrom = (low: number, key: Node, shape: readonly number[], dtype: FloatDType): Node =>
  uniformBetween(key, shape, dtype, scalar(low, dtype), scalar(1, dtype))

/** The least normal number: JAX's bound under which no draw of `gumbel` starts. */
const tiny = { f32: 2 ** -126, f64: 2 ** -1022 } as const

/** Draws of the standard Gumbel distribution. */
export const standardGumbel = (key: Node, shape: readonly number[], dtype: FloatDType): Node =>
  neg(log(neg(log(uniformFrom(tiny[dtype], key, shape, dtype)))))

const isPositive = (value: number): boolean => Number.isFinite(value) && value > 0

/** A parameter stretched to the draws. */
const like = (
  operator: string,
  name: string,
  value: Parameter,
  shape: readonly number[],
  dtype: FloatDType,
): Node => stretch(parameterNode(operator, name, value, shape, dtype), shape)

/** The options of `gumbel` and of `laplace`. */
export interface LocationScaleOptions<D extends FloatDType = 'f32'> {
  /** Default 0. */
  readonly location?: Parameter
  /** Greater than 0. Default 1. */
  readonly scale?: Parameter
  /** Default f32. */
  readonly dtype?: D
}

/** location + scale · standard draws. */
const located = <S extends number[], D extends FloatDType>(
  operator: string,
  standard: (key: Node, shape: readonly number[], dtype: FloatDType) => Node,
  key: Key,
  shape: S,
  options: LocationScaleOptions<D>,
): Tensor<S, D> => {
  const { location = 0, scale = 1, dtype = 'f32' } = options
  if (!(mayBe(location, Number.isFinite) && mayBe(scale, isPositive))) {
    throw new ArgumentError(
      operator,
      `needs a finite location and a scale > 0, got location ${showParameter(location)} and scale ${showParameter(scale)}`,
    )
  }
  const sizes = requireShape(operator, shape)
  const drawn = standard(keyNode(operator, key), sizes, dtype)
  const scaled = scale === 1 ? drawn : mul(drawn, like(operator, 'scale', scale, sizes, dtype))
  return tensorOf(
    location === 0 ? scaled : add(scaled, like(operator, 'location', location, sizes, dtype)),
  )
}

/**
 * Numbers of the Gumbel distribution, that of the greatest of many: location − scale · log(−log u), u
 * uniform. `gumbel(key, shape, { location = 0, scale = 1, dtype })`. Differentiable in parameters that
 * are tensors.
 *
 * Law: within 2 ulp of JAX's `random.gumbel`, or within 2⁻²³ near 0, where log(−log u) cancels.
 *
 * Throws `ArgumentError` unless the location is finite and the scale > 0.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * // the mean is Euler's constant, 0.577…
 * T.allClose(T.mean(R.gumbel(R.key(0), [10000])), T.tensor(0.577), { atol: 0.05 }) // true
 */
export const gumbel = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: LocationScaleOptions<D> = {},
): Tensor<S, D> => located('gumbel', standardGumbel, key, shape, options)

/**
 * Numbers of the Laplace distribution, whose density falls exponentially on both sides:
 * location + scale · sign(u) · log(1 − |u|), u uniform in (−1, 1).
 * `laplace(key, shape, { location = 0, scale = 1, dtype })`. Differentiable in parameters that are
 * tensors.
 *
 * Law: within 1 ulp of JAX's `random.laplace`.
 *
 * Throws `ArgumentError` unless the location is finite and the scale > 0.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * // the variance is 2 · scale²
 * const drawn = R.laplace(R.key(0), [10000], { scale: 3 })
 * T.allClose(T.variance(drawn), T.tensor(18), { atol: 2 }) // true
 */
export const laplace = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: LocationScaleOptions<D> = {},
): Tensor<S, D> =>
  located(
    'laplace',
    (node, sizes, dtype) => {
      const u = uniformFrom(aboveMinusOne(dtype), node, sizes, dtype)
      return mul(sign(u), log1p(neg(abs(u))))
    },
    key,
    shape,
    options,
  )

/** The options of `exponential`. */
export interface ExponentialOptions<D extends FloatDType = 'f32'> {
  /** How many events are expected in a time of 1, > 0. Default 1. */
  readonly rate?: Parameter
  /** Default f32. */
  readonly dtype?: D
}

/**
 * Numbers of the exponential distribution, times between events: −log(1 − u) / rate, u uniform.
 * `exponential(key, shape, { rate = 1, dtype })`. Differentiable in a rate that is a tensor.
 *
 * Law: within 1 ulp of JAX's `random.exponential`.
 *
 * Throws `ArgumentError` unless the rate is finite and > 0.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const drawn = R.exponential(R.key(0), [10000], { rate: 4 })
 * T.allClose(T.mean(drawn), T.tensor(0.25), { atol: 0.02 }) // true
 */
export const exponential = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: ExponentialOptions<D> = {},
): Tensor<S, D> => {
  const { rate = 1, dtype = 'f32' } = options
  if (!mayBe(rate, isPositive)) {
    throw new ArgumentError('exponential', `needs a rate > 0, got ${showParameter(rate)}`)
  }
  const sizes = requireShape('exponential', shape)
  const u = uniformFrom(0, keyNode('exponential', key), sizes, dtype)
  const drawn = neg(log1p(neg(u)))
  return tensorOf(rate === 1 ? drawn : div(drawn, like('exponential', 'rate', rate, sizes, dtype)))
}
