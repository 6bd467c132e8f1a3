import { log1p } from './log1p.ts'
import { logParts } from './logKernel.ts'
import { LN2_HIGH, LN2_LOW } from './logTable.ts'
import { low } from './twoPart.ts'

/** 2^-28: below it x^3 / 6 is nothing next to x. */
const TINY = 3.725290298461914e-9
/** 2^28: above it 1 is nothing next to x^2. */
const LARGE = 268435456

const ofPositive = (x: number): number => {
  if (x <= LARGE) return log1p(x + (x * x) / (1 + Math.sqrt(1 + x * x)))
  const logarithm = logParts(x, 0)
  return logarithm + (LN2_HIGH + ((low[0] as number) + LN2_LOW))
}

/**
 * The inverse of the hyperbolic sine, log(x + sqrt(x^2 + 1)).
 *
 * Method: log(1 + x + (sqrt(x^2 + 1) - 1)) for |x|, the difference without cancellation, and the
 * sign of x; above 2^28 it is log(2x), to the last bit.
 * Error: below 1 ulp as measured.
 * Special values: ±0 gives ±0, ±Infinity gives ±Infinity, NaN gives NaN.
 */
export const asinh = (x: number): number => {
  const size = Math.abs(x)
  if (size < TINY || !(size < Infinity)) return x
  const value = ofPositive(size)
  return x < 0 ? -value : value
}
