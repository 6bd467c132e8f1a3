/** 2^52: from it on every double is a whole number. */
const WHOLE = 4503599627370496

/**
 * The nearest whole number, of two equally near ones the even one. Exact; the sign stays, also that
 * of zero.
 */
export const roundToEven = (x: number): number => {
  const size = Math.abs(x)
  if (!(size < WHOLE)) return x
  // the sum is rounded to a whole number, halves to even
  const nearest = size + WHOLE - WHOLE
  return x < 0 || (x === 0 && 1 / x < 0) ? -nearest : nearest
}

/**
 * x - y floor(x / y), with the sign of y, as in NumPy and Python. Exact but for one rounding where x
 * and y have other signs.
 *
 * Special values: y = 0, infinite x and NaN give NaN; y = ±Infinity gives x where the signs agree,
 * y where they do not; a result of zero has the sign of y.
 */
export const remainder = (x: number, y: number): number => {
  // the language defines % exactly: the remainder of the division towards zero
  const rest = x % y
  if (rest === 0) return y < 0 || 1 / y < 0 ? -0 : 0
  return rest < 0 === y < 0 ? rest : rest + y
}
