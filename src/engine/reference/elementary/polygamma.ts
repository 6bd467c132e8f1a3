import { cos } from './cos.ts'
import { digammaOfPositive } from './digamma.ts'
import { sin } from './sin.ts'
import { BERNOULLI } from './stirling.ts'

/** How far x is above the nearest whole number, exactly: at most 1/2. */
export const turnOf = (x: number): number => x - Math.floor(x + 0.5)

/** k! / x^(k + 1), factor by factor so that nothing overflows on the way. */
const factorialOver = (k: number, x: number): number => {
  let product = 1 / x
  for (let i = 1; i <= k; i++) product *= i / x
  return product
}

/** |polygamma(n, x)| for n > 0 and x > 0: upwards by the recurrence, then the asymptotic series. */
const sizeOfPositive = (n: number, x: number): number => {
  if (x === Infinity) return 0
  let large = x
  let sum = 0
  while (large < 15 + n) {
    sum += factorialOver(n, large)
    large += 1
  }
  const first = factorialOver(n - 1, large)
  const square = 1 / (large * large)
  // (n + 2k - 1)! / ((n - 1)! (2k)! x^2k)
  let factor = 1
  let rest = n / (2 * large)
  for (let k = 1; k <= BERNOULLI.length; k++) {
    factor *= ((n + 2 * k - 2) * (n + 2 * k - 1) * square) / ((2 * k - 1) * (2 * k))
    rest += (BERNOULLI[k - 1] as number) * factor
  }
  return sum + (first + first * rest)
}

const ofPositive = (n: number, x: number): number => {
  if (n === 0) return digammaOfPositive(x)
  const size = sizeOfPositive(n, x)
  return n % 2 === 1 ? size : -size
}

/** The derivative of order n of cot as a polynomial in it, by cot' = -(1 + cot^2). */
const cotangentDerivative = (n: number, cotangent: number): number => {
  let p: readonly number[] = [0, 1]
  for (let order = 0; order < n; order++) {
    const slope = p.slice(1).map((c, i) => -(i + 1) * c)
    p = Array.from({ length: slope.length + 2 }, (_, i) => (slope[i] ?? 0) + (slope[i - 2] ?? 0))
  }
  return p.reduceRight((sum, c) => sum * cotangent + c, 0)
}

const cotangentOf = (turn: number): number => {
  const size = Math.abs(turn)
  const value =
    size <= 0.25
      ? cos(Math.PI * size) / sin(Math.PI * size)
      : sin(Math.PI * (0.5 - size)) / cos(Math.PI * (0.5 - size))
  return turn < 0 ? -value : value
}

/** (-1)^n polygamma(n, 1 - x) - pi^(n + 1) cot^(n)(pi x): the reflection. */
const ofNegative = (n: number, x: number): number => {
  const turn = turnOf(x)
  const isOdd = n % 2 === 1
  if (turn === 0 || x === -Infinity) return isOdd && x !== -Infinity ? Infinity : NaN
  const reflected = ofPositive(n, 1 - x)
  let derivative = cotangentDerivative(n, cotangentOf(turn))
  for (let i = 0; i <= n; i++) derivative *= Math.PI
  return (isOdd ? -reflected : reflected) - derivative
}

/**
 * The derivative of order n + 1 of log gamma: digamma for n = 0, trigamma for n = 1.
 *
 * Method: for x > 0 polynomials ({@link digammaOfPositive}) or the recurrence up to 15 + n, and an
 * asymptotic series; for x < 0 the reflection.
 * Error: as measured below 2.5 ulp for n = 0 and x > 0, also around the root; below 4 + n ulp for
 * n <= 4 and x > 0. For x < 0 below 10 ulp of the sum of the sizes of the two terms of the
 * reflection: around its zeros there it is not accurate relative to itself.
 * Special values: at ±0 ∓Infinity for even n and Infinity for odd n; at the negative integers NaN for
 * even n and Infinity for odd n; at Infinity the limit, at -Infinity NaN; NaN gives NaN.
 */
export const polygamma = (n: number, x: number): number => {
  if (x === 0) return n % 2 === 1 ? Infinity : -1 / x
  return x > 0 ? ofPositive(n, x) : x < 0 ? ofNegative(n, x) : NaN
}
