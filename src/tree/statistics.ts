import { ArgumentError } from '../core/errors.ts'
import type { AnyTensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import { elementsOf, type ReadOptions } from '../tensor/read.ts'

/** The options of `statistics` and of `show`. */
export interface StatisticsOptions extends ReadOptions {
  /**
   * how many bins the histogram has
   * @defaultValue 16
   */
  readonly bins?: number
}

/** What the elements of a tensor are like. The numbers are of those that are finite. */
export interface Statistics {
  /** how many elements there are */
  readonly count: number
  /** how many of them are NaN */
  readonly nan: number
  /** how many of them are infinite */
  readonly infinite: number
  /** NaN where no element is finite, and so are the others */
  readonly mean: number
  /** the standard deviation: √ of the mean of the squared distances from the mean */
  readonly std: number
  readonly min: number
  readonly max: number
  /** how many lie in each of the bins of equal width from min to max */
  readonly histogram: readonly number[]
}

const nothing = { mean: Number.NaN, std: Number.NaN, min: Number.NaN, max: Number.NaN }

/** Mean and deviation of numbers in [−scale, scale], taken of x / scale, lest squares overflow. */
const moments = (xs: Float64Array, scale: number): Pick<Statistics, 'mean' | 'std'> => {
  if (scale === 0) return { mean: 0, std: 0 }
  const mean = xs.reduce((sum, x) => sum + x / scale, 0) / xs.length
  const squares = xs.reduce((sum, x) => sum + (x / scale - mean) ** 2, 0)
  return { mean: scale * mean, std: scale * Math.sqrt(squares / xs.length) }
}

/** Everything in the middle where all are equal; halves, lest max − min overflow. */
const histogramOf = (
  xs: Float64Array,
  min: number,
  max: number,
  bins: number,
): readonly number[] => {
  const counts = Array.from({ length: bins }, () => 0)
  const width = max / 2 - min / 2
  for (const x of xs) {
    const share = width === 0 ? 0.5 : (x / 2 - min / 2) / width
    const bin = Math.min(bins - 1, Math.floor(share * bins))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return Object.freeze(counts)
}

/**
 * What the elements of a tensor are like: how many there are, and of the finite ones mean, standard
 * deviation, least, largest and a histogram, in double precision. Booleans count as 0 and 1.
 *
 * Default: 16 bins.
 *
 * Laws:
 * 1. The histogram sums up to the number of finite elements.
 * 2. `min ≤ mean ≤ max` and `std ≤ (max − min) / 2`, but for rounding; 0 where all are equal.
 *
 * Throws `ArgumentError` where `bins` is no count from 1, `UnknownValueError` inside a transformation
 * that has no values yet.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * const { mean, std, nan, histogram } = tree.statistics(T.tensor([1, 3, NaN, 5, 7]), { bins: 3 })
 * mean // 4
 * std ** 2 // 5.000000000000001
 * nan // 1
 * histogram // [1, 1, 2]
 */
export const statistics = (
  x: AnyTensor,
  { bins = 16, ...options }: StatisticsOptions = {},
): Statistics => {
  if (!Number.isInteger(bins) || bins < 1)
    throw new ArgumentError('statistics', `bins is a whole number of at least 1, got ${bins}`)
  const elements = Float64Array.from(elementsOf('statistics', nodeOf('statistics', x), options))
  const finite = elements.filter((value) => Number.isFinite(value))
  const nan = elements.filter((value) => Number.isNaN(value)).length
  const counts = { count: elements.length, nan, infinite: elements.length - nan - finite.length }
  if (finite.length === 0)
    return Object.freeze({ ...counts, ...nothing, histogram: histogramOf(finite, 0, 0, bins) })
  const min = finite.reduce((a, b) => Math.min(a, b))
  const max = finite.reduce((a, b) => Math.max(a, b))
  return Object.freeze({
    ...counts,
    ...moments(finite, Math.max(-min, max)),
    min,
    max,
    histogram: histogramOf(finite, min, max, bins),
  })
}
