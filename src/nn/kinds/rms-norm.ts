import type { FloatOf } from '../../core/dtype.ts'
import type { Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { checkedConfig, configCodec, type ConfigOf, positive } from '../config.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, Signature, Unit } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf } from '../spec.ts'
import { type AtLeast1, channelled, type Channels, type ScaleParams } from './norm.ts'

/** The type of `rmsNorm`. */
export interface RmsNorm extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Channels<'rmsNorm', S, 'needs an axis of features', AtLeast1> extends infer C
      ? C extends [infer N]
        ? Signature<ScaleParams<N, FloatOf<D>>, Unit, Tensor<S, FloatOf<D>>, never>
        : C
      : never
    : 'rmsNorm: input is not a single tensor'
}

const config = configCodec({}, { epsilon: positive })

/** The last axis divided by its root mean square. */
export const rmsNormKind = layerKind<ConfigOf<typeof config>, { readonly scale: Tensor }>({
  tag: 'rmsNorm',
  documentation: 'the last axis divided by its root mean square',
  config,
  signature: (_, input) =>
    channelled('rmsNorm', 'needs an axis of features', 1, ({ shape, dtype }, features) => ({
      params: { scale: paramSpec([features], dtype, 'ones') },
      flops: 4 * elementsOf(shape),
    }))(input),
  apply: ({ config: { epsilon = 1e-5 }, params: { scale }, state }, x: Tensor) => {
    const square = T.mean(T.square(x), -1, { keepdims: true })
    return [T.mul(x, T.mul(T.rsqrt(T.add(square, epsilon)), scale)), state]
  },
  suits: (_, behind) => behind,
})

/**
 * `rmsNorm` with another ε: `rmsNormWith({ epsilon = 1e-5 })`.
 *
 * Throws `ArgumentError` unless epsilon > 0.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input(2), nn.rmsNormWith({ epsilon: 3 }))
 * T.toArray(model.predict(model.init(R.key(0)), T.tensor([1, 1]))) // [0.5, 0.5]
 */
export const rmsNormWith = (options: { readonly epsilon?: number }): Layer<RmsNorm> =>
  layerOf(rmsNormKind, checkedConfig('rmsNorm', config, options))

/**
 * Root mean square normalization (Zhang and Sennrich 2019): the last axis divided by its root mean square,
 * times a scale. `layerNorm` without the mean and without the offset.
 *
 * `x -> x / √(mean(x²) + ε) · scale`, `[..., features] -> [..., features]`; parameters `scale`
 * `[features]`. ε is 1e-5: see `rmsNormWith`.
 *
 * Law: `rmsNorm(c x) = rmsNorm(x)` for c > 0, as far as ε does not matter.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 2), nn.rmsNorm)
 * const y = model.predict(model.init(R.key(0)), T.tensor([[7, -7]]))
 * T.allClose(y, T.tensor([[1, -1]])) // true
 */
export const rmsNorm: Layer<RmsNorm> = layerOf(rmsNormKind, {})
