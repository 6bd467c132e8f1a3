import { isLeft } from 'fp-ts/lib/Either.js'
import { fold } from '../../../compile/fold.ts'
import type { Key } from '../../../random/key.ts'
import { key as keyOf } from '../../../random/key.ts'
import { checkSubject } from '../../check/gradient.ts'
import { type FunctionSubject, subjectOf } from '../../function.ts'
import { batchingIsLooping } from '../../law/batching.ts'
import { everyWayGivesOneTangent, everyWayGivesOneValue } from '../../law/primal.ts'
import { sameTree } from '../../law/tree.ts'
import { type Report, firstFailure } from '../../report.ts'
import { allParts, factsOf } from '../walk.ts'
import { differentiable } from '../../subject.ts'
import {
  isFiniteTree,
  type ModelPoint,
  type ModelProbe,
  pointOf,
  predicted,
  trained,
} from '../sample.ts'

/** Does training do something that prediction does not? */
const isTrained = ({ model: { signature } }: ModelProbe): boolean =>
  signature.random || !Array.isArray(signature.state) || signature.state.length > 0

/** Prediction, and training where it differs, as functions of some of what they depend on. */
const subjects = (
  probe: ModelProbe,
  of: (
    point: ModelPoint,
    call: (params: unknown, state: unknown, x: unknown) => unknown,
    name: string,
  ) => FunctionSubject,
): readonly FunctionSubject[] => {
  const { model } = probe
  const point = pointOf(probe)
  const predict = (params: unknown, state: unknown, x: unknown): unknown =>
    predicted(model, { params, state }, x)
  const forward = (params: unknown, state: unknown, x: unknown): unknown =>
    trained(model, { params, state }, x, point.key)
  return [
    of(point, predict, 'predict'),
    ...(isTrained(probe) ? [of(point, forward, 'forward')] : []),
  ]
}

/** As functions of parameters, state and input. */
const ofAll = (probe: ModelProbe): readonly FunctionSubject[] =>
  subjects(probe, ({ vars, x }, call, name) => subjectOf(call, [vars.params, vars.state, x], name))

/** As functions of parameters and input, which have derivatives. */
const ofMoving = (probe: ModelProbe): readonly FunctionSubject[] =>
  subjects(probe, ({ vars, x }, call, name) =>
    subjectOf(
      (params: unknown, own: unknown) => {
        const y = call(params, vars.state, own)
        return name === 'forward' ? (y as readonly unknown[])[0] : y
      },
      [vars.params, x],
      name,
    ),
  )

const named = (law: string, { name }: FunctionSubject, report: Report): Report =>
  report && { ...report, law, at: `${name}, ${report.at}` }

/**
 * Prediction and training are the same bits whatever they are put through: evaluated, traced and run, compiled,
 * differentiated.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * laws.everyWayGivesOneModel(laws.modelProbe(nn.model(nn.input('batch', 3), nn.dense(2)))) // null
 */
export const everyWayGivesOneModel = (probe: ModelProbe): Report =>
  firstFailure(ofAll(probe), (of) =>
    named('every way gives one model', of, everyWayGivesOneValue({ of, seed: probe.seed })),
  )

/**
 * A batch of models, of inputs, or of both is each of them: `vmap(predict)(…)[i] = predict(…[i])`, bit for bit,
 * whichever parameters, state and inputs are batched; and so is training.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * laws.batchingModelsIsLooping(laws.modelProbe(nn.model(nn.input('batch', 3), nn.dense(2)))) // null
 */
export const batchingModelsIsLooping = (probe: ModelProbe): Report =>
  firstFailure(ofAll(probe), (of) =>
    named('batching models is looping', of, batchingIsLooping({ of, seed: probe.seed })),
  )

/**
 * Training in a `fold` is training in a loop: the same outputs and the same state, bit for bit.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * laws.foldingModelsIsLooping(laws.modelProbe(nn.model(nn.input('batch', 3), nn.batchNorm))) // null
 */
export const foldingModelsIsLooping = (probe: ModelProbe): Report => {
  const law = 'folding models is looping'
  const { model, seed } = probe
  const { vars, key } = pointOf(probe)
  const inputs = [0, 1, 2].map((i) => ({
    x: pointOf({ ...probe, seed: seed + i }).x,
    key: i === 0 ? key : keyOf(seed + i),
  }))
  const step = (state: unknown, { x, key: own }: { readonly x: unknown; readonly key: Key }) =>
    trained(model, { params: vars.params, state }, x, own)
  const looped = inputs.reduce<{ readonly outputs: readonly unknown[]; readonly state: unknown }>(
    ({ outputs, state }, input) => {
      const [y, next] = step(state, input)
      return { outputs: [...outputs, y], state: next }
    },
    { outputs: [], state: vars.state },
  )
  const [outputs, state] = fold(step)(vars.state, inputs)
  return (
    sameTree(law, 'outputs', outputs, looped.outputs) ?? sameTree(law, 'state', state, looped.state)
  )
}

const isMoving = (of: FunctionSubject): boolean => differentiable(of).length > 0

/** Are there statistics of a batch of none on the way? */
const isDefined = (probe: ModelProbe): boolean => {
  const { vars, x, key } = pointOf(probe)
  return isFiniteTree(trained(probe.model, vars, x, key))
}

/**
 * The gradient of prediction and of training, in all parameters and in the input, is right: judged as
 * `checkGrad` does, in f64; and a compiled tangent is the tangent. What is no number at the point (statistics
 * of a batch of none) is passed over.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const model = nn.model(nn.input('batch', 3), nn.dense(2), nn.batchNorm, nn.softmax)
 * laws.modelGradientIsRight(laws.modelProbe(model)) // null
 */
export const modelGradientIsRight = (probe: ModelProbe): Report => {
  const law = 'the gradient of the model is right'
  const parts = allParts(probe.model.signature)
  const defined = ofMoving(probe).filter(
    (of) => isMoving(of) && (of.name === 'predict' || isDefined(probe)),
  )
  return firstFailure(defined, (of) => {
    const checked = checkSubject(of, {
      seed: probe.seed,
      directions: 1,
      nonFinite: 'passes',
      stopped: parts.some(({ layer }) => factsOf(probe, layer.kind).freezes)
        ? 'held'
        : probe.stopped,
    })
    if (isLeft(checked)) {
      const { path, index, claimed, estimated, error, blame, law: broken } = checked.left
      const because = blame === null ? '' : `, because of ${blame.primitive}`
      return {
        law,
        at: `${of.name}, ${broken}: ${path} at [${index.join(', ')}]${because}`,
        actual: claimed,
        expected: estimated,
        allowance: error,
      }
    }
    return named(law, of, everyWayGivesOneTangent({ of, seed: probe.seed }))
  })
}
