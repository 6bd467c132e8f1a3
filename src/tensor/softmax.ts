import { type DType, type FloatOf, floatOf } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { fill, zerosLike } from '../core/primitives/align.ts'
import { abs, div, sub } from '../core/primitives/arithmetic.ts'
import { less, select } from '../core/primitives/comparison.ts'
import { convert, stopGradient } from '../core/primitives/conversion.ts'
import { exp, log } from '../core/primitives/exponential.ts'
import { reduceMax } from '../core/primitives/reduction.ts'
import { reduceSum } from '../core/primitives/summation.ts'
import { type Axis, axisOf, type Blame, type IsAny } from '../core/shape/index.ts'
import type { AnyTensor, Shape, Tensor } from '../core/tensor.ts'
import { byTensor } from './dual.ts'
import { firstAlong } from './extremum.ts'
import { checked, operandAs, stretch } from './operand.ts'
import { keptDims } from './reduction.ts'

/** A function of the elements along one axis: `f(x, axis = -1)` and `f(axis)(x)`. */
export interface AlongAxis<Operator extends string> {
  <const X extends AnyTensor | number, Ax extends number = -1>(
    x: X,
    axis?: X extends Tensor<infer S, infer _D> ? Blame<Axis<S, Ax, Operator>, Ax> : never,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Tensor<S, FloatOf<D>>
      : X extends number
        ? <S extends Shape, D extends DType>(
            x: Blame<Axis<S, X, Operator>, Tensor<S, D>>,
          ) => Tensor<S, FloatOf<D>>
        : never
}

const alongAxis = <Operator extends string>(
  operator: Operator,
  build: (x: Node, axis: number) => Node,
): AlongAxis<Operator> =>
  byTensor((x: unknown, axis = -1) => {
    const node = operandAs(operator, x, floatOf)
    return build(node, checked(operator, axisOf(node.shape, axis, operator), node.shape))
  })

/**
 * The greatest elements over some axes, as constants and 0 where infinite: what to subtract before
 * exponentials, so that they do not overflow. The results do not depend on it.
 */
export const finiteMaximum = (x: Node, axes: readonly number[]): Node => {
  const top = stopGradient(reduceMax(x, axes))
  return select(less(abs(top), fill(Number.POSITIVE_INFINITY, top)), top, zerosLike(top))
}

/** x less its greatest element along an axis. */
const shifted = (x: Node, axis: number): Node =>
  sub(x, stretch(keptDims(finiteMaximum(x, [axis]), x, [axis]), x.shape))

const sumAlong = (x: Node, axis: number): Node =>
  stretch(keptDims(reduceSum(x, [axis]), x, [axis]), x.shape)

/**
 * Exponentials that sum to 1 along an axis: eˣ / Σ eˣ, without overflow.
 *
 * `[a, b] -> [a, b]`, along the last axis if none is given.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.softmax(T.tensor([1000, 1000]))) // [0.5, 0.5]
 */
export const softmax: AlongAxis<'softmax'> = alongAxis('softmax', (x, axis) => {
  const weights = exp(shifted(x, axis))
  return div(weights, sumAlong(weights, axis))
})

/**
 * The logarithm of the softmax along an axis: x − log Σ eˣ, finite where softmax rounds to 0.
 *
 * `[a, b] -> [a, b]`, along the last axis if none is given.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.logSoftmax(T.tensor([0, 1000]))) // [-1000, 0]
 */
export const logSoftmax: AlongAxis<'logSoftmax'> = alongAxis('logSoftmax', (x, axis) => {
  const low = shifted(x, axis)
  return sub(low, log(sumAlong(exp(low), axis)))
})

/**
 * 1 at the greatest element along an axis (the first of several), 0 elsewhere. Its derivative is 0.
 *
 * `[a, b] -> [a, b]`, along the last axis if none is given.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.hardmax(T.tensor([1, 3, 3]))) // [0, 1, 0]
 */
export const hardmax: AlongAxis<'hardmax'> = alongAxis('hardmax', (x, axis) =>
  convert(firstAlong('hardmax', x, axis, reduceMax).chosen, x.dtype),
)
