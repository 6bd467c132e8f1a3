import { powerOfTwo } from './bits.ts'
import { exponent, expSignificand } from './expKernel.ts'
import { halfExp } from './sinh.ts'
import { low } from './twoPart.ts'

/** Above it e^-x is nothing next to e^x. */
const LARGE = 40

const ofModerate = (x: number): number => {
  const s = expSignificand(x, 0)
  const power = powerOfTwo(exponent[0] as number)
  const e = s * power
  return 0.5 * (e + (1 / e + (low[0] as number) * power))
}

/**
 * The hyperbolic cosine, (e^x + e^-x) / 2.
 *
 * Method: that sum of e^|x| in two parts and its inverse; above 40 it is e^|x| / 2, to the last bit.
 * Error: below 0.9 ulp as measured.
 * Special values: ±0 gives 1, ±Infinity gives Infinity, NaN gives NaN.
 */
export const cosh = (x: number): number => {
  const size = Math.abs(x)
  return x !== x ? x : size > LARGE ? halfExp(size) : ofModerate(size)
}
