/**
 * The logarithm as a two-part number, the common core of log, log1p and pow.
 *
 * x = 2^k z with z in [0.69, 1.38), and z = c (1 + r) with c from a table, so that
 * log x = k log 2 + log c + log(1 + r) and |r| < 2^-7. The inverse of c has 12 bits and z is cut in
 * two, which makes r exact but for its last rounding; that is kept too. From r the Taylor series to
 * r^10 / 10, whose second term is computed to twice the precision. Around 1 the table has c = 1
 * exactly, so nothing cancels there. What is left out is below 2^-66 of the result.
 *
 * Source: P. T. P. Tang, Table-driven implementation of the logarithm function, 1990.
 */
import { highWord, powerOfTwo, SMALLEST_NORMAL } from './bits.ts'
import { LN2_HIGH, LN2_LOW, LOG_TABLE } from './logTable.ts'
import { leading, low } from './twoPart.ts'

/** Where the intervals of the table start, as the upper word of a double: 0.69140625. */
const START = 0x3fe62000
/** Added and subtracted it rounds z to a multiple of 2^-27. */
const ROUND_TO_28_BITS = 50331648

/**
 * w + wLow + log(1 + r + rLow) for |r| < 2^-7, where w is 0 or larger than r, and a rounding of it
 * loses nothing of r; what it misses is in `low`.
 */
export const logNearOne = (w: number, wLow: number, r: number, rLow: number): number => {
  const head = leading(r)
  const square = 0.5 * head * head
  const squareLow = 0.5 * (r - head) * (r + head)
  const r2 = r * r
  const cubic =
    r *
    r2 *
    (1 / 3 -
      r * (1 / 4) +
      r2 * (1 / 5 - r * (1 / 6)) +
      r2 * r2 * (1 / 7 - r * (1 / 8) + r2 * (1 / 9 - r * (1 / 10))))
  const first = w + r
  const firstLow = w - first + r
  const second = first - square
  const secondLow = first - second - square
  const rest = secondLow + (firstLow + (wLow + (rLow - r * rLow - squareLow + cubic)))
  const result = second + rest
  low[0] = rest - (result - second)
  return result
}

const TWO_TO_54 = 18014398509481984

/** log(x + xLow) for finite x > 0 and xLow below an ulp of x; what it misses is in `low`. */
export const logParts = (x: number, xLow: number): number => {
  const isSubnormal = x < SMALLEST_NORMAL
  const normal = isSubnormal ? x * TWO_TO_54 : x
  const offset = highWord(normal) - START
  const k = offset >> 20
  const j = 3 * ((offset >> 14) & 63)
  const power = powerOfTwo(-k)
  const z = normal * power
  const zHigh = z + ROUND_TO_28_BITS - ROUND_TO_28_BITS
  const inverse = LOG_TABLE[j] as number
  const coarse = zHigh * inverse - 1
  const fine = (z - zHigh + xLow * power) * inverse
  const r = coarse + fine
  const exponent = isSubnormal ? k - 54 : k
  return logNearOne(
    exponent * LN2_HIGH + (LOG_TABLE[j + 1] as number),
    exponent * LN2_LOW + (LOG_TABLE[j + 2] as number),
    r,
    fine - (r - coarse),
  )
}
