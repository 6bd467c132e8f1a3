import * as E from '../../core/either.ts'
import { type Eq, type IsUnion } from '../../core/shape/index.ts'
import type { AnyShape, Tensor } from '../../core/tensor.ts'
import * as R from '../../random/index.ts'
import { noConfig } from '../config.ts'
import type { Initializer } from '../initializer.ts'
import {
  applyLayer,
  type Description,
  type LayerSignature,
  layerKind,
  layerOf,
  signatureOf,
} from '../kind.ts'
import type {
  AnySignature,
  Child,
  Item,
  Layer,
  LayerType,
  Nothing,
  Signature,
  SignatureOf,
} from '../layer.ts'
import { suited, within } from '../params.ts'
import { childrenOf } from './items.ts'
import { pack, type Pack, packState, type PackState, partOf } from './pack.ts'

// --------------------------------------------------------------------------------- at type level

/** The message of one item of a sequence, with its place. */
export interface Fault<At extends number, Message extends string> {
  readonly at: At
  readonly message: Message
}

/** The signature of items one after the other, or a {@link Fault}; an input of `any` gives `any`. */
export type SequenceOn<Items extends readonly unknown[], I> =
  Eq<I, any> extends true ? Nothing : Sequence<Items, I>

/** A left fold over the items. */
export type Sequence<
  Items extends readonly unknown[],
  I,
  Ps extends readonly unknown[] = [],
  Ss extends readonly unknown[] = [],
  E = never,
  Names extends readonly unknown[] = [],
> = Items extends readonly [infer First, ...infer Rest]
  ? First extends Layer<infer F>
    ? Next<SignatureOf<F, I>, Rest, Ps, Ss, E, Names, null>
    : IsUnion<keyof First> extends true
      ? Fault<Ps['length'], 'a named layer must be a record with exactly one key'>
      : First[keyof First] extends Layer<infer F>
        ? Next<SignatureOf<F, I>, Rest, Ps, Ss, E, Names, keyof First>
        : never
  : Items extends readonly []
    ? Signature<Pack<Ps, Names>, PackState<Ss, Names>, I, E>
    : AnySignature

type Next<
  Result,
  Rest extends readonly unknown[],
  Ps extends readonly unknown[],
  Ss extends readonly unknown[],
  E,
  Names extends readonly unknown[],
  Name,
> =
  Result extends Signature<infer P, infer S, infer O, infer E1>
    ? Sequence<Rest, O, [...Ps, P], [...Ss, S], E | E1, [...Names, Name]>
    : unknown extends Result
      ? Sequence<Rest, Tensor<AnyShape>, [...Ps, any], [...Ss, any], E | 'rng', [...Names, Name]>
      : Fault<Ps['length'], Result & string>

/** A fault as a message with the place in front: `[1] residual: …`. */
export type Placed<Result> =
  Result extends Fault<infer At, infer Message> ? `[${At}] ${Message}` : Result

/** The type of `sequential(...items)`. */
export interface Sequential<in out Items extends readonly unknown[]> extends LayerType {
  readonly Signature: Placed<Sequence<Items, this['Input']>>
}

/** What several items are as one layer: a single layer is itself. */
export type BodyOf<Items extends readonly Item[]> = Items extends readonly [Layer<infer F>]
  ? F
  : Sequential<Items>

// -------------------------------------------------------------------------------- at value level

const namesOf = (children: readonly Child[]): readonly (string | null)[] =>
  children.map(({ name }) => name)

/** What suits kernels in front of each of the children, and behind them all. */
const suitedBy = (
  children: readonly Child[],
  behind: Initializer | null,
): readonly (Initializer | null)[] => {
  const suits = [behind]
  for (const { layer } of children.toReversed())
    suits.push(layer.kind.suits(layer, suits.at(-1) ?? null))
  return suits.toReversed()
}

const signatures = (
  children: readonly Child[],
  input: LayerSignature['input'],
): E.Either<string, readonly LayerSignature[]> => {
  const parts: LayerSignature[] = []
  let x = input
  for (const [i, { name, layer }] of children.entries()) {
    const part = signatureOf(layer, x, name)
    if (E.isLeft(part)) return E.left(`[${i}] ${part.left}`)
    parts.push(part.right)
    x = part.right.output
  }
  return E.right(parts)
}

/** One layer after the other. */
export const sequentialKind = layerKind<object, unknown, unknown>({
  tag: 'sequential',
  documentation: 'its layers one after the other',
  config: noConfig,
  arity: null,
  signature: ({ children }, input) =>
    E.map(signatures(children, input), (parts) => {
      const suits = suitedBy(children, null)
      const names = namesOf(children)
      return {
        params: pack(
          parts.map(({ params }, i) => {
            const init = suits[i + 1] ?? null
            return within(init === null ? params : suited(params, init), i)
          }),
          names,
        ),
        state: packState(
          parts.map(({ state }, i) => within(state, i)),
          names,
        ),
        output: parts.at(-1)?.output ?? input,
        random: parts.some(({ random }) => random),
        flops: parts.reduce((sum, { flops }) => sum + flops, 0),
        parts,
      }
    }),
  apply: ({ children, params, state, key }, x) => {
    const states: unknown[] = []
    let y: unknown = x
    for (const [i, { name, layer }] of children.entries()) {
      const [output, next] = applyLayer(
        layer,
        partOf(params, i, name),
        partOf(state, i, name),
        y,
        key === null ? null : R.foldIn(key, i),
      )
      y = output
      states.push(next)
    }
    return [y, packState(states, namesOf(children))]
  },
  suits: ({ children }: Description<object>, behind) => suitedBy(children, behind)[0] ?? null,
})

/**
 * Layers one after the other: `sequential(dense(256), relu, dense(10))`, itself a layer. Its parameters
 * are a tuple with an entry for each layer, `[]` for one without any. A layer may be named by a record
 * with one key, `{ hidden: dense(256) }`; as soon as one is, the parameters are a record, without the
 * layers that have none, and layers without a name have their index for one.
 *
 * `x -> fₙ(… f₁(x))`. In training layer i draws from the key folded with i.
 *
 * Laws:
 * 1. `sequential()` is the identity: in front of or behind a layer it changes nothing.
 * 2. It is associative in prediction: `sequential(sequential(a, b), c)` computes what `sequential(a, b, c)`
 *    does from the same parameters.
 *
 * Throws `ArgumentError` for two layers of the same name.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const head = nn.sequential({ hidden: nn.dense(8) }, nn.relu, { out: nn.dense(2) })
 * const model = nn.on(nn.input('batch', 3), head)
 * const { params } = model.init(R.key(0))
 * params.out.kernel.shape // [8, 2]
 */
export const sequential = <const Items extends readonly Item[]>(
  ...items: Items
): Layer<Sequential<Items>> => layerOf(sequentialKind, {}, childrenOf('sequential', items))

/** What several items are as one layer: a single layer without a name is itself. */
export const bodyOf = (operator: string, items: readonly Item[]): Layer<LayerType> => {
  const children = childrenOf(operator, items)
  const [only] = children
  return only !== undefined && only.name === null && children.length === 1
    ? only.layer
    : layerOf(sequentialKind, {}, children)
}
