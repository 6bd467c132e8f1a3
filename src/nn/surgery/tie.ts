import * as E from '../../core/either.ts'
import { pipe } from '../../core/pipe.ts'
import { booleanCodec, stringCodec } from '../../core/codec.ts'
import type { DType } from '../../core/dtype.ts'
import { TreeError } from '../../core/errors.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import type { Only } from '../../tensor/sliding.ts'
import { get, replace, set } from '../../tree/part.ts'
import { type At, keysOf, type Nowhere, type Replaced } from '../../tree/path.ts'
import { mapTo } from '../../tree/tree.ts'
import { configCodec, type ConfigOf, optionsOf } from '../config.ts'
import { applyLayer, layerKind, layerOf, signatureOf } from '../kind.ts'
import type { AnySignature, Layer, LayerType, Signature, SignatureOf, Unit } from '../layer.ts'
import type { ParamTree } from '../params.ts'
import { showDims } from '../spec.ts'
import { specsAt } from './located.ts'

/** The type of `tie(layer, path, from)`. */
export interface Tied<
  in out F extends LayerType,
  in out Path extends string,
  in out From extends string,
  in out IsTransposed extends boolean,
> extends LayerType {
  readonly Signature: Without<SignatureOf<F, this['Input']>, Path, From, IsTransposed>
}

type Without<Result, Path extends string, From extends string, IsTransposed extends boolean> =
  Result extends Signature<infer P, infer S, infer O, infer E>
    ? Misfit<P, Path, From, IsTransposed> extends infer Message extends string
      ? Message
      : Signature<Replaced<P, Path, Unit>, S, O, E>
    : unknown extends Result
      ? AnySignature
      : `tie: ${Result & string}`

/** A message where the parameters at one path cannot be those at the other, else `null`. */
type Misfit<P, Path extends string, From extends string, IsTransposed extends boolean> = [
  At<P, Path>,
] extends [never]
  ? Nowhere<'tie', P, Path>
  : [At<P, From>] extends [never]
    ? Nowhere<'tie', P, From>
    : [Turned<At<P, From>, IsTransposed>] extends [At<P, Path>]
      ? null
      : `tie: the parameters at ${From} do not fit at ${Path}`

/** A tree with the axes of every tensor in the opposite order. */
type Turned<P, IsTransposed extends boolean> = IsTransposed extends true
  ? P extends Tensor<infer S, infer D extends DType>
    ? Tensor<Reversed<S>, D>
    : { readonly [K in keyof P]: Turned<P[K], true> }
  : P

type Reversed<S extends Shape> = S extends readonly [infer First, ...infer Rest]
  ? [...Reversed<Rest>, First]
  : S extends readonly []
    ? []
    : S

const config = configCodec({ path: stringCodec, from: stringCodec }, { transpose: booleanCodec })
type Config = ConfigOf<typeof config>

const partAt = (tree: unknown, path: string): E.Either<string, ParamTree> =>
  E.tryCatch(
    () => get(tree, path) as ParamTree,
    (error) =>
      error instanceof TreeError
        ? error.message.replace('get:', 'tie:')
        : `tie: ${path} is not a path`,
  )

/** The sizes of parameters, by their paths below the part. */
const sizesOf = (tree: ParamTree, isTurned: boolean): string =>
  specsAt({ path: '', tree })
    .map(([path, { shape }]) => {
      const sizes = isTurned ? shape.toReversed() : shape
      return path === '' ? showDims(sizes) : `${path.slice(1)} ${showDims(sizes)}`
    })
    .join(', ')

const isWithin = (path: string, other: string): boolean => {
  const [a, b] = [keysOf('tie', path), keysOf('tie', other)]
  return b.every((key, i) => key === a[i])
}

/** What is wrong with a tie, or `null`. */
const misfit = (params: ParamTree, { path, from, transpose = false }: Config): string | null => {
  const [there, here] = [partAt(params, path), partAt(params, from)]
  if (E.isLeft(there)) return there.left
  if (E.isLeft(here)) return here.left
  if (isWithin(path, from) || isWithin(from, path))
    return `tie: ${from} and ${path} are parts of each other`
  const [is, was] = [sizesOf(here.right, transpose), sizesOf(there.right, false)]
  return is === was ? null : `tie: the parameters at ${from} (${is}) do not fit at ${path} (${was})`
}

const turnedAround = (part: unknown): unknown => mapTo((x) => T.transpose(x as Tensor))(part)

/** A layer in which parameters are those of another part of it. */
export const tiedKind = layerKind<Config, unknown, unknown>({
  tag: 'tie',
  documentation: 'its layer, with parameters in two places that are the same',
  config,
  arity: 1,
  signature: ({ config: values, children: [body] }, input) => {
    if (body === undefined) return E.left('tie: needs a layer')
    return pipe(
      signatureOf(body.layer, input, body.name),
      E.mapLeft((message) => `tie: ${message}`),
      E.chain((part) => {
        const message = misfit(part.params, values)
        return message === null
          ? E.right({
              ...part,
              params: replace(part.params, values.path, []) as ParamTree,
              parts: [part],
            })
          : E.left(message)
      }),
    )
  },
  apply: (
    { config: { path, from, transpose = false }, children: [body], params, state, key },
    x,
  ) => {
    if (body === undefined) return [x, state]
    const part: unknown = get(params, from)
    const turned = transpose ? turnedAround(part) : part
    return applyLayer(body.layer, set(params, path, turned), state, x, key)
  },
  suits: ({ children: [body] }, behind) =>
    body === undefined ? behind : body.layer.kind.suits(body.layer, behind),
})

/** The options of `tie`. */
export interface TieOptions {
  /**
   * are the tensors transposed?
   * @defaultValue false
   */
  readonly transpose?: boolean
}

/**
 * A layer of which two parts have the same parameters: `tie(layer, path, from)`. The parameters at `path`
 * are left out (`[]` stands there), and those at `from` are used in both places, transposed if asked for: an
 * embedding that is also the last layer (Press and Wolf 2017). Paths are those of the parameters.
 *
 * Laws:
 * 1. With parameters p it computes what the layer does with p in which the part at `path` is that at `from`.
 * 2. The gradient there is the sum of those of both places.
 *
 * Where the parts do not fit the layer is a compile error in its model.
 *
 * @example
 * import { nn, R, tree } from 'cotangent'
 *
 * const net = nn.sequential({ table: nn.embedding(100, 8) }, nn.tanh, { out: nn.dense(100, { bias: false }) })
 * const tied = nn.tie(net, 'out.kernel', 'table.table', { transpose: true })
 * const model = nn.on(nn.inputOf('i32', 'batch', 'time'), tied)
 * tree.count(model.init(R.key(0)).params) // 800
 */
export const tie = <
  F extends LayerType,
  const Path extends string,
  const From extends string,
  const O extends TieOptions = {},
>(
  layer: Layer<F>,
  path: Path,
  from: From,
  options?: O & Only<O, TieOptions>,
): Layer<Tied<F, Path, From, O extends { readonly transpose: true } ? true : false>> =>
  layerOf(tiedKind, { path, from, ...optionsOf('tie', config, options) }, [{ name: null, layer }])
