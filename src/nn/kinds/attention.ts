import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { type DType, type FloatOf, floatOf, type Promote, promote } from '../../core/dtype.ts'
import type { DimOk, Div, IsCount, IsDynShape, Mod, Show, ShowDim } from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as R from '../../random/index.ts'
import * as T from '../../tensor/index.ts'
import type { Only } from '../../tensor/sliding.ts'
import { configCodec, type ConfigOf, count, isCount, optionsOf, rate } from '../config.ts'
import { type Initializer, initializerCodec } from '../initializer.ts'
import { type KindSignature, layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, ParameterDim, ShowNumber, Signature, Unit } from '../layer.ts'
import { paramSpec, type ParamTree } from '../params.ts'
import { elementsOf, isTensorSpec, showDims, type Spec, type SpecDim, tensorSpec } from '../spec.ts'
import { withBias } from './conv.ts'
import type { DenseParams, KernelParams } from './dense.ts'
import { rotated, sequenceFeatures, type SequenceFeatures } from './positions.ts'
import { onTensor, parameterSize } from './tensor.ts'

// --------------------------------------------------------------------------------- at type level

/** The parameters of attention: E features of the queries, M of what is attended to. */
export interface AttentionParams<out E, out M, out D extends DType = 'f32'> {
  readonly query: DenseParams<E, E, D>
  readonly key: DenseParams<M, E, D>
  readonly value: DenseParams<M, E, D>
  readonly out: DenseParams<E, E, D>
}

/** The parameters of attention without biases. */
export interface AttentionKernels<out E, out M, out D extends DType = 'f32'> {
  readonly query: KernelParams<E, E, D>
  readonly key: KernelParams<M, E, D>
  readonly value: KernelParams<M, E, D>
  readonly out: KernelParams<E, E, D>
}

type ParamsOfAttention<E, M, D extends DType, O> = O extends { readonly bias: false }
  ? AttentionKernels<E, M, D>
  : AttentionParams<E, M, D>

/** The effects of options: dropout is random. */
export type DropoutEffect<O> = O extends { readonly dropout: number } ? 'rng' : never

/** The message about features that do not divide into heads, or `null`. */
export type HeadsMessage<Name extends string, S extends Shape, E, Heads extends number> =
  IsCount<Heads> extends false
    ? `${Name}: heads must be a positive integer`
    : DimOk<S, Mod<E, Heads>, 0> extends true
      ? null
      : `${Name}: ${ShowDim<E>} features do not divide into ${ShowNumber<Heads>} heads`

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

// -------------------------------------------------------------------------------- at value level

const optional = {
  bias: t.boolean,
  dropout: rate,
  kernelInit: initializerCodec,
  biasInit: initializerCodec,
} as const

const selfConfig = configCodec(
  { heads: count },
  { causal: t.boolean, rotary: t.boolean, ...optional },
)
const crossConfig = configCodec({ heads: count }, optional)
type SelfConfig = ConfigOf<typeof selfConfig>
type CrossConfig = ConfigOf<typeof crossConfig>

interface Projection {
  readonly kernel: Tensor
  readonly bias?: Tensor
}

interface Projections {
  readonly query: Projection
  readonly key: Projection
  readonly value: Projection
  readonly out: Projection
}

const projection = (
  inputs: number,
  units: number,
  dtype: DType,
  { bias = true, kernelInit = 'glorotUniform', biasInit = 'zeros' }: CrossConfig,
): ParamTree => {
  const kernel = paramSpec([inputs, units], dtype, kernelInit)
  return bias ? { kernel, bias: paramSpec([units], dtype, biasInit) } : { kernel }
}

const signatureFor = (
  name: string,
  config: CrossConfig,
  shape: readonly SpecDim[],
  features: number,
  memory: readonly SpecDim[],
  memoryFeatures: number,
  dtype: DType,
): KindSignature | string => {
  const { heads } = config
  if (!isCount(heads)) return `${name}: heads must be a positive integer`
  if (features % heads !== 0)
    return `${name}: ${features} features do not divide into ${heads} heads`
  const [rows, others] = [elementsOf(shape.slice(0, 2)), elementsOf(memory.slice(0, 2))]
  const products = rows * features + others * memoryFeatures
  return {
    params: {
      query: projection(features, features, dtype, config),
      key: projection(memoryFeatures, features, dtype, config),
      value: projection(memoryFeatures, features, dtype, config),
      out: projection(features, features, dtype, config),
    },
    output: tensorSpec(shape, floatOf(dtype)),
    random: config.dropout !== undefined,
    flops: 4 * products * features + 4 * rows * elementsOf(memory.slice(1, 2)) * features,
  }
}

/** x W + b. */
const project = (x: Tensor, { kernel, bias }: Projection): Tensor =>
  withBias(T.matmul(x, kernel), bias)

/** `[batch, time, heads · size]` as `[batch, heads, time, size]`. */
const split = (x: Tensor, heads: number): Tensor => {
  const [batch = 0, time = 0, features = 0] = x.shape
  return T.transpose(T.reshape(x, [batch, time, heads, features / heads]), [0, 2, 1, 3]) as Tensor
}

/** Far below every score, and finite, so that its derivatives are. */
const never = -1e30

/** Attention of queries to a memory. */
const attend = (
  x: Tensor,
  memory: Tensor,
  params: Projections,
  { heads, dropout = 0, causal = false, rotary = false }: SelfConfig,
  key: R.Key | null,
): Tensor => {
  const turned = (y: Tensor): Tensor => (rotary ? rotated(y, 10_000) : y)
  const queries = turned(split(project(x, params.query), heads))
  const keys = turned(split(project(memory, params.key), heads))
  const values = split(project(memory, params.value), heads)
  const size = queries.shape.at(-1) ?? 1
  const scores = T.div(T.matmul(queries, T.transpose(keys, [0, 1, 3, 2])), Math.sqrt(size))
  const time = x.shape[1] ?? 0
  const past = T.tril(T.ones([time, time], 'bool'))
  const weights = T.softmax(causal ? T.where(past, scores, never) : scores)
  const kept =
    key === null || dropout === 0
      ? weights
      : T.mul(
          weights,
          T.div(
            T.cast(
              R.bernoulli(key, [...weights.shape], { p: 1 - dropout }),
              weights.dtype,
            ) as Tensor,
            1 - dropout,
          ),
        )
  const mixed = T.transpose(T.matmul(kept, values), [0, 2, 1, 3])
  return project(T.reshape(mixed, [...x.shape]), params.out)
}

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

/** The options of `crossAttention`. */
export interface CrossAttentionOptions {
  /**
   * have the four projections biases?
   * @defaultValue true
   */
  readonly bias?: boolean
  /**
   * in training, the probability with which a weight of the attention is 0
   * @defaultValue none: attention is not random
   */
  readonly dropout?: number
  /**
   * how the four kernels begin
   * @defaultValue 'glorotUniform'
   */
  readonly kernelInit?: Initializer
  /**
   * how the biases begin
   * @defaultValue 'zeros'
   */
  readonly biasInit?: Initializer
}

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
