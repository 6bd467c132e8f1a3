import type { FloatDType } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { type Node, scalar } from '../core/node.ts'
import { div, mul, sqrt } from '../core/primitives/arithmetic.ts'
import type { Tensor } from '../core/tensor.ts'
import { tensorOf } from '../core/tree.ts'
import { stretch } from '../tensor/operand.ts'
import { type FanMode, type FanOptions, fanOf, requireKernel } from './fans.ts'
import { type Key, keyNode } from './key.ts'
import { standardNormal, standardTruncated } from './normal.ts'
import { uniformBetween } from './uniform.ts'

/** The options that all initializers of this family share. */
export interface KernelOptions<D extends FloatDType> extends FanOptions {
  /** Default f32. */
  readonly dtype?: D
}

/** The options of `varianceScaling`. */
export interface VarianceScalingOptions<D extends FloatDType = 'f32'> extends KernelOptions<D> {
  /** What the variance is multiplied by. Default 1. */
  readonly scale?: number
  /** What it is divided by. Default `'fanIn'`. */
  readonly mode?: FanMode
  /** Default `'truncatedNormal'`, at two standard deviations. */
  readonly distribution?: keyof typeof draws
}

/** The standard deviation of a standard normal distribution that is cut off at −2 and 2. */
const truncatedDeviation = 0.87962566103423978

/** Draws of a distribution with mean 0 and a given variance. */
type Draw = (key: Node, shape: readonly number[], dtype: FloatDType, variance: Node) => Node

const times = (drawn: Node, factor: Node): Node => mul(drawn, stretch(factor, drawn.shape))

const truncatedNormal: Draw = (key, shape, dtype, variance) => {
  const deviation = div(sqrt(variance), scalar(truncatedDeviation, dtype))
  return times(standardTruncated(key, shape, dtype, -2, 2), deviation)
}

const normal: Draw = (key, shape, dtype, variance) =>
  times(standardNormal(key, shape, dtype), sqrt(variance))

const uniform: Draw = (key, shape, dtype, variance) => {
  const drawn = uniformBetween(key, shape, dtype, scalar(-1, dtype), scalar(1, dtype))
  return times(drawn, sqrt(mul(scalar(3, dtype), variance)))
}

const draws = { truncatedNormal, normal, uniform } as const

const scaled = <S extends number[], D extends FloatDType>(
  operator: string,
  key: Key,
  shape: S,
  options: VarianceScalingOptions<D>,
): Tensor<S, D> => {
  const { scale = 1, mode = 'fanIn', distribution = 'truncatedNormal', dtype = 'f32' } = options
  if (!(Number.isFinite(scale) && scale > 0)) {
    throw new ArgumentError(operator, `needs a scale > 0, got ${scale}`)
  }
  const sizes = requireKernel(operator, shape)
  const fan = fanOf(operator, sizes, mode, options)
  // a kernel without inputs has no elements to scale
  const variance = scalar(scale / Math.max(fan, Number.MIN_VALUE), dtype)
  return tensorOf(draws[distribution](keyNode(operator, key), sizes, dtype, variance))
}

/**
 * Numbers of mean 0 and variance scale / fan: `varianceScaling(key, shape, { scale = 1, mode =
 * 'fanIn', distribution = 'truncatedNormal', inAxis = -2, outAxis = -1, dtype })`.
 *
 * fanIn is what feeds a unit, inputs times receptive field, which are all axes that are neither inputs
 * nor outputs; fanOut likewise; fanAvg is their mean, fanGeoAvg their geometric mean. The distribution
 * is `'normal'`, `'uniform'` in ±√(3 · variance), or `'truncatedNormal'`: cut off at two standard
 * deviations and scaled by 1 / 0.87962566103423978, so that the variance is exact.
 *
 * Law: equal to JAX's `nn.initializers.variance_scaling`, as the distribution is.
 *
 * Throws `ShapeError` where the shape has less than two axes, or none of the given ones,
 * `ArgumentError` unless the scale is > 0.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const kernel = R.init.varianceScaling(R.key(0), [3, 3, 64, 32], { scale: 2, mode: 'fanOut' })
 * T.allClose(T.variance(kernel), T.tensor(2 / (3 * 3 * 32)), { rtol: 0.05 }) // true
 */
export const varianceScaling = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: VarianceScalingOptions<D> = {},
): Tensor<S, D> => scaled('varianceScaling', key, shape, options)

/**
 * Uniform in ±√(6 / (fanIn + fanOut)), for layers before tanh or softmax (Glorot and Bengio 2010):
 * `varianceScaling` with scale 1, fanAvg. Also known as Xavier's.
 *
 * Law: equal to JAX's `nn.initializers.glorot_uniform`, bit for bit. Throws as `varianceScaling` does.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const kernel = R.init.glorotUniform(R.key(0), [200, 100])
 * T.toNumber(T.max(T.abs(kernel))) <= Math.sqrt(6 / 300) // true
 */
export const glorotUniform = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: KernelOptions<D> = {},
): Tensor<S, D> =>
  scaled('glorotUniform', key, shape, { ...options, mode: 'fanAvg', distribution: 'uniform' })

/**
 * Truncated normal of variance 2 / (fanIn + fanOut) (Glorot and Bengio 2010): `varianceScaling` with
 * scale 1, fanAvg.
 *
 * Law: equal to JAX's `nn.initializers.glorot_normal` within 2 ulp. Throws as `varianceScaling` does.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const kernel = R.init.glorotNormal(R.key(0), [200, 100])
 * T.allClose(T.variance(kernel), T.tensor(2 / 300), { rtol: 0.05 }) // true
 */
export const glorotNormal = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: KernelOptions<D> = {},
): Tensor<S, D> => scaled('glorotNormal', key, shape, { ...options, mode: 'fanAvg' })

/**
 * Uniform in ±√(6 / fanIn), for layers before relu (He et al. 2015): `varianceScaling` with scale 2.
 * Also known as Kaiming's.
 *
 * Law: equal to JAX's `nn.initializers.he_uniform`, bit for bit. Throws as `varianceScaling` does.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const kernel = R.init.heUniform(R.key(0), [200, 100])
 * T.toNumber(T.max(T.abs(kernel))) <= Math.sqrt(6 / 200) // true
 */
export const heUniform = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: KernelOptions<D> = {},
): Tensor<S, D> =>
  scaled('heUniform', key, shape, { ...options, scale: 2, distribution: 'uniform' })

/**
 * Truncated normal of variance 2 / fanIn, for layers before relu (He et al. 2015): `varianceScaling`
 * with scale 2.
 *
 * Law: equal to JAX's `nn.initializers.he_normal` within 2 ulp. Throws as `varianceScaling` does.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const kernel = R.init.heNormal(R.key(0), [200, 100])
 * T.allClose(T.variance(kernel), T.tensor(2 / 200), { rtol: 0.05 }) // true
 */
export const heNormal = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: KernelOptions<D> = {},
): Tensor<S, D> => scaled('heNormal', key, shape, { ...options, scale: 2 })

/**
 * Uniform in ±√(3 / fanIn) (LeCun et al. 1998): `varianceScaling` with scale 1.
 *
 * Law: equal to JAX's `nn.initializers.lecun_uniform`, bit for bit. Throws as `varianceScaling` does.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const kernel = R.init.lecunUniform(R.key(0), [200, 100])
 * T.toNumber(T.max(T.abs(kernel))) <= Math.sqrt(3 / 200) // true
 */
export const lecunUniform = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: KernelOptions<D> = {},
): Tensor<S, D> => scaled('lecunUniform', key, shape, { ...options, distribution: 'uniform' })

/**
 * Truncated normal of variance 1 / fanIn, for selu and as a rule without one (LeCun et al. 1998):
 * `varianceScaling` with scale 1.
 *
 * Law: equal to JAX's `nn.initializers.lecun_normal` within 2 ulp. Throws as `varianceScaling` does.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const kernel = R.init.lecunNormal(R.key(0), [200, 100])
 * T.allClose(T.variance(kernel), T.tensor(1 / 200), { rtol: 0.05 }) // true
 */
export const lecunNormal = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: KernelOptions<D> = {},
): Tensor<S, D> => scaled('lecunNormal', key, shape, options)
