import { powerOfTwo } from './bits.ts'
import { erf } from './erf.ts'
import { ERFC_FAR, ERFC_MIDDLE, ERFC_NEAR } from './erfcTable.ts'
import { exponent, expSignificand } from './expKernel.ts'
import { polynomial } from './stirling.ts'
import { productError } from './twoPart.ts'

/** Below it 1 - erf loses nothing. */
const NEAR = 0.5
/** From it on the result is less than half of the smallest positive number. */
const END = 27.3

/** e^(x^2) erfc(x). */
const scaled = (x: number): number =>
  x < 2
    ? polynomial(ERFC_NEAR, (x - 1) / (x + 1))
    : x < 7
      ? polynomial(ERFC_MIDDLE, (x - 3.75) / (x + 3.75))
      : polynomial(ERFC_FAR, (x - 13.75) / (x + 13.75))

const far = (x: number): number => {
  const square = x * x
  const s = expSignificand(-square, -productError(x, x, square))
  // the factors one by one, so that only the last product is rounded where it is subnormal
  return s * scaled(x) * powerOfTwo((exponent[0] as number) + 60) * powerOfTwo(-60)
}

/**
 * The complementary error function 1 - erf x, accurate also where that difference would cancel.
 *
 * Method: 1 - erf x below 1/2; beyond, e^(-x^2) with the square in two parts, times a polynomial in
 * (x - c) / (x + c) on each of three pieces, that interpolates e^(x^2) erfc x.
 * Error: below 3 ulp as measured.
 * Special values: -Infinity gives 2, Infinity gives 0, NaN gives NaN.
 */
export const erfc = (x: number): number => (x < NEAR || x !== x ? 1 - erf(x) : x < END ? far(x) : 0)
