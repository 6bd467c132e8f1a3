import { floatOf } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { abs, add, max, mul, sqrt, sub } from '../core/primitives/arithmetic.ts'
import { equal, select } from '../core/primitives/comparison.ts'
import { scaled } from '../core/primitives/scaled.ts'
import * as primitive from '../core/primitives/trigonometric.ts'
import { binary, type FloatBinary } from './arithmetic.ts'
import { type FloatFunction, floatFunction } from './unary.ts'

/**
 * The angle of the point (x, y) in radians, from −π to π: the arc tangent of y / x in the quadrant
 * of the point. `atan2(y, x)` and `atan2(x)(y)` are both that angle; it has the sign of y, also that
 * of a zero. At the origin and for infinite coordinates its derivatives are 0.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.atan2(T.tensor([0, 1], 'f64'), T.tensor([1, 0], 'f64'))) // [0, 1.5707963267948966]
 */
export const atan2: FloatBinary<'atan2'> = binary('atan2', floatOf, primitive.atan2)

/**
 * √(1 − x²) without the cancellation near ±1; NaN beyond. Two roots, because the derivative of one of
 * a product would be ∞ · 0 at ±1.
 */
const other = (x: Node): Node => {
  const one = fill(1, x)
  return mul(sqrt(sub(one, x)), sqrt(add(one, x)))
}

/**
 * The angle from −π/2 to π/2 whose sine is x; NaN outside −1 … 1. Its derivative 1 / √(1 − x²) is
 * infinite at ±1.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.asin(T.tensor([0, 1], 'f64'))) // [0, 1.5707963267948966]
 */
export const asin: FloatFunction = floatFunction('asin', (x) => primitive.atan2(x, other(x)))

/**
 * The angle from 0 to π whose cosine is x; NaN outside −1 … 1. Its derivative −1 / √(1 − x²) is
 * infinite at ±1.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.acos(T.tensor([1, -1], 'f64'))) // [0, 3.141592653589793]
 */
export const acos: FloatFunction = floatFunction('acos', (x) => primitive.atan2(other(x), x))

/**
 * The angle from −π/2 to π/2 whose tangent is x. Its derivative is 1 / (1 + x²).
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.atan(T.tensor([0, Infinity], 'f64'))) // [0, 1.5707963267948966]
 */
export const atan: FloatFunction = floatFunction('atan', (x) => primitive.atan2(x, fill(1, x)))

/** √(x² + y²) of two nodes that are alike. */
export const length = (x: Node, y: Node): Node => {
  const { size, square } = scaled(x, y)
  const infinite = fill(Number.POSITIVE_INFINITY, x)
  const isZero = equal(max(abs(x), abs(y)), fill(0, x))
  const finite = select(isZero, fill(0, x), mul(size, sqrt(square)))
  return select(
    equal(abs(x), infinite),
    infinite,
    select(equal(abs(y), infinite), infinite, finite),
  )
}

/**
 * The length of the hypotenuse: √(x² + y²), without overflow or underflow of the squares; infinite
 * where either operand is, and otherwise NaN where either is. At the origin and for infinite operands
 * its derivatives are 0.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.hypot(T.tensor([3, Infinity]), T.tensor([4, NaN]))) // [5, Infinity]
 */
export const hypot: FloatBinary<'hypot'> = binary('hypot', floatOf, length)
