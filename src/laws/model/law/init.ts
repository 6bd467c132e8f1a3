import { sizeOf } from '../../../core/shape/dimension.ts'
import { trace } from '../../../compile/trace.ts'
import { valueProgram } from '../../../core/program.ts'
import { difference, flatten } from '../../../core/tree.ts'
import type { AnyModel } from '../../../nn/model.ts'
import { mapParams, type ParamSpec, type ParamTree } from '../../../nn/params.ts'
import { summary } from '../../../nn/summary.ts'
import { type Key, key as keyOf, split } from '../../../random/key.ts'
import * as T from '../../../tensor/index.ts'
import type { TreeFunction } from '../../function.ts'
import { usesKeysOnce } from '../../law/key-reuse.ts'
import { sameTree } from '../../law/tree.ts'
import { type Report, firstFailure, same } from '../../report.ts'
import {
  type AnyVars,
  initial,
  isFiniteTree,
  type ModelProbe,
  pointOf,
  settled,
} from '../sample.ts'

/** A tree has the structure, the shapes and the element types that a signature says. */
const hasTypes = (law: string, what: string, value: unknown, tree: ParamTree): Report => {
  const [actual, expected] = [
    flatten(value),
    flatten(mapParams(tree, ({ shape, dtype }) => T.zeros([...shape], dtype))),
  ]
  const differ = difference(actual.structure, expected.structure)
  if (differ !== null) return same(law, `structure of ${what}`, differ, 'that of the signature')
  return firstFailure(expected.leaves.entries(), ([i, leaf]) =>
    same(law, `type of ${what}${expected.paths[i]}`, String(actual.leaves[i]), String(leaf)),
  )
}

/**
 * The first parameters and the first state have the structure, the shapes and the element types that the
 * signature of the model says, and are finite numbers.
 *
 * Catches an initializer that draws another shape, a parameter that is left out, NaN from a size of 0.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * laws.initFitsSignature(laws.modelProbe(nn.model(nn.input('batch', 3), nn.dense(2)))) // null
 */
export const initFitsSignature = ({ model, seed }: ModelProbe): Report => {
  const law = 'init fits the signature'
  const { params, state } = initial(model, keyOf(seed))
  return (
    hasTypes(law, 'params', params, model.signature.params) ??
    hasTypes(law, 'state', state, model.signature.state) ??
    firstFailure([['params', params] as const, ['state', state] as const], ([what, tree]) =>
      same(law, `${what} are finite`, String(isFiniteTree(tree)), 'true'),
    )
  )
}

/**
 * Does an initializer draw another number for another key, as far as it is known? One that is a function does
 * where it draws at all.
 */
const isRandom = ({ init, shape }: ParamSpec, draws: boolean): boolean => {
  if (sizeOf(shape) === 0) return false
  if (typeof init === 'function') return draws
  // an orthogonal matrix with a side of 1 may be ±1
  if (init === 'orthogonal' || init === 'deltaOrthogonal') return shape.every((size) => size > 1)
  if (typeof init === 'string') return !['zeros', 'ones', 'identity'].includes(init)
  if (init === null) return true
  switch (init.name) {
    case 'constant':
      return false
    case 'uniform':
      return init.low < init.high
    case 'normal':
    case 'truncatedNormal':
      return init.stddev > 0
    case 'varianceScaling':
      return true
    default:
      return init satisfies never
  }
}

/** Which tensors of what `init` gives are made of random bits, in their order. */
const drawnOutputs = (model: AnyModel, key: Key): readonly boolean[] => {
  const { inputs, constants, equations, outputs } = valueProgram(
    trace((own: Key) => model.init(own).params as unknown)(key),
  )
  const first = inputs.length + constants.length
  const drawn = new Set<number>()
  equations.forEach(({ primitive, operands }, i) => {
    if (primitive === 'threefryBits' || operands.some((slot) => drawn.has(slot)))
      drawn.add(first + i)
  })
  return outputs.map((slot) => drawn.has(slot))
}

interface NamedParam {
  readonly path: string
  readonly spec: ParamSpec
  readonly value: unknown
}

/** Parameters with what the signature says of them. */
const namedParams = (tree: ParamTree, value: unknown, path = ''): readonly NamedParam[] =>
  '_tag' in tree && 'init' in tree
    ? [{ path, spec: tree as ParamSpec, value }]
    : Object.entries(tree).flatMap(([name, part]: readonly [string, ParamTree]) =>
        namedParams(
          part,
          (value as Readonly<Record<string, unknown>>)[name],
          Array.isArray(tree) ? `${path}[${name}]` : `${path}.${name}`,
        ),
      )

/**
 * One key gives one initialisation, bit for bit; another key gives others of all parameters that are drawn
 * at random.
 *
 * Catches `Math.random`, a key that is not passed on, a key made on the way.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * laws.initFollowsKey(laws.modelProbe(nn.model(nn.input('batch', 3), nn.dense(2)))) // null
 */
export const initFollowsKey = ({ model, seed }: ModelProbe): Report => {
  const law = 'init follows the key'
  const key = keyOf(seed)
  const [one, other] = split(key)
  const first: AnyVars = settled(initial(model, one))
  const others = namedParams(model.signature.params, initial(model, other).params)
  const draws = drawnOutputs(model, key)
  const { leaves } = flatten(first.params)
  return (
    sameTree(law, 'the same key', model.init(one), first) ??
    firstFailure(
      namedParams(model.signature.params, first.params).entries(),
      ([i, { path, spec, value }]) =>
        isRandom(spec, draws[leaves.indexOf(value as never)] === true) &&
        sameTree(law, '', value, others[i]?.value) === null
          ? same(law, `params${path} from two keys`, 'equal', 'different')
          : null,
    )
  )
}

/**
 * The summary counts the parameters and the state that there are: elements of what `init` gives, and the
 * sum over its rows.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * laws.summaryCountsParameters(laws.modelProbe(nn.model(nn.input('batch', 3), nn.dense(2)))) // null
 */
export const summaryCountsParameters = ({ model, seed }: ModelProbe): Report => {
  const law = 'the summary counts parameters'
  const { params, state } = initial(model, keyOf(seed))
  const count = (tree: unknown): number =>
    flatten(tree).leaves.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  const said = summary(model)
  const rows = said.rows.filter(({ level }) => level === 0)
  return (
    same(law, 'parameters', said.parameters, count(params)) ??
    same(law, 'state', said.state, count(state)) ??
    same(
      law,
      'parameters of the rows',
      rows.reduce((sum, row) => sum + row.parameters, 0),
      count(params),
    )
  )
}

/**
 * No key is used twice, neither by `init` nor by `forward`: decided on the traced programs, for every key.
 *
 * Catches two layers with one mask, two parameters that are equal.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const model = nn.model(nn.input('batch', 3), nn.dense(2), nn.dropout(0.5), nn.dense(2))
 * laws.modelUsesKeysOnce(laws.modelProbe(model)) // null
 */
export const modelUsesKeysOnce = (probe: ModelProbe): Report => {
  const { model, seed } = probe
  const { vars, x, key } = pointOf(probe)
  return (
    usesKeysOnce(model.init, [keyOf(seed)]) ??
    usesKeysOnce(model.forward as TreeFunction, [vars, x, key])
  )
}
