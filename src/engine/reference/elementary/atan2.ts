import { powerOfTwo } from './bits.ts'
import { ATAN_STEPS, ATAN_TABLE, HALF_PI_HIGH, HALF_PI_LOW } from './atanTable.ts'
import { productError } from './twoPart.ts'

/** 2^-28: an angle below it is its tangent. */
const TINY = 3.725290298461914e-9
/** 2^500: products of larger numbers could overflow. */
const HUGE = powerOfTwo(500)
/** 2^-400: products of smaller numbers would not be exact. */
const MINUTE = powerOfTwo(-400)

/**
 * start + sense atan(n / d) for 0 <= n <= d, where the start is some quarter turns.
 *
 * With c the multiple of 1/16 nearest to n / d, the tangent of the difference is
 * (n - c d) / (d + c n), of size 1/32 at most: in two parts. From it the Taylor series to r^13 / 13.
 */
const turned = (quarters: number, sense: number, n: number, d: number): number => {
  const k = Math.floor((n / d) * ATAN_STEPS + 0.5)
  const c = k / ATAN_STEPS
  const p = c * d
  const top = n - p
  const topLow = n - (top + p) - productError(c, d, p)
  const q = c * n
  const bottom = d + q
  const bottomLow = d - bottom + q + productError(c, n, q)
  const r = (top + topLow) / bottom
  const back = r * bottom
  const rLow = (top - back - productError(r, bottom, back) + (topLow - r * bottomLow)) / bottom
  const r2 = r * r
  const r4 = r2 * r2
  const cubic =
    r * r2 * (-1 / 3 + r2 * (1 / 5) + r4 * (-1 / 7 + r2 * (1 / 9) + r4 * (-1 / 11 + r2 * (1 / 13))))
  const turn = quarters * HALF_PI_HIGH
  const angle = sense * (ATAN_TABLE[2 * k] as number)
  const first = turn + angle
  const firstLow = turn === 0 ? 0 : turn - first + angle
  const second = first + sense * r
  const secondLow =
    Math.abs(first) < Math.abs(r) ? sense * r - second + first : first - second + sense * r
  const rest = (ATAN_TABLE[2 * k + 1] as number) + rLow + cubic
  return second + (secondLow + firstLow + (quarters * HALF_PI_LOW + sense * rest))
}

/** The angle of a point in the upper half plane, as the sizes of its coordinates and a side. */
const angleOf = (y: number, x: number, isLeft: boolean): number => {
  const isSteep = y > x
  const n = isSteep ? x : y
  const d = isSteep ? y : x
  const quarters = isSteep ? 1 : isLeft ? 2 : 0
  const ratio = n / d
  if (ratio < TINY && quarters === 0) return ratio
  const unit = d > HUGE ? powerOfTwo(-600) : d < MINUTE ? powerOfTwo(600) : 1
  return turned(quarters, isSteep === isLeft ? 1 : -1, n * unit, d * unit)
}

/** What stands for a coordinate where one of them is infinite. */
const limit = (size: number): number => (size === Infinity ? 1 : 0)

/**
 * The angle of the point (x, y) in radians, between -pi and pi: the arc tangent of y / x, in the
 * quadrant of the point.
 *
 * Method: the quotient of the smaller by the larger size, reduced by a table of angles in two parts
 * and counted from the nearest axis.
 * Error: below 0.501 ulp as measured: nearly always the nearest double.
 * Special values, those of IEEE 754: NaN in either place gives NaN; otherwise the result has the sign
 * of y, also that of zero, and
 * - y = ±0 gives ±0 for x > 0 and x = 0, ±pi for x < 0 and x = -0
 * - x = ±0 gives ±pi/2 for other y
 * - infinite coordinates stand for equally large ones: (Infinity, Infinity) gives pi/4
 */
export const atan2 = (y: number, x: number): number => {
  if (x !== x || y !== y) return NaN
  const isLeft = x < 0 || (x === 0 && 1 / x < 0)
  const a = Math.abs(y)
  const b = Math.abs(x)
  const isFar = a === Infinity || b === Infinity
  const angle =
    a === 0 && b === 0
      ? isLeft
        ? 2 * HALF_PI_HIGH
        : 0
      : isFar
        ? angleOf(limit(a), limit(b), isLeft)
        : angleOf(a, b, isLeft)
  return y < 0 || (y === 0 && 1 / y < 0) ? -angle : angle
}
