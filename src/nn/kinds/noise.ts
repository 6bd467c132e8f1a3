import { ArgumentError } from '../../core/errors.ts'
import { floatOf } from '../../core/dtype.ts'
import type { Tensor } from '../../core/tensor.ts'
import * as R from '../../random/index.ts'
import * as T from '../../tensor/index.ts'
import { configCodec, type ConfigOf, notNegative, rate as rateCodec } from '../config.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer } from '../layer.ts'
import { elementsOf, tensorSpec } from '../spec.ts'
import { inFloats, type RandomActivation } from './elementwise.ts'
import { onTensor } from './tensor.ts'

const noiseConfig = configCodec({ stddev: notNegative }, {})

/** Noise that is added in training. */
export const gaussianNoiseKind = layerKind<ConfigOf<typeof noiseConfig>>({
  tag: 'gaussianNoise',
  documentation: 'x + normal noise in training, x in prediction',
  config: noiseConfig,
  signature: (_, input) =>
    onTensor('gaussianNoise', ({ shape, dtype }) => ({
      output: tensorSpec(shape, floatOf(dtype)),
      random: true,
    }))(input),
  apply: ({ config: { stddev }, state, key }, x: Tensor) => {
    const real = inFloats(x)
    if (key === null) return [real, state]
    const noise = R.normal(key, [...x.shape], { stddev, dtype: real.dtype })
    return [T.add(real, noise), state]
  },
  suits: (_, behind) => behind,
})

/**
 * Noise: `gaussianNoise(stddev)`. In training a normal number of this standard deviation is added to each
 * element; in prediction nothing.
 *
 * `[a] -> [a]`; stddev ≥ 0.
 *
 * Law: `predict` is the identity; with stddev 0 so is `forward`.
 *
 * Throws `ArgumentError` for a negative stddev.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input(1000), nn.gaussianNoise(0.1))
 * const [y] = model.forward(model.init(R.key(0)), T.ones([1000]), R.key(1))
 * T.allClose(T.std(y), T.tensor(0.1), { rtol: 0.1 }) // true
 */
export const gaussianNoise = (stddev: number): Layer<RandomActivation<'gaussianNoise'>> => {
  if (!notNegative.is(stddev))
    throw new ArgumentError('gaussianNoise', `needs a stddev >= 0, got ${stddev}`)
  return layerOf(gaussianNoiseKind, { stddev })
}

const depthConfig = configCodec({ rate: rateCodec }, {})

/** Whole examples that are dropped in training. */
export const stochasticDepthKind = layerKind<ConfigOf<typeof depthConfig>>({
  tag: 'stochasticDepth',
  documentation: 'whole examples 0 with probability rate in training, x in prediction',
  config: depthConfig,
  signature: (_, input) =>
    onTensor('stochasticDepth', (x) =>
      x.shape.length === 0
        ? 'stochasticDepth: needs a batch axis, got []'
        : {
            output: tensorSpec(x.shape, floatOf(x.dtype)),
            random: true,
            flops: elementsOf(x.shape),
          },
    )(input),
  apply: ({ config: { rate }, state, key }, input: Tensor) => {
    const x = inFloats(input)
    if (key === null || rate === 0) return [x, state]
    const shape = x.shape.map((size, axis) => (axis === 0 ? size : 1))
    const kept = R.bernoulli(key, shape, { p: 1 - rate })
    return [T.mul(x, T.div(T.cast(kept, x.dtype) as Tensor, 1 - rate)), state]
  },
  suits: (_, behind) => behind,
})

/**
 * Stochastic depth (Huang et al. 2016): `stochasticDepth(rate)` at the end of the body of a `residual`
 * leaves the body out, for each example by itself, with probability `rate` in training. What is kept is
 * divided by 1 − rate. In prediction the identity.
 *
 * `[batch, ...] -> [batch, ...]`; 0 ≤ rate < 1.
 *
 * Laws:
 * 1. `predict` is the identity; with rate 0 so is `forward`.
 * 2. The mean of `forward` over keys is what `predict` gives.
 *
 * Throws `ArgumentError` for another rate.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const block = nn.residual(nn.dense(3), nn.relu, nn.stochasticDepth(0.5))
 * const model = nn.model(nn.input('batch', 3), block)
 * model.predict(model.init(R.key(0)), T.ones([2, 3])).shape // [2, 3]
 */
export const stochasticDepth = (rate: number): Layer<RandomActivation<'stochasticDepth'>> => {
  if (!rateCodec.is(rate))
    throw new ArgumentError(
      'stochasticDepth',
      `needs a rate between 0 and 1, 1 excluded, got ${rate}`,
    )
  return layerOf(stochasticDepthKind, { rate })
}
