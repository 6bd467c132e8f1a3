import * as E from '../../core/either.ts'
import * as R from '../../random/index.ts'
import { noConfig } from '../config.ts'
import {
  applyLayer,
  type KindSignature,
  layerKind,
  type LayerSignature,
  layerOf,
  signatureOf,
} from '../kind.ts'
import type { Child, Item, Layer, LayerType, Signature, SignatureOf } from '../layer.ts'
import { within } from '../params.ts'
import { isTensorSpec, type Spec } from '../spec.ts'
import { childrenOf } from './items.ts'
import { pack, type Pack, packState, type PackState, partOf } from './pack.ts'

// --------------------------------------------------------------------------------- at type level

/** The layer of an item, and its name. */
type LayerOf<I> =
  I extends Layer<infer F> ? [F, null] : I[keyof I] extends Layer<infer F> ? [F, keyof I] : never

/** The signatures of items side by side, each on an input of its own, or a message. */
type SideBySide<
  Operator extends string,
  Items extends readonly unknown[],
  Inputs extends readonly unknown[],
  Ps extends readonly unknown[] = [],
  Ss extends readonly unknown[] = [],
  Os extends readonly unknown[] = [],
  E = never,
  Names extends readonly unknown[] = [],
> = Items extends readonly [infer First, ...infer Rest]
  ? Inputs extends readonly [infer I, ...infer Others]
    ? LayerOf<First> extends [infer F extends LayerType, infer Name]
      ? SignatureOf<F, I> extends infer Result
        ? Result extends Signature<infer P, infer S, infer O, infer E1>
          ? SideBySide<
              Operator,
              Rest,
              Others,
              [...Ps, P],
              [...Ss, S],
              [...Os, O],
              E | E1,
              [...Names, Name]
            >
          : unknown extends Result
            ? Signature<any, any, any, 'rng'>
            : `${Operator}[${Ps['length']}]: ${Result & string}`
        : never
      : never
    : never
  : Signature<Pack<Ps, Names>, PackState<Ss, Names>, Readonly<Os>, E>

/** The type of `fanout(...branches)`. */
export interface Fanout<in out Items extends readonly unknown[]> extends LayerType {
  readonly Signature: SideBySide<'fanout', Items, { [K in keyof Items]: this['Input'] }>
}

/** The type of `split(...branches)`. */
export interface Split<in out Items extends readonly unknown[]> extends LayerType {
  readonly Signature: this['Input'] extends readonly unknown[]
    ? this['Input']['length'] extends Items['length']
      ? SideBySide<'split', Items, this['Input']>
      : `split: takes ${Items['length'] & number} inputs, got ${this['Input']['length'] & number}`
    : `split: takes ${Items['length'] & number} inputs, got a single one`
}

// -------------------------------------------------------------------------------- at value level

const sideBySide = (
  operator: string,
  children: readonly Child[],
  inputs: readonly Spec[],
): E.Either<string, KindSignature> => {
  const parts: LayerSignature[] = []
  for (const [i, { name, layer }] of children.entries()) {
    const part = signatureOf(layer, inputs[i] ?? [], name)
    if (E.isLeft(part)) return E.left(`${operator}[${i}]: ${part.left}`)
    parts.push(part.right)
  }
  const names = children.map(({ name }) => name)
  return E.right({
    params: pack(
      parts.map(({ params }, i) => within(params, i)),
      names,
    ),
    state: packState(
      parts.map(({ state }, i) => within(state, i)),
      names,
    ),
    output: parts.map(({ output }) => output),
    random: parts.some(({ random }) => random),
    flops: parts.reduce((sum, { flops }) => sum + flops, 0),
    parts,
    parallel: true,
  })
}

const applyAll = (
  children: readonly Child[],
  params: unknown,
  state: unknown,
  inputs: readonly unknown[],
  key: R.Key | null,
): readonly [readonly unknown[], unknown] => {
  const results = children.map(({ name, layer }, i) =>
    applyLayer(
      layer,
      partOf(params, i, name),
      partOf(state, i, name),
      inputs[i],
      key === null ? null : R.foldIn(key, i),
    ),
  )
  return [
    results.map(([y]) => y),
    packState(
      results.map(([, next]) => next),
      children.map(({ name }) => name),
    ),
  ]
}

/** Several layers on one input. */
export const fanoutKind = layerKind<object, unknown, unknown>({
  tag: 'fanout',
  documentation: 'what each of its layers makes of the input, as a tuple',
  config: noConfig,
  arity: null,
  signature: ({ children }, input) =>
    sideBySide(
      'fanout',
      children,
      children.map(() => input),
    ),
  apply: ({ children, params, state, key }, x: unknown) =>
    applyAll(
      children,
      params,
      state,
      children.map(() => x),
      key,
    ),
})

/** Several layers, each on an input of its own. */
export const splitKind = layerKind<object, unknown, unknown>({
  tag: 'split',
  documentation: 'what each of its layers makes of the input in its place, as a tuple',
  config: noConfig,
  arity: null,
  signature: ({ children }, input) => {
    const takes = `split: takes ${children.length} inputs, got`
    if (isTensorSpec(input) || !Array.isArray(input)) return E.left(`${takes} a single one`)
    const inputs = input as readonly Spec[]
    return inputs.length === children.length
      ? sideBySide('split', children, inputs)
      : E.left(`${takes} ${inputs.length}`)
  },
  apply: ({ children, params, state, key }, xs: readonly unknown[]) =>
    applyAll(children, params, state, xs, key),
})

/**
 * Several layers on one input, side by side: `fanout(...branches)`. The output is the tuple of theirs, for
 * `add`, `multiply` or `concat`. Parameters as in `sequential`: a tuple, or a record where a branch is
 * named.
 *
 * `x -> (f₁(x), …, fₙ(x))`
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.model(nn.input('batch', 3), nn.fanout(nn.dense(2), nn.dense(4)), nn.concat())
 * model.predict(model.init(R.key(0)), T.ones([5, 3])).shape // [5, 6]
 */
export const fanout = <const Items extends readonly Item[]>(
  ...branches: Items
): Layer<Fanout<Items>> => layerOf(fanoutKind, {}, childrenOf('fanout', branches))

/**
 * Several layers, each on an input of its own: `split(...branches)` takes a tuple of as many inputs. The
 * output is the tuple of theirs. Parameters as in `sequential`.
 *
 * `(x₁, …, xₙ) -> (f₁(x₁), …, fₙ(xₙ))`
 *
 * Law: `fanout(f, g)` then `split(h, k)` is `fanout(sequential(f, h), sequential(g, k))`.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const both = nn.inputs(nn.input('batch', 3), nn.input('batch', 4))
 * const model = nn.model(both, nn.split(nn.dense(2), nn.dense(2)), nn.add)
 * model.predict(model.init(R.key(0)), [T.ones([5, 3]), T.ones([5, 4])]).shape // [5, 2]
 */
export const split = <const Items extends readonly Item[]>(
  ...branches: Items
): Layer<Split<Items>> => layerOf(splitKind, {}, childrenOf('split', branches))
