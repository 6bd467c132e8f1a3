import { fill } from '../core/primitives/align.ts'
import { div, mul, sqrt as root } from '../core/primitives/arithmetic.ts'
import { type FloatFunction, floatFunction, type NumberFunction, numberFunction } from './unary.ts'

/**
 * The square: x². Integers wrap.
 *
 * `[a] -> [a]`; booleans become i32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.square(T.tensor([3, -2]))) // [9, 4]
 */
export const square: NumberFunction = numberFunction('square', (x) => mul(x, x))

/**
 * The square root: √x, NaN below 0. Its derivative at 0 is infinite.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.sqrt(T.tensor([9, 4]))) // [3, 2]
 */
export const sqrt: FloatFunction = floatFunction('sqrt', root)

/**
 * One over the square root: 1 / √x.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.rsqrt(T.tensor([4, 0.25]))) // [0.5, 2]
 */
export const rsqrt: FloatFunction = floatFunction('rsqrt', (x) => div(fill(1, x), root(x)))

/**
 * One over each element: 1 / x.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.reciprocal(T.tensor([4, 0.5]))) // [0.25, 2]
 */
export const reciprocal: FloatFunction = floatFunction('reciprocal', (x) => div(fill(1, x), x))
