import { type DType, isFloat, type NumberOf, numberOf } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { fill, zerosLike } from '../core/primitives/align.ts'
import * as primitive from '../core/primitives/arithmetic.ts'
import { less, select } from '../core/primitives/comparison.ts'
import { round as toEven } from '../core/primitives/rounding.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { byCount } from './dual.ts'
import { numberAs, operandAs } from './operand.ts'
import { type NumberFunction, numberFunction } from './unary.ts'

/**
 * The negative: −x. Integers wrap.
 *
 * `[a] -> [a]`; booleans become i32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.neg(T.tensor([1, -2]))) // [-1, 2]
 */
export const neg: NumberFunction = numberFunction('neg', primitive.neg)

/**
 * The absolute value: |x|. Its derivative at 0 is 0.
 *
 * `[a] -> [a]`; booleans become i32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.abs(T.tensor([1, -2]))) // [1, 2]
 */
export const abs: NumberFunction = numberFunction('abs', primitive.abs)

/**
 * −1, 0 or 1 by the sign of x; −0 and NaN stay. Its derivative is 0 everywhere.
 *
 * `[a] -> [a]`; booleans become i32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.sign(T.tensor([3, 0, -2]))) // [1, 0, -1]
 */
export const sign: NumberFunction = numberFunction('sign', primitive.sign)

const up = (x: Node): Node => primitive.neg(primitive.floor(primitive.neg(x)))

const whole = (round: (x: Node) => Node) => (x: Node) => (isFloat(x.dtype) ? round(x) : x)

/**
 * The greatest whole number ≤ x. Its derivative is 0 everywhere.
 *
 * `[a] -> [a]`; booleans become i32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.floor(T.tensor([1.5, -1.5]))) // [1, -2]
 */
export const floor: NumberFunction = numberFunction('floor', whole(primitive.floor))

/**
 * The smallest whole number ≥ x. Its derivative is 0 everywhere.
 *
 * `[a] -> [a]`; booleans become i32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.ceil(T.tensor([1.5, -1.5]))) // [2, -1]
 */
export const ceil: NumberFunction = numberFunction('ceil', whole(up))

/**
 * The nearest whole number; of two equally near ones the even one, as `numpy.round` and `rint` do
 * (and `Math.round` does not). Its derivative is 0 everywhere.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.round(T.tensor([0.5, 1.5, 2.5, -1.7]))) // [0, 2, 2, -2]
 */
export const round: NumberFunction = numberFunction('round', whole(toEven))

/**
 * The whole number next to x towards 0. Its derivative is 0 everywhere.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.trunc(T.tensor([1.5, -1.5]))) // [1, -1]
 */
export const trunc: NumberFunction = numberFunction(
  'trunc',
  whole((x) => select(less(x, zerosLike(x)), up(x), primitive.floor(x))),
)

interface Clip {
  (
    low: number,
    high: number,
  ): <S extends Shape, D extends DType>(x: Tensor<S, D>) => Tensor<S, NumberOf<D>>
  <S extends Shape, D extends DType>(
    x: Tensor<S, D>,
    low: number,
    high: number,
  ): Tensor<S, NumberOf<D>>
}

/**
 * Each element, but not below `low` nor above `high`: min(max(x, low), high); NaN stays. Infinite
 * bounds are no bounds. On a bound the derivative is ½.
 *
 * `[a] -> [a]`. Throws `DTypeError` where a bound is not a number of the tensor's element type.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.clip(T.tensor([-2, 0.5, 2]), 0, 1)) // [0, 0.5, 1]
 */
export const clip: Clip = byCount(3, (x: unknown, low: number, high: number) => {
  const node = operandAs('clip', x, numberOf)
  const bounded = (value: Node, bound: number, bind: (x: Node, bound: Node) => Node): Node =>
    Math.abs(bound) === Number.POSITIVE_INFINITY
      ? value
      : bind(value, fill(numberAs('clip', bound, node.dtype), node))
  return bounded(bounded(node, low, primitive.max), high, primitive.min)
})
