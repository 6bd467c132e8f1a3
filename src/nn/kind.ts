import * as E from '../core/either.ts'
import type * as t from 'io-ts'
import type { Key } from '../random/index.ts'
import type { Initializer } from './initializer.ts'
import type { AnyLayer, Child, Layer, LayerType } from './layer.ts'
import { distinct, type ParamTree } from './params.ts'
import type { Spec } from './spec.ts'

/** What a layer is, apart from its kind. */
export interface Description<C> {
  readonly config: C
  readonly children: readonly Child[]
}

/** What a kind says of a layer on an input. What is left out is nothing. */
export interface KindSignature {
  readonly output: Spec
  readonly params?: ParamTree
  readonly state?: ParamTree
  /** does training draw random numbers? */
  readonly random?: boolean
  /** floating-point operations for one example, a multiplication and an addition being two */
  readonly flops?: number
  /** the signatures of its children */
  readonly parts?: readonly LayerSignature[]
  /** do its children stand side by side? Else each takes what the one before has made */
  readonly parallel?: boolean
}

/** All that is known of a layer on an input, without computing anything. */
export interface LayerSignature extends Required<KindSignature> {
  readonly name: string | null
  readonly layer: AnyLayer
  readonly input: Spec
}

/** A layer with the values that it is applied with. */
export interface Application<C, P, S> extends Description<C> {
  readonly params: P
  readonly state: S
  /** the randomness of training; `null` in prediction */
  readonly key: Key | null
}

/**
 * Everything that the library knows about the layers of a kind. The set is open: a kind of your own is
 * one value of this type, with a {@link LayerType} of its own for the compiler; it works in every
 * combinator and interpreter.
 */
export interface LayerKind<C = any, P = any, S = any, X = any> {
  /** The name of the kind, in JSON, messages and tables. */
  readonly tag: string
  /** What it computes, in a line. */
  readonly documentation: string
  /** The codec of its configuration. */
  readonly config: t.Type<C, unknown>
  /** How many children its layers have. `null`: any number. */
  readonly arity: number | null
  /** What its layers make of an input, or a message: the words of the type level. */
  readonly signature: (layer: Description<C>, input: Spec) => E.Either<string, KindSignature>
  /** The output and the new state. */
  readonly apply: (layer: Application<C, P, S>, x: X) => readonly [output: unknown, state: S]
  /**
   * The initializer that suits kernels in front of its layers, given what suits those behind it; `null`
   * where nothing is known of either.
   */
  readonly suits: (layer: Description<C>, behind: Initializer | null) => Initializer | null
}

/**
 * A kind of layers of your own: `layerKind({ tag, documentation, config, signature, apply, … })`. What most
 * kinds do not say has defaults: no children, and `glorotUniform` for the kernels in front.
 *
 * The compiler is told by a {@link LayerType} what the layers make of types; `signature` says the same of
 * values, with the same messages. How parameters begin is part of the signature.
 *
 * @example
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as t from 'io-ts'
 * import { nn, R, T, type Tensor } from 'cotangent'
 *
 * interface Scale extends nn.LayerType {
 *   readonly Signature: nn.Signature<{ readonly factor: Tensor<[]> }, nn.Unit, this['Input'], never>
 * }
 * const scaleKind = nn.layerKind<{ readonly start: number }, { readonly factor: Tensor<[]> }>({
 *   tag: 'my/scale',
 *   documentation: 'x times a number, learned',
 *   config: t.strict({ start: t.number }),
 *   signature: ({ config: { start } }, input) =>
 *     E.right({
 *       params: { factor: nn.paramSpec([], 'f32', { name: 'constant', value: start }) },
 *       output: input,
 *     }),
 *   apply: ({ params, state }, x: Tensor) => [T.mul(x, params.factor), state],
 * })
 * const scale = (start: number) => nn.layerOf<Scale>(scaleKind, { start })
 *
 * const model = nn.model(nn.input('batch', 2), nn.dense(3), scale(2))
 * model.init(R.key(0)).params[1].factor.shape // []
 * E.isRight(nn.decode(nn.toJSON(model), { kinds: [scaleKind] })) // true
 */
export const layerKind = <C, P = readonly [], S = readonly [], X = any>(
  kind: Omit<LayerKind<C, P, S, X>, 'arity' | 'suits'> &
    Partial<Pick<LayerKind<C, P, S, X>, 'arity' | 'suits'>>,
): LayerKind<C, P, S, X> => ({ arity: 0, suits: () => 'glorotUniform', ...kind })

/**
 * A layer of a kind, whose types are those of F: `layerOf<F>(kind, config, children = [])`. See `layerKind`.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const relu = nn.layerOf<nn.Activation<'relu'>>(nn.relu.kind, {})
 * nn.toJSON(relu) // { kind: 'relu' }
 */
export const layerOf = <F extends LayerType, C = any>(
  kind: LayerKind<C>,
  config: C,
  children: readonly Child[] = [],
): Layer<F> =>
  Object.freeze({ kind, config: Object.freeze(config), children: Object.freeze(children) }) as never

/** What is known of a layer on an input, or a message in the words of the compiler. */
export const signatureOf = (
  layer: AnyLayer,
  input: Spec,
  name: string | null = null,
): E.Either<string, LayerSignature> => {
  const said = layer.kind.signature(layer, input)
  if (E.isLeft(said)) return said
  const nothing = { params: [], state: [], random: false, flops: 0, parts: [], parallel: false }
  const all = { ...nothing, ...said.right, name, layer, input }
  return E.right({ ...all, params: distinct(all.params), state: distinct(all.state) })
}

/** The output and the new state of a layer. */
export const applyLayer = (
  layer: AnyLayer,
  params: unknown,
  state: unknown,
  x: unknown,
  key: Key | null,
): readonly [output: unknown, state: unknown] =>
  layer.kind.apply({ config: layer.config, children: layer.children, params, state, key }, x)
