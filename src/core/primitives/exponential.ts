import { fill } from './align.ts'
import { add, div, mul, neg, sub } from './arithmetic.ts'
import { type Unary, slope, unary } from './elementwise.ts'
import type { PrimitiveName } from './index.ts'
import { type Domain, positives, reals } from './primitive.ts'

const smooth = (
  name: PrimitiveName,
  documentation: string,
  tangentOf: Parameters<typeof slope>[0],
  domain: Domain = reals,
): Unary =>
  unary({
    name,
    documentation,
    takes: 'float',
    jvp: slope(tangentOf),
    transpose: null,
    domain: [domain],
    kinks: [],
  })

/** eˣ. */
export const exp: Unary = smooth('exp', 'eˣ', (t, y) => mul(t, y))

/** eˣ − 1, exact near 0. */
export const expm1: Unary = smooth('expm1', 'eˣ − 1, accurate near 0', (t, y) =>
  mul(t, add(y, fill(1, y))),
)

/** The natural logarithm. */
export const log: Unary = smooth('log', 'ln x', (t, _, x) => div(t, x), positives)

/** ln(1 + x), exact near 0. */
export const log1p: Unary = smooth(
  'log1p',
  'ln(1 + x), accurate near 0',
  (t, _, x) => div(t, add(x, fill(1, x))),
  { low: -1, high: Number.POSITIVE_INFINITY },
)

/** The hyperbolic tangent. */
export const tanh: Unary = smooth('tanh', 'tanh x; derivative 1 − tanh² x', (t, y) =>
  mul(t, sub(fill(1, y), mul(y, y))),
)

/** 1 / (1 + e⁻ˣ), accurate in both tails. */
export const logistic: Unary = smooth('logistic', '1 / (1 + e⁻ˣ); derivative a(1 − a)', (t, y) =>
  mul(t, mul(y, sub(fill(1, y), y))),
)

/** The error function. */
export const erf: Unary = smooth('erf', '2/√π ∫₀ˣ e^(−t²) dt', (t, _, x) =>
  mul(t, mul(fill(2 / Math.sqrt(Math.PI), x), exp(neg(mul(x, x))))),
)

/** 1 − erf x, accurate where that difference is small. */
export const erfc: Unary = smooth(
  'erfc',
  '1 − erf x, accurate where it is small; derivative −2/√π e^(−x²)',
  (t, _, x) => mul(t, mul(fill(-2 / Math.sqrt(Math.PI), x), exp(neg(mul(x, x))))),
)

/** The inverse of the error function. */
export const erfInv: Unary = smooth(
  'erfInv',
  'the x with erf x = y',
  (t, y) => mul(t, mul(fill(Math.sqrt(Math.PI) / 2, y), exp(mul(y, y)))),
  { low: -1, high: 1 },
)
