import { quadrant, remainder } from './quadrant.ts'
import { cosNear, sinNear } from './quarterWave.ts'
import { low } from './twoPart.ts'

/** 2^-27: below it x^3 / 6 is nothing next to x. */
const TINY = 7.450580596923828e-9
/** Within it the angle needs no reduction: a little less than pi/4. */
const NEAR = 0.785

const turned = (x: number): number => {
  const r = remainder(x)
  const rLow = low[0] as number
  const n = quadrant[0] as number
  const value = (n & 1) === 0 ? sinNear(r, rLow) : cosNear(r, rLow)
  return (n & 2) === 0 ? value : -value
}

/**
 * The sine of an angle in radians.
 *
 * Method: reduction by multiples of pi/2 ({@link remainder}), then a Taylor series. The reduction is
 * right for every double: sin(1e300) is the sine of that number.
 * Error: below 0.75 ulp as measured.
 * Special values: ±0 gives ±0, ±Infinity and NaN give NaN.
 */
export const sin = (x: number): number => {
  const size = Math.abs(x)
  return size < NEAR ? (size < TINY ? x : sinNear(x, 0)) : size < Infinity ? turned(x) : NaN
}
