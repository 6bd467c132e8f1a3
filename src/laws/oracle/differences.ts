import type { Estimate } from '../report.ts'
import { reach } from '../primitive/sample.ts'

/** Halvings of the step: five levels cancel the error terms of h², h⁴, h⁶ and h⁸. */
const levels = 5

/** {@link derivative} of a function of one number with several results. */
export const derivatives = (f: (h: number) => readonly Estimate[]): readonly Estimate[] => {
  let counts: readonly number[] = []
  const all = derivative((h) => {
    const results = f(h)
    counts = results.map(({ value }) => value.length)
    return {
      value: results.flatMap(({ value }) => Array.from(value)),
      error: results.flatMap(({ error }) => Array.from(error)),
    }
  })
  let start = 0
  return counts.map((count) => {
    start += count
    const own = <T>(xs: ArrayLike<T>): readonly T[] => Array.from(xs).slice(start - count, start)
    return { value: own(all.value), error: own(all.error) }
  })
}

/**
 * The derivative of a function of one number, element by element, at 0: central differences with
 * steps from {@link reach} down, extrapolated to step 0 (Richardson).
 *
 * The error has two parts. Truncation: the last extrapolation changes the value by more than what is
 * left. Rounding: an error ε of f becomes ε/h at the smallest step h, and extrapolation multiplies
 * it by Π (4ʲ + 1)/(4ʲ − 1) < 2 at most.
 */
export const derivative = (f: (h: number) => Estimate): Estimate => {
  let previous: readonly (readonly number[])[] = []
  let rounding: Float64Array = new Float64Array(0)
  let step = reach
  for (let level = 0; level < levels; level++, step /= 2) {
    const [above, below] = [f(step), f(-step)]
    const count = above.value.length
    if (level === 0) rounding = new Float64Array(count)
    const row: number[][] = []
    row.push(
      Array.from({ length: count }, (_, i) => {
        const error = ((above.error[i] as number) + (below.error[i] as number)) / (2 * step)
        rounding[i] = Math.max(rounding[i] as number, 2 * error)
        const [high, low] = [above.value[i] as number, below.value[i] as number]
        // the extremum of nothing is infinite on both sides
        return high === low ? 0 : (high - low) / (2 * step)
      }),
    )
    for (let j = 1; j <= level; j++) {
      const weight = 4 ** j
      row.push(
        Array.from({ length: count }, (_, i) => {
          const fine = row[j - 1]?.[i] as number
          const coarse = previous[j - 1]?.[i] as number
          return (weight * fine - coarse) / (weight - 1)
        }),
      )
    }
    if (level === levels - 1) {
      const value = row[levels - 1] as number[]
      const before = previous[levels - 2] as readonly number[]
      return {
        value,
        error: value.map((x, i) => Math.abs(x - (before[i] as number)) + (rounding[i] as number)),
      }
    }
    previous = row
  }
  return { value: [], error: [] }
}
