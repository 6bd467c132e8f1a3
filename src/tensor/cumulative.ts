import { numberOf } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { mul } from '../core/primitives/arithmetic.ts'
import * as primitive from '../core/primitives/cumulation.ts'
import { concatenate } from '../core/primitives/selection.ts'
import { type Along, along, partAlong } from './along.ts'

/** The options of `cumsum` and `cumprod`. */
export interface CumulativeOptions {
  /**
   * from the end to the beginning
   * @defaultValue false
   */
  readonly reverse?: boolean
}

/**
 * The sum of each element and all before it along an axis, or with `reverse` of all behind it.
 * Booleans are counted in i32, integers wrap. It is added up one after the other from that end.
 *
 * `[a, b] -> [a, b]`, along the last axis if none is given; `cumsum(axis, options?)(x)` for pipes.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([1, 2, 3])
 * T.toArray(T.cumsum(x)) // [1, 3, 6]
 * T.toArray(T.cumsum(x, 0, { reverse: true })) // [6, 5, 3]
 */
export const cumsum: Along<'cumsum', 'number', CumulativeOptions> = along<
  typeof cumsum,
  CumulativeOptions
>('cumsum', numberOf, (x, axis, { reverse = false } = {}) => primitive.cumsum(x, { axis, reverse }))

/**
 * The products of all elements up to each: in every round a product of 1, 2, 4, … elements is
 * multiplied by the one that ends before it. Only products occur, no quotients, so that derivatives
 * of every order are exact wherever elements are 0.
 */
const products = (x: Node, axis: number, reverse: boolean): Node => {
  const size = x.shape[axis] ?? 0
  let result = x
  for (let step = 1; step < size; step *= 2) {
    const longer = mul(partAlong(result, axis, 0, size - step), partAlong(result, axis, step, size))
    result = concatenate(
      reverse
        ? [longer, partAlong(result, axis, size - step, size)]
        : [partAlong(result, axis, 0, step), longer],
      axis,
    )
  }
  return result
}

/**
 * The product of each element and all before it along an axis, or with `reverse` of all behind it.
 * Booleans become i32, integers wrap. Its derivatives are exact also where elements are 0. It is
 * multiplied in a tree: products of 1, 2, 4, … neighbours.
 *
 * `[a, b] -> [a, b]`, along the last axis if none is given; `cumprod(axis, options?)(x)` for pipes.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T, type Tensor, grad } from 'cotangent'
 *
 * T.toArray(T.cumprod(T.tensor([2, 3, 4]))) // [2, 6, 24]
 * const total = (x: Tensor<[3]>) => T.sum(T.cumprod(x))
 * T.toArray(grad(total)(T.tensor([2, 0, 4]))) // [1, 10, 0]
 */
export const cumprod: Along<'cumprod', 'number', CumulativeOptions> = along<
  typeof cumprod,
  CumulativeOptions
>('cumprod', numberOf, (x, axis, { reverse = false } = {}) => products(x, axis, reverse))
