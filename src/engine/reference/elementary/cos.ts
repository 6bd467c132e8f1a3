import { quadrant, remainder } from './quadrant.ts'
import { cosNear, sinNear } from './quarterWave.ts'
import { low } from './twoPart.ts'

/** Within it the angle needs no reduction: a little less than pi/4. */
const NEAR = 0.785

const turned = (x: number): number => {
  const r = remainder(x)
  const rLow = low[0] as number
  const n = quadrant[0] as number
  const value = (n & 1) === 0 ? cosNear(r, rLow) : sinNear(r, rLow)
  return ((n + 1) & 2) === 0 ? value : -value
}

/**
 * The cosine of an angle in radians.
 *
 * Method: reduction by multiples of pi/2 ({@link remainder}), then a Taylor series. The reduction is
 * right for every double: cos(1e300) is the cosine of that number.
 * Error: below 0.75 ulp as measured.
 * Special values: ±0 gives 1, ±Infinity and NaN give NaN.
 */
export const cos = (x: number): number => {
  const size = Math.abs(x)
  return size < NEAR ? cosNear(x, 0) : size < Infinity ? turned(x) : NaN
}
