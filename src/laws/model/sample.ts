import { isFloat } from '../../core/dtype.ts'
import { flatten, unflatten } from '../../core/tree.ts'
import * as E from 'fp-ts/lib/Either.js'
import { ArgumentError } from '../../core/errors.ts'
import { type AnyModel, buildDyn, type Vars } from '../../nn/model.ts'
import {
  type Input as ModelInput,
  input as inputOfFloats,
  inputOf as inputOfType,
  inputs,
  isTensorSpec,
  type Spec,
} from '../../nn/spec.ts'
import type { Dim } from '../../core/tensor.ts'
import { key as keyOf, type Key } from '../../random/key.ts'
import { inputOfNode } from '../function.ts'
import { inputOf, nodeOfInput } from '../input.ts'
import { type Random, between, randomOf, wholeBetween } from '../random.ts'
import type { Facts } from './fact.ts'
import type { Architecture } from './generate.ts'

/** A model, and sizes for the names in its input. */
export interface ModelSample {
  readonly model: AnyModel
  readonly sizes: Readonly<Record<string, number>>
}

/** What laws of models are predicates of: a model, and the seed that its point follows from. */
export interface ModelProbe extends ModelSample {
  readonly seed: number
  /** whole numbers in inputs are drawn below it */
  readonly below: number
  /** what is known of kinds beside those of the library */
  readonly facts: Facts
  /** is what `stopGradient` holds meant to be constant? */
  readonly stopped: 'held' | 'moves'
}

/** What a probe depends on beside the model. */
export interface ModelProbeOptions {
  /**
   * decides parameters, inputs and keys
   * @defaultValue 0
   */
  readonly seed?: number
  /**
   * sizes for the names in the input; a name that is not given has size 3
   * @defaultValue {}
   */
  readonly sizes?: Readonly<Record<string, number>>
  /**
   * whole numbers in inputs are drawn from 0 on, below this one: the count of an embedding
   * @defaultValue 2
   */
  readonly below?: number
  /**
   * what the laws have to know of kinds of your own, by their names
   * @defaultValue {}
   */
  readonly facts?: Facts
  /**
   * whether what `stopGradient` holds is meant to be constant (`'held'`), or stopped for the sake of its numbers
   * (`'moves'`), as for `checkGrad`
   * @defaultValue 'held'
   */
  readonly stopped?: 'held' | 'moves'
}

/**
 * A model and a seed: what the laws of models are predicates of. The seed decides parameters near the first
 * ones, a state that training has reached, inputs between −2 and 2, and keys.
 *
 * `modelProbe(model, { seed, sizes, below, facts, stopped })`.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const model = nn.model(nn.input('batch', 3), nn.dense(4), nn.relu, nn.dense(2))
 * laws.rowsAreIndependent(laws.modelProbe(model, { seed: 7 })) // null
 */
export const modelProbe = (
  model: AnyModel,
  { seed = 0, sizes = {}, below = 2, facts = {}, stopped = 'held' }: ModelProbeOptions = {},
): ModelProbe => ({ model, sizes, seed, below, facts, stopped })

const usualSize = 3

const shapeAt = (
  shape: readonly (number | string | null)[],
  sizes: ModelSample['sizes'],
): readonly number[] =>
  shape.map((dim) => (typeof dim === 'number' ? dim : (sizes[dim ?? ''] ?? usualSize)))

/** Values that fit a spec: floats from an interval, whole numbers from 0 on. */
export const valueAt = (
  spec: Spec,
  sizes: ModelSample['sizes'],
  next: Random,
  [low, high]: readonly [number, number] = [-2, 2],
  below = 2,
): unknown => {
  if (!isTensorSpec(spec)) {
    const parts = Object.entries(spec).map(
      ([name, part]: readonly [string, Spec]) =>
        [name, valueAt(part, sizes, next, [low, high], below)] as const,
    )
    return Array.isArray(spec) ? parts.map(([, part]) => part) : Object.fromEntries(parts)
  }
  const { dtype } = spec
  const type = { shape: shapeAt(spec.shape, sizes), dtype }
  const element = isFloat(dtype)
    ? () => between(next, low, high)
    : () => wholeBetween(next, 0, (dtype === 'bool' ? 2 : below) - 1)
  return nodeOfInput(inputOf(type, element))
}

/** A tree whose floats are moved a little. */
const moved = <P>(tree: P, next: Random): P => {
  const { structure, leaves } = flatten(tree)
  const others = leaves.map((leaf) => {
    const input = inputOfNode('laws', leaf)
    return nodeOfInput(
      isFloat(leaf.dtype)
        ? inputOf(input, (i) => (input.value[i] as number) + between(next, -0.5, 0.5))
        : input,
    )
  })
  return unflatten(structure, others) as P
}

/** A tree with its values instead of how they come about. */
export const settled = <P>(tree: P): P => {
  const { structure, leaves } = flatten(tree)
  return unflatten(
    structure,
    leaves.map((leaf) => nodeOfInput(inputOfNode('laws', leaf))),
  ) as P
}

/** Is every element of a tree a finite number? */
export const isFiniteTree = (tree: unknown): boolean =>
  flatten(tree).leaves.every((leaf) =>
    inputOfNode('laws', leaf).value.every((x) => Number.isFinite(x)),
  )

/** Parameters and state of which nothing is known. */
export type AnyVars = Vars<unknown, unknown>

/** The first parameters and state, of which nothing is known. */
export const initial = (model: AnyModel, key: Key): AnyVars => model.init(key)

/** Prediction, of which nothing is known. */
export const predicted = (model: AnyModel, vars: AnyVars, x: unknown): unknown =>
  model.predict(vars, x)

/** Training, of which nothing is known: the output and the new state. */
export const trained = (
  model: AnyModel,
  vars: AnyVars,
  x: unknown,
  key: Key,
): readonly [unknown, unknown] => model.forward(vars, x, key)

/** The types of the tensors of a tree, as text. */
export const typesOf = (tree: unknown): string => flatten(tree).leaves.map(String).join()

/** What a model is applied to at the point of a probe. */
export interface ModelPoint {
  readonly vars: AnyVars
  readonly x: unknown
  readonly key: Key
}

/**
 * The point of a probe: parameters near the first ones, so that no bias is 0, and the state after a step
 * of training on another batch, where that is of the right types and finite.
 */
export const pointOf = ({ model, sizes, seed, below }: ModelProbe): ModelPoint => {
  const next = randomOf(seed)
  const key = (): Key => keyOf(wholeBetween(next, 0, 2 ** 31 - 1))
  const spec = model.input.spec
  const first = initial(model, key())
  const params: unknown = moved(settled(first.params), next)
  const state: unknown = settled(first.state)
  const isStateless = flatten(state).leaves.length === 0
  const batch = valueAt(spec, { ...sizes, batch: 3 }, next, [-2, 2], below)
  const later: unknown = isStateless
    ? state
    : settled(trained(model, { params, state }, batch, key())[1])
  const isUsable = typesOf(later) === typesOf(state) && isFiniteTree(later)
  return {
    vars: { params, state: isUsable ? later : state },
    x: valueAt(spec, sizes, next, [-2, 2], below),
    key: key(),
  }
}

// ------------------------------------------------------------------------------------------ building

/** The input of a model of which the spec is known. */
export const inputOfSpec = (spec: Spec): ModelInput<unknown> => {
  if (isTensorSpec(spec)) {
    const shape = spec.shape as readonly Dim[]
    return spec.dtype === 'f32' ? inputOfFloats(...shape) : inputOfType(spec.dtype, ...shape)
  }
  return inputs(...(spec as readonly Spec[]).map(inputOfSpec))
}

/** The model of an architecture; throws where it does not fit. */
export const modelOf = ({ input, layer, sizes }: Architecture): ModelSample => {
  const built = buildDyn(inputOfSpec(input))(layer)
  if (E.isLeft(built)) throw new ArgumentError('laws', built.left)
  return { model: built.right, sizes }
}

/** The architecture of a model. */
export const architectureOf = ({ model, sizes }: ModelSample): Architecture => ({
  input: model.input.spec,
  layer: model.layer,
  sizes,
})
