import { type DType, type FloatOf, isInteger, type Promote } from '../core/dtype.ts'
import {
  type Blame,
  type LabelledRows,
  labelledRows,
  type SameRows,
  sameRows,
  type ToShape,
} from '../core/shape/index.ts'
import type { AnyShape, Shape, Tensor } from '../core/tensor.ts'
import { nodeOf, tensorOf } from '../core/tree.ts'
import { only } from '../tensor/dual.ts'
import * as T from '../tensor/index.ts'
import { checked } from '../tensor/operand.ts'
import { operands, type Values } from './face.ts'

/**
 * What targets of a choice among classes are: the number of a class for each row, or a probability for
 * each class. Their element type decides: whole numbers are labels.
 */
type Rows<S extends Shape, L extends Shape, E extends DType, Operator extends string> = E extends
  | 'i32'
  | 'u32'
  ? LabelledRows<S, L, Operator>
  : SameRows<S, L, Operator>

/**
 * A loss of every row, whose target is the number of a class, `[batch, classes], [batch] -> [batch]`, or
 * a distribution over classes, `[batch, classes], [batch, classes] -> [batch]`.
 */
export type ClassLoss<Operator extends string, Options = never> = <
  S extends Shape,
  D extends DType,
  L extends Shape,
  E extends DType,
>(
  predictions: Tensor<S, D>,
  targets: Blame<Rows<S, L, E, Operator>, Tensor<L, E>>,
  options?: Options,
) => Tensor<ToShape<Rows<S, L, E, Operator>>, FloatOf<E extends 'i32' | 'u32' ? D : Promote<D, E>>>

/** Predictions and what their targets say of each class. */
interface Classes {
  readonly predictions: Values
  /** a distribution over the last axis */
  readonly targets: Values
}

/** Makes distributions of labels; NaN for a label that is no class, so that it cannot look like a value. */
const distributions = (predictions: Values, labels: Tensor<AnyShape, 'i32' | 'u32'>): Values => {
  const classes = predictions.shape.at(-1) ?? 0
  const isClass = T.and(T.greaterEqual(labels, 0), T.less(labels, classes))
  const chosen = T.cast(T.oneHot(labels, classes), predictions.dtype)
  return T.where(T.expandDims(isClass, -1), chosen, T.fullLike(chosen, Number.NaN))
}

/** Predictions and targets of a {@link ClassLoss}, having checked them. */
const classesOf = (operator: string, first: unknown, second: unknown): Classes => {
  const labels = nodeOf(operator, second)
  if (!isInteger(labels.dtype)) {
    const [predictions, targets = predictions] = operands(operator, sameRows, first, second)
    return { predictions, targets }
  }
  const [predictions] = operands(operator, sameRows, first)
  checked(
    operator,
    labelledRows(predictions.shape, labels.shape, operator),
    predictions.shape,
    labels.shape,
  )
  return { predictions, targets: distributions(predictions, tensorOf(labels)) }
}

/** Makes a {@link ClassLoss} of what it does to predictions and distributions. */
export const classLoss = <Face, Options = unknown>(
  operator: string,
  build: (predictions: Values, targets: Values, options: Partial<Options>) => Values,
): Face =>
  only((first: unknown, second: unknown, options: Partial<Options> = {}) => {
    const { predictions, targets } = classesOf(operator, first, second)
    return build(predictions, targets, options)
  })
