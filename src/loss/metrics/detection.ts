import type { Compared, Metric } from './metric.ts'
import { type Confusion, ofConfusion } from './confusion.ts'

/** What happened with one class: found rightly, found wrongly, not found. */
interface Outcomes {
  readonly right: number
  readonly wrong: number
  readonly missed: number
}

const total = (counts: readonly number[]): number => counts.reduce((sum, n) => sum + n, 0)

const outcomesOf = (counts: Confusion): readonly Outcomes[] =>
  counts.map((row, c) => {
    const right = row[c] ?? 0
    return {
      right,
      wrong: total(counts.map((other) => other[c] ?? 0)) - right,
      missed: total(row) - right,
    }
  })

/** 0 of nothing: a class that was not looked for and did not come up. */
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

type Score = (outcomes: Outcomes) => number

/** How the scores of several classes come to one: their mean, or the score of all decisions together. */
export type Average = 'macro' | 'micro'

/** The options of `precision`, `recall` and `f1` where there are more than two classes. */
export interface DetectionOptions {
  readonly classes: number
  /** Default: a score for each class. */
  readonly average?: Average
}

/** A score of yes (1 or true) against no; of several classes each, or of all in one. */
interface Detection {
  (): Metric<Compared, Confusion, number>
  (options: DetectionOptions & { readonly average: Average }): Metric<Compared, Confusion, number>
  (options: DetectionOptions): Metric<Compared, Confusion, readonly number[]>
}

const averages: Readonly<Record<Average, (score: Score, all: readonly Outcomes[]) => number>> = {
  macro: (score, all) => total(all.map(score)) / all.length,
  micro: (score, all) =>
    score({
      right: total(all.map(({ right }) => right)),
      wrong: total(all.map(({ wrong }) => wrong)),
      missed: total(all.map(({ missed }) => missed)),
    }),
}

const detection = (metric: string, score: Score): Detection => {
  const ofYes = (counts: Confusion): number => {
    const [, yes] = outcomesOf(counts)
    return yes ? score(yes) : 0
  }
  const scores = (options?: DetectionOptions) => {
    if (options === undefined) return ofConfusion(metric, 2, ofYes)
    const { classes, average } = options
    return ofConfusion<number | readonly number[]>(metric, classes, (counts) => {
      const all = outcomesOf(counts)
      return average === undefined ? all.map(score) : averages[average](score, all)
    })
  }
  return scores as Detection
}

/**
 * Of what was found, the share that is right: right / (right + wrong); 0 where nothing was found.
 * `precision()` is that of yes (true or 1); `precision({ classes })` has one for each class,
 * `average: 'macro'` their mean, `'micro'` that of all decisions together.
 *
 * `of(predictions, targets)`: `[batch], [batch]`. Throws `ShapeError` where the shapes differ,
 * `ArgumentError` for what is no class.
 *
 * @example
 * import { metrics, T } from 'cotangent'
 *
 * const precision = metrics.precision()
 * const found = T.greater(T.tensor([0.9, 0.8, 0.2, 0.7]), 0.5)
 * precision.value(precision.of(found, T.tensor([true, true, true, false]))) // 0.6666666666666666
 */
export const precision: Detection = detection('precision', ({ right, wrong }) =>
  ratio(right, right + wrong),
)

/**
 * Of what is there, the share that was found: right / (right + missed); 0 where nothing is there. Forms and
 * errors as in `precision`.
 *
 * `of(predictions, targets)`: `[batch], [batch]`
 *
 * @example
 * import { metrics, T } from 'cotangent'
 *
 * const recall = metrics.recall({ classes: 3 })
 * const seen = recall.of(T.tensor([0, 1, 1, 2], 'i32'), T.tensor([0, 0, 1, 2], 'i32'))
 * recall.value(seen) // [0.5, 1, 1]
 */
export const recall: Detection = detection('recall', ({ right, missed }) =>
  ratio(right, right + missed),
)

/**
 * The harmonic mean of precision and recall: 2 right / (2 right + wrong + missed). Forms and errors as in
 * `precision`.
 *
 * `of(predictions, targets)`: `[batch], [batch]`
 *
 * @example
 * import { metrics, T } from 'cotangent'
 *
 * const f1 = metrics.f1({ classes: 2, average: 'macro' })
 * const seen = f1.of(T.tensor([0, 0, 1, 1], 'i32'), T.tensor([0, 1, 0, 1], 'i32'))
 * f1.value(seen) // 0.5
 */
export const f1: Detection = detection('f1', ({ right, wrong, missed }) =>
  ratio(2 * right, 2 * right + wrong + missed),
)
