import type { DType, FloatOf, Promote } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { type Blame, type SameExamples, sameExamples, type ToShape } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { only } from '../tensor/dual.ts'
import * as T from '../tensor/index.ts'
import { operands, type Values } from './face.ts'

// Losses of segmentation: how much what is predicted and what is there overlap, class by class.

/** A loss of every example: `[batch, ...space, classes], [batch, ...space, classes] -> [batch]`. */
export type ExampleLoss<Operator extends string, Options = never> = <
  A extends Shape,
  D extends DType,
  B extends Shape,
  E extends DType,
>(
  probabilities: Tensor<A, D>,
  targets: Blame<SameExamples<A, B, Operator>, Tensor<B, E>>,
  options?: Options,
) => Tensor<ToShape<SameExamples<A, B, Operator>>, FloatOf<Promote<D, E>>>

/** The options of `dice` and of `generalizedDice`. */
export interface DiceOptions {
  /** What is added above and below, so that classes that are nowhere are no mistake, ≥ 0. Default 1. */
  readonly smooth?: number
}

/** The options of `tversky`. */
export interface TverskyOptions extends DiceOptions {
  /** What weighs that something is found that is not there, ≥ 0. Default ½. */
  readonly alpha?: number
  /** What weighs that something is not found that is there, ≥ 0. Default ½. */
  readonly beta?: number
}

const requireNotNegative = (operator: string, options: Readonly<Record<string, number>>): void => {
  for (const [name, value] of Object.entries(options)) {
    if (value >= 0 && Number.isFinite(value)) continue
    throw new ArgumentError(operator, `needs ${name} ≥ 0, got ${value}`)
  }
}

/** For each example and class: what overlaps, what was predicted, what is there. */
interface Areas {
  readonly both: Values
  readonly predicted: Values
  readonly present: Values
}

const areasOf = (p: Values, t: Values): Areas => {
  const space = Array.from({ length: p.shape.length - 2 }, (_, i) => i + 1)
  const area = (x: Values): Values => T.sum(x, space)
  return { both: area(T.mul(p, t)), predicted: area(p), present: area(t) }
}

const index = (p: Values, t: Values, alpha: number, beta: number, smooth: number): Values => {
  const { both, predicted, present } = areasOf(p, t)
  const wrong = T.add(T.mul(T.sub(predicted, both), alpha), T.mul(T.sub(present, both), beta))
  const overlap = T.div(T.add(both, smooth), T.add(T.add(both, wrong), smooth))
  return T.mean(T.sub(1, overlap), -1)
}

const exampleLoss = <Face, Options extends DiceOptions>(
  operator: string,
  build: (p: Values, t: Values, options: Partial<Options>) => Values,
): Face =>
  only((probabilities: unknown, targets: unknown, options: Partial<Options> = {}) => {
    requireNotNegative(operator, options as Readonly<Record<string, number>>)
    const [p, t = p] = operands(operator, sameExamples, probabilities, targets)
    return build(p, t, options)
  })

/**
 * One less the part that overlaps, the mean over classes: 1 − (I + s) / (½ (P + T) + s), with
 * I = Σ p t, P = Σ p and T = Σ t over the space of an example (Milletari et al. 2016). Takes
 * probabilities: give it the softmax or the sigmoid of logits. `dice(p, t, { smooth = 1 })`.
 *
 * `[batch, ...space, classes], [batch, ...space, classes] -> [batch]`
 *
 * Law: 0 where predictions are the targets, and these are 0 and 1.
 *
 * Throws `ShapeError` where the shapes differ or have less than two axes, `ArgumentError` unless
 * smooth ≥ 0.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const targets = T.tensor([[[1], [0], [1], [0]]])
 * T.toArray(loss.dice(targets, targets)) // [0]
 * T.toArray(loss.dice(T.sub(1, targets), targets, { smooth: 0 })) // [1]
 */
export const dice: ExampleLoss<'dice', DiceOptions> = exampleLoss<
  ExampleLoss<'dice', DiceOptions>,
  DiceOptions
>('dice', (p, t, { smooth = 1 }) => index(p, t, 0.5, 0.5, smooth))

/**
 * `dice` with weights for the two kinds of mistakes: 1 − (I + s) / (I + α (P − I) + β (T − I) + s), the
 * mean over classes (Salehi et al. 2017). A greater beta finds more, a greater alpha less that is not
 * there. `tversky(p, t, { alpha = 0.5, beta = 0.5, smooth = 1 })`.
 *
 * `[batch, ...space, classes], [batch, ...space, classes] -> [batch]`
 *
 * Law: with alpha and beta ½ it is `dice`.
 *
 * Throws `ShapeError` where the shapes differ or have less than two axes, `ArgumentError` unless all
 * options are ≥ 0.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const nothingFound = T.tensor([[[0], [0]]])
 * const targets = T.tensor([[[1], [0]]])
 * T.toArray(loss.tversky(nothingFound, targets, { alpha: 0, beta: 1 })) // [0.5]
 * T.toArray(loss.tversky(nothingFound, targets, { alpha: 1, beta: 0 })) // [0]
 */
export const tversky: ExampleLoss<'tversky', TverskyOptions> = exampleLoss<
  ExampleLoss<'tversky', TverskyOptions>,
  TverskyOptions
>('tversky', (p, t, { alpha = 0.5, beta = 0.5, smooth = 1 }) => index(p, t, alpha, beta, smooth))

/**
 * `dice` over all classes at once, the smaller ones weighing more: 1 − (2 Σ w I + s) / (Σ w (P + T) + s)
 * with w = 1 / T² (Sudre et al. 2017); a class smaller than one element, or absent, weighs 1.
 * `generalizedDice(p, t, { smooth = 1 })`.
 *
 * `[batch, ...space, classes], [batch, ...space, classes] -> [batch]`
 *
 * Law: 0 where predictions are the targets, and these are 0 and 1.
 *
 * Throws `ShapeError` where the shapes differ or have less than two axes, `ArgumentError` unless
 * smooth ≥ 0.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const targets = T.tensor([[[1, 0], [1, 0], [0, 1]]])
 * T.toArray(loss.generalizedDice(targets, targets)) // [0]
 */
export const generalizedDice: ExampleLoss<'generalizedDice', DiceOptions> = exampleLoss<
  ExampleLoss<'generalizedDice', DiceOptions>,
  DiceOptions
>('generalizedDice', (p, t, { smooth = 1 }) => {
  const { both, predicted, present } = areasOf(p, t)
  const weights = T.reciprocal(T.square(T.maximum(present, 1)))
  const sum = (x: Values): Values => T.sum(T.mul(weights, x), -1)
  const overlap = T.add(T.mul(sum(both), 2), smooth)
  return T.sub(1, T.div(overlap, T.add(sum(T.add(predicted, present)), smooth)))
})
