import { exp } from './exp.ts'
import { halfExp } from './sinh.ts'

/** Above it e^-x is nothing next to e^x. */
const LARGE = 40

const ofModerate = (x: number): number => {
  const e = exp(x)
  return 0.5 * (e + 1 / e)
}

/**
 * The hyperbolic cosine, (e^x + e^-x) / 2.
 *
 * Method: that sum of e^|x| and its inverse; above 40 it is e^|x| / 2, to the last bit.
 * Error: below 1 ulp as measured.
 * Special values: ±0 gives 1, ±Infinity gives Infinity, NaN gives NaN.
 */
export const cosh = (x: number): number => {
  const size = Math.abs(x)
  return x !== x ? x : size > LARGE ? halfExp(size) : ofModerate(size)
}
