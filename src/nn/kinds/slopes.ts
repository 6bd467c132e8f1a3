import { type DType, type FloatOf, floatOf } from '../../core/dtype.ts'
import type { Tensor } from '../../core/tensor.ts'
import * as R from '../../random/index.ts'
import * as T from '../../tensor/index.ts'
import { checkedConfig, configCodec, type ConfigOf, finite } from '../config.ts'
import { type Initializer, initializerCodec } from '../initializer.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, Signature, Unit } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf, tensorSpec } from '../spec.ts'
import type { RandomActivation } from './elementwise.ts'
import { type AtLeast1, channelled, type Channels } from './norm.ts'
import { onTensor } from './tensor.ts'

// Relu with a slope below 0 that is learned, or drawn.

/** The parameters of `prelu`. */
export interface SlopeParams<out N, out D extends DType = 'f32'> {
  readonly slope: Tensor<[N], D>
}

/** The type of `prelu`. */
export interface Prelu extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Channels<'prelu', S, 'needs an axis of channels', AtLeast1> extends infer C
      ? C extends [infer N]
        ? Signature<SlopeParams<N, FloatOf<D>>, Unit, Tensor<S, FloatOf<D>>, never>
        : C
      : never
    : 'prelu: input is not a single tensor'
}

const config = configCodec({}, { init: initializerCodec })

/** Relu with a slope for each channel that is learned. */
export const preluKind = layerKind<ConfigOf<typeof config>, { readonly slope: Tensor }>({
  tag: 'prelu',
  documentation: 'x where positive, slope x elsewhere, a slope learned for each channel',
  config,
  signature: ({ config: { init = { name: 'constant', value: 0.25 } } }, input) =>
    channelled('prelu', 'needs an axis of channels', 1, ({ shape, dtype }, channels) => ({
      params: { slope: paramSpec([channels], dtype, init) },
      flops: elementsOf(shape),
    }))(input),
  apply: ({ params: { slope }, state }, x: Tensor) => [T.prelu(x, slope), state],
  suits: () => 'heNormal',
})

/**
 * `prelu` that begins with other slopes than ¼: `preluWith({ init })`.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input(2), nn.preluWith({ init: { name: 'constant', value: 0.5 } }))
 * T.toArray(model.predict(model.init(R.key(0)), T.tensor([-4, 4]))) // [-2, 4]
 */
export const preluWith = ({ init }: { readonly init: Initializer }): Layer<Prelu> =>
  layerOf(preluKind, { init })

/**
 * Parametric relu (He et al. 2015): x where it is positive, slope · x elsewhere, with a slope for each
 * channel, the last axis, that is learned and begins with ¼.
 *
 * `[..., channels] -> [..., channels]`; parameters `slope` `[channels]`.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input(2), nn.prelu)
 * T.toArray(model.predict(model.init(R.key(0)), T.tensor([-4, 4]))) // [-1, 4]
 */
export const prelu: Layer<Prelu> = layerOf(preluKind, {})

const bounds = configCodec({}, { low: finite, high: finite })

/** Relu with slopes that are drawn in training. */
export const rreluKind = layerKind<ConfigOf<typeof bounds>>({
  tag: 'rrelu',
  documentation: 'x where positive, slope x elsewhere, slopes drawn in training',
  config: bounds,
  signature: (_, input) =>
    onTensor('rrelu', ({ shape, dtype }) => ({
      output: tensorSpec(shape, floatOf(dtype)),
      random: true,
      flops: elementsOf(shape),
    }))(input),
  apply: ({ config: { low = 1 / 8, high = 1 / 3 }, state, key }, x: Tensor) => {
    if (key === null) return [T.leakyRelu(x, (low + high) / 2), state]
    const slopes = R.uniform(key, [...x.shape], { low, high, dtype: floatOf(x.dtype) })
    return [T.rrelu(x, slopes as Tensor), state]
  },
  suits: () => 'heNormal',
})

/**
 * `rrelu` with slopes between other bounds: `rreluWith({ low = 1/8, high = 1/3 })`.
 *
 * Throws `ArgumentError` for bounds that are not finite.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input(2), nn.rreluWith({ low: 0, high: 1 }))
 * T.toArray(model.predict(model.init(R.key(0)), T.tensor([-4, 4]))) // [-2, 4]
 */
export const rreluWith = (options: {
  readonly low?: number
  readonly high?: number
}): Layer<RandomActivation<'rrelu'>> => layerOf(rreluKind, checkedConfig('rrelu', bounds, options))

/**
 * Randomized leaky relu (Xu et al. 2015): x where it is positive, slope · x elsewhere. In training each
 * element has a slope of its own, uniform between 1/8 and 1/3; in prediction all have their mean.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input(1), nn.rrelu)
 * const [y] = model.forward(model.init(R.key(0)), T.tensor([-24]), R.key(1))
 * const [slope = 0] = T.toArray(T.div(y, -24))
 * slope > 1 / 8 && slope < 1 / 3 // true
 */
export const rrelu: Layer<RandomActivation<'rrelu'>> = layerOf(rreluKind, {})
