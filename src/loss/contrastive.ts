import type { DType, FloatOf, Promote } from '../core/dtype.ts'
import {
  type Blame,
  type LabelledPairs,
  labelledPairs,
  type SameRows,
  sameRows,
  type ToShape,
} from '../core/shape/index.ts'
import type { AnyShape, Shape, Tensor } from '../core/tensor.ts'
import { nodeOf, tensorOf } from '../core/tree.ts'
import { only } from '../tensor/dual.ts'
import * as T from '../tensor/index.ts'
import { checked, requireInteger } from '../tensor/operand.ts'
import { normalized } from './cosine.ts'
import { operands, requirePositive, type Values } from './face.ts'

/** The options of `tripletMargin`. */
export interface TripletMarginOptions {
  /** How much nearer what is alike is to be. Default 1. */
  readonly margin?: number
  /** What is added to squared distances, so that their root has a derivative at 0. Default 1e-6. */
  readonly epsilon?: number
}

/**
 * How far an anchor is from being nearer to what is like it, p, than to what is not, n, by a margin:
 * max(0, ‖a − p‖ − ‖a − n‖ + margin), with ‖x‖ = √(Σ x² + ε) (Balntas et al. 2016).
 * `tripletMargin(anchors, positives, negatives, { margin = 1, epsilon = 1e-6 })`.
 *
 * `[batch, a], [batch, a], [batch, a] -> [batch]`
 *
 * Throws `ShapeError` where the shapes differ, `ArgumentError` unless epsilon > 0.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const anchors = T.tensor([[0, 0], [0, 0]])
 * const positives = T.tensor([[0, 1], [3, 4]])
 * const negatives = T.tensor([[0, 9], [0, 3]])
 * T.allClose(loss.tripletMargin(anchors, positives, negatives), T.tensor([0, 3])) // true
 */
export const tripletMargin: <
  A extends Shape,
  D extends DType,
  P extends Shape,
  E extends DType,
  N extends Shape,
  F extends DType,
>(
  anchors: Tensor<A, D>,
  positives: Blame<SameRows<A, P, 'tripletMargin'>, Tensor<P, E>>,
  negatives: Blame<SameRows<A, N, 'tripletMargin'>, Tensor<N, F>>,
  options?: TripletMarginOptions,
) => Tensor<ToShape<SameRows<A, P, 'tripletMargin'>>, FloatOf<Promote<Promote<D, E>, F>>> = only(
  (
    anchors: unknown,
    positives: unknown,
    negatives: unknown,
    { margin = 1, epsilon = 1e-6 }: TripletMarginOptions = {},
  ) => {
    const operator = 'tripletMargin'
    requirePositive(operator, 'epsilon', epsilon)
    const [a, p = a, n = a] = operands(operator, sameRows, anchors, positives, negatives)
    const distance = (x: Values): Values => T.sqrt(T.add(T.sum(T.square(T.sub(a, x)), -1), epsilon))
    return T.relu(T.add(T.sub(distance(p), distance(n)), margin))
  },
)

/** The options of `ntXent`. */
export interface NtXentOptions {
  /** What similarities are divided by, > 0: the smaller, the more the nearest count. Default 0.07. */
  readonly temperature?: number
}

/**
 * The normalized temperature-scaled cross entropy of contrastive learning (Chen et al. 2020): rows with
 * one label are to be more alike than rows with different ones. With s = cosine / temperature, the mean
 * over all ordered pairs i ≠ j of one label of −log(e^(s_ij) / (e^(s_ij) + Σ e^(s_ik))), k over the rows
 * of other labels. 0 where no two rows have one label.
 * `ntXent(embeddings, labels, { temperature = 0.07 })`.
 *
 * `[batch, a], [batch] -> []`: pairs are no examples, so they are averaged here.
 *
 * Law: it does not depend on the lengths of the rows, nor on their order.
 *
 * Throws `ShapeError` unless the embeddings are a matrix with a label for each row, `DTypeError` unless
 * labels are i32 or u32, `ArgumentError` unless the temperature is > 0.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * const embeddings = T.tensor([[1, 0], [2, 0], [0, 1], [0, 3]])
 * const near = loss.ntXent(embeddings, T.tensor([0, 0, 1, 1], 'i32'))
 * const far = loss.ntXent(embeddings, T.tensor([0, 1, 1, 0], 'i32'))
 * T.toNumber(near) < T.toNumber(far) // true
 */
export const ntXent: <S extends Shape, D extends DType, L extends Shape>(
  embeddings: Tensor<S, D>,
  labels: Blame<LabelledPairs<S, L, 'ntXent'>, Tensor<L, 'i32' | 'u32'>>,
  options?: NtXentOptions,
) => Tensor<[], FloatOf<D>> = only(
  (embeddings: unknown, labels: unknown, { temperature = 0.07 }: NtXentOptions = {}) => {
    requirePositive('ntXent', 'temperature', temperature)
    const [x] = operands('ntXent', sameRows, embeddings)
    const node = requireInteger('ntXent', 'the labels', nodeOf('ntXent', labels))
    checked('ntXent', labelledPairs(x.shape, node.shape, 'ntXent'), x.shape, node.shape)
    return pairLoss(x, tensorOf(node), temperature)
  },
)

const pairLoss = (
  embeddings: Values,
  labels: Tensor<AnyShape, 'i32' | 'u32'>,
  temperature: number,
): Values => {
  const rows = normalized(embeddings)
  const count = rows.shape[0] ?? 0
  const similarity: Values = T.div(T.matmul(rows, T.transpose(rows)), temperature)
  const isAlike = T.equal(T.expandDims(labels, 1), T.expandDims(labels, 0))
  const isPair = T.and(isAlike, T.equal(T.eye(count), 0))
  const none = T.fullLike(similarity, Number.NEGATIVE_INFINITY)
  const others = T.logsumexp(T.where(isAlike, none, similarity), -1, { keepdims: true })
  // −log of the share is softplus of how far the others lead; a row without others loses nothing
  const losses = T.softplus(T.sub(others, similarity))
  const pairs = T.cast(isPair, rows.dtype)
  const sum = T.sum(T.where(isPair, losses, T.zerosLike(losses)))
  return T.div(sum, T.maximum(T.sum(pairs), 1))
}
