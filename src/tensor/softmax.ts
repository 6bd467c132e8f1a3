import { floatOf } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { fill, zerosLike } from '../core/primitives/align.ts'
import { abs, div, sub } from '../core/primitives/arithmetic.ts'
import { argmax } from '../core/primitives/choice.ts'
import { equal, less, select } from '../core/primitives/comparison.ts'
import { convert, stopGradient } from '../core/primitives/conversion.ts'
import { iota } from '../core/primitives/creation.ts'
import { exp, log } from '../core/primitives/exponential.ts'
import { reduceMax } from '../core/primitives/reduction.ts'
import { reduceSum } from '../core/primitives/summation.ts'
import { type Along, along } from './along.ts'
import { stretch } from './operand.ts'
import { keptDims, requireElements } from './reduction.ts'

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
export const softmax: Along<'softmax', 'float'> = along('softmax', floatOf, (x, axis) => {
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
export const logSoftmax: Along<'logSoftmax', 'float'> = along('logSoftmax', floatOf, (x, axis) => {
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
export const hardmax: Along<'hardmax', 'float'> = along('hardmax', floatOf, (x, axis) => {
  requireElements('hardmax', x, [axis])
  const places = iota(x.shape, axis, 'i32')
  const first = stretch(keptDims(argmax(x, axis), x, [axis]), x.shape)
  return convert(equal(places, first), x.dtype)
})
