import * as E from '../../core/either.ts'
import { type DType, type FloatOf, type Promote, promote } from '../../core/dtype.ts'
import type { DimOk, IsDynShape, Show } from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import type { Only } from '../../tensor/sliding.ts'
import { optionsOf } from '../config.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, ParameterDim, ShowNumber, Signature, Unit } from '../layer.ts'
import { isTensorSpec, showDims, type Spec } from '../spec.ts'
import {
  type ParamsOfAttention,
  type DropoutEffect,
  type HeadsMessage,
  crossConfig,
  type CrossConfig,
  type Projections,
  signatureFor,
  attend,
  type CrossAttentionOptions,
} from './attention.ts'
import { sequenceFeatures, type SequenceFeatures } from './positions.ts'
import { parameterSize } from './tensor.ts'

/** The type of `crossAttention(heads)`. */
export interface CrossAttention<in out Heads extends number, in out O> extends LayerType {
  readonly Signature: this['Input'] extends readonly [
    Tensor<infer S, infer D>,
    Tensor<infer SM, infer DM>,
  ]
    ? Attended<`crossAttention(${ShowNumber<Heads>})`, Heads, O, S, SM, FloatOf<Promote<D, DM>>>
    : `crossAttention(${ShowNumber<Heads>}): input is not a pair of tensors`
}

type Attended<
  Name extends string,
  Heads extends number,
  O,
  S extends Shape,
  SM extends Shape,
  D extends DType,
> =
  SequenceFeatures<Name, S> extends infer F
    ? F extends [infer Features]
      ? MemoryFeatures<Name, S, SM> extends infer M
        ? M extends [infer Memory]
          ? HeadsMessage<Name, S, Features, Heads> extends infer Message extends string
            ? Message
            : Signature<
                ParamsOfAttention<Features, Memory, D, O>,
                Unit,
                Tensor<S, D>,
                DropoutEffect<O>
              >
          : M
        : never
      : F
    : never

/** `[features]` of what is attended to, which has the batch of the queries, or a message. */
type MemoryFeatures<Name extends string, S extends Shape, SM extends Shape> =
  IsDynShape<S> extends true
    ? [number]
    : IsDynShape<SM> extends true
      ? [number]
      : SM extends readonly [infer Batch, unknown, infer Features]
        ? DimOk<S, S[0], Batch> extends true
          ? ParameterDim<Features> extends infer M extends string
            ? `${Name}: ${M} (input ${Show<SM>})`
            : [Features]
          : `${Name}: batches differ: ${Show<S>} and ${Show<SM>}`
        : `${Name}: input must be [batch, time, features], got ${Show<SM>}`

/** Attention of one sequence to another. */
export const crossAttentionKind = layerKind<CrossConfig, Projections>({
  tag: 'crossAttention',
  documentation: 'softmax(Q Kᵀ / √size) V of several heads, K and V of the second input',
  config: crossConfig,
  signature: ({ config }, input) => {
    const name = `crossAttention(${config.heads})`
    const pair = isTensorSpec(input) ? [] : (Object.values(input) as readonly Spec[])
    const [x, memory] = pair
    if (x === undefined || memory === undefined || pair.length > 2)
      return E.left(`${name}: input is not a pair of tensors`)
    if (!isTensorSpec(x) || !isTensorSpec(memory))
      return E.left(`${name}: input is not a pair of tensors`)
    const features = sequenceFeatures(name, x.shape)
    if (typeof features === 'string') return E.left(features)
    const [batch = null, other = null] = [x.shape[0], memory.shape[0]]
    if (memory.shape.length !== 3)
      return E.left(`${name}: input must be [batch, time, features], got ${showDims(memory.shape)}`)
    if (batch !== null && other !== null && batch !== other)
      return E.left(`${name}: batches differ: ${showDims(x.shape)} and ${showDims(memory.shape)}`)
    const memoryFeatures = parameterSize(name, memory.shape[2], memory.shape)
    if (typeof memoryFeatures === 'string') return E.left(memoryFeatures)
    const dtype = promote(x.dtype, memory.dtype)
    const said = signatureFor(name, config, x.shape, features, memory.shape, memoryFeatures, dtype)
    return typeof said === 'string' ? E.left(said) : E.right(said)
  },
  apply: ({ config, params, state, key }, [x, memory]: readonly [Tensor, Tensor]) => [
    attend(x, memory, params, config, key),
    state,
  ],
})

/**
 * Attention of one sequence to another with several heads: `crossAttention(heads, { bias = true, dropout,
 * kernelInit, biasInit })` takes the pair of what asks and what is attended to, the memory.
 *
 * `([batch, time, features], [batch, places, other]) -> [batch, time, features]`; parameters as in
 * `selfAttention`, `key` and `value` with kernels `[other, features]`.
 *
 * Law: it does not depend on the order of the memory.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const both = nn.inputs(nn.input('batch', 'time', 8), nn.input('batch', 'places', 6))
 * const model = nn.on(both, nn.crossAttention(2))
 * model.predict(model.init(R.key(0)), [T.ones([5, 7, 8]), T.ones([5, 9, 6])]).shape // [5, 7, 8]
 */
export const crossAttention = <
  const Heads extends number,
  const O extends CrossAttentionOptions = {},
>(
  heads: Heads,
  options?: O & Only<O, CrossAttentionOptions>,
): Layer<CrossAttention<Heads, O>> =>
  layerOf(crossAttentionKind, {
    heads,
    ...optionsOf<CrossAttentionOptions>('crossAttention', crossConfig, options),
  })
