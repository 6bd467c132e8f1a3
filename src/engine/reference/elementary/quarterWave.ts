/**
 * Sine and cosine of r + rLow for |r| <= pi/4 and a little more, by their Taylor series to r^17 / 17!
 * and r^16 / 16!, which leave out less than 2^-63 and 2^-58.
 */

/** sin(r + rLow). */
export const sinNear = (r: number, rLow: number): number => {
  const r2 = r * r
  const r4 = r2 * r2
  const cubic =
    r *
    r2 *
    (-1 / 6 +
      r2 * (1 / 120) +
      r4 *
        (-1 / 5040 +
          r2 * (1 / 362880) +
          r4 *
            (-1 / 39916800 +
              r2 * (1 / 6227020800) +
              r4 * (-1 / 1307674368000 + r2 * (1 / 355687428096000)))))
  return r + (cubic + rLow * (1 - 0.5 * r2))
}

/** cos(r + rLow). */
export const cosNear = (r: number, rLow: number): number => {
  const r2 = r * r
  const r4 = r2 * r2
  const half = 0.5 * r2
  const start = 1 - half
  const quartic =
    r4 *
    (1 / 24 -
      r2 * (1 / 720) +
      r4 *
        (1 / 40320 -
          r2 * (1 / 3628800) +
          r4 * (1 / 479001600 - r2 * (1 / 87178291200) + r4 * (1 / 20922789888000))))
  return start + (1 - start - half + (quartic - r * rLow))
}
