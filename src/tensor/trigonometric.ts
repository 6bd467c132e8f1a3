import { div } from '../core/primitives/arithmetic.ts'
import * as primitive from '../core/primitives/trigonometric.ts'
import { type FloatFunction, floatFunction } from './unary.ts'

/**
 * The sine of an angle in radians.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.sin(T.tensor([0, Math.PI / 2]))) // [0, 1]
 */
export const sin: FloatFunction = floatFunction('sin', primitive.sin)

/**
 * The cosine of an angle in radians.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.cos(T.tensor([0, Math.PI]))) // [1, -1]
 */
export const cos: FloatFunction = floatFunction('cos', primitive.cos)

/**
 * The tangent of an angle in radians: sin x / cos x.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.tan(T.tensor([0]))) // [0]
 */
export const tan: FloatFunction = floatFunction('tan', (x) =>
  div(primitive.sin(x), primitive.cos(x)),
)
