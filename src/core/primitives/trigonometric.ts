import { mul, neg } from './arithmetic.ts'
import { type Unary, slope, unary } from './elementwise.ts'
import { reals } from './primitive.ts'

/** The sine of an angle in radians. */
export const sin: Unary = unary({
  name: 'sin',
  documentation: 'sin x, x in radians',
  takes: 'float',
  jvp: slope((t, _, x) => mul(t, cos(x))),
  transpose: null,
  domain: [reals],
  kinks: [],
})

/** The cosine of an angle in radians. */
export const cos: Unary = unary({
  name: 'cos',
  documentation: 'cos x, x in radians',
  takes: 'float',
  jvp: slope((t, _, x) => neg(mul(t, sin(x)))),
  transpose: null,
  domain: [reals],
  kinks: [],
})
