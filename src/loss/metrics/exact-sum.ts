/**
 * Sums of doubles without rounding (Shewchuk 1997), so that their order and grouping do not matter: what
 * makes sums of batches a monoid.
 */
import type { Monoid } from 'fp-ts/lib/Monoid.js'

/**
 * A sum as doubles that add up to it exactly: the first is the sum rounded, the second what that is off,
 * rounded, and so on. Equal sums have equal lists. Where a sum overflows, or something in it is not
 * finite, it is that alone.
 */
export type ExactSum = readonly number[]

/** Doubles of growing size that overlap nowhere: the same sum in no particular way. */
type Expansion = number[]

/** Adds a double; what is lost at each step is kept as a part of its own. */
const grow = (parts: Expansion, term: number): void => {
  let sum = term
  let kept = 0
  for (const part of parts) {
    const total = sum + part
    if (!Number.isFinite(total)) {
      parts.splice(0, parts.length, total)
      return
    }
    const other = total - sum
    const lost = sum - (total - other) + (part - other)
    if (lost !== 0) parts[kept++] = lost
    sum = total
  }
  parts.splice(kept, parts.length, ...(sum === 0 ? [] : [sum]))
}

/** The double that is nearest to a sum, halves to even, as Python's `math.fsum` has it. */
const rounded = (parts: Expansion): number => {
  let place = parts.length - 1
  let sum = parts[place] ?? 0
  while (place > 0) {
    const before = sum
    const part = parts[--place] ?? 0
    sum = before + part
    const lost = part - (sum - before)
    if (lost === 0) continue
    // a half is one only where nothing follows
    const next = parts[place - 1] ?? 0
    const up = sum + 2 * lost
    if (lost * next > 0 && up - sum === 2 * lost) sum = up
    break
  }
  return sum
}

const canonical = (parts: Expansion): ExactSum => {
  const result: number[] = []
  while (parts.length > 0) {
    const next = rounded(parts)
    result.push(next)
    if (!Number.isFinite(next)) return [next]
    grow(parts, -next)
  }
  return result
}

/** The exact sum of doubles. */
export const sumOf = (terms: Iterable<number>): ExactSum => {
  const parts: Expansion = []
  for (const term of terms) grow(parts, term)
  return canonical(parts)
}

/** Addition without rounding; 0 is the empty list. */
export const exactSum: Monoid<ExactSum> = {
  empty: [],
  concat: (x, y) => sumOf([...x, ...y]),
}

/** A sum as the nearest double. */
export const toNumber = (x: ExactSum): number => x[0] ?? 0

/** A double as two halves that multiply without rounding (Veltkamp). */
const halves = (x: number): readonly [number, number] => {
  const large = (2 ** 27 + 1) * x
  const high = large - (large - x)
  return [high, x - high]
}

/** A product as two doubles that add up to it exactly (Dekker). */
const productOf = (x: number, y: number): readonly [number, number] => {
  const product = x * y
  const [a, b] = halves(x)
  const [c, d] = halves(y)
  const lost = b * d - (product - a * c - b * c - a * d)
  return Number.isFinite(lost) ? [product, lost] : [product, 0]
}

/** The exact product of two sums. */
export const times = (x: ExactSum, y: ExactSum): ExactSum =>
  sumOf(x.flatMap((a) => y.flatMap((b) => productOf(a, b))))

/** The exact sum of squares of doubles. */
export const sumOfSquares = (terms: Iterable<number>): ExactSum =>
  sumOf(Array.from(terms, (term) => productOf(term, term)).flat())
