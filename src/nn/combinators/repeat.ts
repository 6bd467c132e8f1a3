import * as E from '../../core/either.ts'
import { pipe } from '../../core/pipe.ts'
import type { DType } from '../../core/dtype.ts'
import type { IsCount } from '../../core/shape/index.ts'
import type { Tensor } from '../../core/tensor.ts'
import { flatten, isTensor, tensorOf, unflatten } from '../../core/tree.ts'
import * as R from '../../random/index.ts'
import * as T from '../../tensor/index.ts'
import { alike, type Alike } from '../alike.ts'
import { configCodec, type ConfigOf, count, isCount } from '../config.ts'
import {
  applyLayer,
  type Description,
  layerKind,
  type LayerKind,
  layerOf,
  type LayerSignature,
  signatureOf,
} from '../kind.ts'
import type {
  AnySignature,
  Item,
  Layer,
  LayerType,
  ShowNumber,
  ShowType,
  Signature,
  SignatureOf,
} from '../layer.ts'
import { copied } from '../params.ts'
import { showSpec, type Spec } from '../spec.ts'
import { type BodyOf, bodyOf } from './sequential.ts'

// --------------------------------------------------------------------------------- at type level

/** A tree of tensors with an axis of N in front of each. */
export type Stack<P, N extends number> =
  P extends Tensor<infer S, infer D extends DType>
    ? Tensor<[N, ...S], D>
    : P extends readonly []
      ? P
      : { readonly [K in keyof P]: Stack<P[K], N> }

/** The type of `repeat(n, ...body)`. */
export interface Repeat<in out N extends number, in out F extends LayerType> extends LayerType {
  readonly Signature: Repeated<'repeat', N, SignatureOf<F, this['Input']>, this['Input'], true>
}

/** The type of `shared(n, ...body)`. */
export interface Shared<in out N extends number, in out F extends LayerType> extends LayerType {
  readonly Signature: Repeated<'shared', N, SignatureOf<F, this['Input']>, this['Input'], false>
}

type Repeated<Name extends string, N extends number, Result, I, Stacked> =
  IsCount<N> extends false
    ? `${Name}(${ShowNumber<N>}): takes a whole number >= 1`
    : Result extends Signature<infer P, infer S, infer O, infer E>
      ? [Alike<I, O>] extends [never]
        ? `${Name}: body maps ${ShowType<I>} to ${ShowType<O>}, shapes must be equal`
        : Stacked extends true
          ? Signature<Stack<P, N>, Stack<S, N>, Alike<I, O>, E>
          : Signature<P, S, Alike<I, O>, E>
      : unknown extends Result
        ? AnySignature
        : `${Name}: ${Result & string}`

// -------------------------------------------------------------------------------- at value level

const config = configCodec({ times: count }, {})
type Config = ConfigOf<typeof config>

/** The signature of the body, which has to keep its input, or a message. */
const bodySignature = (
  name: string,
  { config: { times }, children: [body] }: Description<Config>,
  input: Spec,
): E.Either<string, readonly [body: LayerSignature, output: Spec]> => {
  if (!isCount(times)) return E.left(`${name}(${times}): takes a whole number >= 1`)
  if (body === undefined) return E.left(`${name}: needs a body`)
  return pipe(
    signatureOf(body.layer, input, body.name),
    E.mapLeft((message) => `${name}: ${message}`),
    E.chain((part) => {
      const output = alike(input, part.output)
      return output === null
        ? E.left(
            `${name}: body maps ${showSpec(input)} to ${showSpec(part.output)}, shapes must be equal`,
          )
        : E.right([part, output])
    }),
  )
}

/** The tensors of a tree at a place along their first axis. */
const at = (tree: unknown, i: number): unknown => {
  const { structure, leaves } = flatten(tree)
  const parts = leaves.map((leaf) => {
    const x: Tensor = tensorOf(leaf)
    const inner = x.shape.slice(1)
    return T.reshape(T.slice(x, [i, ...inner.map(() => 0)], [i + 1, ...inner]), inner)
  })
  return unflatten(structure, parts)
}

/** The tensors of trees of one structure put together along a new first axis. */
const stacked = (trees: readonly unknown[]): unknown => {
  const flat = trees.map(flatten)
  const [first] = flat
  if (first === undefined) return []
  return unflatten(
    first.structure,
    first.leaves.map((_, i) =>
      T.stack(
        flat.map(({ leaves }) => leaves[i]).filter((leaf) => isTensor(leaf)) as unknown as Tensor[],
        0,
      ),
    ),
  )
}

/** A layer several times, each time with parameters of its own. */
export const repeatKind: LayerKind<Config, unknown, unknown> = layerKind<Config, unknown, unknown>({
  tag: 'repeat',
  documentation: 'its body several times, each time with parameters of its own',
  config,
  arity: 1,
  signature: (layer, input) =>
    E.map(bodySignature('repeat', layer, input), ([part, output]) => ({
      output,
      params: copied(part.params, layer.config.times),
      state: copied(part.state, layer.config.times),
      random: part.random,
      flops: layer.config.times * part.flops,
      parts: [part],
    })),
  apply: ({ config: { times }, children: [body], params, state, key }, x) => {
    if (body === undefined) return [x, state]
    const states: unknown[] = []
    let y: unknown = x
    for (let i = 0; i < times; i++) {
      const [output, next] = applyLayer(
        body.layer,
        at(params, i),
        at(state, i),
        y,
        key === null ? null : R.foldIn(key, i),
      )
      y = output
      states.push(next)
    }
    return [y, stacked(states)]
  },
})

/** A layer several times with the same parameters. */
export const sharedKind: LayerKind<Config, unknown, unknown> = layerKind<Config, unknown, unknown>({
  tag: 'shared',
  documentation: 'its body several times with the same parameters',
  config,
  arity: 1,
  signature: (layer, input) =>
    E.map(bodySignature('shared', layer, input), ([part, output]) => ({
      output,
      params: part.params,
      state: part.state,
      random: part.random,
      flops: layer.config.times * part.flops,
      parts: [part],
    })),
  apply: ({ config: { times }, children: [body], params, state, key }, x: unknown) => {
    if (body === undefined) return [x, state]
    let [y, after]: readonly [unknown, unknown] = [x, state]
    for (let i = 0; i < times; i++)
      [y, after] = applyLayer(body.layer, params, after, y, key === null ? null : R.foldIn(key, i))
    return [y, after]
  },
})

/**
 * A layer several times one after the other, each time with parameters of its own: `repeat(n, ...body)`.
 * Parameters and state are those of the body with an axis of n in front, however large n is: the type of
 * twelve blocks is as short as that of one.
 *
 * `x -> f(pₙ, … f(p₁, x))`, `[a] -> [a]`: the body has to keep the shape. (In a program it stands n times.)
 *
 * Law: `repeat(n, f)` computes what a sequence of n layers f does from the parts of its parameters.
 *
 * @example
 * import { nn, R } from 'cotangent'
 *
 * const block = nn.residual(nn.layerNorm, nn.dense(64), nn.relu, nn.dense(16))
 * const model = nn.model(nn.input('batch', 16), { blocks: nn.repeat(12, block) }, { out: nn.dense(4) })
 * model.init(R.key(0)).params.blocks[1].kernel.shape // [12, 16, 64]
 */
export const repeat = <const N extends number, const Items extends readonly Item[]>(
  n: N,
  ...body: Items
): Layer<Repeat<N, BodyOf<Items>>> =>
  layerOf(repeatKind, { times: n }, [{ name: null, layer: bodyOf('repeat', body) }])

/**
 * A layer several times one after the other with the same parameters, which is known as weight tying or
 * sharing: `shared(n, ...body)`. Its parameters and its state are those of the body.
 *
 * `x -> f(p, … f(p, x))`, `[a] -> [a]`: the body has to keep the shape.
 *
 * Law: the gradient of the parameters is the sum over all n places.
 *
 * @example
 * import { nn, R } from 'cotangent'
 *
 * const model = nn.model(nn.input('batch', 16), nn.shared(6, nn.dense(16), nn.tanh))
 * model.init(R.key(0)).params[0][0].kernel.shape // [16, 16]
 */
export const shared = <const N extends number, const Items extends readonly Item[]>(
  n: N,
  ...body: Items
): Layer<Shared<N, BodyOf<Items>>> =>
  layerOf(sharedKind, { times: n }, [{ name: null, layer: bodyOf('shared', body) }])
