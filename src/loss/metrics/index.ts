/**
 * Metrics as monoids: what is seen of each batch is put together exactly, whatever the batches are.
 *
 * @module
 */
export { type Confusion, confusionMatrix } from './confusion.ts'
export {
  type Average,
  type DetectionOptions,
  f1,
  precision,
  recall,
} from './detection.ts'
export type { ExactSum } from './exact-sum.ts'
export {
  type Determination,
  type Mean,
  mean,
  meanAbsoluteError,
  meanSquaredError,
  perplexity,
  r2,
  rootMeanSquaredError,
} from './mean.ts'
export type { Compared, Metric } from './metric.ts'
export { type Share, accuracy, topKAccuracy } from './share.ts'
