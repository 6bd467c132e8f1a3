/**
 * What all losses share: their typed faces, and what they ask of their operands. A loss takes
 * predictions and targets of one shape, without broadcasting, and gives one number for each element or
 * for each row; reducing them is left to the caller.
 */
import {
  type DType,
  type FloatDType,
  type FloatOf,
  floatOf,
  type Promote,
  promote,
} from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { convert } from '../core/primitives/conversion.ts'
import {
  type Blame,
  type SameRows,
  type SameElements,
  sameRows,
  sameShapes,
  type Sizes,
  type ToShape,
} from '../core/shape/index.ts'
import type { AnyShape, Shape, Tensor } from '../core/tensor.ts'
import { nodeOf, tensorOf } from '../core/tree.ts'
import { only } from '../tensor/dual.ts'
import { checked } from '../tensor/operand.ts'

/** Real numbers of any shape: what the body of a loss works on. */
export type Values = Tensor<AnyShape, FloatDType>

/** A loss of every element: `[batch, a], [batch, a] -> [batch, a]`. */
export type ElementLoss<Operator extends string, Options = never> = <
  A extends Shape,
  D extends DType,
  B extends Shape,
  E extends DType,
>(
  predictions: Tensor<A, D>,
  targets: Blame<SameElements<A, B, Operator>, Tensor<B, E>>,
  options?: Options,
) => Tensor<ToShape<SameElements<A, B, Operator>>, FloatOf<Promote<D, E>>>

/** A loss of every row: `[batch, a], [batch, a] -> [batch]`. */
export type RowLoss<Operator extends string, Options = never> = <
  A extends Shape,
  D extends DType,
  B extends Shape,
  E extends DType,
>(
  predictions: Tensor<A, D>,
  targets: Blame<SameRows<A, B, Operator>, Tensor<B, E>>,
  options?: Options,
) => Tensor<ToShape<SameRows<A, B, Operator>>, FloatOf<Promote<D, E>>>

type Rule = (a: Sizes, b: Sizes, operator: string) => Sizes | string

/** Operands as real numbers of one element type, having checked each shape against the first. */
export const operands = (
  operator: string,
  rule: Rule,
  first: unknown,
  ...others: readonly unknown[]
): readonly [Values, ...Values[]] => {
  const head = nodeOf(operator, first)
  const rest = others.map((other) => nodeOf(operator, other))
  rest.forEach(({ shape }) =>
    checked(operator, rule(head.shape, shape, operator), head.shape, shape),
  )
  const dtype = floatOf(rest.reduce((type, node) => promote(type, node.dtype), head.dtype))
  const values = (node: typeof head): Values => tensorOf(convert(node, dtype))
  return [values(head), ...rest.map(values)]
}

type Body<Options> = (predictions: Values, targets: Values, options: Partial<Options>) => Values

const loss =
  (rule: Rule) =>
  <Face, Options = unknown>(operator: string, build: Body<Options>): Face =>
    only((predictions: unknown, targets: unknown, options: Partial<Options> = {}) => {
      const [p, t = p] = operands(operator, rule, predictions, targets)
      return build(p, t, options)
    })

/** Makes a loss of every element of what it does to predictions and targets of one shape. */
export const elementLoss = loss(sameShapes)

/** Makes a loss of every row of what it does to predictions and targets of one shape. */
export const rowLoss = loss(sameRows)

/** Throws unless an option is a finite number greater than 0. */
export const requirePositive = (operator: string, name: string, value: number): number => {
  if (Number.isFinite(value) && value > 0) return value
  throw new ArgumentError(operator, `needs ${name} > 0, got ${String(value)}`)
}
