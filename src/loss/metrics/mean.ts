import type { AnyTensor } from '../../core/tensor.ts'
import { tensorOf, nodeOf } from '../../core/tree.ts'
import * as T from '../../tensor/index.ts'
import { softmaxCrossEntropy } from '../cross-entropy.ts'
import { type ExactSum, exactSum, sumOf, sumOfSquares, times, toNumber } from './exact-sum.ts'
import { type Compared, type Metric, pairsOf } from './metric.ts'

/** A sum without rounding, and how many terms it has. */
export interface Mean {
  readonly sum: ExactSum
  readonly count: number
}

const means = {
  empty: { sum: exactSum.empty, count: 0 },
  concat: (x: Mean, y: Mean): Mean => ({
    sum: exactSum.concat(x.sum, y.sum),
    count: x.count + y.count,
  }),
} as const

const meanOf = (values: readonly number[]): Mean => ({ sum: sumOf(values), count: values.length })

const valueOf = ({ sum, count }: Mean): number => toNumber(sum) / count

/**
 * The mean of all elements, such as losses, over batches of any size. NaN of nothing.
 *
 * `of(values)`: any shape.
 *
 * @example
 * import { loss, metrics, T } from 'cotangent'
 *
 * const losses = loss.squaredError(T.tensor([1, 2]), T.tensor([1, 5]))
 * const last = loss.squaredError(T.tensor([0]), T.tensor([3]))
 * const { of, concat, value } = metrics.mean
 * value(concat(of(losses), of(last))) // 6
 */
export const mean: Metric<readonly [values: AnyTensor], Mean, number> = {
  ...means,
  of: (values) => meanOf(Array.from(T.toTypedArray(values))),
  value: valueOf,
}

const differences = (metric: string, [predictions, targets]: Compared): readonly number[] =>
  pairsOf(metric, predictions, targets).map(([p, t]) => p - t)

/**
 * The mean of |p − t|. NaN of nothing.
 *
 * `of(predictions, targets)`: one shape, any. Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { metrics, T } from 'cotangent'
 *
 * const { of, value } = metrics.meanAbsoluteError
 * value(of(T.tensor([1, 2]), T.tensor([2, 4]))) // 1.5
 */
export const meanAbsoluteError: Metric<Compared, Mean, number> = {
  ...means,
  of: (...pair) => meanOf(differences('meanAbsoluteError', pair).map(Math.abs)),
  value: valueOf,
}

const squares = (metric: string, pair: Compared): Mean => {
  const terms = differences(metric, pair)
  return { sum: sumOfSquares(terms), count: terms.length }
}

/**
 * The mean of (p − t)². NaN of nothing.
 *
 * `of(predictions, targets)`: one shape, any. Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { metrics, T } from 'cotangent'
 *
 * const { of, value } = metrics.meanSquaredError
 * value(of(T.tensor([1, 2]), T.tensor([2, 5]))) // 5
 */
export const meanSquaredError: Metric<Compared, Mean, number> = {
  ...means,
  of: (...pair) => squares('meanSquaredError', pair),
  value: valueOf,
}

/**
 * The square root of the mean of (p − t)². NaN of nothing.
 *
 * `of(predictions, targets)`: one shape, any. Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { metrics, T } from 'cotangent'
 *
 * const { of, value } = metrics.rootMeanSquaredError
 * value(of(T.tensor([1, 2]), T.tensor([1, 4]))) // 1.4142135623730951
 */
export const rootMeanSquaredError: Metric<Compared, Mean, number> = {
  ...means,
  of: (...pair) => squares('rootMeanSquaredError', pair),
  value: (state) => Math.sqrt(valueOf(state)),
}

/** Sums without rounding: of targets, of their squares, of squared errors. */
export interface Determination {
  readonly count: number
  readonly targets: ExactSum
  readonly squares: ExactSum
  readonly errors: ExactSum
}

/**
 * The share of the variance of the targets that predictions explain: 1 − Σ (t − p)² / Σ (t − mean t)². 1 is
 * all of it, 0 what the mean itself explains. NaN where targets do not vary. The variance of all targets
 * is computed without rounding until the end, so that it has all its digits also where it is small.
 *
 * `of(predictions, targets)`: one shape, any. Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { metrics, T } from 'cotangent'
 *
 * const { of, value } = metrics.r2
 * value(of(T.tensor([1, 2, 3]), T.tensor([1, 2, 3]))) // 1
 * value(of(T.tensor([2, 2, 2]), T.tensor([1, 2, 3]))) // 0
 */
export const r2: Metric<Compared, Determination, number> = {
  empty: { count: 0, targets: [], squares: [], errors: [] },
  concat: (x, y) => ({
    count: x.count + y.count,
    targets: exactSum.concat(x.targets, y.targets),
    squares: exactSum.concat(x.squares, y.squares),
    errors: exactSum.concat(x.errors, y.errors),
  }),
  of: (predictions, targets) => {
    const pairs = pairsOf('r2', predictions, targets)
    const wanted = pairs.map(([, t]) => t)
    return {
      count: pairs.length,
      targets: sumOf(wanted),
      squares: sumOfSquares(wanted),
      errors: sumOfSquares(pairs.map(([p, t]) => p - t)),
    }
  },
  value: ({ count, targets, squares: ofTargets, errors }) => {
    const product = times(targets, targets).map((part) => -part)
    // count² times the variance
    const spread = toNumber(exactSum.concat(times([count], ofTargets), product))
    return spread === 0 ? Number.NaN : 1 - toNumber(times([count], errors)) / spread
  },
}

/**
 * The exponential of the mean cross entropy: among how many equally likely classes a model hesitates. NaN of
 * nothing.
 *
 * `of(logits, labels)`: `[batch, classes], [batch]`, labels i32 or u32. Throws as `softmaxCrossEntropy` does.
 *
 * @example
 * import { metrics, T } from 'cotangent'
 *
 * const { of, value } = metrics.perplexity
 * Math.round(value(of(T.zeros([2, 8]), T.tensor([3, 5], 'i32')))) // 8
 */
export const perplexity: Metric<readonly [logits: AnyTensor, labels: AnyTensor], Mean, number> = {
  ...means,
  of: (logits, labels) => {
    const x = T.cast(tensorOf<number[], 'f32'>(nodeOf('perplexity', logits)), 'f64')
    const y = tensorOf<number[], 'i32'>(nodeOf('perplexity', labels))
    return meanOf(Array.from(T.toTypedArray(softmaxCrossEntropy(x, y))))
  },
  value: (state) => Math.exp(valueOf(state)),
}
