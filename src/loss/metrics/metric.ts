import type { Monoid } from 'fp-ts/lib/Monoid.js'
import { ShapeError } from '../../core/errors.ts'
import { sameShapes } from '../../core/shape/index.ts'
import type { AnyTensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'

/**
 * How good predictions are, as a monoid: `of` looks at one batch, `concat` puts what was seen together,
 * and `value` says what it comes to. A `Monoid` of fp-ts, so `concatAll(metric)(batches.map(…))` works.
 * States are plain numbers, arrays and records, which can be stored as JSON.
 *
 * Laws:
 * 1. Those of a monoid, exactly: `concat` is associative and commutative, `empty` changes nothing.
 * 2. Batches do not matter, exactly: `concat(of(a), of(b)) = of(a and b in one batch)`.
 *
 * @example
 * import { concatAll } from 'fp-ts/lib/Monoid.js'
 * import { metrics, T } from 'cotangent'
 *
 * const batches = [
 *   metrics.accuracy.of(T.tensor([1, 2, 3], 'i32'), T.tensor([1, 2, 0], 'i32')),
 *   metrics.accuracy.of(T.tensor([4], 'i32'), T.tensor([4], 'i32')),
 * ]
 * metrics.accuracy.value(concatAll(metrics.accuracy)(batches)) // 0.75
 */
export interface Metric<Args extends readonly unknown[], State, Value> extends Monoid<State> {
  /** What one batch adds. Its tensors are read. */
  readonly of: (...args: Args) => State
  readonly value: (state: State) => Value
}

/** Predictions and targets of one shape, whatever it is. */
export type Compared = readonly [predictions: AnyTensor, targets: AnyTensor]

/** The elements of predictions and targets, pair by pair. */
export const pairsOf = (
  metric: string,
  predictions: AnyTensor,
  targets: AnyTensor,
): readonly (readonly [prediction: number, target: number])[] => {
  const same = sameShapes(predictions.shape, targets.shape, metric)
  if (typeof same === 'string') {
    const message = same.slice(metric.length + 2)
    throw new ShapeError(metric, message, [predictions.shape, targets.shape])
  }
  const wanted = T.toTypedArray(targets)
  return Array.from(T.toTypedArray(predictions), (p, i) => [p, wanted[i] ?? Number.NaN] as const)
}
