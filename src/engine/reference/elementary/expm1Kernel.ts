/**
 * e^x - 1 as a two-part number, for expm1 and tanh.
 *
 * For |x| <= 1/8 the Taylor series to x^11 / 11! (the rest is below 2^-61 of x), elsewhere the
 * exponential in two parts, from which one is taken without error.
 */
import { powerOfTwo } from './bits.ts'
import { exponent, expSignificand } from './expKernel.ts'
import { low } from './twoPart.ts'

/** e^x - 1 for |x| <= 60; what it misses is in `low`. */
export const expm1Parts = (x: number): number => {
  if (x >= -0.125 && x <= 0.125) {
    const x2 = x * x
    const x4 = x2 * x2
    const rest =
      x2 * (1 / 2 + x * (1 / 6)) +
      x4 *
        (1 / 24 +
          x * (1 / 120) +
          x2 * (1 / 720 + x * (1 / 5040)) +
          x4 * (1 / 40320 + x * (1 / 362880) + x2 * (1 / 3628800 + x * (1 / 39916800))))
    const high = x + rest
    low[0] = rest - (high - x)
    return high
  }
  const s = expSignificand(x, 0)
  const power = powerOfTwo(exponent[0] as number)
  const e = s * power
  const difference = e - 1
  const error = x < 0 ? e - (difference + 1) : e - difference - 1
  const rest = error + (low[0] as number) * power
  const high = difference + rest
  low[0] = rest - (high - difference)
  return high
}
