import * as E from '../../core/either.ts'
import * as R from '../../random/index.ts'
import { bindSpec, outputSpec, substSpec, zerosOf } from '../abstract.ts'
import { noConfig } from '../config.ts'
import { type Accepted, type Accepts, type OutputOn, requireInput } from '../instance.ts'
import {
  applyLayer,
  type KindSignature,
  layerKind,
  layerOf,
  type LayerSignature,
  signatureOf,
} from '../kind.ts'
import type { Child, Layer, LayerType, ShowType, Signature, Unit } from '../layer.ts'
import type { AnyModel, Model } from '../model.ts'
import { within } from '../params.ts'
import { type Input, showSpec, type Spec } from '../spec.ts'
import { isUnit } from './pack.ts'

// --------------------------------------------------------------------------------- at type level

/** Models that are wired, by name. */
export interface WiredModels {
  readonly [name: string]: AnyModel
}

type Parts<M> =
  M extends Model<infer P, infer S, infer I, infer O, infer E>
    ? { readonly P: P; readonly S: S; readonly I: I; readonly O: O; readonly E: E }
    : never

/** The models as plain functions: parameters, state and keys are taken care of. */
export type Wired<Ms> = {
  readonly [K in keyof Ms]: <const X>(
    x: Accepted<Parts<Ms[K]>['I'], X, K & string>,
  ) => OutputOn<Parts<Ms[K]>['I'], Parts<Ms[K]>['O'], X>
}

type WiredParams<Ms> = {
  readonly [K in keyof Ms as Parts<Ms[K]>['P'] extends Unit ? never : K]: Parts<Ms[K]>['P']
}

type StatefulNames<Ms> = { [K in keyof Ms]: Parts<Ms[K]>['S'] extends Unit ? never : K }[keyof Ms]

type WiredState<Ms> = [StatefulNames<Ms>] extends [never]
  ? Unit
  : { readonly [K in StatefulNames<Ms>]: Parts<Ms[K]>['S'] }

/** The type of `wire(name, models, input, body)`. */
export interface Wire<in out Name extends string, in out Ms, in out I, in out O> extends LayerType {
  readonly Signature: Accepts<I, this['Input']> extends true
    ? Signature<
        WiredParams<Ms>,
        WiredState<Ms>,
        OutputOn<I, O, this['Input']>,
        Parts<Ms[keyof Ms]>['E']
      >
    : `${Name}: expected ${ShowType<I>}, got ${ShowType<this['Input']>}`
}

// -------------------------------------------------------------------------------- at value level

type Values = Readonly<Record<string, unknown>>

const record = <A>(entries: readonly (readonly [string, A])[]): Readonly<Record<string, A>> =>
  Object.fromEntries(entries.filter(([, part]) => !isUnit(part)))

/** Runs a body over children, whose states are collected on the way. */
const run = (
  children: readonly Child[],
  inputs: readonly Spec[],
  params: Values,
  state: Values,
  key: R.Key | null,
  body: (parts: never, x: never) => unknown,
  x: unknown,
): readonly [unknown, unknown] => {
  const states: unknown[] = children.map(({ name }) => state[name ?? ''] ?? [])
  const functions = children.map(({ name, layer }, i) => {
    let calls = 0
    return [
      name ?? '',
      (input: unknown) => {
        requireInput(name ?? '', inputs[i] ?? [], input)
        const own = key === null ? null : R.foldIn(R.foldIn(key, i), calls++)
        const [y, next] = applyLayer(layer, params[name ?? ''] ?? [], states[i], input, own)
        states[i] = next
        return y
      },
    ] as const
  })
  const y = body(Object.fromEntries(functions) as never, x as never)
  const after = record(children.map(({ name }, i) => [name ?? '', states[i]]))
  return [y, Object.keys(after).length === 0 ? [] : after]
}

/**
 * Models connected by an ordinary function: `wire(name, { q: on(x, dense(64)), … }, x, ({ q, … }, x) =>
 * …)`. In the body the models are plain functions; their parameters, states and keys are taken care of. A
 * model that is called twice has the same parameters both times. Parameters and state are records by the
 * names of the models, without those that have none.
 *
 * The body must not look at values: it runs once when the layer is made, on tensors without a value, for
 * the shape of its output. In JSON the layer is its name and its models: `decode(json, { kinds:
 * [layer.kind] })`, or `decodeAs`.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const x = nn.input('batch', 8)
 * const gated = nn.wire('gated', { gate: nn.on(x, nn.dense(4)), value: nn.on(x, nn.dense(4)) }, x, (m, x) =>
 *   T.mul(T.sigmoid(m.gate(x)), m.value(x)),
 * )
 * const model = nn.model(nn.input('batch', 8), gated, nn.dense(2))
 * const vars = model.init(R.key(0))
 * vars.params[0].gate.kernel.shape // [8, 4]
 * model.predict(vars, T.ones([5, 8])).shape // [5, 2]
 */
export const wire = <const Name extends string, const Ms extends WiredModels, I, O>(
  name: Name,
  models: Ms,
  input: Input<I>,
  body: (models: Wired<Ms>, x: I) => O,
): Layer<Wire<Name, Ms, I, O>> => {
  const entries = Object.entries<AnyModel>(models)
  const all = entries.map(([name, { layer }]): Child => ({ name, layer }))
  const inputs = entries.map(([, { signature }]) => signature.input)
  const signed = (children: readonly Child[]): E.Either<string, KindSignature> => {
    const parts: LayerSignature[] = []
    for (const [i, { name, layer }] of children.entries()) {
      const part = signatureOf(layer, inputs[i] ?? [], name)
      if (E.isLeft(part)) return E.left(`${name}: ${part.left}`)
      parts.push(part.right)
    }
    const params = record(parts.map(({ name, params }, i) => [name ?? '', within(params, i)]))
    const states = record(parts.map(({ name, state }, i) => [name ?? '', within(state, i)]))
    const zeros = zerosOf(params) as Values
    const zeroStates = zerosOf(states) as Values
    return E.right({
      params,
      state: Object.keys(states).length === 0 ? [] : states,
      output: outputSpec(
        input.spec,
        (x) => run(children, inputs, zeros, zeroStates, null, body, x)[0],
      ),
      random: parts.some(({ random }) => random),
      flops: parts.reduce((sum, { flops }) => sum + flops, 0),
      parts,
      parallel: true,
    })
  }
  // a mistake in the body is one of the program that wires; other layers come from outside
  const own = signed(all)
  const signatureWith = (children: readonly Child[]): E.Either<string, KindSignature> =>
    children.every(({ layer }, i) => layer === all[i]?.layer)
      ? own
      : E.flatten(
          E.tryCatch(
            () => signed(children),
            (error) => `${name}: ${error instanceof Error ? error.message : String(error)}`,
          ),
        )
  const kind = layerKind<object, Values, unknown>({
    tag: name,
    documentation: 'models connected by a function of your own',
    config: noConfig,
    arity: all.length,
    signature: ({ children }, actual) => {
      const dims = bindSpec(input.spec, actual)
      return dims === null
        ? E.left(`${name}: expected ${showSpec(input.spec)}, got ${showSpec(actual)}`)
        : E.map(signatureWith(children), (signature) => ({
            ...signature,
            output: substSpec(signature.output, dims),
          }))
    },
    apply: ({ children, params, state, key }, x: unknown) =>
      run(children, inputs, params, state as Values, key, body, x),
  })
  return layerOf(kind, {}, all)
}
