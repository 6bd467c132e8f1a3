import * as T from '../tensor/index.ts'
import { type ElementLoss, elementLoss, type Values } from './face.ts'
import { ArgumentError } from '../core/errors.ts'

/** −t log σ(x) − (1 − t) log(1 − σ(x)), each logarithm by itself: accurate in both tails. */
const crossEntropy = (x: Values, t: Values): Values =>
  T.add(T.mul(t, T.softplus(T.neg(x))), T.mul(T.sub(1, t), T.softplus(x)))

/**
 * The cross entropy of yes or no, of logits x: −t log σ(x) − (1 − t) log(1 − σ(x)). Targets are
 * booleans, or probabilities of yes. Neither overflows nor loses digits for logits of any size.
 *
 * `[batch, a], [batch, a] -> [batch, a]`. Derivative σ(x) − t.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.sigmoidBinaryCrossEntropy(T.tensor([1e4, -1e4]), T.tensor([1, 1]))) // [0, 10000]
 */
export const sigmoidBinaryCrossEntropy: ElementLoss<'sigmoidBinaryCrossEntropy'> = elementLoss(
  'sigmoidBinaryCrossEntropy',
  crossEntropy,
)

/** The options of `sigmoidFocal`. */
export interface FocalOptions {
  /** What yes weighs, between 0 and 1; no weighs 1 − alpha. Default: both weigh 1. */
  readonly alpha?: number
  /** How much less weighs what is known already, ≥ 0. Default 2. */
  readonly gamma?: number
}

/**
 * The cross entropy of yes or no, in which examples that are right already weigh less:
 * (1 − p)^γ · `sigmoidBinaryCrossEntropy`, p being the probability of the target (Lin et al. 2017).
 * `sigmoidFocal(logits, targets, { alpha, gamma = 2 })`.
 *
 * `[batch, a], [batch, a] -> [batch, a]`
 *
 * Law: with gamma 0 and without alpha it is `sigmoidBinaryCrossEntropy`.
 *
 * Throws `ShapeError` where the shapes differ, `ArgumentError` unless gamma ≥ 0 and 0 ≤ alpha ≤ 1.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const [sure, unsure] = T.toArray(loss.sigmoidFocal(T.tensor([4, 0]), T.tensor([1, 1])))
 * Number(sure) < 1e-4 * Number(unsure) // true
 */
export const sigmoidFocal: ElementLoss<'sigmoidFocal', FocalOptions> = elementLoss<
  ElementLoss<'sigmoidFocal', FocalOptions>,
  FocalOptions
>('sigmoidFocal', (x, t, { alpha, gamma = 2 }) => {
  if (!(gamma >= 0 && Number.isFinite(gamma))) {
    throw new ArgumentError('sigmoidFocal', `needs gamma ≥ 0, got ${gamma}`)
  }
  if (alpha !== undefined && !(alpha >= 0 && alpha <= 1)) {
    throw new ArgumentError('sigmoidFocal', `needs alpha between 0 and 1, got ${alpha}`)
  }
  const missed = T.add(T.mul(t, T.sigmoid(T.neg(x))), T.mul(T.sub(1, t), T.sigmoid(x)))
  const focal = T.mul(T.pow(missed, gamma), crossEntropy(x, t))
  if (alpha === undefined) return focal
  return T.mul(T.add(T.mul(t, alpha), T.mul(T.sub(1, t), 1 - alpha)), focal)
})
