import { exp } from './exp.ts'
import { expm1Parts } from './expm1Kernel.ts'

/** 2^-54: below it x^2 / 2 is nothing next to x. */
const TINY = 5.551115123125783e-17

/**
 * e^x - 1, without the cancellation of `exp(x) - 1` near 0.
 *
 * Method: {@link expm1Parts}; above 40 it is e^x and below -40 it is -1, to the last bit.
 * Error: below 0.72 ulp as measured.
 * Special values: ±0 gives ±0, -Infinity gives -1, Infinity gives Infinity, NaN gives NaN.
 */
export const expm1 = (x: number): number =>
  x > 40 ? exp(x) : x < -40 ? -1 : Math.abs(x) < TINY || x !== x ? x : expm1Parts(x)
