import * as T from '../tensor/index.ts'
import { type RowLoss, type Values, rowLoss } from './face.ts'

/** Rows scaled to length 1; a row of zeros stays, and has derivative 0. */
export const normalized = (x: Values): Values => {
  const length = T.norm(x, -1, { keepdims: true })
  const isZero = T.equal(length, 0)
  return T.div(T.where(isZero, 0, x), T.where(isZero, T.onesLike(length), length))
}

const similarity = (p: Values, t: Values): Values => T.sum(T.mul(normalized(p), normalized(t)), -1)

/**
 * The cosine of the angle between rows: p · t / (‖p‖ ‖t‖), from −1 to 1. A row of zeros is similar to
 * nothing: 0, with derivative 0.
 *
 * `[batch, a], [batch, a] -> [batch]`
 *
 * Law: it does not depend on the lengths of the rows.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.cosineSimilarity(T.tensor([[3, 0], [1, 0]]), T.tensor([[1, 0], [0, 5]]))) // [1, 0]
 */
export const cosineSimilarity: RowLoss<'cosineSimilarity'> = rowLoss('cosineSimilarity', similarity)

/**
 * One less the cosine of the angle between rows: 1 − `cosineSimilarity`, from 0 to 2.
 *
 * `[batch, a], [batch, a] -> [batch]`
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.cosineDistance(T.tensor([[3, 0]]), T.tensor([[-1, 0]]))) // [2]
 */
export const cosineDistance: RowLoss<'cosineDistance'> = rowLoss('cosineDistance', (p, t) =>
  T.sub(1, similarity(p, t)),
)
