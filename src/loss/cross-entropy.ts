import type { DType, FloatDType } from '../core/dtype.ts'
import { ArgumentError, ShapeError } from '../core/errors.ts'
import { broadcastToShape, showShape } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { nodeOf, tensorOf } from '../core/tree.ts'
import * as T from '../tensor/index.ts'
import { stretch } from '../tensor/operand.ts'
import { type RowLoss, rowLoss, type Values } from './face.ts'
import { type ClassLoss, classLoss } from './labels.ts'

/** An option that stretches to predictions, such as a weight for each class. */
const optionLike = <D extends DType>(
  operator: string,
  name: string,
  value: Tensor<Shape, D>,
  like: Values,
): Tensor<number[], D> => {
  const node = nodeOf(operator, value)
  if (typeof broadcastToShape(node.shape, like.shape) === 'string') {
    throw new ShapeError(
      operator,
      `${name} ${showShape(node.shape)} does not stretch to predictions ${showShape(like.shape)}`,
      [node.shape, like.shape],
    )
  }
  return tensorOf(stretch(node, like.shape))
}

/** −Σ t log p. What is impossible and does not happen adds nothing: 0 log 0 = 0. */
const crossEntropy = (logits: Values, t: Values): Values => {
  const logProbabilities = T.logSoftmax(logits)
  const isNothing = T.and(T.equal(t, 0), T.isInf(logProbabilities))
  const known = T.where(isNothing, T.zerosLike(logProbabilities), logProbabilities)
  return T.sub(0, T.sum(T.mul(t, known), -1))
}

const requireSmoothing = (operator: string, smoothing: number): number => {
  if (smoothing >= 0 && smoothing <= 1) return smoothing
  throw new ArgumentError(operator, `needs a smoothing between 0 and 1, got ${smoothing}`)
}

const smoothed = (labels: Values, smoothing: number, share: Values): Values =>
  T.add(T.mul(labels, 1 - smoothing), T.mul(share, smoothing))

/** The options of `softmaxCrossEntropy`. */
export interface SoftmaxCrossEntropyOptions {
  /** How much of the labels is spread over all classes, between 0 and 1. Default 0. */
  readonly smoothing?: number
  /** What each class weighs, `[classes]`. Default: all 1. */
  readonly classWeights?: Tensor<Shape, FloatDType>
  /** Which classes there are, `[classes]` or one for each element: false ones have probability 0. */
  readonly mask?: Tensor<Shape, 'bool'>
}

/** Logits of classes that there are; −∞ for the others. */
const masked = (operator: string, logits: Values, mask: Tensor<Shape, 'bool'>): Values =>
  T.where(
    optionLike(operator, 'mask', mask, logits),
    logits,
    T.fullLike(logits, Number.NEGATIVE_INFINITY),
  )

/**
 * The cross entropy of a choice among classes, of logits x: −Σ t log softmax(x). Targets are the numbers
 * of classes (i32 or u32), or probabilities of classes, one-hot or not.
 * `softmaxCrossEntropy(logits, targets, { smoothing = 0, classWeights, mask })`.
 *
 * With smoothing s, targets are (1 − s) t + s / classes; weights multiply the terms of the sum; classes
 * that a mask leaves out have probability 0. 0 · log 0 is 0, so logits may be −∞. Does not overflow. The
 * loss of a label that is no class is NaN.
 *
 * `[batch, classes], [batch] -> [batch]`; `[batch, classes], [batch, classes] -> [batch]`
 *
 * Law: its derivative in the logits is softmax(x) − t, where t sums to 1.
 *
 * Throws `ShapeError` where the shapes differ, `ArgumentError` unless 0 ≤ smoothing ≤ 1.
 *
 * @example
 * import { grad, loss, T, type Tensor } from 'cotangent'
 *
 * const logits = T.tensor([[0, 0], [1e4, 0]])
 * const labels = T.tensor([1, 0], 'i32')
 * T.allClose(loss.softmaxCrossEntropy(logits, labels), T.tensor([Math.log(2), 0])) // true
 *
 * const total = (x: Tensor<[2, 2]>) => T.sum(loss.softmaxCrossEntropy(x, labels))
 * T.toArray(grad(total)(logits)) // [[0.5, -0.5], [0, 0]]
 */
export const softmaxCrossEntropy: ClassLoss<'softmaxCrossEntropy', SoftmaxCrossEntropyOptions> =
  classLoss<
    ClassLoss<'softmaxCrossEntropy', SoftmaxCrossEntropyOptions>,
    SoftmaxCrossEntropyOptions
  >('softmaxCrossEntropy', (x, t, { smoothing = 0, classWeights, mask }) => {
    const operator = 'softmaxCrossEntropy'
    const logits = mask ? masked(operator, x, mask) : x
    const isClass = mask ? T.cast(optionLike(operator, 'mask', mask, x), x.dtype) : T.onesLike(x)
    const share = T.div(isClass, T.sum(isClass, -1, { keepdims: true }))
    const targets = requireSmoothing(operator, smoothing) > 0 ? smoothed(t, smoothing, share) : t
    const weights = classWeights && optionLike(operator, 'classWeights', classWeights, x)
    return crossEntropy(logits, weights ? T.mul(targets, T.cast(weights, x.dtype)) : targets)
  })

/** The options of `polyLoss`. */
export interface PolyLossOptions {
  /** What 1 − p weighs. Default 2. */
  readonly epsilon?: number
}

/**
 * The cross entropy, with the first term of its expansion in 1 − p changed: `softmaxCrossEntropy` +
 * ε Σ t (1 − softmax(x)) (Leng et al. 2022). `polyLoss(logits, targets, { epsilon = 2 })`.
 *
 * `[batch, classes], [batch] -> [batch]`; `[batch, classes], [batch, classes] -> [batch]`
 *
 * Law: with epsilon 0 it is `softmaxCrossEntropy`.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const labels = T.tensor([0], 'i32')
 * T.allClose(loss.polyLoss(T.tensor([[0, 0]]), labels), T.tensor([Math.log(2) + 1])) // true
 */
export const polyLoss: ClassLoss<'polyLoss', PolyLossOptions> = classLoss<
  ClassLoss<'polyLoss', PolyLossOptions>,
  PolyLossOptions
>('polyLoss', (x, t, { epsilon = 2 }) =>
  T.add(crossEntropy(x, t), T.mul(T.sum(T.mul(t, T.sub(1, T.softmax(x))), -1), epsilon)),
)

/** The options of `rankingSoftmax`. */
export interface RankingOptions {
  /** What each item weighs. Default: all 1. */
  readonly weights?: Tensor<Shape, FloatDType>
  /** Which items there are. Default: all. */
  readonly mask?: Tensor<Shape, 'bool'>
}

/**
 * The loss of a ranking: −Σ y log softmax(s) over the items of each list, with scores s and relevances
 * y ≥ 0, which need not sum to 1 (Cao et al. 2007).
 * `rankingSoftmax(scores, relevances, { weights, mask })`.
 *
 * `[batch, items], [batch, items] -> [batch]`. Derivative softmax(s) Σ y − y.
 *
 * Throws `ShapeError` where the shapes differ.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const lists = loss.rankingSoftmax(T.tensor([[0, 0]]), T.tensor([[1, 1]]))
 * T.allClose(lists, T.tensor([2 * Math.log(2)])) // true
 */
export const rankingSoftmax: RowLoss<'rankingSoftmax', RankingOptions> = rowLoss<
  RowLoss<'rankingSoftmax', RankingOptions>,
  RankingOptions
>('rankingSoftmax', (s, y, { weights, mask }) => {
  const operator = 'rankingSoftmax'
  const weighted = weights
    ? T.mul(y, T.cast(optionLike(operator, 'weights', weights, s), s.dtype))
    : y
  if (!mask) return crossEntropy(s, weighted)
  const items = optionLike(operator, 'mask', mask, s)
  return crossEntropy(masked(operator, s, mask), T.where(items, weighted, T.zerosLike(weighted)))
})

/**
 * Labels with a part of them spread over all classes: (1 − s) t + s / classes (Szegedy et al. 2016).
 * `smoothLabels(labels, smoothing)`.
 *
 * `[batch, classes] -> [batch, classes]`
 *
 * Law: what sums to 1 still does.
 *
 * Throws `ArgumentError` unless 0 ≤ smoothing ≤ 1.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * T.toArray(loss.smoothLabels(T.tensor([1, 0, 0, 0]), 0.5)) // [0.625, 0.125, 0.125, 0.125]
 */
export const smoothLabels = <S extends Shape, D extends FloatDType>(
  labels: Tensor<S, D>,
  smoothing: number,
): Tensor<S, D> => {
  requireSmoothing('smoothLabels', smoothing)
  const t = tensorOf<number[], FloatDType>(nodeOf('smoothLabels', labels))
  const classes = t.shape.at(-1)
  if (classes === undefined) throw new ShapeError('smoothLabels', 'a scalar has no classes')
  return tensorOf(nodeOf('smoothLabels', smoothed(t, smoothing, T.fullLike(t, 1 / classes))))
}
