import { logNearOne, logParts } from './logKernel.ts'

/** 2^-54: below it x^2 / 2 is nothing next to x. */
const TINY = 5.551115123125783e-17

const ofSum = (x: number): number => {
  const sum = 1 + x
  const error = x < 1 ? x - (sum - 1) : 1 - (sum - x)
  return logParts(sum, error)
}

/**
 * log(1 + x), without the rounding of 1 + x.
 *
 * Method: on [-1/256, 1/128] the series of {@link logNearOne}, elsewhere {@link logParts} of 1 + x
 * together with what the sum loses.
 * Error: below 0.501 ulp as measured: nearly always the nearest double.
 * Special values: ±0 gives ±0, -1 gives -Infinity, Infinity gives Infinity, numbers below -1 and NaN
 * give NaN.
 */
export const log1p = (x: number): number =>
  x > -1 && x < Infinity
    ? x >= -0.00390625 && x <= 0.0078125
      ? Math.abs(x) < TINY
        ? x
        : logNearOne(0, 0, x, 0)
      : ofSum(x)
    : x === -1
      ? -Infinity
      : x > 0
        ? x
        : NaN
