import { fill } from '../core/primitives/align.ts'
import { add, mul, neg } from '../core/primitives/arithmetic.ts'
import * as primitive from '../core/primitives/exponential.ts'
import { type FloatFunction, floatFunction } from './unary.ts'

/**
 * The exponential: eˣ.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.exp(T.tensor([0, -Infinity]))) // [1, 0]
 */
export const exp: FloatFunction = floatFunction('exp', primitive.exp)

/**
 * eˣ − 1, accurate also where x is near 0.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.expm1(T.tensor([0, 1e-20], 'f64'))) // [0, 1e-20]
 */
export const expm1: FloatFunction = floatFunction('expm1', primitive.expm1)

/**
 * The natural logarithm: ln x. −∞ at 0, NaN below.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.log(T.tensor([1, 0]))) // [0, -Infinity]
 */
export const log: FloatFunction = floatFunction('log', primitive.log)

/**
 * ln(1 + x), accurate also where x is near 0.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.log1p(T.tensor([0, 1e-20], 'f64'))) // [0, 1e-20]
 */
export const log1p: FloatFunction = floatFunction('log1p', primitive.log1p)

/**
 * The error function: 2/√π ∫₀ˣ e^(−t²) dt.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.erf(T.tensor([0, Infinity]))) // [0, 1]
 */
export const erf: FloatFunction = floatFunction('erf', primitive.erf)

/**
 * The hyperbolic sine: (eˣ − e⁻ˣ) / 2, accurate also where x is near 0.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.sinh(T.tensor([0, 1e-20], 'f64'))) // [0, 1e-20]
 */
export const sinh: FloatFunction = floatFunction('sinh', (x) => {
  // (eˣ − 1)(1 + e⁻ˣ) = eˣ − e⁻ˣ, without a difference of two numbers near 1
  const sum = add(fill(1, x), primitive.exp(neg(x)))
  return mul(primitive.expm1(x), mul(fill(0.5, x), sum))
})

/**
 * The hyperbolic cosine: (eˣ + e⁻ˣ) / 2.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.cosh(T.tensor([0, Infinity]))) // [1, Infinity]
 */
export const cosh: FloatFunction = floatFunction('cosh', (x) =>
  mul(fill(0.5, x), add(primitive.exp(x), primitive.exp(neg(x)))),
)

/**
 * The hyperbolic tangent.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.tanh(T.tensor([0, -Infinity]))) // [0, -1]
 */
export const tanh: FloatFunction = floatFunction('tanh', primitive.tanh)
