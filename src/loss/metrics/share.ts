import type { AnyTensor } from '../../core/tensor.ts'
import { ArgumentError, ShapeError } from '../../core/errors.ts'
import { isInteger } from '../../core/dtype.ts'
import { labelledRows } from '../../core/shape/index.ts'
import * as T from '../../tensor/index.ts'
import { type Compared, type Metric, pairsOf } from './metric.ts'

/** How many of how many. */
export interface Share {
  readonly hits: number
  readonly count: number
}

const shares = {
  empty: { hits: 0, count: 0 },
  concat: (x: Share, y: Share): Share => ({ hits: x.hits + y.hits, count: x.count + y.count }),
  value: ({ hits, count }: Share): number => hits / count,
} as const

/**
 * The share of predictions that are the target: of classes (`T.argmax(logits, -1)`), or of yes and no. NaN
 * of nothing.
 *
 * `of(predictions, targets)`: `[batch], [batch]`. Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { metrics, T } from 'cotangent'
 *
 * const logits = T.tensor([[0.1, 0.9], [2, 1], [0, 3]])
 * const seen = metrics.accuracy.of(T.argmax(logits, -1), T.tensor([1, 0, 0], 'i32'))
 * seen // { hits: 2, count: 3 }
 * metrics.accuracy.value(seen) // 0.6666666666666666
 */
export const accuracy: Metric<Compared, Share, number> = {
  ...shares,
  of: (predictions, targets) => {
    const pairs = pairsOf('accuracy', predictions, targets)
    return { hits: pairs.filter(([p, t]) => p === t).length, count: pairs.length }
  },
}

/**
 * The share of examples whose class is among the k of the greatest scores; of equal scores the first
 * class counts as greater. NaN of nothing.
 *
 * `topKAccuracy(k).of(scores, labels)`: `[batch, classes], [batch]`. Throws `ArgumentError` unless k is a
 * whole number > 0 and labels are whole numbers, `ShapeError` where the shapes do not fit.
 *
 * @example
 * import { metrics, T } from 'cotangent'
 *
 * const top2 = metrics.topKAccuracy(2)
 * const scores = T.tensor([[3, 2, 1], [3, 2, 1]])
 * top2.value(top2.of(scores, T.tensor([1, 2], 'i32'))) // 0.5
 */
export const topKAccuracy = (
  k: number,
): Metric<[scores: AnyTensor, labels: AnyTensor], Share, number> => {
  if (!(Number.isSafeInteger(k) && k > 0)) {
    throw new ArgumentError('topKAccuracy', `takes a whole number > 0, got ${k}`)
  }
  return {
    ...shares,
    of: (scores, labels) => {
      const rows = labelledRows(scores.shape, labels.shape, 'topKAccuracy')
      if (typeof rows === 'string') {
        const message = rows.slice('topKAccuracy: '.length)
        throw new ShapeError('topKAccuracy', message, [scores.shape, labels.shape])
      }
      if (!isInteger(labels.dtype)) {
        throw new ArgumentError('topKAccuracy', `labels must be i32 or u32, got ${labels.dtype}`)
      }
      const classes = scores.shape.at(-1) ?? 0
      const values = T.toTypedArray(scores)
      const wanted = Array.from(T.toTypedArray(labels))
      const isAmong = (label: number, row: number): boolean => {
        const own = values[row * classes + label]
        if (label < 0 || label >= classes || own === undefined) return false
        const isGreater = (other: number, i: number): boolean =>
          other > own || (other === own && i < label)
        return values.slice(row * classes, (row + 1) * classes).filter(isGreater).length < k
      }
      return { hits: wanted.filter(isAmong).length, count: wanted.length }
    },
  }
}
