import { trace } from '../../../compile/trace.ts'
import { valueProgram } from '../../../core/program.ts'
import { flatten, isTensor, tensorOf, unflatten } from '../../../core/tree.ts'
import type { Tensor } from '../../../core/tensor.ts'
import { isTensorSpec, showSpec, type Spec, tensorSpecs } from '../../../nn/spec.ts'
import type { Key } from '../../../random/key.ts'
import * as T from '../../../tensor/index.ts'
import type { TreeFunction } from '../../function.ts'
import { isDeterministic, keepsInputs, sameTree } from '../../law/tree.ts'
import { type Report, firstFailure, same } from '../../report.ts'
import {
  type ModelPoint,
  type ModelProbe,
  pointOf,
  predicted,
  trained,
  typesOf,
} from '../sample.ts'

/** A tensor, or what holds tensors, in the words of a spec. */
const shown = (value: unknown): string =>
  isTensor(value) ? String(value) : Array.isArray(value) ? `${value.length} parts` : typeof value

/** A value is what a spec says, names having sizes. */
const fits = (
  law: string,
  what: string,
  value: unknown,
  spec: Spec,
  sizes: ModelProbe['sizes'],
): Report => {
  if (!isTensorSpec(spec))
    return firstFailure(Object.entries(spec), ([name, part]: readonly [string, Spec]) =>
      fits(
        law,
        `${what}.${name}`,
        (value as Readonly<Record<string, unknown>> | undefined)?.[name],
        part,
        sizes,
      ),
    )
  const isRight =
    isTensor(value) &&
    value.dtype === spec.dtype &&
    value.shape.length === spec.shape.length &&
    spec.shape.every((dim, axis) => {
      const wanted = typeof dim === 'string' ? sizes[dim] : dim
      return wanted === null || wanted === undefined || wanted === value.shape[axis]
    })
  return isRight ? null : same(law, what, shown(value), showSpec(spec))
}

/**
 * Outputs have the shapes and element types that the signature says, in prediction and in training, and
 * training gives a state like the one before it.
 *
 * Catches a shape rule that says one thing where the layer does another, a state whose type drifts.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * laws.outputFitsSignature(laws.modelProbe(nn.model(nn.input('batch', 3), nn.dense(2)))) // null
 */
export const outputFitsSignature = (probe: ModelProbe): Report => {
  const law = 'the output fits the signature'
  const { model, sizes } = probe
  const { vars, x, key } = pointOf(probe)
  const [y, state] = trained(model, vars, x, key)
  const { output } = model.signature
  return (
    fits(law, 'predict', predicted(model, vars, x), output, sizes) ??
    fits(law, 'forward', y, output, sizes) ??
    same(law, 'types of the state', typesOf(state), typesOf(vars.state))
  )
}

/**
 * Prediction is a function of parameters, state and input alone: the same bits when it is asked again and
 * when it is compiled, no random number is drawn, and nothing that it is given is changed.
 *
 * Catches dropout that is left on, a clock, an update in place.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const model = nn.model(nn.input('batch', 3), nn.dropout(0.5))
 * laws.predictIsDeterministic(laws.modelProbe(model)) // null
 */
export const predictIsDeterministic = (probe: ModelProbe): Report => {
  const law = 'predict is deterministic'
  const predict = probe.model.predict as TreeFunction
  const { vars, x } = pointOf(probe)
  const first = isDeterministic(predict, [vars, x])
  if (first !== null) return { ...first, law }
  const { equations } = valueProgram(
    trace(predict as unknown as (...args: readonly unknown[]) => unknown)(vars, x),
  )
  const draws = equations.find(({ primitive }) => primitive.startsWith('threefry'))
  return (
    same(law, 'random numbers in predict', draws?.primitive ?? 'none', 'none') ??
    keepsInputs(predict, [vars, x])
  )
}

/** Does every tensor have the axis `batch` in front? */
const isBatched = (spec: Spec): boolean =>
  tensorSpecs(spec).every(({ shape }) => shape[0] === 'batch')

const row = (tree: unknown, i: number): unknown => {
  const { structure, leaves } = flatten(tree)
  const cut = (x: Tensor): Tensor =>
    T.slice(x, [i, ...x.shape.slice(1).map(() => 0)], [i + 1, ...x.shape.slice(1)])
  return unflatten(
    structure,
    leaves.map((leaf) => cut(tensorOf(leaf))),
  )
}

/** A point with a batch of two examples at least. */
const batchedPoint = (probe: ModelProbe): readonly [ModelPoint, number] => {
  const size = Math.max(2, probe.sizes['batch'] ?? 3)
  return [pointOf({ ...probe, sizes: { ...probe.sizes, batch: size } }), size]
}

/**
 * A model for inputs with the axis `batch` in front, and outputs with it, promises that in prediction every
 * example is mapped for itself: a batch gives what its examples give one by one, bit for bit.
 *
 * Catches statistics of the batch in prediction, a softmax or a bias along the wrong axis, a reshape that
 * mixes examples.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const model = nn.model(nn.input('batch', 3), nn.dense(2), nn.batchNorm)
 * laws.rowsAreIndependent(laws.modelProbe(model)) // null
 */
export const rowsAreIndependent = (probe: ModelProbe): Report => {
  const { model } = probe
  if (!isBatched(model.input.spec) || !isBatched(model.signature.output)) return null
  const [{ vars, x }, size] = batchedPoint(probe)
  const together = predicted(model, vars, x)
  return firstFailure(Array.from({ length: size }).keys(), (i) =>
    sameTree(
      'rows of a batch are independent',
      `row ${i}`,
      row(together, i),
      predicted(model, vars, row(x, i)),
    ),
  )
}

/**
 * Every parameter stands in the program of prediction or of training: one that nothing reads is never
 * learned.
 *
 * Catches a bias that is not added, a scale that is forgotten.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * laws.parametersAreUsed(laws.modelProbe(nn.model(nn.input('batch', 3), nn.layerNorm))) // null
 */
export const parametersAreUsed = (probe: ModelProbe): Report => {
  const { model } = probe
  const { vars, x, key } = pointOf(probe)
  const { paths } = flatten(vars.params)
  const { equations, outputs } = valueProgram(
    trace((params: unknown, own: unknown, random: Key) => [
      predicted(model, { params, state: vars.state }, own),
      trained(model, { params, state: vars.state }, own, random)[0],
    ])(vars.params, x, key),
  )
  const used = new Set([...outputs, ...equations.flatMap(({ operands }) => operands)])
  return same(
    'parameters are used',
    'a parameter that nothing reads',
    paths.find((_, slot) => !used.has(slot)) ?? 'none',
    'none',
  )
}
