import type { FloatOf } from '../../core/dtype.ts'
import type { Tensor } from '../../core/tensor.ts'
import { checkedConfig, configCodec, type ConfigOf, positive } from '../config.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, Signature, Unit } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf } from '../spec.ts'
import {
  type AtLeast1,
  channelled,
  type Channels,
  moments,
  normalized,
  type NormParams,
} from './norm.ts'

/** The type of `layerNorm`. */
export interface LayerNorm extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Channels<'layerNorm', S, 'needs an axis of features', AtLeast1> extends infer C
      ? C extends [infer N]
        ? Signature<NormParams<N, FloatOf<D>>, Unit, Tensor<S, FloatOf<D>>, never>
        : C
      : never
    : 'layerNorm: input is not a single tensor'
}

const config = configCodec({}, { epsilon: positive })
type Config = ConfigOf<typeof config>

/** Normalization of the last axis. */
export const layerNormKind = layerKind<Config, { readonly scale: Tensor; readonly offset: Tensor }>(
  {
    tag: 'layerNorm',
    documentation: 'the last axis normalized',
    config,
    signature: (_, input) =>
      channelled('layerNorm', 'needs an axis of features', 1, ({ shape, dtype }, features) => ({
        params: {
          scale: paramSpec([features], dtype, 'ones'),
          offset: paramSpec([features], dtype, 'zeros'),
        },
        flops: 8 * elementsOf(shape),
      }))(input),
    apply: ({ config: { epsilon = 1e-5 }, params, state }, x: Tensor) => [
      normalized(x, moments(x, [-1]), epsilon, params),
      state,
    ],
    suits: (_, behind) => behind,
  },
)

/**
 * Layer normalization with another ε: `layerNormWith({ epsilon = 1e-5 })`.
 *
 * Throws `ArgumentError` unless epsilon > 0.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input(2), nn.layerNormWith({ epsilon: 3 }))
 * T.toArray(model.predict(model.init(R.key(0)), T.tensor([1, 3]))) // [-0.5, 0.5]
 */
export const layerNormWith = (options: { readonly epsilon?: number }): Layer<LayerNorm> =>
  layerOf(layerNormKind, checkedConfig('layerNorm', config, options))

/**
 * Layer normalization (Ba et al. 2016): the last axis normalized to mean 0 and variance 1, times a scale,
 * plus an offset.
 *
 * `x -> (x − mean) / √(variance + ε) · scale + offset`, `[..., features] -> [..., features]`; parameters
 * `scale` and `offset` `[features]`. ε is 1e-5: see `layerNormWith`.
 *
 * Law: every example, and every place in it, is mapped for itself.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 2), nn.layerNorm)
 * const y = model.predict(model.init(R.key(0)), T.tensor([[1, 3]]))
 * T.allClose(y, T.tensor([[-1, 1]]), { atol: 1e-4 }) // true
 */
export const layerNorm: Layer<LayerNorm> = layerOf(layerNormKind, {})
