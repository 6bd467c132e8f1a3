/**
 * Polynomials of single precision: interpolations through Chebyshev's points, constant first.
 * Written by `scripts/elementary/single.py`.
 */

/** The leading 10 bits of ln 2: its product with an 8-bit integer is exact. */
export const LN2_HIGH = 0.693359375
/** ln 2 - LN2_HIGH. */
export const LN2_LOW = -0.00021219444

/** (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2. */
// biome-ignore format: one coefficient a line
export const EXP = [
  0.5,
  0.16666576,
  0.041666552,
  0.008363247,
  0.0013926268,
] as const

/** (log(1 + f) - f + f^2/2) / f^3 for f in [sqrt(1/2) - 1, sqrt 2 - 1]. */
// biome-ignore format: one coefficient a line
export const LOG = [
  0.3333333,
  -0.24999997,
  0.20000717,
  -0.16667798,
  0.14249033,
  -0.124257766,
  0.11685796,
  -0.11479188,
  0.06969754,
] as const

/** (tanh(x)/x - 1) / x^2 in powers of x^2 for |x| <= 0.57. */
// biome-ignore format: one coefficient a line
export const TANH_NEAR = [
  -0.33333334,
  0.1333332,
  -0.05396363,
  0.021807624,
  -0.008482167,
  0.002464022,
] as const

/** erf(x)/x - 1 in powers of x^2 for |x| <= 0.9. */
// biome-ignore format: one coefficient a line
export const ERF_NEAR = [
  0.12837915,
  -0.37612528,
  0.112821944,
  -0.026780719,
  0.0050144843,
  -0.0006102687,
] as const

/** log(erfc t) / t on [0.9, 4]. */
// biome-ignore format: one coefficient a line
export const ERF_FAR = [
  -1.12872,
  -0.63489336,
  -0.10657991,
  0.02394028,
  -0.0036252658,
  0.0002616205,
  1.5784446e-05,
  -4.8403795e-06,
  2.940337e-07,
] as const

/** e^(x^2) erfc x on [0, 10.1], in powers of (x - 2.5) / (x + 2.5): in double precision. */
// biome-ignore format: one coefficient a line
export const ERFC = Float64Array.of(
  0.2108063640622723,
  -0.37173673377932354,
  0.2517131928796104,
  -0.12503306027284974,
  0.03992254851339856,
  -0.003993591787151828,
  -0.0026424403143294403,
  0.0008752320084780722,
  0.0002285450142715383,
  -0.0001266929750117828,
  -3.387936203553259e-05,
  1.510298737342469e-05,
  5.9254064124861935e-06,
)
