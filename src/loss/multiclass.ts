import * as T from '../tensor/index.ts'
import { type ElementLoss, elementLoss, type Values } from './face.ts'
import { type ClassLoss, classLoss } from './labels.ts'

const scoreOf = (s: Values, t: Values): Values => T.sum(T.mul(s, t), -1)

/**
 * How far the score of the right class is from leading by 1: max(0, max over the others s + 1 − s of the
 * right one) (Crammer and Singer 2001). Targets are numbers of classes or one-hot; the categorical hinge
 * of Keras.
 *
 * `[batch, classes], [batch] -> [batch]`; `[batch, classes], [batch, classes] -> [batch]`
 *
 * Derivative 1 at the greatest other score and −1 at the right one, inside of the margin.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const scores = T.tensor([[3, 1], [1, 1.5]])
 * T.toArray(loss.multiclassHinge(scores, T.tensor([0, 0], 'i32'))) // [0, 1.5]
 */
export const multiclassHinge: ClassLoss<'multiclassHinge'> = classLoss('multiclassHinge', (s, t) =>
  T.sub(T.max(T.sub(T.add(s, 1), t), -1), scoreOf(s, t)),
)

/**
 * How far the score of the right class is from the greatest: max s − s of the right one. Targets are
 * numbers of classes or one-hot.
 *
 * `[batch, classes], [batch] -> [batch]`; `[batch, classes], [batch, classes] -> [batch]`
 *
 * Derivative 1 at the greatest score and −1 at the right one, 0 where they are the same.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const scores = T.tensor([[3, 1], [1, 1.5]])
 * T.toArray(loss.multiclassPerceptron(scores, T.tensor([0, 0], 'i32'))) // [0, 0.5]
 */
export const multiclassPerceptron: ClassLoss<'multiclassPerceptron'> = classLoss(
  'multiclassPerceptron',
  (s, t) => T.sub(T.max(s, -1), scoreOf(s, t)),
)

/**
 * The nearest distribution to scores: max(0, s − τ), which sums to 1 (Martins and Astudillo 2016). The
 * scores that stay positive are the first k of the sorted ones, whose mean excess gives τ.
 */
const sparsemaxOf = (s: Values): Values => {
  const sorted = T.neg(T.sort(T.neg(s)))
  const sums = T.cumsum(sorted, -1)
  const counts = T.cumsum(T.onesLike(s), -1)
  const isIn = T.greater(T.add(T.mul(sorted, counts), 1), sums)
  const size = T.sum(T.cast(isIn, s.dtype), -1, { keepdims: true })
  const total = T.sum(T.where(isIn, sorted, T.zerosLike(sorted)), -1, { keepdims: true })
  return T.relu(T.sub(s, T.div(T.sub(total, 1), size)))
}

/**
 * The loss of the sparsemax (Martins and Astudillo 2016), to which classes that are far behind do not
 * count: ½ − s of the right one + Σ p (s − ½ p), p being the distribution that is nearest to the scores.
 * Targets are numbers of classes or one-hot.
 *
 * `[batch, classes], [batch] -> [batch]`; `[batch, classes], [batch, classes] -> [batch]`
 *
 * Derivative p − t. 0 where the right score leads by 1.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const scores = T.tensor([[3, 1], [0, 0]])
 * T.toArray(loss.multiclassSparsemax(scores, T.tensor([0, 0], 'i32'))) // [0, 0.25]
 */
export const multiclassSparsemax: ClassLoss<'multiclassSparsemax'> = classLoss(
  'multiclassSparsemax',
  (s, t) => {
    const p = sparsemaxOf(s)
    const conjugate = T.sum(T.mul(T.sub(s, T.mul(p, 0.5)), p), -1)
    const own = T.sum(T.mul(T.square(t), 0.5), -1)
    return T.add(T.sub(conjugate, scoreOf(s, t)), own)
  },
)

/**
 * The loss of the sparsemax of two classes, of scores s for yes: with z = −s for yes and s for no, 0 up
 * to −1, z from 1, and ¼ (z + 1)² between (Blondel et al. 2020). Targets are booleans, 0 or 1.
 *
 * `[batch, a], [batch, a] -> [batch, a]`. Derivative in z: ½ (z + 1) between −1 and 1.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.sparsemax(T.tensor([2, 0, -2]), T.tensor([1, 1, 1]))) // [0, 0.25, 2]
 */
export const sparsemax: ElementLoss<'sparsemax'> = elementLoss('sparsemax', (s, t) => {
  const z = T.mul(s, T.sub(1, T.mul(t, 2)))
  const curved = T.mul(T.square(T.add(T.clip(z, -1, 1), 1)), 0.25)
  return T.add(curved, T.relu(T.sub(z, 1)))
})
