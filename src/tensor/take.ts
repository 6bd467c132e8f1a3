import { type DType, isFloat } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { fill, zerosLike } from '../core/primitives/align.ts'
import { add } from '../core/primitives/arithmetic.ts'
import { less, lessEqual, select } from '../core/primitives/comparison.ts'
import { convert } from '../core/primitives/conversion.ts'
import { gather } from '../core/primitives/indexing.ts'
import { broadcast, inverse, reshape, transpose } from '../core/primitives/movement.ts'
import {
  axisOf,
  type Blame,
  sizeOf,
  type Take,
  type TakeAlongAxis,
  takeAlongAxisShape,
  takeShape,
  type ToShape,
} from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import { byCount } from './dual.ts'
import { checked, requireInteger } from './operand.ts'

/** Indices of rows: whole numbers, of which the negative ones count from the end. */
export type Indices<I extends Shape> = Tensor<I, 'i32' | 'u32'>

/** Indices as i32 that count from the front; those of no row stay outside of 0 … rows − 1. */
export const rowIndices = (operator: string, indices: unknown, rows: number): Node => {
  const node = requireInteger(operator, 'the indices', nodeOf(operator, indices))
  // what is too large for i32 wraps to a negative number, which here is no row
  if (node.dtype === 'u32') return convert(node, 'i32')
  return select(less(node, zerosLike(node)), add(node, fill(rows, node)), node)
}

/** Which indices are those of a row. */
const areRows = (indices: Node, rows: number): Node => {
  const below = less(indices, fill(rows, indices))
  return select(lessEqual(zerosLike(indices), indices), below, zerosLike(below))
}

/** NaN for what was taken from no row: a mistake in the data must not look like a value. */
const marked = (taken: Node, inside: Node, axes: readonly number[]): Node =>
  isFloat(taken.dtype)
    ? select(broadcast(inside, taken.shape, axes), taken, fill(Number.NaN, taken))
    : taken

interface TakeOperator {
  <I extends Shape, Ax extends number>(
    indices: Indices<I>,
    axis: Ax,
  ): <S extends Shape, D extends DType>(
    x: Blame<Take<S, I, Ax>, Tensor<S, D>>,
  ) => Tensor<ToShape<Take<S, I, Ax>>, D>
  <S extends Shape, D extends DType, I extends Shape, Ax extends number>(
    x: Tensor<S, D>,
    indices: Indices<I>,
    axis: Blame<Take<S, I, Ax>, Ax>,
  ): Tensor<ToShape<Take<S, I, Ax>>, D>
}

/**
 * The elements, rows or slices of x at some indices along an axis, whose place the shape of the
 * indices takes: `take(table, tokens, 0)` is an embedding. Negative indices count from the end. An
 * index that is none gives NaN (0 in integers, false in booleans) and has no derivative; derivatives
 * of an index that occurs several times add up.
 *
 * `take(x, indices, 0)`: `[n, a], [b, c] -> [b, c, a]`; `take(indices, axis)(x)` for pipes.
 *
 * Throws `ShapeError` for an axis that x does not have, `DTypeError` unless the indices are i32 or
 * u32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([[1, 2], [3, 4], [5, 6]])
 * T.toArray(T.take(x, T.tensor([2, 0, -1], 'i32'), 0)) // [[5, 6], [1, 2], [5, 6]]
 * T.toArray(T.take(x, T.tensor(1, 'i32'), 1)) // [2, 4, 6]
 */
export const take: TakeOperator = byCount(3, (x: unknown, indices: unknown, axis: number) => {
  const node = nodeOf('take', x)
  const { shape: places } = nodeOf('take', indices)
  const shape = checked('take', takeShape(node.shape, places, axis), node.shape, places)
  const place = checked('take', axisOf(node.shape, axis, 'take'), node.shape)
  const [rows, count] = [node.shape[place] ?? 0, sizeOf(places)]
  const list = reshape(rowIndices('take', indices, rows), [count])
  // the axes in front run in step: repeating indices there is cheaper than moving elements
  const before = node.shape.slice(0, place)
  const taken = gather(node, broadcast(list, [...before, count], [place]))
  return reshape(marked(taken, areRows(list, rows), [place]), shape)
})

interface TakeAlongAxisOperator {
  <I extends Shape, Ax extends number>(
    indices: Indices<I>,
    axis: Ax,
  ): <S extends Shape, D extends DType>(
    x: Blame<TakeAlongAxis<S, I, Ax>, Tensor<S, D>>,
  ) => Tensor<ToShape<TakeAlongAxis<S, I, Ax>>, D>
  <S extends Shape, D extends DType, I extends Shape, Ax extends number>(
    x: Tensor<S, D>,
    indices: Blame<TakeAlongAxis<S, I, Ax>, Indices<I>>,
    axis: Ax,
  ): Tensor<ToShape<TakeAlongAxis<S, I, Ax>>, D>
}

/**
 * For each place of the indices the element of x at the same place, but along one axis at the
 * index: each row has indices of its own. Indices that are negative or none are those of `take`.
 *
 * `takeAlongAxis(x, indices, 1)`: `[a, n, b], [a, k, b] -> [a, k, b]`;
 * `takeAlongAxis(indices, axis)(x)` for pipes.
 *
 * Throws `ShapeError` for an axis that x does not have, and where the shapes differ along another
 * one, `DTypeError` unless the indices are i32 or u32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([[1, 2, 3], [4, 5, 6]])
 * T.toArray(T.takeAlongAxis(x, T.tensor([[2], [0]], 'i32'), 1)) // [[3], [4]]
 */
export const takeAlongAxis: TakeAlongAxisOperator = byCount(
  3,
  (x: unknown, indices: unknown, axis: number) => {
    const operator = 'takeAlongAxis'
    const node = nodeOf(operator, x)
    const { shape: places } = nodeOf(operator, indices)
    checked(operator, takeAlongAxisShape(node.shape, places, axis), node.shape, places)
    const place = checked(operator, axisOf(node.shape, axis, operator), node.shape)
    const rows = node.shape[place] ?? 0
    const order = [...node.shape.keys()].filter((i) => i !== place).concat(place)
    const moved = (tensor: Node, permutation: readonly number[]): Node =>
      place === order.length - 1 ? tensor : transpose(tensor, permutation)
    const list = moved(rowIndices(operator, indices, rows), order)
    const taken = gather(moved(node, order), list)
    const axes = [...order.keys()]
    return moved(marked(taken, areRows(list, rows), axes), inverse(order))
  },
)
