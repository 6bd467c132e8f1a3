/**
 * The exponential of a two-part number, the common core of exp, expm1, pow, tanh and logistic.
 *
 * With n the integer nearest to 32 x / ln 2, e^x = 2^(n/32) e^r and |r| <= ln 2 / 64. The first
 * factor is a power of two and an entry of a table; for the second the terms of the Taylor series to
 * r^6 / 720 leave out less than 2^-61.
 *
 * Source: P. T. P. Tang, Table-driven implementation of the exponential function, 1989.
 */
import { EXP_TABLE, STEP_HIGH, STEP_LOW, STEPS_PER_UNIT } from './expTable.ts'
import { low } from './twoPart.ts'

/** The power of two that the latest result of {@link expSignificand} is to be multiplied by. */
export const exponent = new Int32Array(1)

/**
 * A number s in (0.98, 2) with e^(x + xLow) = (s + low) 2^exponent, for |x| < 1000 and xLow below an
 * ulp of x. s alone is off by little more than half an ulp.
 */
export const expSignificand = (x: number, xLow: number): number => {
  const n = Math.floor(x * STEPS_PER_UNIT + 0.5) | 0
  const r = x - n * STEP_HIGH + (xLow - n * STEP_LOW)
  const r2 = r * r
  const growth =
    r + (r2 * (1 / 2 + r * (1 / 6)) + r2 * r2 * (1 / 24 + r * (1 / 120) + r2 * (1 / 720)))
  const j = (n & 31) << 1
  const high = EXP_TABLE[j] as number
  const rest = (EXP_TABLE[j + 1] as number) * (1 + growth) + high * growth
  const s = high + rest
  low[0] = rest - (s - high)
  exponent[0] = n >> 5
  return s
}
