import type { DType, FloatOf } from '../../core/dtype.ts'
import type { Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { checkedConfig, configCodec, type ConfigOf, positive, rate } from '../config.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, Signature } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf } from '../spec.ts'
import {
  type AtLeast2,
  channelled,
  type Channels,
  moments,
  normalized,
  type NormParams,
} from './norm.ts'

/** The state of a batch normalization: running mean and variance of each channel. */
export interface BatchStats<out N, out D extends DType = 'f32'> {
  readonly mean: Tensor<[N], D>
  readonly variance: Tensor<[N], D>
}

/** The type of `batchNorm`. */
export interface BatchNorm extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Channels<'batchNorm', S, 'needs a batch axis', AtLeast2> extends infer C
      ? C extends [infer N]
        ? Signature<
            NormParams<N, FloatOf<D>>,
            BatchStats<N, FloatOf<D>>,
            Tensor<S, FloatOf<D>>,
            never
          >
        : C
      : never
    : 'batchNorm: input is not a single tensor'
}

const config = configCodec({}, { decay: rate, epsilon: positive })
type Config = ConfigOf<typeof config>

/** Normalization of each channel over the batch. */
export const batchNormKind = layerKind<
  Config,
  { readonly scale: Tensor; readonly offset: Tensor },
  { readonly mean: Tensor; readonly variance: Tensor }
>({
  tag: 'batchNorm',
  documentation: 'each channel normalized over the batch; in prediction with running statistics',
  config,
  signature: (_, input) =>
    channelled('batchNorm', 'needs a batch axis', 2, ({ shape, dtype }, channels) => ({
      params: {
        scale: paramSpec([channels], dtype, 'ones'),
        offset: paramSpec([channels], dtype, 'zeros'),
      },
      state: {
        mean: paramSpec([channels], dtype, 'zeros'),
        variance: paramSpec([channels], dtype, 'ones'),
      },
      flops: 4 * elementsOf(shape),
    }))(input),
  apply: ({ config: { decay = 0.9, epsilon = 1e-5 }, params, state, key }, x: Tensor) => {
    if (key === null) return [normalized(x, state, epsilon, params), state]
    const axes = x.shape.slice(0, -1).map((_, axis) => axis)
    const batch = moments(x, axes)
    const running = (old: Tensor, now: Tensor): Tensor =>
      T.add(T.mul(old, decay), T.mul(T.reshape(now, [...old.shape]), 1 - decay))
    return [
      normalized(x, batch, epsilon, params),
      {
        mean: running(state.mean, batch.mean),
        variance: running(state.variance, batch.variance),
      },
    ]
  },
  suits: (_, behind) => behind,
})

/** The options of `batchNormWith`. */
export interface BatchNormOptions {
  /**
   * what is kept of the running statistics in a step: new = decay · old + (1 − decay) · batch
   * @defaultValue 0.9
   */
  readonly decay?: number
  /**
   * what is added to the variance
   * @defaultValue 1e-5
   */
  readonly epsilon?: number
}

/**
 * Batch normalization with other numbers: `batchNormWith({ decay = 0.9, epsilon = 1e-5 })`.
 *
 * Throws `ArgumentError` unless 0 ≤ decay < 1 and epsilon > 0.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 1), nn.batchNormWith({ decay: 0.5 }))
 * const [, state] = model.forward(model.init(R.key(0)), T.tensor([[2], [4]]), R.key(1))
 * T.toArray(state.mean) // [1.5]
 */
export const batchNormWith = (options: BatchNormOptions): Layer<BatchNorm> =>
  layerOf(batchNormKind, checkedConfig('batchNorm', config, options))

/**
 * Batch normalization (Ioffe and Szegedy 2015): each channel, the last axis, normalized over all other
 * axes. In training with the mean and the variance of the batch, which also move the running statistics
 * in the state; in prediction with those.
 *
 * `x -> (x − mean) / √(variance + ε) · scale + offset`, `[batch, ..., channels] -> [batch, ..., channels]`;
 * parameters `scale` and `offset`, state `mean` and `variance`, `[channels]` each. The variance is the
 * biased one, also in the running statistics. Decay 0.9, ε 1e-5: see `batchNormWith`.
 *
 * Law: in prediction every example is mapped for itself; in training examples depend on each other.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 1), nn.batchNorm)
 * const [y] = model.forward(model.init(R.key(0)), T.tensor([[2], [4]]), R.key(1))
 * T.allClose(y, T.tensor([[-1], [1]]), { atol: 1e-4 }) // true
 */
export const batchNorm: Layer<BatchNorm> = layerOf(batchNormKind, {})
