import * as T from '../tensor/index.ts'
import { type RowLoss, rowLoss, type Values } from './face.ts'

/** t log t, 0 at 0, with derivative 0 there. */
const entropyTerm = (t: Values): Values => {
  const isZero = T.equal(t, 0)
  return T.mul(t, T.log(T.where(isZero, T.onesLike(t), t)))
}

/** Σ t (log t − q). */
const divergence = (q: Values, t: Values): Values => {
  const isNothing = T.and(T.equal(t, 0), T.isInf(q))
  const known = T.where(isNothing, T.zerosLike(q), q)
  return T.sum(T.sub(entropyTerm(t), T.mul(t, known)), -1)
}

/**
 * How much is lost where probabilities q are taken for the true ones, t (Kullback and Leibler 1951):
 * Σ t (log t − log q), given log q. 0 · log 0 is 0. `klDivergence(logPredictions, targets)`.
 *
 * `[batch, a], [batch, a] -> [batch]`. Derivative −t in log q.
 *
 * Law: not negative where both sum to 1, and 0 where they are equal.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const half = T.log(T.tensor([[0.5, 0.5]]))
 * T.allClose(loss.klDivergence(half, T.tensor([[1, 0]])), T.tensor([Math.log(2)])) // true
 */
export const klDivergence: RowLoss<'klDivergence'> = rowLoss('klDivergence', divergence)

/**
 * `klDivergence` of targets that are given as logarithms: Σ t (log t − log q), given log q and log t,
 * which may be −∞. `klDivergenceWithLogTargets(logPredictions, logTargets)`.
 *
 * `[batch, a], [batch, a] -> [batch]`. Derivative −t in log q.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const half = T.log(T.tensor([[0.5, 0.5]]))
 * T.toArray(loss.klDivergenceWithLogTargets(half, half)) // [0]
 */
export const klDivergenceWithLogTargets: RowLoss<'klDivergenceWithLogTargets'> = rowLoss(
  'klDivergenceWithLogTargets',
  (q, logT) => {
    const isNothing = T.equal(logT, Number.NEGATIVE_INFINITY)
    const difference = T.where(isNothing, T.zerosLike(q), T.sub(logT, q))
    return T.sum(T.mul(T.exp(logT), difference), -1)
  },
)

/**
 * `klDivergence` for amounts that need not sum to 1: Σ t (log t − log q) + Σ (q − t), given log q
 * (Bregman 1967). `generalizedKlDivergence(logPredictions, targets)`.
 *
 * `[batch, a], [batch, a] -> [batch]`. Derivative q − t in log q.
 *
 * Law: not negative, and 0 where both are equal.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.generalizedKlDivergence(T.tensor([[0, 0]]), T.tensor([[1, 0]]))) // [1]
 */
export const generalizedKlDivergence: RowLoss<'generalizedKlDivergence'> = rowLoss(
  'generalizedKlDivergence',
  (q, t) => T.add(divergence(q, t), T.sum(T.sub(T.exp(q), t), -1)),
)
