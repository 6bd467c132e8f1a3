/**
 * Losses: how far predictions are from targets. A loss is a pure function that gives one number for
 * each element or for each row (the page docs/losses.md lists all), and never broadcasts; reduce them with
 * `T.mean`, `T.sum` or, with weights or a mask, `loss.mean`.
 *
 * @module
 */
export { type FocalOptions, sigmoidBinaryCrossEntropy, sigmoidFocal } from './binary.ts'
export {
  type NtXentOptions,
  type TripletMarginOptions,
  ntXent,
  tripletMargin,
} from './contrastive.ts'
export { cosineDistance, cosineSimilarity } from './cosine.ts'
export {
  type PolyLossOptions,
  type RankingOptions,
  type SoftmaxCrossEntropyOptions,
  polyLoss,
  rankingSoftmax,
  smoothLabels,
  softmaxCrossEntropy,
} from './cross-entropy.ts'
export { type CtcOptions, ctc } from './ctc.ts'
export { generalizedKlDivergence, klDivergence, klDivergenceWithLogTargets } from './divergence.ts'
export { fenchelYoung } from './fenchel-young.ts'
export { type LikelihoodOptions, gaussianNll, poissonNll } from './likelihood.ts'
export {
  type MarginRankingOptions,
  hinge,
  marginRanking,
  perceptron,
  softMargin,
} from './margin.ts'
export { mean } from './mean.ts'
export {
  multiclassHinge,
  multiclassPerceptron,
  multiclassSparsemax,
  sparsemax,
} from './multiclass.ts'
export {
  type DiceOptions,
  type TverskyOptions,
  dice,
  generalizedDice,
  tversky,
} from './overlap.ts'
export {
  type HuberOptions,
  absoluteError,
  huber,
  l2Loss,
  logCosh,
  squaredError,
  squaredLogarithmicError,
} from './regression.ts'
