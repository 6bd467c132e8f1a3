import { fill } from '../core/primitives/align.ts'
import { add, mul, neg, sqrt, sub } from '../core/primitives/arithmetic.ts'
import { log1p } from '../core/primitives/exponential.ts'
import * as primitive from '../core/primitives/hyperbolic.ts'
import { type FloatFunction, floatFunction } from './unary.ts'

/**
 * The inverse of the hyperbolic sine: ln(x + √(x² + 1)), accurate near 0 and where x² overflows.
 * Its derivative is 1 / √(x² + 1).
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.asinh(T.tensor([0, 1e-20], 'f64'))) // [0, 1e-20]
 */
export const asinh: FloatFunction = floatFunction('asinh', primitive.asinh)

/**
 * The inverse of the hyperbolic cosine, the y ≥ 0 with cosh y = x; NaN below 1. Its derivative
 * 1 / √(x² − 1) is infinite at 1.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.acosh(T.tensor([1, Infinity]))) // [0, Infinity]
 */
export const acosh: FloatFunction = floatFunction('acosh', (x) => {
  // cosh y − 1 = 2 sinh²(y / 2): no digits are lost near 1, and nothing overflows
  const half = primitive.asinh(sqrt(mul(fill(0.5, x), sub(x, fill(1, x)))))
  return add(half, half)
})

/**
 * The inverse of the hyperbolic tangent: ½ ln((1 + x) / (1 − x)), accurate near 0; ±∞ at ±1 and NaN
 * beyond. Its derivative is 1 / (1 − x²).
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.atanh(T.tensor([0, 1, -1]))) // [0, Infinity, -Infinity]
 */
export const atanh: FloatFunction = floatFunction('atanh', (x) =>
  mul(fill(0.5, x), sub(log1p(x), log1p(neg(x)))),
)
