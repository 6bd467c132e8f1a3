import { powerOfTwo } from './bits.ts'
import { exp } from './exp.ts'
import { exponent, expSignificand } from './expKernel.ts'
import { low, quotient } from './twoPart.ts'

const ofModerate = (x: number): number => {
  const s = expSignificand(x < 0 ? x : -x, 0)
  const power = powerOfTwo(exponent[0] as number)
  const e = s * power
  const eLow = (low[0] as number) * power
  const sum = 1 + e
  const sumLow = e - (sum - 1) + eLow
  return quotient(x < 0 ? e : 1, x < 0 ? eLow : 0, sum, sumLow)
}

/**
 * The logistic function 1 / (1 + e^-x), the sigmoid of neural networks.
 *
 * Method: with e = e^-|x| in two parts, 1 / (1 + e) for x >= 0 and e / (1 + e) below, so that neither
 * tail loses digits; above 40 it is 1 and below -40 it is e^x, to the last bit.
 * Error: below 0.54 ulp as measured; below 0.75 where the result is subnormal.
 * Special values: ±0 gives 1/2, -Infinity gives 0, Infinity gives 1, NaN gives NaN.
 */
export const logistic = (x: number): number =>
  x > 40 ? 1 : x < -40 ? exp(x) : x === x ? ofModerate(x) : x
