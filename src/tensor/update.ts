import type { DType } from '../core/dtype.ts'
import { DTypeError } from '../core/errors.ts'
import { type Node, scalar } from '../core/node.ts'
import { fill, zerosLike } from '../core/primitives/align.ts'
import { add, sub } from '../core/primitives/arithmetic.ts'
import { equal, lessEqual, select } from '../core/primitives/comparison.ts'
import { iota } from '../core/primitives/creation.ts'
import { gather, scatterAdd } from '../core/primitives/indexing.ts'
import { broadcast, reshape } from '../core/primitives/movement.ts'
import { concatenate } from '../core/primitives/selection.ts'
import { sortBy } from '../core/primitives/order.ts'
import { type AtRows, type Blame, rowsShape, sizeOf } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import { partAlong } from './along.ts'
import { byCount } from './dual.ts'
import { checked, numberAs, type Operand, type OperandShape, stretch } from './operand.ts'
import { type Indices, rowIndices } from './take.ts'

/** An operator that changes rows of a tensor: `f(x, indices, values)` and `f(indices, values)(x)`. */
interface Update<Operator extends string> {
  <I extends Shape, V extends Operand>(
    indices: Indices<I>,
    values: V,
  ): <S extends Shape, D extends DType>(
    x: Blame<AtRows<S, I, OperandShape<V>, Operator>, Tensor<S, D>>,
  ) => Tensor<S, D>
  <S extends Shape, D extends DType, I extends Shape, V extends number | Tensor<Shape, NoInfer<D>>>(
    x: Tensor<S, D>,
    indices: Indices<I>,
    values: Blame<AtRows<S, I, OperandShape<V>, Operator>, V>,
  ): Tensor<S, D>
}

const update = <Operator extends string>(
  operator: Operator,
  build: (x: Node, indices: Node, values: Node) => Node,
): Update<Operator> =>
  byCount(3, (x: unknown, indices: unknown, values: unknown) => {
    const node = nodeOf(operator, x)
    const { shape: places } = nodeOf(operator, indices)
    const given =
      typeof values === 'number'
        ? scalar(numberAs(operator, values, node.dtype), node.dtype)
        : nodeOf(operator, values)
    if (given.dtype !== node.dtype)
      throw new DTypeError(
        operator,
        `the values are ${given.dtype} and the tensor is ${node.dtype}: cast them first`,
      )
    const shapes = [node.shape, places, given.shape] as const
    const rows = checked(operator, rowsShape(...shapes, operator), ...shapes)
    const count = sizeOf(places)
    const list = reshape(rowIndices(operator, indices, node.shape[0] ?? 0), [count])
    return build(node, list, reshape(stretch(given, rows), [count, ...node.shape.slice(1)]))
  })

/** For each row which of some rows is the last with its index, −1 where there is none. */
const lastWith = (indices: Node, rows: number): Node => {
  const [count = 0] = indices.shape
  const order = sortBy(indices, iota([count], 0, 'i32'))
  const sorted = sortBy(indices, indices)
  const none = fill(-1, sorted)
  // the sort is stable: the last of equal indices stands before another one, or at the end
  const behind = concatenate([partAlong(sorted, 0, 1, count), partAlong(none, 0, 0, 1)], 0)
  const last = select(equal(sorted, behind), none, sorted)
  const found = scatterAdd(add(order, fill(1, order)), last, rows)
  return sub(found, fill(1, found))
}

/**
 * x with other values in the rows at some indices along the first axis; x itself stays as it is.
 * Negative indices count from the end, an index that is none is left out, and of the values for one
 * row the last one is taken. Rows of x that are replaced have derivative 0, as have values that are
 * not taken. For indices of each example, `vmap` it.
 *
 * `setAt(x, indices, values)`: `[n, a], [b], [b, a] -> [n, a]`, the values broadcast;
 * `setAt(indices, values)(x)` for pipes.
 *
 * Throws `ShapeError` where the values do not stretch to a row for each index, `DTypeError` where
 * they have another element type than x, or unless the indices are i32 or u32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([1, 2, 3])
 * T.toArray(T.setAt(x, T.tensor([0, -1], 'i32'), T.tensor([7, 8]))) // [7, 2, 8]
 * T.toArray(T.setAt(x, T.tensor(1, 'i32'), 0)) // [1, 0, 3]
 */
export const setAt: Update<'setAt'> = update('setAt', (x, indices, values) => {
  const [rows = 0, ...row] = x.shape
  if (indices.shape[0] === 0) return x
  const source = lastWith(indices, rows)
  const isSet = lessEqual(zerosLike(source), source)
  return select(broadcast(isSet, [rows, ...row], [0]), gather(values, source), x)
})

/**
 * x with values added to the rows at some indices along the first axis; x itself stays as it is.
 * Values for one row are added to each other in their order, and then to x. Negative indices count
 * from the end, an index that is none is left out. For indices of each example, `vmap` it.
 *
 * `addAt(x, indices, values)`: `[n, a], [b], [b, a] -> [n, a]`, the values broadcast;
 * `addAt(indices, values)(x)` for pipes.
 *
 * Throws `ShapeError` where the values do not stretch to a row for each index, `DTypeError` for
 * booleans, where the values have another element type than x, or unless the indices are i32 or
 * u32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([1, 2, 3])
 * T.toArray(T.addAt(x, T.tensor([0, 0, 2], 'i32'), T.tensor([10, 20, 30]))) // [31, 2, 33]
 */
export const addAt: Update<'addAt'> = update('addAt', (x, indices, values) => {
  if (x.dtype === 'bool')
    throw new DTypeError('addAt', 'does not take bool: cast it to i32 first, or use setAt')
  return add(x, scatterAdd(values, indices, x.shape[0] ?? 0))
})
