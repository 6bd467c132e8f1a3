import type { DType, FloatOf, Promote } from '../core/dtype.ts'
import { type Blame, type SameElements, sameShapes, type ToShape } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { only } from '../tensor/dual.ts'
import * as T from '../tensor/index.ts'
import { type ElementLoss, elementLoss, operands } from './face.ts'

/** The options of `poissonNll` and of `gaussianNll`. */
export interface LikelihoodOptions {
  /** Add the terms that do not depend on the predictions. Default false. */
  readonly full?: boolean
}

/**
 * The negative log-likelihood of counts under Poisson distributions, whose rates are given as
 * logarithms x: eˣ − t x, with `{ full: true }` + log t!.
 *
 * `[batch, a], [batch, a] -> [batch, a]`. Derivative eˣ − t.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.poissonNll(T.tensor([0, 0]), T.tensor([0, 3]))) // [1, 1]
 */
export const poissonNll: ElementLoss<'poissonNll', LikelihoodOptions> = elementLoss<
  ElementLoss<'poissonNll', LikelihoodOptions>,
  LikelihoodOptions
>('poissonNll', (x, t, { full = false }) => {
  const part = T.sub(T.exp(x), T.mul(t, x))
  return full ? T.add(part, T.lgamma(T.add(t, 1))) : part
})

/**
 * The negative log-likelihood of targets under normal distributions of mean m and variance v > 0:
 * ½ (log v + (t − m)² / v), with `{ full: true }` + ½ log 2π. `gaussianNll(mean, variance, targets)`.
 *
 * `[batch, a], [batch, a], [batch, a] -> [batch, a]`. Derivative (m − t) / v in m, and
 * ½ (1 − (t − m)² / v) / v in v.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.gaussianNll(T.tensor([0, 0]), T.tensor([1, 1]), T.tensor([0, 2]))) // [0, 2]
 */
export const gaussianNll: <
  A extends Shape,
  D extends DType,
  V extends Shape,
  F extends DType,
  B extends Shape,
  E extends DType,
>(
  mean: Tensor<A, D>,
  variance: Blame<SameElements<A, V, 'gaussianNll'>, Tensor<V, F>>,
  targets: Blame<SameElements<A, B, 'gaussianNll'>, Tensor<B, E>>,
  options?: LikelihoodOptions,
) => Tensor<ToShape<SameElements<A, B, 'gaussianNll'>>, FloatOf<Promote<Promote<D, F>, E>>> = only(
  (
    mean: unknown,
    variance: unknown,
    targets: unknown,
    { full = false }: LikelihoodOptions = {},
  ) => {
    const [m, v = m, t = m] = operands('gaussianNll', sameShapes, mean, variance, targets)
    const part = T.mul(T.add(T.log(v), T.div(T.square(T.sub(t, m)), v)), 0.5)
    return full ? T.add(part, 0.5 * Math.log(2 * Math.PI)) : part
  },
)
