import { reach } from '../primitive/sample.ts'
import type { Estimate } from '../report.ts'

/** Halvings of the step: five levels cancel the error terms of h², h⁴, h⁶ and h⁸. */
const levels = 5

/** A limit at step 0, and the last two changes on the way to it, element by element. */
export interface Limit {
  readonly value: readonly number[]
  readonly change: readonly number[]
  readonly earlier: readonly number[]
}

/**
 * The limit of numbers that were computed with one step, half of it, half of that, … (Richardson).
 * `base` is 2 where their error is a series in h, 4 where it is one in h².
 */
export const extrapolate = (rows: readonly ArrayLike<number>[], base: 2 | 4): Limit => {
  const count = rows[0]?.length ?? 0
  const limit = { value: new Array<number>(count), change: [], earlier: [] } as {
    readonly value: number[]
    readonly change: number[]
    readonly earlier: number[]
  }
  for (let i = 0; i < count; i++) {
    let row: readonly number[] = []
    let [last, change, earlier] = [Number.NaN, Number.NaN, Number.NaN]
    for (const given of rows) {
      const next = [given[i] as number]
      for (let j = 1; j <= row.length; j++) {
        const [fine, coarse] = [next[j - 1] as number, row[j - 1] as number]
        const weight = base ** j
        next.push(fine === coarse ? fine : (weight * fine - coarse) / (weight - 1))
      }
      row = next
      const best = row.at(-1) as number
      ;[last, earlier, change] = [best, change, best === last ? 0 : Math.abs(best - last)]
    }
    limit.value[i] = last
    limit.change[i] = change
    limit.earlier[i] = earlier
  }
  return limit
}

/** (f(a) − f(b)) / step; 0 where both are the same infinity, as the extremum of nothing is. */
export const quotient = (a: number, b: number, step: number): number =>
  a === b ? 0 : (a - b) / step

/**
 * The derivative of a function of one number, element by element, at 0: central differences with
 * steps from {@link reach} down, extrapolated to step 0.
 *
 * The error has two parts. Truncation: the last extrapolation changes the value by more than what is
 * left. Rounding: an error ε of f becomes ε/h at the smallest step h, and extrapolation multiplies
 * it by Π (4ʲ + 1)/(4ʲ − 1) < 2 at most.
 */
export const derivative = (f: (h: number) => Estimate): Estimate => {
  const steps = Array.from({ length: levels }, (_, level) => reach / 2 ** level)
  const pairs = steps.map((step) => ({ step, above: f(step), below: f(-step) }))
  const { value, change } = extrapolate(
    pairs.map(({ step, above, below }) =>
      Array.from(above.value, (x, i) => quotient(x, below.value[i] as number, 2 * step)),
    ),
    4,
  )
  const rounding = (i: number): number =>
    Math.max(
      ...pairs.map(
        ({ step, above, below }) =>
          ((above.error[i] as number) + (below.error[i] as number)) / step,
      ),
    )
  return { value, error: value.map((_, i) => (change[i] as number) + rounding(i)) }
}
