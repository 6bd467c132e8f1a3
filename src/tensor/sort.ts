import type { DType } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { iota } from '../core/primitives/creation.ts'
import { inverse, reverse, transpose } from '../core/primitives/movement.ts'
import { sortBy } from '../core/primitives/order.ts'
import { type Blame, type ToShape, type TopK, topKShape } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import { type Along, along, partAlong } from './along.ts'
import { byCount } from './dual.ts'
import { checked } from './operand.ts'

/** The options of `sort` and `argsort`. */
export interface SortOptions {
  /**
   * the greatest element first, and NaN before it
   * @defaultValue false
   */
  readonly descending?: boolean
}

/** Values in the order that sorts keys along an axis: stable in either direction. */
const ordered = (keys: Node, values: Node, axis: number, descending: boolean): Node => {
  const last = keys.shape.length - 1
  const order = [...keys.shape.keys()].filter((i) => i !== axis).concat(axis)
  const moved = (x: Node, permutation: readonly number[]): Node =>
    axis === last ? x : transpose(x, permutation)
  // backwards before and after: what is equal keeps its order, and no key has to be negated
  const turned = (x: Node): Node => (descending ? reverse(x, [last]) : x)
  const sorted = sortBy(turned(moved(keys, order)), turned(moved(values, order)))
  return moved(turned(sorted), inverse(order))
}

/** Where each element of a node stands along an axis. */
const placesAlong = (x: Node, axis: number): Node => iota(x.shape, axis, 'i32')

/**
 * The elements in ascending order along an axis, NaN last; descending, NaN first. Each element keeps
 * its derivative where it goes; what is equal keeps its order.
 *
 * `[a, b] -> [a, b]`, along the last axis if none is given; `sort(axis, options?)(x)` for pipes.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([3, 1, 2])
 * T.toArray(T.sort(x)) // [1, 2, 3]
 * T.toArray(T.sort(x, 0, { descending: true })) // [3, 2, 1]
 */
export const sort: Along<'sort', 'same', SortOptions> = along<typeof sort, SortOptions>(
  'sort',
  (dtype) => dtype,
  (x, axis, { descending = false } = {}) => ordered(x, x, axis, descending),
)

/**
 * The indices that sort along an axis: `takeAlongAxis(x, argsort(x, axis), axis)` is `sort(x, axis)`.
 * Of equal elements the first comes first, in either direction. No derivative goes through it.
 *
 * `[a, b] -> [a, b]`, along the last axis if none is given; `argsort(axis, options?)(x)` for pipes.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.argsort(T.tensor([3, 1, 2]))) // [1, 2, 0]
 * T.toArray(T.argsort(T.tensor([1, 2, 2]), 0, { descending: true })) // [1, 2, 0]
 */
export const argsort: Along<'argsort', 'index', SortOptions> = along<typeof argsort, SortOptions>(
  'argsort',
  (dtype) => dtype,
  (x, axis, { descending = false } = {}) => ordered(x, placesAlong(x, axis), axis, descending),
)

type Top<S extends Shape, K extends number, D extends DType> = [
  values: Tensor<ToShape<TopK<S, K>>, D>,
  indices: Tensor<ToShape<TopK<S, K>>, 'i32'>,
]

interface TopKOperator {
  <K extends number>(
    k: K,
  ): <S extends Shape, D extends DType>(x: Blame<TopK<S, K>, Tensor<S, D>>) => Top<S, K, D>
  <S extends Shape, D extends DType, K extends number>(
    x: Tensor<S, D>,
    k: Blame<TopK<S, K>, K>,
  ): Top<S, K, D>
}

/**
 * The k greatest elements along the last axis, the greatest first, and their indices. NaN is the
 * greatest; of equal elements the first comes first. The values keep the derivatives of the
 * elements that they are.
 *
 * `topK(x, k)`: `[a, b] -> [[a, k], [a, k]]`; `topK(k)(x)` for pipes.
 *
 * Throws `ShapeError` where there are fewer than k elements.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const [values, indices] = T.topK(T.tensor([1, 4, 2, 3]), 2)
 * T.toArray(values) // [4, 3]
 * T.toArray(indices) // [1, 3]
 */
export const topK: TopKOperator = byCount(2, (x: unknown, k: number) => {
  const node = nodeOf('topK', x)
  checked('topK', topKShape(node.shape, k), node.shape)
  const axis = node.shape.length - 1
  return [node, placesAlong(node, axis)].map((values) =>
    partAlong(ordered(node, values, axis, true), axis, 0, k),
  )
})
