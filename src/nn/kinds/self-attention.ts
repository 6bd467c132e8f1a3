import type { DType, FloatOf } from '../../core/dtype.ts'
import type { DimOk, Div, Mod, ShowDim } from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import type { Only } from '../../tensor/sliding.ts'
import { optionsOf } from '../config.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, ShowNumber, Signature, Unit } from '../layer.ts'
import {
  type ParamsOfAttention,
  type DropoutEffect,
  type HeadsMessage,
  selfConfig,
  type SelfConfig,
  type Projections,
  signatureFor,
  attend,
  type CrossAttentionOptions,
} from './attention.ts'
import { sequenceFeatures, type SequenceFeatures } from './positions.ts'
import { onTensor } from './tensor.ts'

/** The message about heads that cannot be turned in pairs, or `null`. */
type RotaryMessage<Name extends string, S extends Shape, E, Heads extends number, O> = O extends {
  readonly rotary: true
}
  ? DimOk<S, Mod<Div<E, Heads>, 2>, 0> extends true
    ? null
    : `${Name}: rotary positions need an even number of features in each head, not ${ShowDim<Div<E, Heads>>}`
  : null

/** The type of `selfAttention(heads)`. */
export interface SelfAttention<in out Heads extends number, in out O> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Attending<`selfAttention(${ShowNumber<Heads>})`, Heads, O, S, D>
    : `selfAttention(${ShowNumber<Heads>}): input is not a single tensor`
}

type Attending<Name extends string, Heads extends number, O, S extends Shape, D extends DType> =
  SequenceFeatures<Name, S> extends infer F
    ? F extends [infer Features]
      ? HeadsMessage<Name, S, Features, Heads> extends infer M extends string
        ? M
        : RotaryMessage<Name, S, Features, Heads, O> extends infer M extends string
          ? M
          : Signature<
              ParamsOfAttention<Features, Features, FloatOf<D>, O>,
              Unit,
              Tensor<S, FloatOf<D>>,
              DropoutEffect<O>
            >
      : F
    : never

/** Attention of a sequence to itself. */
export const selfAttentionKind = layerKind<SelfConfig, Projections>({
  tag: 'selfAttention',
  documentation: 'softmax(Q Kᵀ / √size) V of several heads',
  config: selfConfig,
  signature: ({ config }, input) => {
    const name = `selfAttention(${config.heads})`
    return onTensor(name, ({ shape, dtype }) => {
      const features = sequenceFeatures(name, shape)
      if (typeof features === 'string') return features
      const said = signatureFor(name, config, shape, features, shape, features, dtype)
      const size = features / config.heads
      return typeof said !== 'string' && config.rotary === true && size % 2 !== 0
        ? `${name}: rotary positions need an even number of features in each head, not ${size}`
        : said
    })(input)
  },
  apply: ({ config, params, state, key }, x: Tensor) => [attend(x, x, params, config, key), state],
})

/** The options of `selfAttention`. */
export interface SelfAttentionOptions extends CrossAttentionOptions {
  /**
   * does each place attend to those before it, and to itself, only?
   * @defaultValue false
   */
  readonly causal?: boolean
  /**
   * are queries and keys turned by rotary positions?
   * @defaultValue false
   */
  readonly rotary?: boolean
}

/**
 * Attention of a sequence to itself with several heads (Vaswani et al. 2017): `selfAttention(heads, { causal
 * = false, rotary = false, bias = true, dropout, kernelInit, biasInit })`.
 *
 * `x -> concat(softmax(Q Kᵀ / √size) V) W + b`, each head with its part of Q, K and V, which are affine in x;
 * `[batch, time, features] -> [batch, time, features]`, features divisible by heads; parameters `query`,
 * `key`, `value`, `out`, each with a `kernel` `[features, features]` and a `bias` `[features]`.
 *
 * Laws:
 * 1. With `causal` the output at a place does not depend on later places.
 * 2. Without positions it commutes with permutations of time, unless it is causal.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 'time', 8), nn.selfAttention(2, { causal: true }))
 * model.predict(model.init(R.key(0)), T.ones([5, 7, 8])).shape // [5, 7, 8]
 */
export const selfAttention = <
  const Heads extends number,
  const O extends SelfAttentionOptions = {},
>(
  heads: Heads,
  options?: O & Only<O, SelfAttentionOptions>,
): Layer<SelfAttention<Heads, O>> =>
  layerOf(selfAttentionKind, {
    heads,
    ...optionsOf<SelfAttentionOptions>('selfAttention', selfConfig, options),
  })
