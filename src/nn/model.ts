import * as E from '../core/either.ts'
import { ArgumentError, ShapeError, TreeError } from '../core/errors.ts'
import type { Eq } from '../core/shape/index.ts'
import type { AnyShape, Tensor } from '../core/tensor.ts'
import { describe, isTensor } from '../core/tree.ts'
import * as R from '../random/index.ts'
import { type Fault, sequential, type SequenceOn } from './combinators/sequential.ts'
import { type Accepted, type OutputOn, requireInput } from './instance.ts'
import { applyLayer, type LayerSignature, signatureOf } from './kind.ts'
import type { AnyLayer, Item, Layer, LayerType, Signature, SignatureOn, Unit } from './layer.ts'
import { drawParams, type ParamTree } from './params.ts'
import { type Input, isTensorSpec, showDims } from './spec.ts'

/** What a model is applied with: its parameters, which are learned, and its state, which it updates. */
export interface Vars<out P, out S> {
  readonly params: P
  readonly state: S
}

/**
 * A layer bound to an input: P is the type of its parameters, S of its state (`[]` without any), I of
 * its input, O of its output; E is `'rng'` where training is random, else `never`. Immutable data: the
 * parameters are values beside it.
 */
export interface Model<P, S, I, O, E> {
  /** the architecture */
  readonly layer: AnyLayer
  readonly input: Input<I>
  /** all that is known without computing anything */
  readonly signature: LayerSignature
  /** The first parameters and the first state. */
  readonly init: (key: R.Key) => Vars<P, S>
  /** Evaluation: nothing is random, state is only read. */
  readonly predict: <const X>(vars: Vars<P, S>, x: Accepted<I, X, 'predict'>) => OutputOn<I, O, X>
  /** Training: random by the key, gives the output and the new state. */
  readonly forward: <const X>(
    vars: Vars<P, S>,
    x: Accepted<I, X, 'forward'>,
    key: R.Key,
  ) => readonly [output: OutputOn<I, O, X>, state: S]
  readonly effects?: E
}

/** A model of which no types are known. */
export type AnyModel = Model<any, any, any, any, any>

/** A model of a layer that is known only at run time. */
export type DynModel = Model<any, any, any, Tensor<AnyShape>, 'rng'>

/** The model that a signature makes of an input. */
export type ModelOf<Result, I> =
  Result extends Signature<infer P, infer S, infer O, infer E>
    ? Model<P, S, I, O, E>
    : unknown extends Result
      ? DynModel
      : Model<any, any, I, any, any>

/** The type of the parameters of a model. */
export type ParamsOf<M> =
  M extends Model<infer P, infer _S, infer _I, infer _O, infer _E> ? P : never

/** The type of the state of a model. */
export type StateOf<M> =
  M extends Model<infer _P, infer S, infer _I, infer _O, infer _E> ? S : never

/** The type of the output of a model. */
export type OutputOf<M> =
  M extends Model<infer _P, infer _S, infer _I, infer O, infer _E> ? O : never

/** The layers, the one at fault replaced by the message. */
export type Blamed<Items extends readonly unknown[], Result> = {
  [K in keyof Items]: Result extends Fault<infer At, infer Message>
    ? K extends `${At}`
      ? Message
      : Items[K]
    : Items[K]
}

/** The layer, or the message about it. */
export type BlamedLayer<F extends LayerType, I> =
  SignatureOn<F, I> extends infer Result extends string ? Result : Layer<F>

// -------------------------------------------------------------------------------- at value level

/** Where values do not have the structure and the shapes of a signature, or `null`. */
const misfit = (
  tree: ParamTree,
  value: unknown,
  path: string,
): { readonly path: string; readonly message: string } | null => {
  if (isTensorSpec(tree)) {
    const { shape, dtype } = tree as { readonly shape: readonly number[]; readonly dtype: string }
    const fits =
      isTensor(value) &&
      value.dtype === dtype &&
      value.shape.length === shape.length &&
      value.shape.every((size, axis) => size === shape[axis])
    if (fits) return null
    const got = isTensor(value) ? `${value.dtype} ${showDims(value.shape)}` : describe(value)
    return { path, message: `${path} is ${got}, the model has ${dtype} ${showDims(shape)}` }
  }
  const known = Object.entries(tree)
  const given = typeof value === 'object' && value !== null && !isTensor(value)
  for (const [name, part] of known as readonly (readonly [string, ParamTree])[]) {
    const at = Array.isArray(tree) ? `${path}[${name}]` : `${path}.${name}`
    if (!given || !Object.hasOwn(value, name))
      return { path, message: `${at} is missing: ${path} is ${describe(value)}` }
    const found = misfit(part, (value as Readonly<Record<string, unknown>>)[name], at)
    if (found !== null) return found
  }
  return null
}

const requireVars = (
  operator: string,
  { params, state }: LayerSignature,
  vars: Vars<unknown, unknown>,
): void => {
  const wrong = misfit(params, vars.params, 'params') ?? misfit(state, vars.state, 'state')
  if (wrong !== null) throw new TreeError(operator, wrong.message, wrong.path)
}

/** What the key is folded with for the state: no layer has so many parts. */
const stateOfKey = 2 ** 32 - 1

const modelOf = (signature: LayerSignature, input: Input<unknown>): AnyModel => {
  const { layer } = signature
  const run = (
    operator: string,
    vars: Vars<unknown, unknown>,
    x: unknown,
    key: R.Key | null,
  ): readonly [unknown, unknown] => {
    requireInput(operator, signature.input, x)
    requireVars(operator, signature, vars)
    return applyLayer(layer, vars.params, vars.state, x, key)
  }
  const model: AnyModel = {
    layer,
    input,
    signature,
    init: (key) => ({
      params: drawParams(key, signature.params),
      state: drawParams(R.foldIn(key, stateOfKey), signature.state),
    }),
    predict: (vars, x) => run('predict', vars, x, null)[0] as never,
    forward: (vars, x, key) => run('forward', vars, x, key) as never,
  }
  return Object.freeze(model)
}

const modelOrThrow = (layer: AnyLayer, input: Input<unknown>): AnyModel => {
  const signature = signatureOf(layer, input.spec)
  if (E.isLeft(signature)) throw new ShapeError('model', signature.left)
  return modelOf(signature.right, input)
}

/**
 * A model: layers one after the other, bound to an input. `model(input('batch', 784), dense(256), relu,
 * dense(10))`. A layer that does not fit is a compile error on this layer; of one that the compiler knows
 * nothing of, `ShapeError` is thrown.
 *
 * Parameters and state are values beside it, `model.init(key)`: a tuple with an entry for each layer, or
 * a record as soon as one layer is named, as for `sequential`.
 *
 * Laws:
 * 1. `init(key)` has the structure, the shapes and the element types of the signature.
 * 2. `predict(vars, x)` does not depend on a key; `forward` of a model without dropout and without
 *    statistics gives what `predict` does.
 * 3. Both are pure: they may stand inside `grad`, `vmap`, `compile` and `fold`.
 *
 * @example
 * import { grad, nn, R, T } from 'cotangent'
 *
 * const mlp = nn.model(nn.input('batch', 4), { hidden: nn.dense(8) }, nn.relu, { out: nn.dense(3) })
 * const { params, state } = mlp.init(R.key(0))
 * params.hidden.kernel.shape // [4, 8]
 * const loss = (p: nn.ParamsOf<typeof mlp>) =>
 *   T.mean(T.square(mlp.predict({ params: p, state }, T.ones([5, 4]))))
 * grad(loss)(params).out.bias.shape // [3]
 */
export const model = <I, const Items extends readonly Item[]>(
  input: Input<I>,
  ...layers: Blamed<Items, SequenceOn<Items, I>>
): ModelOf<SequenceOn<Items, I>, I> =>
  modelOrThrow(sequential(...(layers as unknown as readonly Item[])), input) as never

/**
 * The model of one layer on an input, with the parameters of the layer itself: `on(input, layer)`.
 * Throws as `model` does.
 *
 * @example
 * import { nn, R } from 'cotangent'
 *
 * nn.on(nn.input('batch', 784), nn.dense(10)).init(R.key(0)).params.kernel.shape // [784, 10]
 */
export const on = <I, F extends LayerType>(
  input: Input<I>,
  layer: BlamedLayer<F, I>,
): ModelOf<SignatureOn<F, I>, I> => modelOrThrow(layer as never, input) as never

/**
 * As `on`, for pipes: `pipe(block, build(input('batch', 784)))`. Throws as `model` does.
 *
 * @example
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { nn, R } from 'cotangent'
 *
 * const head = nn.sequential(nn.dense(8), nn.relu, nn.dense(2))
 * const small = pipe(head, nn.build(nn.input('batch', 3)))
 * const large = pipe(head, nn.build(nn.input('batch', 'time', 300)))
 * large.init(R.key(0)).params[0].kernel.shape // [300, 8]
 */
export const build =
  <I>(input: Input<I>) =>
  <F extends LayerType>(layer: BlamedLayer<F, I>): ModelOf<SignatureOn<F, I>, I> =>
    modelOrThrow(layer as never, input) as never

/**
 * The model of a layer that is known only at run time, such as one read from a file, or what does not
 * fit, in the words that the compiler has for it: `buildDyn(input)(layer)`.
 *
 * @example
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { nn } from 'cotangent'
 *
 * const layer: nn.AnyLayer = nn.sequential(nn.dense(8), nn.residual(nn.dense(4)))
 * const built = nn.buildDyn(nn.input('batch', 3))(layer)
 * built // E.left('[1] residual: branch maps [batch, 8] to [batch, 4], shapes must be equal')
 */
export const buildDyn =
  (input: Input<unknown>) =>
  (layer: AnyLayer): E.Either<string, DynModel> =>
    E.map(signatureOf(layer, input.spec), (signature) => modelOf(signature, input))

/** A model of a plain function, or why it is none. */
export type Plain<S, E, M> =
  Eq<S, Unit> extends true
    ? Eq<E, never> extends true
      ? M
      : 'apply: the model uses randomness (dropout): use forward(vars, x, key) or predict(vars, x)'
    : 'apply: the model has state (batchNorm): use forward(vars, x, key) or predict(vars, x)'

/**
 * A model without state and without randomness as the plain function that it is: `apply(model)(params,
 * x)`. Any other is a compile error, and `ArgumentError` where the compiler does not know.
 *
 * Law: `apply(m)(params, x) = m.predict({ params, state: [] }, x)`.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const mlp = nn.model(nn.input('batch', 4), nn.dense(8), nn.relu, nn.dense(3))
 * const f = nn.apply(mlp)
 * f(mlp.init(R.key(0)).params, T.ones([5, 4])).shape // [5, 3]
 */
export const apply = <P, S, I, O, E>(
  model: Plain<S, E, Model<P, S, I, O, E>>,
): (<const X>(params: P, x: Accepted<I, X, 'apply'>) => OutputOn<I, O, X>) => {
  const { signature } = model as AnyModel
  const hasState = !Array.isArray(signature.state) || signature.state.length > 0
  if (hasState || signature.random) {
    const why = hasState ? 'has state (batchNorm)' : 'uses randomness (dropout)'
    throw new ArgumentError(
      'apply',
      `the model ${why}: use forward(vars, x, key) or predict(vars, x)`,
    )
  }
  return (params, x) => {
    requireInput('apply', signature.input, x)
    requireVars('apply', signature, { params, state: [] })
    return applyLayer(signature.layer, params, [], x, null)[0] as never
  }
}
