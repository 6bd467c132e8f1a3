/**
 * Numbers of twice the precision: the unevaluated sum of a double and a much smaller one. A function
 * of this folder that has such a result returns the first and leaves the second in `low`, which its
 * caller reads at once: a pair would have to be allocated.
 *
 * Source: T. J. Dekker, A floating-point technique for extending the available precision, 1971.
 */

/** The smaller part of the latest result. */
export const low = new Float64Array(1)

const SPLITTER = 134217729

/** x rounded to 26 bits (|x| < 2^996), so that products of such numbers are exact. */
export const leading = (x: number): number => {
  const c = x * SPLITTER
  return c - (c - x)
}

/** x y - p, where p is x y rounded. */
export const productError = (x: number, y: number, p: number): number => {
  const xHigh = leading(x)
  const xLow = x - xHigh
  const yHigh = leading(y)
  const yLow = y - yHigh
  return xHigh * yHigh - p + xHigh * yLow + xLow * yHigh + xLow * yLow
}

/** (n + nLow) / (d + dLow), rounded to one double with an error little above half an ulp. */
export const quotient = (n: number, nLow: number, d: number, dLow: number): number => {
  const q = n / d
  const p = q * d
  return q + (n - p - productError(q, d, p) + (nLow - q * dLow)) / d
}
