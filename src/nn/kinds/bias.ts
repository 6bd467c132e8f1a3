import type { FloatOf } from '../../core/dtype.ts'
import type { Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { configCodec, type ConfigOf } from '../config.ts'
import { type Initializer, initializerCodec } from '../initializer.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, Signature, Unit } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf } from '../spec.ts'
import { type AtLeast1, channelled, type Channels } from './norm.ts'

/** The parameters of `bias`. */
export interface BiasParams<out N, out D extends 'f32' | 'f64' = 'f32'> {
  readonly bias: Tensor<[N], D>
}

/** The type of `bias`. */
export interface Bias extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Channels<'bias', S, 'needs an axis of features', AtLeast1> extends infer C
      ? C extends [infer N]
        ? Signature<BiasParams<N, FloatOf<D>>, Unit, Tensor<S, FloatOf<D>>, never>
        : C
      : never
    : 'bias: input is not a single tensor'
}

const config = configCodec({}, { init: initializerCodec })

/** A number for each channel, added. */
export const biasKind = layerKind<ConfigOf<typeof config>, { readonly bias: Tensor }>({
  tag: 'bias',
  documentation: 'x + b along the last axis',
  config,
  signature: ({ config: { init = 'zeros' } }, input) =>
    channelled('bias', 'needs an axis of features', 1, ({ shape, dtype }, features) => ({
      params: { bias: paramSpec([features], dtype, init) },
      flops: elementsOf(shape),
    }))(input),
  apply: ({ params: { bias }, state }, x: Tensor) => [T.add(x, bias), state],
  suits: (_, behind) => behind,
})

/**
 * `bias` that begins with other values than zeros: `biasWith({ init })`.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input(2), nn.biasWith({ init: 'ones' }))
 * T.toArray(model.predict(model.init(R.key(0)), T.tensor([1, 2]))) // [2, 3]
 */
export const biasWith = ({ init }: { readonly init: Initializer }): Layer<Bias> =>
  layerOf(biasKind, { init })

/**
 * A number for each feature, learned and added.
 *
 * `x -> x + b`, `[..., features] -> [..., features]`; parameters `bias` `[features]`.
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('batch', 2), nn.bias))
 * T.toArray(f({ bias: T.tensor([1, 2]) }, T.tensor([[3, 4]]))) // [[4, 6]]
 */
export const bias: Layer<Bias> = layerOf(biasKind, {})
