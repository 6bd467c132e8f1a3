import { scale } from './bits.ts'
import { exponent, expSignificand } from './expKernel.ts'
import { expm1Parts } from './expm1Kernel.ts'
import { low, quotient } from './twoPart.ts'

/** 2^-28: below it x^3 / 6 is nothing next to x. */
const TINY = 3.725290298461914e-9
/** Above it e^-x is nothing next to e^x. */
const LARGE = 40
/** Above it the result overflows; a little below it is left to the multiplication to find out. */
const OVERFLOW = 710.48

const ofModerate = (x: number): number => {
  const t = expm1Parts(x)
  const tLow = low[0] as number
  const sum = 1 + t
  const sumLow = t < 1 ? t - (sum - 1) : 1 - (sum - t)
  return 0.5 * (t + (quotient(t, tLow, sum, sumLow + tLow) + tLow))
}

/** e^x / 2, also where e^x overflows. */
export const halfExp = (x: number): number =>
  x > OVERFLOW ? Infinity : scale(expSignificand(x, 0), (exponent[0] as number) - 1)

/**
 * The hyperbolic sine, (e^x - e^-x) / 2.
 *
 * Method: (t + t / (1 + t)) / 2 with t = e^|x| - 1 in two parts, and the sign of x; above 40 it is
 * e^x / 2, to the last bit.
 * Error: below 1 ulp as measured.
 * Special values: ±0 gives ±0, ±Infinity gives ±Infinity, NaN gives NaN.
 */
export const sinh = (x: number): number => {
  const size = Math.abs(x)
  if (size < TINY || x !== x) return x
  const value = size > LARGE ? halfExp(size) : ofModerate(size)
  return x < 0 ? -value : value
}
