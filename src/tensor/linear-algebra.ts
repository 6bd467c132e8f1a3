import { type DType, type NumberOf, numberOf, type Promote, promote } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import { convert } from '../core/primitives/conversion.ts'
import { reshape } from '../core/primitives/movement.ts'
import {
  type Blame,
  type ContractedAxes,
  type Dot,
  dotShape,
  type MatMul,
  matmulShape,
  type Outer,
  outerShape,
  type TensorDot,
  tensorDotPlan,
  type ToShape,
} from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import { type Labelled, sumOfProducts } from './contraction.ts'
import { byCount } from './dual.ts'
import { checked } from './operand.ts'

/** The element type of a sum of products. */
export type ProductDType<D extends DType, E extends DType> = NumberOf<Promote<D, E>>

/** Operands of a product in the element type that it works in. */
export const factors = (operator: string, operands: readonly unknown[]): readonly Node[] => {
  const nodes = operands.map((operand) => nodeOf(operator, operand))
  const [first, ...others] = nodes
  if (first === undefined) throw new ArgumentError(operator, 'takes at least one tensor')
  const dtype = numberOf(others.reduce((type, node) => promote(type, node.dtype), first.dtype))
  return nodes.map((node) => convert(node, dtype))
}

/** Both operands of a product in the element type that it works in. */
export const factorPair = (operator: string, x: unknown, y: unknown): readonly [Node, Node] => {
  const [a, b] = factors(operator, [x, y])
  if (!a || !b) throw new ArgumentError(operator, 'takes two tensors')
  return [a, b]
}

interface MatMulOperator {
  <B extends Shape, E extends DType>(
    y: Tensor<B, E>,
  ): <A extends Shape, D extends DType>(
    x: Blame<MatMul<A, B>, Tensor<A, D>>,
  ) => Tensor<ToShape<MatMul<A, B>>, ProductDType<D, E>>
  <A extends Shape, D extends DType, B extends Shape, E extends DType>(
    x: Tensor<A, D>,
    y: Blame<MatMul<A, B>, Tensor<B, E>>,
  ): Tensor<ToShape<MatMul<A, B>>, ProductDType<D, E>>
}

/** Labels for the batch axes of a matrix, without those of size 1 that the result has larger. */
const batchLabels = (x: Node, result: readonly number[], batchRank: number): Labelled => {
  const rank = Math.max(x.shape.length - 2, 0)
  const batch = x.shape.slice(0, rank).map((size, axis) => {
    const place = batchRank - rank + axis
    return { size, label: `batch ${place}`, stays: size === result[place] }
  })
  const staying = batch.filter(({ stays }) => stays)
  const shape = [...staying.map(({ size }) => size), ...x.shape.slice(rank)]
  return {
    node: staying.length === rank ? x : reshape(x, shape),
    labels: staying.map(({ label }) => label),
  }
}

/**
 * The matrix product: `matmul(x, y)` and `matmul(y)(x)` are both x y. Dimensions in front of the
 * last two are batches, which are broadcast; a vector on the left is a row, on the right a column.
 * Products are added up in the order of the inner dimension, from 0. Element types are promoted,
 * booleans become i32, integers wrap.
 *
 * `[..., m, k], [..., k, n] -> [..., m, n]`; `[k], [k, n] -> [n]`; `[m, k], [k] -> [m]`;
 * `[k], [k] -> []`.
 *
 * Throws `ShapeError` where the inner dimensions differ or the batches do not broadcast.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * T.toArray(T.matmul(x, T.tensor([[1, 0], [1, 1]]))) // [[3, 2], [7, 4]]
 * T.toArray(T.matmul(T.tensor([1, 10]))(x)) // [21, 43]
 */
export const matmul: MatMulOperator = byCount(2, (x: unknown, y: unknown) => {
  const [a, b] = factorPair('matmul', x, y)
  const shape = checked('matmul', matmulShape(a.shape, b.shape), a.shape, b.shape)
  const rows = a.shape.length === 1 ? [] : ['row']
  const columns = b.shape.length === 1 ? [] : ['column']
  const batchRank = shape.length - rows.length - columns.length
  const left = batchLabels(a, shape, batchRank)
  const right = batchLabels(b, shape, batchRank)
  return sumOfProducts(
    [
      { node: left.node, labels: [...left.labels, ...rows, 'inner'] },
      { node: right.node, labels: [...right.labels, 'inner', ...columns] },
    ],
    [...Array.from({ length: batchRank }, (_, i) => `batch ${i}`), ...rows, ...columns],
  )
})

interface DotOperator {
  <B extends Shape, E extends DType>(
    y: Tensor<B, E>,
  ): <A extends Shape, D extends DType>(
    x: Blame<Dot<A, B>, Tensor<A, D>>,
  ) => Tensor<ToShape<Dot<A, B>>, ProductDType<D, E>>
  <A extends Shape, D extends DType, B extends Shape, E extends DType>(
    x: Tensor<A, D>,
    y: Blame<Dot<A, B>, Tensor<B, E>>,
  ): Tensor<ToShape<Dot<A, B>>, ProductDType<D, E>>
}

/**
 * The inner product of two vectors: Σ xᵢ yᵢ, in the element type of `matmul`.
 *
 * `[n], [n] -> []`
 *
 * Throws `ShapeError` unless both are vectors of the same length.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toNumber(T.dot(T.tensor([1, 2]), T.tensor([3, 4]))) // 11
 */
export const dot: DotOperator = byCount(2, (x: unknown, y: unknown) => {
  const [a, b] = factorPair('dot', x, y)
  checked('dot', dotShape(a.shape, b.shape), a.shape, b.shape)
  return sumOfProducts(
    [a, b].map((node) => ({ node, labels: ['i'] })),
    [],
  )
})

interface OuterOperator {
  <B extends Shape, E extends DType>(
    y: Tensor<B, E>,
  ): <A extends Shape, D extends DType>(
    x: Blame<Outer<A, B>, Tensor<A, D>>,
  ) => Tensor<ToShape<Outer<A, B>>, ProductDType<D, E>>
  <A extends Shape, D extends DType, B extends Shape, E extends DType>(
    x: Tensor<A, D>,
    y: Blame<Outer<A, B>, Tensor<B, E>>,
  ): Tensor<ToShape<Outer<A, B>>, ProductDType<D, E>>
}

/**
 * The outer product of two vectors: xᵢ yⱼ, in the element type of `matmul`.
 *
 * `[m], [n] -> [m, n]`
 *
 * Throws `ShapeError` unless both are vectors.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.outer(T.tensor([1, 2]), T.tensor([3, 4]))) // [[3, 4], [6, 8]]
 */
export const outer: OuterOperator = byCount(2, (x: unknown, y: unknown) => {
  const [a, b] = factorPair('outer', x, y)
  checked('outer', outerShape(a.shape, b.shape), a.shape, b.shape)
  return sumOfProducts(
    [
      { node: a, labels: ['i'] },
      { node: b, labels: ['j'] },
    ],
    ['i', 'j'],
  )
})

interface TensorDotOperator {
  <B extends Shape, E extends DType, const Axes extends ContractedAxes>(
    y: Tensor<B, E>,
    axes: Axes,
  ): <A extends Shape, D extends DType>(
    x: Blame<TensorDot<A, B, Axes>, Tensor<A, D>>,
  ) => Tensor<ToShape<TensorDot<A, B, Axes>>, ProductDType<D, E>>
  <
    A extends Shape,
    D extends DType,
    B extends Shape,
    E extends DType,
    const Axes extends ContractedAxes,
  >(
    x: Tensor<A, D>,
    y: Tensor<B, E>,
    axes: Blame<TensorDot<A, B, Axes>, Axes>,
  ): Tensor<ToShape<TensorDot<A, B, Axes>>, ProductDType<D, E>>
}

/**
 * The sum of products over some axes of each: over the last n of x and the first n of y, or over
 * the axes of two lists, in pairs.
 *
 * `tensordot(x, y, 1)`: `[a, b], [b, c] -> [a, c]`; `tensordot(x, y, [[0], [1]])`:
 * `[a, b], [c, a] -> [b, c]`; `tensordot(y, axes)(x)` for pipes.
 *
 * Throws `ShapeError` where the axes do not exist or differ in size.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * T.toNumber(T.tensordot(x, x, 2)) // 30
 * T.toArray(T.tensordot(x, T.tensor([1, 10]), [[0], [0]])) // [31, 42]
 */
export const tensordot: TensorDotOperator = byCount(
  3,
  (x: unknown, y: unknown, axes: ContractedAxes) => {
    const [a, b] = factorPair('tensordot', x, y)
    const plan = checked('tensordot', tensorDotPlan(a.shape, b.shape, axes), a.shape, b.shape)
    const labelsOf = (node: Node, side: string, summed: readonly number[]): readonly string[] =>
      node.shape.map((_, axis) =>
        summed.includes(axis) ? `summed ${summed.indexOf(axis)}` : `${side} ${axis}`,
      )
    const left = labelsOf(a, 'left', plan.left)
    const right = labelsOf(b, 'right', plan.right)
    return sumOfProducts(
      [
        { node: a, labels: left },
        { node: b, labels: right },
      ],
      [...left, ...right].filter((label) => !label.startsWith('summed')),
    )
  },
)
