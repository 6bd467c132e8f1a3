import { type RowLoss, rowLoss, type Values } from './face.ts'
import * as T from '../tensor/index.ts'

/**
 * The loss of a maximum (Blondel et al. 2020): max(s) − s · t, where `maximum` is a convex function of
 * each row of scores, such as logsumexp. `fenchelYoung(maximum)(scores, targets)`.
 *
 * `[batch, a], [batch, a] -> [batch]`. Derivative ∇max(s) − t.
 *
 * Law: of logsumexp it is `softmaxCrossEntropy`, where targets sum to 1.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const crossEntropy = loss.fenchelYoung(T.logsumexp(-1))
 * const scores = T.tensor([[0, 0]])
 * T.allClose(crossEntropy(scores, T.tensor([[1, 0]])), T.tensor([Math.log(2)])) // true
 */
export const fenchelYoung: (maximum: (scores: Values) => Values) => RowLoss<'fenchelYoung'> = (
  maximum,
) => rowLoss('fenchelYoung', (s, t) => T.sub(maximum(s), T.sum(T.mul(s, t), -1)))
