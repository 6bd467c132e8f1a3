import { floatOf } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { fill, zerosLike } from '../core/primitives/align.ts'
import { add, div, mul } from '../core/primitives/arithmetic.ts'
import { lessEqual, select } from '../core/primitives/comparison.ts'
import { binary, type FloatBinary } from './arithmetic.ts'
import { type FloatFunction, floatFunction, type NumberFunction, numberFunction } from './unary.ts'

// Activations that are straight lines between their corners. On a corner their derivative is that of
// the flat piece, 0, as that of relu is; `clip` takes ½ instead.

/** x between two bounds, the bounds beyond; flat on the bounds themselves. */
const between = (x: Node, low: number, high: number): Node => {
  const [least, most] = [fill(low, x), fill(high, x)]
  return select(lessEqual(x, least), least, select(lessEqual(most, x), most, x))
}

/**
 * x between 0 and 6, the bounds beyond: min(max(x, 0), 6). Its derivative at 0 and at 6 is 0; NaN
 * stays.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.relu6(T.tensor([-1, 2, 7]))) // [0, 2, 6]
 */
export const relu6: NumberFunction = numberFunction('relu6', (x) => between(x, 0, 6))

/**
 * x between −1 and 1, the bounds beyond. Its derivative at −1 and at 1 is 0; NaN stays.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.hardTanh(T.tensor([-2, 0.5, 2]))) // [-1, 0.5, 1]
 */
export const hardTanh: FloatFunction = floatFunction('hardTanh', (x) => between(x, -1, 1))

const hardLogistic = (x: Node): Node => div(between(add(x, fill(3, x)), 0, 6), fill(6, x))

/**
 * A sigmoid of three straight lines: x / 6 + ½ between −3 and 3, 0 below and 1 above. Its derivative
 * at −3 and at 3 is 0.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.hardSigmoid(T.tensor([-4, 0, 4]))) // [0, 0.5, 1]
 */
export const hardSigmoid: FloatFunction = floatFunction('hardSigmoid', hardLogistic)

/**
 * `silu` with the hard sigmoid: x · hardSigmoid(x). Its derivative at −3 is 0, at 3 it is 1.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.hardSilu(T.tensor([-4, 0, 4]))) // [-0, 0, 4]
 */
export const hardSilu: FloatFunction = floatFunction('hardSilu', (x) => mul(x, hardLogistic(x)))

/** x where it is positive, slope · x elsewhere. */
const sloped = (x: Node, slope: Node): Node => {
  const isNotPositive = lessEqual(x, zerosLike(x))
  // where x is positive the slope meets 0: ∞ must not reach its derivative
  return select(isNotPositive, mul(slope, select(isNotPositive, x, zerosLike(x))), x)
}

/**
 * `leakyRelu` with a slope that is learned: x where it is positive, slope · x elsewhere.
 * `prelu(x, slope)` and `prelu(slope)(x)`, where the slope is a tensor, for instance one number for
 * each channel. Its derivative in x at 0 is the slope; in the slope it is min(x, 0).
 *
 * `[a, b], [b] -> [a, b]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.prelu(T.tensor([[-2, 2], [-2, 4]]), T.tensor([0.5, 0.25]))) // [[-1, 2], [-1, 4]]
 */
export const prelu: FloatBinary<'prelu'> = binary('prelu', floatOf, sloped)

/**
 * `leakyRelu` with slopes that are drawn at random while training, one for each element: x where it
 * is positive, slope · x elsewhere. The slopes are given, so that it is a pure function; in
 * prediction give their mean. Its derivative in x at 0 is the slope.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const slopes = R.uniform(R.key(0), [3], { low: 1 / 8, high: 1 / 3 })
 * T.rrelu(T.tensor([-1, 0, 1]), slopes).shape // [3]
 * T.toArray(T.rrelu(T.tensor([-1, 0, 1]), 0.25)) // [-0.25, 0, 1]
 */
export const rrelu: FloatBinary<'rrelu'> = binary('rrelu', floatOf, sloped)
