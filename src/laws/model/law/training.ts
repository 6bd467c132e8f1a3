import { layerOf, type LayerSignature, applyLayer } from '../../../nn/kind.ts'
import type { Key } from '../../../random/key.ts'
import { key as keyOf, split } from '../../../random/key.ts'
import { vmap } from '../../../batching/vmap.ts'
import { kinds } from '../../../nn/kinds/table.ts'
import { drawParams } from '../../../nn/params.ts'
import { flatten, tensorOf, unflatten } from '../../../core/tree.ts'
import * as T from '../../../tensor/index.ts'
import { inputOfNode } from '../../function.ts'
import { sameTree } from '../../law/tree.ts'
import { randomOf } from '../../random.ts'
import { type Report, firstFailure } from '../../report.ts'
import { type ModelProbe, pointOf, predicted, trained, valueAt } from '../sample.ts'
import { allParts, factsOf, mapLayers, modelOn } from '../walk.ts'

const isAlone = ({ layer }: LayerSignature): boolean => layer.children.length === 0

/** −0 as 0: noise of 0 that is added makes one of the other. */
const withoutSign = (tree: unknown): unknown => {
  const { structure, leaves } = flatten(tree)
  return unflatten(
    structure,
    leaves.map((leaf) => T.add(tensorOf(leaf), 0)),
  )
}

const hasState = ({ state }: LayerSignature): boolean => !Array.isArray(state) || state.length > 0

/** Does training do something that prediction does not? */
const isTrained = (part: LayerSignature): boolean => part.random || hasState(part)

const isKnown = ({ layer: { kind } }: LayerSignature): boolean => kinds[kind.tag] === kind

/**
 * Training in which nothing is dropped, no noise is added, and the statistics are those of the batch, is
 * prediction with these statistics, bit for bit (−0 being 0): `[y, s] = forward(vars, x, key)` implies
 * `predict({ params, state: s }, x) = y`.
 *
 * Catches a path that only one of both takes: a bias, an ε, a scale, another variance. A kind of your own that
 * draws or has state says in `facts` how it is quiet; of others this law says nothing, and neither of statistics
 * that a `shared` layer takes several times.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const model = nn.model(nn.input('batch', 3), nn.dense(2), nn.batchNorm, nn.dropout(0.5))
 * laws.quietTrainingIsPrediction(laws.modelProbe(model)) // null
 */
export const quietTrainingIsPrediction = (probe: ModelProbe): Report => {
  const { model } = probe
  const unknown = allParts(model.signature).some((part) => {
    const { quiet, unrolls } = factsOf(probe, part.layer.kind)
    // of statistics that are taken several times only the last ones are left
    const isLast = unrolls === 'same' || !isKnown(part)
    return isAlone(part) ? isTrained(part) && quiet === undefined : isLast && hasState(part)
  })
  if (unknown) return null
  const layer = mapLayers(model.layer, (own) => {
    const { quiet } = factsOf(probe, own.kind)
    return quiet === undefined ? own : layerOf(own.kind, quiet(own.config as object), own.children)
  })
  const quiet = modelOn(model.input.spec, layer)
  const { vars, x, key } = pointOf(probe)
  const [y, state] = trained(quiet, vars, x, key)
  const again = predicted(quiet, { params: vars.params, state }, x)
  return sameTree('quiet training is prediction', 'forward', withoutSign(y), withoutSign(again))
}

/** How many keys a mean is taken over. */
const draws = 400

/** A right mean is so many standard errors away once in a billion times. */
const deviations = 6

/** The mean of training and of prediction, over all elements of what a layer gives. */
const meansOf = (
  part: LayerSignature,
  { seed, sizes }: ModelProbe,
): readonly [training: readonly number[], prediction: number] => {
  const { layer, input, params, state } = part
  const key = keyOf(seed)
  const x = valueAt(
    input,
    { ...sizes, batch: 2 },
    randomOf(seed),
    seed % 2 === 0 ? [0.5, 2] : [-2, -0.5],
  )
  const [p, s] = [drawParams(key, params), drawParams(key, state)]
  const mean = (own: Key | null) =>
    flatten(applyLayer(layer, p, s, x, own)[0])
      .leaves.map((leaf) => T.cast(T.mean(tensorOf(leaf)), 'f64'))
      .reduce((a, b) => T.add(a, b))
  const keys = T.stack([...split(key, draws)], 0)
  const trained = vmap(mean as (own: never) => unknown)(keys as never)
  const valueOf = (value: unknown): readonly number[] =>
    flatten(value).leaves.flatMap((leaf) => [...inputOfNode('laws', leaf).value])
  return [valueOf(trained), valueOf(mean(null))[0] ?? 0]
}

/**
 * The mean of training over keys is prediction, for every layer that draws and says that it keeps the mean:
 * judged on 400 keys and allowed 6 standard errors.
 *
 * Catches dropout that is not scaled, or scaled twice; noise that is not around 0. A kind of your own promises it
 * in `facts`.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * laws.noiseIsUnbiased(laws.modelProbe(nn.model(nn.input('batch', 3), nn.dropout(0.5)))) // null
 */
export const noiseIsUnbiased = (probe: ModelProbe): Report =>
  firstFailure(allParts(probe.model.signature), (part) => {
    if (!isAlone(part) || factsOf(probe, part.layer.kind).unbiased !== true) return null
    const [training, prediction] = meansOf(part, probe)
    const mean = training.reduce((sum, x) => sum + x, 0) / training.length
    const variance =
      training.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, training.length - 1)
    const allowance =
      deviations * Math.sqrt(variance / training.length) + 1e-6 * Math.max(1, Math.abs(prediction))
    return Math.abs(mean - prediction) <= allowance || Number.isNaN(prediction)
      ? null
      : {
          law: 'noise is unbiased',
          at: `mean of ${part.layer.kind.tag} in training`,
          actual: mean,
          expected: prediction,
          allowance,
        }
  })
