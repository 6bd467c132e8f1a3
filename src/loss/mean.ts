import type { DType, FloatDType, FloatOf } from '../core/dtype.ts'
import { type Blame, type SameElements, sameShapes } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import { only } from '../tensor/dual.ts'
import * as T from '../tensor/index.ts'
import { operands, type Values } from './face.ts'

/**
 * The mean of losses by weights: Σ w l / Σ w, over all elements; 0 where no weight is left.
 * `mean(losses, weights)`. Weights are numbers, or booleans that say what counts (a mask): what weighs 0
 * does not count, even where it is NaN or ∞, and has no derivative. Without weights use `T.mean`.
 *
 * `[batch], [batch] -> []`
 *
 * Law: with weights that are all alike it is `T.mean`.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const losses = T.tensor([1, 5, NaN])
 * T.toNumber(loss.mean(losses, T.tensor([true, true, false]))) // 3
 * T.toNumber(loss.mean(losses, T.tensor([3, 1, 0]))) // 2
 */
export const mean: <A extends Shape, D extends FloatDType, B extends Shape, E extends DType>(
  losses: Tensor<A, D>,
  weights: Blame<SameElements<A, B, 'mean'>, Tensor<B, E>>,
) => Tensor<[], FloatOf<D>> = only((losses: unknown, weights: unknown) => {
  const { dtype } = nodeOf('mean', losses)
  const [l, w = l] = operands('mean', sameShapes, losses, weights)
  // chosen before the product: NaN · 0 must not reach a derivative
  const counted = T.mul(T.where(T.equal(w, 0), T.zerosLike(l), l), w)
  const total: Values = T.sum(w)
  const isEmpty = T.equal(total, 0)
  const sum = T.div(T.sum(counted), T.where(isEmpty, T.onesLike(total), total))
  return T.cast(sum, dtype)
})
