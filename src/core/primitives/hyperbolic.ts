import { fill } from './align.ts'
import { div, mul, sqrt } from './arithmetic.ts'
import { type Unary, slope, unary } from './elementwise.ts'
import { reals } from './primitive.ts'
import { scaled } from './scaled.ts'

// Made of exponentials, each of the two would lose the digits of the other's derivative: that of
// (eˣ + e⁻ˣ) / 2 cancels near 0.

/** The hyperbolic sine. */
export const sinh: Unary = unary({
  name: 'sinh',
  documentation: '(eˣ − e⁻ˣ) / 2; derivative cosh x',
  takes: 'float',
  jvp: slope((t, _, x) => mul(t, cosh(x))),
  transpose: null,
  domain: [reals],
  kinks: [],
})

/** The hyperbolic cosine. */
export const cosh: Unary = unary({
  name: 'cosh',
  documentation: '(eˣ + e⁻ˣ) / 2; derivative sinh x',
  takes: 'float',
  jvp: slope((t, _, x) => mul(t, sinh(x))),
  transpose: null,
  domain: [reals],
  kinks: [],
})

/** The inverse of the hyperbolic sine. */
export const asinh: Unary = unary({
  name: 'asinh',
  documentation: 'the y with sinh y = x; derivative 1 / √(x² + 1), also where x² overflows',
  takes: 'float',
  jvp: slope((t, _, x) => {
    const { y, square } = scaled(x, fill(1, x))
    return mul(t, div(y, sqrt(square)))
  }),
  transpose: null,
  domain: [reals],
  kinks: [],
})
