import type { DType } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import * as primitive from '../core/primitives/movement.ts'
import {
  type Blame,
  type BroadcastTo,
  broadcastToShape,
  type ExpandDims,
  expandDimsShape,
  type Flatten,
  flattenShape,
  type IsAny,
  permutationOf,
  type ReductionAxes,
  type Reshape,
  reshapeShape,
  type Sizes,
  sizesFrom,
  type Squeeze,
  squeezeShape,
  type ToShape,
  type Transpose,
} from '../core/shape/index.ts'
import type { AnyTensor, Dim, Shape, Tensor } from '../core/tensor.ts'
import { describe, nodeOf } from '../core/tree.ts'
import { byCount, byTensor, only } from './dual.ts'
import { checked, stretch } from './operand.ts'

/** Throws unless an argument is an array, which types alone do not ensure. */
export const requireArray = <A>(
  operator: string,
  name: string,
  value: readonly A[],
): readonly A[] => {
  const given: unknown = value
  if (!Array.isArray(given))
    throw new ArgumentError(operator, `${name} must be an array, got ${describe(given)}`)
  return value
}

const reshaped = (x: Node, shape: Sizes): Node => primitive.reshape(x, shape)

interface ReshapeOperator {
  <const To extends Dim[]>(
    shape: To,
  ): <A extends Shape, D extends DType>(
    x: Blame<Reshape<A, To>, Tensor<A, D>>,
  ) => Tensor<ToShape<Reshape<A, To>>, D>
  <A extends Shape, D extends DType, const To extends Dim[]>(
    x: Tensor<A, D>,
    shape: To & Blame<Reshape<A, To>, unknown>,
  ): Tensor<ToShape<Reshape<A, To>>, D>
}

/**
 * The same elements, row by row, in another shape. One size may be -1: what the others leave. One
 * may be a name that x has in its type, which is then found in the same way; `dim(x, axis)` gives
 * the sizes of several.
 *
 * `[a, b] -> shape`, of as many elements.
 *
 * Throws `ShapeError` where the numbers of elements differ, or where they leave the size -1 open.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.reshape(T.tensor([1, 2, 3, 4]), [2, -1])) // [[1, 2], [3, 4]]
 */
export const reshape: ReshapeOperator = byCount(2, (x: unknown, shape: readonly Dim[]) => {
  const node = nodeOf('reshape', x)
  const target = requireArray('reshape', 'the shape', shape)
  return reshaped(node, checked('reshape', reshapeShape(node.shape, target), node.shape))
})

/**
 * All dimensions but the first made one.
 *
 * `[batch, a, b] -> [batch, a * b]`
 *
 * Throws `ShapeError` for a scalar.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.flatten(T.zeros([32, 7, 7, 64])).shape // [32, 3136]
 */
export const flatten: <S extends Shape, D extends DType>(
  x: Blame<Flatten<S>, Tensor<S, D>>,
) => Tensor<ToShape<Flatten<S>>, D> = only((x: unknown) => {
  const node = nodeOf('flatten', x)
  return reshaped(node, checked('flatten', flattenShape(node.shape), node.shape))
})

interface TransposeOperator {
  <
    const X extends AnyTensor | number[],
    const Permutation extends number[] | undefined = undefined,
  >(
    x: X,
    permutation?: X extends Tensor<infer S, infer _D>
      ? Blame<Transpose<S, Permutation>, Permutation>
      : never,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Tensor<ToShape<Transpose<S, Permutation>>, D>
      : X extends number[]
        ? <S extends Shape, D extends DType>(
            x: Blame<Transpose<S, X>, Tensor<S, D>>,
          ) => Tensor<ToShape<Transpose<S, X>>, D>
        : never
}

/**
 * The axes in another order: axis i of the result is axis `permutation[i]` of x. Without a
 * permutation the axes are reversed.
 *
 * `transpose(x)`: `[a, b] -> [b, a]`; `transpose(x, [0, 2, 1])`: `[a, b, c] -> [a, c, b]`;
 * `transpose(permutation)(x)` for pipes.
 *
 * Throws `ShapeError` where it is not a permutation of the axes of x.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.transpose(T.tensor([[1, 2], [3, 4]]))) // [[1, 3], [2, 4]]
 */
export const transpose: TransposeOperator = byTensor(
  (x: unknown, permutation?: readonly number[]) => {
    const node = nodeOf('transpose', x)
    return primitive.transpose(
      node,
      checked('transpose', permutationOf(node.shape, permutation), node.shape),
    )
  },
)

interface SqueezeOperator {
  <const X extends AnyTensor | ReductionAxes, const Axes extends ReductionAxes = undefined>(
    x: X,
    axes?: X extends Tensor<infer S, infer _D> ? Blame<Squeeze<S, Axes>, Axes> : never,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Tensor<ToShape<Squeeze<S, Axes>>, D>
      : X extends ReductionAxes
        ? <S extends Shape, D extends DType>(
            x: Blame<Squeeze<S, X>, Tensor<S, D>>,
          ) => Tensor<ToShape<Squeeze<S, X>>, D>
        : never
}

/**
 * Without the axes named, which must have size 1, or without all axes of size 1.
 *
 * `squeeze(x)`: `[1, a, 1] -> [a]`; `squeeze(x, 0)`: `[1, a, 1] -> [a, 1]`;
 * `squeeze(axes)(x)` for pipes.
 *
 * Throws `ShapeError` for an axis of another size, or that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.squeeze(T.zeros([1, 3, 1]), 0).shape // [3, 1]
 */
export const squeeze: SqueezeOperator = byTensor((x: unknown, axes: ReductionAxes) => {
  const node = nodeOf('squeeze', x)
  return reshaped(node, checked('squeeze', squeezeShape(node.shape, axes), node.shape))
})

interface ExpandDimsOperator {
  <Ax extends number>(
    axis: Ax,
  ): <A extends Shape, D extends DType>(
    x: Blame<ExpandDims<A, Ax>, Tensor<A, D>>,
  ) => Tensor<ToShape<ExpandDims<A, Ax>>, D>
  <A extends Shape, D extends DType, Ax extends number>(
    x: Tensor<A, D>,
    axis: Blame<ExpandDims<A, Ax>, Ax>,
  ): Tensor<ToShape<ExpandDims<A, Ax>>, D>
}

/**
 * With a new axis of size 1, which becomes axis `axis` of the result.
 *
 * `expandDims(x, 1)`: `[a, b] -> [a, 1, b]`; `expandDims(axis)(x)` for pipes.
 *
 * Throws `ShapeError` where the result has no such axis.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.expandDims(T.tensor([1, 2]), -1)) // [[1], [2]]
 */
export const expandDims: ExpandDimsOperator = byCount(2, (x: unknown, axis: number) => {
  const node = nodeOf('expandDims', x)
  return reshaped(node, checked('expandDims', expandDimsShape(node.shape, axis), node.shape))
})

interface BroadcastToOperator {
  <const To extends Dim[]>(
    shape: To,
  ): <A extends Shape, D extends DType>(
    x: Blame<BroadcastTo<A, To>, Tensor<A, D>>,
  ) => Tensor<ToShape<BroadcastTo<A, To>>, D>
  <A extends Shape, D extends DType, const To extends Dim[]>(
    x: Tensor<A, D>,
    shape: To & Blame<BroadcastTo<A, To>, unknown>,
  ): Tensor<ToShape<BroadcastTo<A, To>>, D>
}

/**
 * Repeated to a larger shape, as operators do by themselves: axes of size 1 are stretched, missing
 * ones put in front.
 *
 * `broadcastTo(x, [a, b])`: `[b] -> [a, b]`; `broadcastTo(shape)(x)` for pipes.
 *
 * Throws `ShapeError` where x does not stretch to the shape.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.broadcastTo(T.tensor([1, 2]), [2, 2])) // [[1, 2], [1, 2]]
 */
export const broadcastTo: BroadcastToOperator = byCount(2, (x: unknown, shape: readonly Dim[]) => {
  const node = nodeOf('broadcastTo', x)
  const target = checked(
    'broadcastTo',
    sizesFrom(requireArray('broadcastTo', 'the shape', shape), 'broadcastTo'),
    node.shape,
  )
  return stretch(
    node,
    checked('broadcastTo', broadcastToShape(node.shape, target), node.shape, target),
  )
})
