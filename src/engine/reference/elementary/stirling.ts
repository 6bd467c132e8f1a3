/** Numbers that the asymptotic series of the gamma function and its derivatives are made of. */

/** The Bernoulli numbers B_2, B_4, ... B_24. */
export const BERNOULLI = Float64Array.of(
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
  854513 / 138,
  -236364091 / 2730,
)

/** c[0] + c[1] x + ... */
export const polynomial = (c: Float64Array, x: number): number => {
  let sum = 0
  for (let i = c.length - 1; i >= 0; i--) sum = sum * x + (c[i] as number)
  return sum
}
