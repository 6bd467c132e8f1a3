import { LGAMMA_NEAR_ONE, LGAMMA_NEAR_TWO } from './gammaTable.ts'
import { log } from './log.ts'
import { logParts } from './logKernel.ts'
import { turnOf } from './polygamma.ts'
import { sin } from './sin.ts'
import { BERNOULLI, polynomial } from './stirling.ts'
import { low } from './twoPart.ts'

/** 2^-60: below it the result is -log |x|. */
const TINY = 8.673617379884035e-19
/** From it on, ten terms of Stirling's series are enough. */
const LARGE = 13
/** log(2 pi) / 2 - 1/2 */
const CONSTANT = 0.4189385332046727

/** B_2k / (2k (2k - 1)) */
const TERMS = BERNOULLI.slice(0, 10).map((b, i) => b / ((2 * i + 2) * (2 * i + 1)))

/** (x - 1/2) (log x - 1) + log(2 pi) / 2 - 1/2 + 1/(12 x) - ... */
const ofLarge = (x: number): number => {
  const logarithm = logParts(x, 0)
  const factor = logarithm - 1 + (low[0] as number)
  return (x - 0.5) * factor + (CONSTANT + polynomial(TERMS, 1 / (x * x)) / x)
}

/** Down to [3/2, 5/2) by the recurrence: the logarithm of a product of whole steps. */
const ofModerate = (x: number): number => {
  let product = 1
  let z = x
  while (z >= 2.5) {
    z -= 1
    product *= z
  }
  return log(product) + (z - 2) * polynomial(LGAMMA_NEAR_TWO, z - 2)
}

const ofPositive = (x: number): number => {
  // lgamma(1 + x) - log x, where 1 + x would have lost digits
  if (x < 0.25) return x * polynomial(LGAMMA_NEAR_ONE, x) - log(x)
  if (x < 0.5) return (x - 1) * polynomial(LGAMMA_NEAR_TWO, x - 1) - log(x)
  // adding 0 makes the zero at 1 positive
  if (x < 1.25) return (x - 1) * polynomial(LGAMMA_NEAR_ONE, x - 1) + 0
  if (x < 2.5) return (x - 2) * polynomial(LGAMMA_NEAR_TWO, x - 2)
  return x < LARGE ? ofModerate(x) : x < Infinity ? ofLarge(x) : x
}

/** log(pi / |sin(pi x)|) - lgamma(1 - x): Euler's reflection. */
const ofNegative = (x: number): number => {
  const turn = Math.abs(turnOf(x))
  return turn === 0 ? Infinity : log(Math.PI / sin(Math.PI * turn)) - ofPositive(1 - x)
}

/**
 * The logarithm of the absolute value of the gamma function.
 *
 * Method: for x > 0 polynomials that have the zeros at 1 and 2 as factors, the recurrence between
 * them and 13, Stirling's series beyond; for x < 0 the reflection.
 * Error: below 2.5 ulp for x > 0 as measured. For x < 0 below 4 ulp of the larger of the result and
 * log |x| + 1: around its zeros there it is not accurate relative to itself.
 * Special values: ±0, the negative integers and ±Infinity give Infinity, NaN gives NaN.
 */
export const lgamma = (x: number): number => {
  const size = Math.abs(x)
  if (size === Infinity) return Infinity
  if (size < TINY) return size === 0 ? Infinity : -log(size)
  return x > 0 ? ofPositive(x) : x < 0 ? ofNegative(x) : NaN
}
