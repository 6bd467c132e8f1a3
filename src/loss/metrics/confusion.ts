import { ArgumentError } from '../../core/errors.ts'
import { type Compared, type Metric, pairsOf } from './metric.ts'

/** How often each class was taken for each: a row for each target, a column for each prediction. */
export type Confusion = readonly (readonly number[])[]

const requireClasses = (metric: string, classes: number): void => {
  if (Number.isSafeInteger(classes) && classes > 0) return
  throw new ArgumentError(metric, `needs a number of classes > 0, got ${classes}`)
}

/** The counts that all metrics of classes are made of, with what they come to. */
export const ofConfusion = <Value>(
  metric: string,
  classes: number,
  value: (counts: Confusion) => Value,
): Metric<Compared, Confusion, Value> => {
  requireClasses(metric, classes)
  const places = Array.from({ length: classes }, (_, i) => i)
  const filled = (count: (target: number, prediction: number) => number): Confusion =>
    places.map((target) => places.map((prediction) => count(target, prediction)))
  return {
    empty: filled(() => 0),
    concat: (x, y) => filled((t, p) => (x[t]?.[p] ?? 0) + (y[t]?.[p] ?? 0)),
    of: (predictions, targets) => {
      const counts = places.map(() => places.map(() => 0))
      for (const [p, t] of pairsOf(metric, predictions, targets)) {
        const row = counts[t]
        if (row === undefined || row[p] === undefined) {
          throw new ArgumentError(
            metric,
            `classes are 0 … ${classes - 1}, got prediction ${p} for target ${t}`,
          )
        }
        row[p] += 1
      }
      return counts
    },
    value,
  }
}

/**
 * How often each class was taken for each: `value` has a row for each target and a column for each
 * prediction.
 *
 * `confusionMatrix(classes).of(predictions, targets)`: `[batch], [batch]`. Throws `ShapeError` where the
 * shapes differ, `ArgumentError` for what is no class.
 *
 * @example
 * import { metrics, T } from 'cotangent'
 *
 * const confusion = metrics.confusionMatrix(2)
 * const seen = confusion.of(T.tensor([0, 1, 1, 1], 'i32'), T.tensor([0, 0, 1, 1], 'i32'))
 * confusion.value(seen) // [[1, 1], [0, 2]]
 */
export const confusionMatrix = (classes: number): Metric<Compared, Confusion, Confusion> =>
  ofConfusion('confusionMatrix', classes, (counts) => counts)
