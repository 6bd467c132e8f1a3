import { booleanCodec } from '../../core/codec.ts'
import { type DType, floatOf } from '../../core/dtype.ts'
import type { DimOk, IsCount, Mod, ShowDim } from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as R from '../../random/index.ts'
import * as T from '../../tensor/index.ts'
import { configCodec, type ConfigOf, count, isCount, rate } from '../config.ts'
import { type Initializer, initializerCodec } from '../initializer.ts'
import type { KindSignature } from '../kind.ts'
import type { ShowNumber } from '../layer.ts'
import { paramSpec, type ParamTree } from '../params.ts'
import { elementsOf, type SpecDim, tensorSpec } from '../spec.ts'
import { withBias } from './convolution.ts'
import type { DenseParams, KernelParams } from './dense.ts'
import { rotated } from './positions.ts'

// What attention to oneself and to others have in common.

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

export type ParamsOfAttention<E, M, D extends DType, O> = O extends { readonly bias: false }
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

// -------------------------------------------------------------------------------- at value level

const optional = {
  bias: booleanCodec,
  dropout: rate,
  kernelInit: initializerCodec,
  biasInit: initializerCodec,
} as const

export const selfConfig = configCodec(
  { heads: count },
  { causal: booleanCodec, rotary: booleanCodec, ...optional },
)
export const crossConfig = configCodec({ heads: count }, optional)

export type SelfConfig = ConfigOf<typeof selfConfig>

export type CrossConfig = ConfigOf<typeof crossConfig>

interface Projection {
  readonly kernel: Tensor
  readonly bias?: Tensor
}

export interface Projections {
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

export const signatureFor = (
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
export const attend = (
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
