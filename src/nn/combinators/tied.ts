import * as E from '../../core/either.ts'
import type { DType, FloatDType } from '../../core/dtype.ts'
import type { DimOk, IsDynShape, Show } from '../../core/shape/index.ts'
import type { AnyShape, Shape, Tensor } from '../../core/tensor.ts'
import * as R from '../../random/index.ts'
import * as T from '../../tensor/index.ts'
import { configCodec, type ConfigOf, count } from '../config.ts'
import { applyLayer, layerKind, layerOf, signatureOf } from '../kind.ts'
import type {
  AnySignature,
  Item,
  LastOf,
  Layer,
  LayerType,
  ShowType,
  Signature,
  SignatureOf,
} from '../layer.ts'
import { type ParamTree, within } from '../params.ts'
import { elementsOf, isTensorSpec, showSpec, tensorSpec } from '../spec.ts'
import { type Embedding, embeddingKind } from '../kinds/embedding.ts'
import { type BodyOf, bodyOf } from './sequential.ts'

/** The parameters of a tied embedding: its table, and those of the body. */
export interface TiedParams<out Count, out Width, out P, out D extends DType = 'f32'> {
  readonly table: Tensor<[Count, Width], D>
  readonly body: P
}

/** The type of `tiedEmbedding(count, width, ...body)`. */
export interface TiedEmbedding<
  in out Count extends number,
  in out Width extends number,
  in out F extends LayerType,
> extends LayerType {
  readonly Signature: SignatureOf<Embedding<Count, Width>, this['Input']> extends infer Table
    ? Table extends Signature<infer _T, infer _S, infer X, infer _E>
      ? Read<Count, Width, SignatureOf<F, X>>
      : Table extends `embedding: ${infer Message}`
        ? `tiedEmbedding: ${Message}`
        : Table
    : never
}

type Read<Count extends number, Width extends number, Result> =
  Result extends Signature<infer P, infer S, infer O, infer E>
    ? O extends Tensor<infer SO, infer D extends FloatDType>
      ? IsDynShape<SO> extends true
        ? Signature<TiedParams<Count, Width, P, D>, S, Tensor<AnyShape, D>, E>
        : DimOk<SO, LastOf<SO>, Width> extends true
          ? Signature<TiedParams<Count, Width, P, D>, S, Tensor<[...Rows<SO>, Count], D>, E>
          : `tiedEmbedding: the body gives ${Show<SO>}, its last dimension must be ${Width}`
      : `tiedEmbedding: the body gives ${ShowType<O>}, which is not a tensor of floats`
    : unknown extends Result
      ? AnySignature
      : `tiedEmbedding: ${Result & string}`

type Rows<S extends Shape> = S extends readonly [...infer Rest, unknown] ? Rest : []

const config = configCodec({ count, width: count }, {})

/** The table among the parameters of an embedding. */
const tableOf = (params: ParamTree): ParamTree => Object.values(params)[0] as ParamTree

/** An embedding whose table also reads the output. */
export const tiedEmbeddingKind = layerKind<
  ConfigOf<typeof config>,
  { readonly table: Tensor; readonly body: unknown },
  unknown
>({
  tag: 'tiedEmbedding',
  documentation: 'f(table[x]) tableᵀ',
  config,
  arity: 1,
  signature: ({ config: { count, width }, children: [body] }, input) => {
    if (body === undefined) return E.left('tiedEmbedding: needs a body')
    const table = signatureOf(layerOf(embeddingKind, { count, width }), input)
    if (E.isLeft(table)) return E.left(table.left.replace(/^embedding/, 'tiedEmbedding'))
    const part = signatureOf(body.layer, table.right.output, body.name)
    if (E.isLeft(part)) return E.left(`tiedEmbedding: ${part.left}`)
    const { output, params, state, random, flops } = part.right
    if (!isTensorSpec(output))
      return E.left(
        `tiedEmbedding: the body gives ${showSpec(output)}, which is not a tensor of floats`,
      )
    const last = output.shape.at(-1)
    if (last !== width && last !== null)
      return E.left(
        `tiedEmbedding: the body gives ${showSpec(output)}, its last dimension must be ${width}`,
      )
    const rows = output.shape.slice(0, -1)
    return E.right({
      params: { table: within(tableOf(table.right.params), 0), body: within(params, 1) },
      state,
      output: tensorSpec([...rows, count], output.dtype),
      random,
      flops: flops + 2 * elementsOf(rows) * width * count,
      parts: [table.right, part.right],
    })
  },
  apply: (
    { children: [body], params: { table, body: inner }, state, key },
    x: Tensor<readonly number[], 'i32'>,
  ) => {
    const embedded = T.take(table, x, 0)
    if (body === undefined) return [embedded, state]
    const own = key === null ? null : R.foldIn(key, 1)
    const [y, next] = applyLayer(body.layer, inner, state, embedded, own)
    return [T.matmul(y as Tensor, T.transpose(table, [1, 0])), next]
  },
})

/**
 * An embedding and the layers behind it, whose output is read with the same table (Press and Wolf 2017):
 * `tiedEmbedding(count, width, ...body)`. Language models save a table this way.
 *
 * `x -> f(table[x]) tableᵀ`, `[...] -> [..., count]` of whole numbers below count, where the body f keeps the
 * last dimension, the width; parameters `table` `[count, width]` and `body`.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const block = nn.transformerBlock(2, { causal: true })
 * const model = nn.model(nn.inputOf('i32', 'batch', 'time'), nn.tiedEmbedding(50, 8, block))
 * model.predict(model.init(R.key(0)), T.tensor([[1, 2, 3]], 'i32')).shape // [1, 3, 50]
 */
export const tiedEmbedding = <
  const Count extends number,
  const Width extends number,
  const Items extends readonly Item[],
>(
  count: Count,
  width: Width,
  ...body: Items
): Layer<TiedEmbedding<Count, Width, BodyOf<Items>>> =>
  layerOf(tiedEmbeddingKind, { count, width }, [
    { name: null, layer: bodyOf('tiedEmbedding', body) },
  ])
