import * as T from '../tensor/index.ts'
import { type ElementLoss, elementLoss, requirePositive } from './face.ts'

/**
 * The squared difference: (p − t)². Its mean is the mean squared error.
 *
 * `[batch, a], [batch, a] -> [batch, a]`. Derivative 2 (p − t).
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.squaredError(T.tensor([1, 3]), T.tensor([2, 1]))) // [1, 4]
 */
export const squaredError: ElementLoss<'squaredError'> = elementLoss('squaredError', (p, t) =>
  T.square(T.sub(p, t)),
)

/**
 * Half the squared difference: ½ (p − t)², whose derivative is the difference.
 *
 * `[batch, a], [batch, a] -> [batch, a]`. Derivative p − t.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.l2Loss(T.tensor([1, 3]), T.tensor([2, 1]))) // [0.5, 2]
 */
export const l2Loss: ElementLoss<'l2Loss'> = elementLoss('l2Loss', (p, t) =>
  T.mul(T.square(T.sub(p, t)), 0.5),
)

/**
 * The absolute difference: |p − t|. Its mean is the mean absolute error.
 *
 * `[batch, a], [batch, a] -> [batch, a]`. Derivative sign(p − t), 0 where they are equal.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.absoluteError(T.tensor([1, 3]), T.tensor([2, 1]))) // [1, 2]
 */
export const absoluteError: ElementLoss<'absoluteError'> = elementLoss('absoluteError', (p, t) =>
  T.abs(T.sub(p, t)),
)

/**
 * The squared difference of logarithms: (log(1 + p) − log(1 + t))², for amounts that range over orders
 * of magnitude. NaN where p or t is below −1.
 *
 * `[batch, a], [batch, a] -> [batch, a]`. Derivative 2 (log(1 + p) − log(1 + t)) / (1 + p).
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.squaredLogarithmicError(T.tensor([0, 9]), T.tensor([0, 9]))) // [0, 0]
 */
export const squaredLogarithmicError: ElementLoss<'squaredLogarithmicError'> = elementLoss(
  'squaredLogarithmicError',
  (p, t) => T.square(T.sub(T.log1p(p), T.log1p(t))),
)

/** The options of `huber`. */
export interface HuberOptions {
  /** Where the square goes over into a line, > 0. Default 1. */
  readonly delta?: number
}

/**
 * Half the squared difference near 0, a line beyond, which outliers pull less at: with e = |p − t|,
 * ½ e² up to δ, and δ (e − ½ δ) from there (Huber 1964). `huber(p, t, { delta = 1 })`.
 *
 * `[batch, a], [batch, a] -> [batch, a]`. Derivative p − t between −δ and δ, ±δ beyond.
 *
 * Throws `ShapeError` where the shapes differ, `ArgumentError` unless delta > 0.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.huber(T.tensor([1, 5]), T.tensor([0, 0]))) // [0.5, 4.5]
 */
export const huber: ElementLoss<'huber', HuberOptions> = elementLoss<
  ElementLoss<'huber', HuberOptions>,
  HuberOptions
>('huber', (p, t, { delta = 1 }) => {
  requirePositive('huber', 'delta', delta)
  const error = T.abs(T.sub(p, t))
  const near = T.minimum(error, delta)
  return T.add(T.mul(T.square(near), 0.5), T.mul(T.sub(error, near), delta))
})

/**
 * The logarithm of the hyperbolic cosine of the difference: half its square near 0, its absolute value
 * less log 2 far away, smooth between.
 *
 * `[batch, a], [batch, a] -> [batch, a]`. Derivative tanh(p − t).
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.logCosh(T.tensor([0]), T.tensor([0]))) // [0]
 */
export const logCosh: ElementLoss<'logCosh'> = elementLoss('logCosh', (p, t) => {
  const error = T.sub(p, t)
  return T.sub(T.add(error, T.softplus(T.mul(error, -2))), Math.LN2)
})
