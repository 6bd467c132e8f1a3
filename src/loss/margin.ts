import type { DType, FloatOf, Promote } from '../core/dtype.ts'
import { type Blame, type SameElements, sameShapes, type ToShape } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { only } from '../tensor/dual.ts'
import * as T from '../tensor/index.ts'
import { type ElementLoss, elementLoss, operands } from './face.ts'

/**
 * How far a score is from the right side of its margin: max(0, 1 − y s), y being −1 or 1 (Cortes and
 * Vapnik 1995).
 *
 * `[batch, a], [batch, a] -> [batch, a]`. Derivative −y inside of the margin, 0 outside and on it.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.hinge(T.tensor([2, 0.5, -1]), T.tensor([1, 1, 1]))) // [0, 0.5, 2]
 */
export const hinge: ElementLoss<'hinge'> = elementLoss('hinge', (s, y) =>
  T.relu(T.sub(1, T.mul(y, s))),
)

/**
 * How far a score is on the wrong side: max(0, −y s), y being −1 or 1 (Rosenblatt 1958).
 *
 * `[batch, a], [batch, a] -> [batch, a]`. Derivative −y on the wrong side, 0 on the right one and at 0.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.perceptron(T.tensor([2, -3]), T.tensor([1, 1]))) // [0, 3]
 */
export const perceptron: ElementLoss<'perceptron'> = elementLoss('perceptron', (s, y) =>
  T.relu(T.sub(0, T.mul(y, s))),
)

/**
 * The hinge made smooth, the logistic loss of signs: log(1 + e^(−y s)), y being −1 or 1.
 *
 * `[batch, a], [batch, a] -> [batch, a]`. Derivative −y σ(−y s).
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.softMargin(T.tensor([1e4, -1e4]), T.tensor([1, 1]))) // [0, 10000]
 */
export const softMargin: ElementLoss<'softMargin'> = elementLoss('softMargin', (s, y) =>
  T.softplus(T.neg(T.mul(y, s))),
)

/** The options of `marginRanking`. */
export interface MarginRankingOptions {
  /** How far apart the scores are to be. Default 0. */
  readonly margin?: number
}

/**
 * How far two scores are from their order: max(0, margin − y (a − b)), y being 1 where a is to be
 * greater and −1 where b is. `marginRanking(a, b, y, { margin = 0 })`.
 *
 * `[batch], [batch], [batch] -> [batch]`. Derivative −y in a, y in b where it is not 0.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.marginRanking(T.tensor([1, 2]), T.tensor([3, 0]), T.tensor([1, 1]))) // [2, 0]
 */
export const marginRanking: <
  A extends Shape,
  D extends DType,
  B extends Shape,
  E extends DType,
  Y extends Shape,
  F extends DType,
>(
  a: Tensor<A, D>,
  b: Blame<SameElements<A, B, 'marginRanking'>, Tensor<B, E>>,
  y: Blame<SameElements<A, Y, 'marginRanking'>, Tensor<Y, F>>,
  options?: MarginRankingOptions,
) => Tensor<ToShape<SameElements<A, B, 'marginRanking'>>, FloatOf<Promote<Promote<D, E>, F>>> =
  only((a: unknown, b: unknown, y: unknown, { margin = 0 }: MarginRankingOptions = {}) => {
    const [first, second = first, sign = first] = operands('marginRanking', sameShapes, a, b, y)
    return T.relu(T.sub(margin, T.mul(sign, T.sub(first, second))))
  })
