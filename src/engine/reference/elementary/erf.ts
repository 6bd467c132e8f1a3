import { ERF_FAR, ERF_NEAR, ERF_PIECE_LENGTH } from './erfTable.ts'

const END = 6

/** c[at] + c[at + 1] x + ... + c[at + 11] x^11, in two interleaved chains: they run side by side. */
const polynomial11 = (c: Float64Array, at: number, x: number): number => {
  const x2 = x * x
  let even = c[at + 10] as number
  let odd = c[at + 11] as number
  for (let i = at + 8; i >= at; i -= 2) {
    even = even * x2 + (c[i] as number)
    odd = odd * x2 + (c[i + 1] as number)
  }
  return even + x * odd
}

const near = (x: number): number => {
  const s = x * x
  const s4 = s * s * (s * s)
  const tail = s4 * s4 * s4 * (ERF_NEAR[12] as number)
  return x + x * (polynomial11(ERF_NEAR, 0, s) + tail)
}

const far = (x: number): number => {
  const piece = Math.floor((x - 1) * 4)
  const middle = 1 + (piece + 0.5) * 0.25
  return 1 - polynomial11(ERF_FAR, piece * ERF_PIECE_LENGTH, x - middle)
}

/**
 * The error function, 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x.
 *
 * Method: x + x P(x^2) on [-1, 1], and 1 - P(|x| - m) with the sign of x on 20 pieces of [1, 6] with
 * middles m; beyond it is ±1. The polynomials interpolate at Chebyshev's points.
 * Error: below 1.1 ulp as measured.
 * Special values: ±0 gives ±0, ±Infinity gives ±1, NaN gives NaN.
 */
export const erf = (x: number): number => {
  const size = Math.abs(x)
  if (size <= 1 || x !== x) return near(x)
  const value = size < END ? far(size) : 1
  return x < 0 ? -value : value
}
