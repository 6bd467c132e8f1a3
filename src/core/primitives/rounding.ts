import { add, div, mul, neg, sub } from './arithmetic.ts'
import { type Binary, type Unary, binary, slopes, unary } from './elementwise.ts'
import { noTangent, positives, reals } from './primitive.ts'

/** The nearest whole number, of two equally near ones the even one. */
export const round: Unary = unary({
  name: 'round',
  documentation: 'the nearest whole number; halves to the even one',
  takes: 'float',
  jvp: noTangent,
  transpose: null,
  domain: [reals],
  kinks: [{ at: 'x = n + ½', subgradient: '0' }],
})

/** x − y ⌊x / y⌋, with the sign of y. */
export const remainder: Binary = binary({
  name: 'remainder',
  documentation:
    'x − y ⌊x / y⌋, with the sign of y; where y = 0, integers give 0 and floats NaN; in y the derivative is −⌊x / y⌋',
  takes: 'number',
  jvp: slopes(
    (a, b) => add(a, b),
    (dx) => dx,
    // (x − r) / y is a whole number up to rounding, which ⌊x / y⌋ may miss by one
    (dy, x, y, output) => neg(mul(dy, round(div(sub(x, output), y)))),
  ),
  transpose: null,
  domain: [reals, positives],
  kinks: [{ at: 'x / y whole', subgradient: '1 in x, −x / y in y' }],
})
