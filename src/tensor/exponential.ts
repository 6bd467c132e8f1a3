import { floatOf } from '../core/dtype.ts'
import { fill } from '../core/primitives/align.ts'
import { abs, add, sub } from '../core/primitives/arithmetic.ts'
import { equal, less, select } from '../core/primitives/comparison.ts'
import * as primitive from '../core/primitives/exponential.ts'
import * as hyperbolic from '../core/primitives/hyperbolic.ts'
import { binary, type FloatBinary } from './arithmetic.ts'
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
 * The complementary error function: 1 − erf x, accurate also where that difference is tiny.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.erfc(T.tensor([0, Infinity, -Infinity]))) // [1, 0, 2]
 */
export const erfc: FloatFunction = floatFunction('erfc', primitive.erfc)

/**
 * The inverse of the error function: the y with erf y = x. ±∞ at ±1, NaN beyond.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.erfInv(T.tensor([0, 1, 2]))) // [0, Infinity, NaN]
 */
export const erfInv: FloatFunction = floatFunction('erfInv', primitive.erfInv)

/**
 * The logarithm of a sum of exponentials: ln(eˣ + eʸ), without overflow. (For many see `logsumexp`.)
 * Its derivatives are the shares of x and y, which add up to 1.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.logAddExp(T.tensor([1000, 0]), T.tensor([-1000, -Infinity]))) // [1000, 0]
 */
export const logAddExp: FloatBinary<'logAddExp'> = binary('logAddExp', floatOf, (x, y) => {
  const isSecond = less(x, y)
  const [high, low] = [select(isSecond, y, x), select(isSecond, x, y)]
  // the difference of equal infinities would be NaN, and that of a NaN must stay it
  const isInfinite = equal(abs(high), fill(Number.POSITIVE_INFINITY, high))
  const isCertain = select(equal(low, low), isInfinite, fill(0, isInfinite))
  const difference = select(isCertain, fill(Number.NEGATIVE_INFINITY, low), sub(low, high))
  return add(high, primitive.log1p(primitive.exp(difference)))
})

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
export const sinh: FloatFunction = floatFunction('sinh', hyperbolic.sinh)

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
export const cosh: FloatFunction = floatFunction('cosh', hyperbolic.cosh)

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
