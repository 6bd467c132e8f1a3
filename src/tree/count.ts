import { bytesPerElement } from '../core/dtype.ts'
import { sizeOf } from '../core/shape/index.ts'
import { flatten } from '../core/tree.ts'

/**
 * How many elements the tensors of a tree have together: of parameters, how many there are.
 *
 * Laws: additive, `count([a, b]) = count(a) + count(b)`; 1 of a scalar.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * tree.count({ kernel: T.zeros([784, 10]), bias: T.zeros([10]) }) // 7850
 */
export const count = (tree: unknown): number =>
  flatten(tree).leaves.reduce((sum, { shape }) => sum + sizeOf(shape), 0)

/**
 * How many bytes the elements of a tree take: 4 an element, 8 of f64, 1 of bool.
 *
 * Laws: additive, `bytes([a, b]) = bytes(a) + bytes(b)`; as long as the arrays of `T.toTypedArray`.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * tree.bytes({ kernel: T.zeros([784, 10]), mask: T.full([10], true) }) // 31370
 */
export const bytes = (tree: unknown): number =>
  flatten(tree).leaves.reduce(
    (sum, { shape, dtype }) => sum + sizeOf(shape) * bytesPerElement(dtype),
    0,
  )
