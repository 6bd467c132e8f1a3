import { type DType, isFloat } from '../../core/dtype.ts'
import { ArgumentError } from '../../core/errors.ts'
import { type Random, oneOf } from '../random.ts'
import { drawEdges, edges } from './edge.ts'
import {
  cut,
  drawApart,
  drawLinear,
  drawLogarithmic,
  fits,
  inside,
  simplestOf,
} from './segments.ts'

/** Numbers of an interval, with places left out. */
export interface Interval {
  /**
   * The least number.
   * @defaultValue -10
   */
  readonly low?: number
  /**
   * The greatest number.
   * @defaultValue 10
   */
  readonly high?: number
  /** Numbers left out, such as kinks. */
  readonly except?: readonly number[]
  /**
   * How far every element stays from what is left out.
   * @defaultValue 0
   */
  readonly margin?: number
  /**
   * How far any two elements are apart, so that there are no ties, nor any within a small step. An
   * interval without bounds grows with the number of elements.
   */
  readonly apart?: number
  /** Whole numbers only. Integer types have no others. */
  readonly whole?: boolean
}

/**
 * Where the elements of a tensor lie.
 *
 * - `'well-scaled'`: 0.01 ≤ |x| ≤ 10, both signs, every scale as often as another. The default: no
 *   kink at 0, no tie but by chance, nothing that rounding blows up.
 * - `'positive'`: the same without the negative ones.
 * - `'unit'`: between 0 and 1, without both.
 * - `'ties'`: −1, −0, 0, ½ and 1 alone, so that equal elements and zeros of both signs abound.
 * - `'edge'`: ordinary numbers mixed with ±0, ±1, NaN, ±∞, the largest and the smallest numbers,
 *   subnormal ones, and elements repeated.
 * - an {@link Interval}.
 *
 * Of integer types `'well-scaled'` is −9 … 9 (u32: 0 … 9), and booleans are both.
 */
export type Domain = 'well-scaled' | 'edge' | 'ties' | 'positive' | 'unit' | Interval

/** A domain for the elements of one tensor. */
export interface Elements {
  /** as many elements as the tensor has */
  readonly draw: (next: Random) => ArrayLike<number>
  /** may an element have this value, the others left aside? */
  readonly contains: (x: number) => boolean
  /** how far two elements are apart at least */
  readonly apart: number
  /** what stands for 0 where the domain has no simple number */
  readonly simplest: number
}

const tied: { readonly [D in DType]: readonly [number, ...number[]] } = {
  f32: [-1, -0, 0, 0.5, 1],
  f64: [-1, -0, 0, 0.5, 1],
  i32: [-1, 0, 1],
  u32: [0, 1, 2],
  bool: [0, 1],
}

const among = (values: readonly [number, ...number[]], count: number): Elements => ({
  draw: (next) => Array.from({ length: count }, () => oneOf(next, values)),
  contains: (x) => values.some((value) => Object.is(value, x)),
  apart: 0,
  simplest: 0,
})

const intervalElements = (dtype: DType, interval: Interval, count: number): Elements => {
  const { except = [], margin = 0, apart = 0 } = interval
  const whole = interval.whole === true || !isFloat(dtype)
  const needed = count * (whole ? Math.ceil(apart) : 2 * apart)
  const grown = interval.low === undefined && interval.high === undefined ? needed : 0
  const { low = Math.min(dtype === 'u32' ? 0 : -10, -grown), high = Math.max(10, grown) } = interval
  if (!(low <= high) || !(margin >= 0) || !(apart >= 0) || !Number.isFinite(high - low)) {
    throw new ArgumentError(
      'tensor',
      `an interval needs finite low ≤ high, margin ≥ 0 and apart ≥ 0, got low ${low}, high ${high}, margin ${margin}, apart ${apart}`,
    )
  }
  const least = dtype === 'u32' ? Math.max(0, low) : low
  const segments = cut({ low: least, high, except, margin, whole, dtype })
  if (segments.length === 0) {
    throw new ArgumentError(
      'tensor',
      `no ${whole ? 'whole number' : 'number'} of ${dtype} is left between ${low} and ${high}`,
    )
  }
  if (apart > 0 && !fits(segments, whole, apart, count)) {
    throw new ArgumentError(
      'tensor',
      `${count} elements that are ${apart} apart do not fit between ${low} and ${high}: give wider bounds, or none`,
    )
  }
  return {
    draw: (next) =>
      apart > 0
        ? drawApart(segments, whole, apart, count, next)
        : drawLinear(segments, whole, count, next),
    contains: (x) => inside(segments, x) && (!whole || Number.isInteger(x)),
    apart,
    simplest: simplestOf(segments),
  }
}

const scaled = (dtype: DType, sign: 'both' | 'positive', count: number): Elements => {
  const segments = cut({ low: 0.01, high: 10, except: [], margin: 0, whole: false, dtype })
  return {
    draw: (next) => drawLogarithmic(segments, sign, count, next),
    contains: (x) => inside(segments, sign === 'both' ? Math.abs(x) : x),
    apart: 0,
    simplest: 1,
  }
}

/** The elements of a tensor of a given element type and number of elements. */
export const elementsOf = (dtype: DType, domain: Domain, count: number): Elements => {
  if (domain === 'edge') {
    const known = new Set(edges[dtype])
    return {
      draw: (next) => drawEdges(dtype, count, next),
      contains: (x) => isFloat(dtype) || known.has(x) || Math.abs(x) < 10,
      apart: 0,
      simplest: 0,
    }
  }
  if (domain === 'ties' || dtype === 'bool') return among(tied[dtype], count)
  if (typeof domain === 'object') return intervalElements(dtype, domain, count)
  if (domain === 'unit') {
    const unit = { low: 2 ** -24, high: 1 - 2 ** -24, except: [] }
    return intervalElements(dtype, unit, count)
  }
  if (isFloat(dtype)) return scaled(dtype, domain === 'positive' ? 'positive' : 'both', count)
  const low = domain === 'positive' ? 1 : dtype === 'u32' ? 0 : -9
  return intervalElements(dtype, { low, high: 9 }, count)
}
