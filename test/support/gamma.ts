/**
 * The gamma function's logarithm and its derivatives by the functions of `Math`: not to the last
 * digit, but by other ways than the kernels go.
 */

/** B₂ … B₁₄ */
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6] as const

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))

/** A value, and the sum of the sizes of the terms that it was made of. */
export interface Summed {
  readonly value: number
  readonly size: number
}

/** From here on the asymptotic series are good to the last digit. */
const far = 25

/** log |Γ(x)|: upwards by Γ(x + 1) = x Γ(x), then Stirling's series. */
export const lgammaByStirling = (x: number): Summed => {
  if (Number.isNaN(x)) return { value: x, size: 0 }
  if (!Number.isFinite(x) || (x <= 0 && Number.isInteger(x))) return { value: Infinity, size: 0 }
  if (x < -far) {
    const sine = Math.abs(Math.sin(Math.PI * (x - Math.round(x))))
    const other = lgammaByStirling(1 - x)
    return { value: Math.log(Math.PI / sine) - other.value, size: other.size }
  }
  const steps = Math.max(0, Math.ceil(far - x))
  const logs = Array.from({ length: steps }, (_, k) => Math.log(Math.abs(x + k)))
  const z = x + steps
  const tail = bernoulli.reduce(
    (sum, b, i) => sum + b / ((2 * i + 2) * (2 * i + 1) * z ** (2 * i + 1)),
    0,
  )
  const top = (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + tail
  return {
    value: top - logs.reduce((sum, l) => sum + l, 0),
    size: Math.abs(top) + logs.reduce((sum, l) => sum + Math.abs(l), 0),
  }
}

/** Derivatives of cot as polynomials in it, order by order. */
const cotangents: readonly ((c: number) => number)[] = [
  (c) => c,
  (c) => -(1 + c * c),
  (c) => 2 * c * (1 + c * c),
  (c) => -2 * (1 + c * c) * (1 + 3 * c * c),
]

/** The derivative of log Γ of order n + 1, n ≤ 3: upwards by the recurrence, then its series. */
export const polygammaBySum = (n: number, x: number): Summed => {
  if (Number.isNaN(x) || x === -Infinity) return { value: Number.NaN, size: 0 }
  if (x === Infinity) return { value: n === 0 ? x : 0, size: 0 }
  const sign = n % 2 === 1 ? 1 : -1
  if (x === 0) return { value: n % 2 === 1 ? Infinity : -1 / x, size: 0 }
  if (x < 0 && Number.isInteger(x)) return { value: n % 2 === 1 ? Infinity : Number.NaN, size: 0 }
  if (x < -far) {
    const other = polygammaBySum(n, 1 - x)
    const cotangent = 1 / Math.tan(Math.PI * (x - Math.round(x)))
    const turned = Math.PI ** (n + 1) * (cotangents[n]?.(cotangent) ?? Number.NaN)
    return { value: -sign * other.value - turned, size: other.size + Math.abs(turned) + 1000 }
  }
  const steps = Math.max(0, Math.ceil(far - x))
  const terms = Array.from(
    { length: steps },
    (_, k) => (sign * factorial(n)) / (x + k) ** (n + 1),
  ).toReversed()
  const z = x + steps
  const first = n === 0 ? Math.log(z) : (sign * factorial(n - 1)) / z ** n
  const tail = bernoulli.reduce(
    (sum, b, i) =>
      sum + (sign * b * factorial(2 * i + 1 + n)) / factorial(2 * i + 2) / z ** (2 * i + 2 + n),
    (sign * factorial(n)) / (2 * z ** (n + 1)),
  )
  return {
    value: terms.reduce((sum, t) => sum + t, first + tail),
    size: terms.reduce((sum, t) => sum + Math.abs(t), Math.abs(first + tail)),
  }
}
