import type { Report } from '../report.ts'
import { jsonKeepsModel } from './law/json.ts'
import {
  initFitsSignature,
  initFollowsKey,
  modelUsesKeysOnce,
  summaryCountsParameters,
} from './law/init.ts'
import {
  outputFitsSignature,
  parametersAreUsed,
  predictIsDeterministic,
  rowsAreIndependent,
} from './law/predict.ts'
import {
  emptySequentialIsIdentity,
  repeatIsSequence,
  sequentialIsAssociative,
  zeroedBranchIsSkipped,
} from './law/structure.ts'
import { noiseIsUnbiased, quietTrainingIsPrediction } from './law/training.ts'
import {
  batchingModelsIsLooping,
  everyWayGivesOneModel,
  foldingModelsIsLooping,
  modelGradientIsRight,
} from './law/ways.ts'
import type { ModelProbe } from './sample.ts'

/** A law of any model at a point. */
export interface ModelLaw {
  /** the name of the law, which is that of the predicate */
  readonly name: string
  readonly of: 'model'
  readonly equation: string
  /** which mistakes fail it */
  readonly catches: string
  readonly law: (probe: ModelProbe) => Report
}

/** The laws of models, those that cost least first. */
export const modelTable: readonly ModelLaw[] = [
  {
    name: 'initFitsSignature',
    of: 'model',
    equation:
      'init(key) has the structure, shapes and element types of the signature, and is finite',
    catches: 'parameters that begin with another shape, NaN from an initializer',
    law: initFitsSignature,
  },
  {
    name: 'outputFitsSignature',
    of: 'model',
    equation: 'predict and forward give what the signature says; the state keeps its types',
    catches: 'a shape rule that says one thing and a layer that does another',
    law: outputFitsSignature,
  },
  {
    name: 'initFollowsKey',
    of: 'model',
    equation: 'init(k) = init(k), bit for bit; random parameters of two keys differ',
    catches: 'Math.random, a key that is not passed on',
    law: initFollowsKey,
  },
  {
    name: 'modelUsesKeysOnce',
    of: 'model',
    equation: 'init and forward draw from every key at most once',
    catches: 'two masks, or two parameters, that are one',
    law: modelUsesKeysOnce,
  },
  {
    name: 'parametersAreUsed',
    of: 'model',
    equation: 'every parameter stands in the program of predict or forward',
    catches: 'a bias that is not added, a scale that is forgotten',
    law: parametersAreUsed,
  },
  {
    name: 'summaryCountsParameters',
    of: 'model',
    equation: 'summary(m).parameters = Σ size(p) over init(key).params; so for state',
    catches: 'a parameter that is counted twice, or not',
    law: summaryCountsParameters,
  },
  {
    name: 'predictIsDeterministic',
    of: 'model',
    equation: 'predict(x) = predict(x) = compile(predict)(x), bit for bit, drawing nothing',
    catches: 'dropout that is left on, a counter, an update in place',
    law: predictIsDeterministic,
  },
  {
    name: 'rowsAreIndependent',
    of: 'model',
    equation: 'predict(x)[i] = predict(x[i]), bit for bit',
    catches: 'statistics of the batch in prediction, a softmax or bias along the wrong axis',
    law: rowsAreIndependent,
  },
  {
    name: 'quietTrainingIsPrediction',
    of: 'model',
    equation: 'rates and decays 0, [y, s] = forward(x) ⇒ predict(x) with state s = y, bit for bit',
    catches: 'another formula in training than in prediction',
    law: quietTrainingIsPrediction,
  },
  {
    name: 'noiseIsUnbiased',
    of: 'model',
    equation:
      'E[forward(x, key)] = predict(x) for layers that promise it, within 6 standard errors',
    catches: 'dropout that is not scaled, noise that is not around 0',
    law: noiseIsUnbiased,
  },
  {
    name: 'sequentialIsAssociative',
    of: 'model',
    equation: '((a, b), c) = (a, (b, c)) = (a, b, c) from the same parameters, bit for bit',
    catches: 'parameters that are dealt out wrongly, a layer that looks around itself',
    law: sequentialIsAssociative,
  },
  {
    name: 'emptySequentialIsIdentity',
    of: 'model',
    equation: '(sequential(), a) = a = (a, sequential()), bit for bit',
    catches: 'an empty sequence that does something',
    law: emptySequentialIsIdentity,
  },
  {
    name: 'zeroedBranchIsSkipped',
    of: 'model',
    equation: 'residual(0)(x) = x',
    catches: 'a residual that drops its input, scales it or adds it twice',
    law: zeroedBranchIsSkipped,
  },
  {
    name: 'repeatIsSequence',
    of: 'model',
    equation: 'repeat(n, f)(p) = (f(p[0]), …, f(p[n − 1])), shared(n, f)(p) = (f(p), …, f(p))',
    catches: 'copies that are one, a copy too many, the opposite order',
    law: repeatIsSequence,
  },
  {
    name: 'jsonKeepsModel',
    of: 'model',
    equation: 'decode(toJSON(m)) = m: JSON, signature, init, predict and forward, bit for bit',
    catches: 'a codec that loses an option or fills in another default',
    law: jsonKeepsModel,
  },
  {
    name: 'everyWayGivesOneModel',
    of: 'model',
    equation: 'f = run(trace f) = compile(f) = the value of jvp, vjp, linearize, bit for bit',
    catches: 'a layer that does something else where it is traced',
    law: everyWayGivesOneModel,
  },
  {
    name: 'batchingModelsIsLooping',
    of: 'model',
    equation: 'vmap(f)(p, s, x)[i] = f(p[i], s[i], x[i]), bit for bit, whichever are batched',
    catches: 'a layer that counts its axes from the wrong end',
    law: batchingModelsIsLooping,
  },
  {
    name: 'foldingModelsIsLooping',
    of: 'model',
    equation: 'fold(forward)(s, xs) = the loop over forward, bit for bit',
    catches: 'a state that is not what the next step takes',
    law: foldingModelsIsLooping,
  },
  {
    name: 'modelGradientIsRight',
    of: 'model',
    equation: 'the gradients in all parameters and in x are those of differences in f64',
    catches: 'a custom rule that is wrong, a path that is detached',
    law: modelGradientIsRight,
  },
]
