import { floatOf, numberOf } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { div, mul } from '../core/primitives/arithmetic.ts'
import { reshape, transpose } from '../core/primitives/movement.ts'
import { concatenate, slice } from '../core/primitives/selection.ts'
import { reduceMax, reduceMin } from '../core/primitives/reduction.ts'
import { keptAxes, reduceSum } from '../core/primitives/summation.ts'
import { countOver, type Reduction, reduction, requireElements } from './reduction.ts'

/**
 * The sum over all axes, one or several. Booleans are counted in i32, integers wrap. The order of
 * addition is fixed, so a sum has the same bits everywhere. 0 of nothing.
 *
 * `sum(x)`: `[a, b] -> []`; `sum(x, 0)`: `[a, b] -> [b]`; with `{ keepdims: true }`: `[1, b]`.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * T.toNumber(T.sum(x)) // 10
 * T.toArray(T.sum(x, 0)) // [4, 6]
 * T.toArray(T.sum(-1, { keepdims: true })(x)) // [[3], [7]]
 */
export const sum: Reduction<'sum', 'number'> = reduction('sum', numberOf, reduceSum)

/** The mean of a node over some axes. */
export const meanOf = (x: Node, axes: readonly number[]): Node => {
  const total = reduceSum(x, axes)
  return div(total, fill(countOver(x, axes), total))
}

/**
 * The mean over all axes, one or several: a real number, f32 for integers. NaN of nothing.
 *
 * `mean(x)`: `[a, b] -> []`; `mean(x, 0)`: `[a, b] -> [b]`; with `{ keepdims: true }`: `[1, b]`.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.mean(T.tensor([[1, 2], [3, 4]]), 0)) // [2, 3]
 */
export const mean: Reduction<'mean', 'float'> = reduction('mean', floatOf, meanOf)

/** A part of the last axis of a node. */
const part = (x: Node, start: number, stop: number): Node =>
  slice(
    x,
    x.shape.map((_, axis) => (axis === x.shape.length - 1 ? start : 0)),
    x.shape.map((size, axis) => (axis === x.shape.length - 1 ? stop : size)),
    x.shape.map(() => 1),
  )

/**
 * The product over some axes as a balanced tree of multiplications, half with half. No division by
 * an element occurs, so that zeros are exact at every order of derivative.
 */
export const product = (x: Node, axes: readonly number[]): Node => {
  const kept = keptAxes(x.shape.length, axes)
  const shape = kept.map((axis) => x.shape[axis] ?? 1)
  const count = countOver(x, axes)
  const behind = transpose(x, [...kept, ...axes])
  if (count === 0) return fill(1, { shape, dtype: x.dtype })
  let factors = reshape(behind, [...shape, count])
  for (let left = count; left > 1; left = Math.ceil(left / 2)) {
    const half = Math.floor(left / 2)
    const products = mul(part(factors, 0, half), part(factors, half, 2 * half))
    factors =
      left % 2 === 0
        ? products
        : concatenate([products, part(factors, left - 1, left)], shape.length)
  }
  return reshape(factors, shape)
}

/**
 * The product over all axes, one or several. Booleans become i32, integers wrap. 1 of nothing. Its
 * derivatives are exact also where elements are 0.
 *
 * `prod(x)`: `[a, b] -> []`; `prod(x, 0)`: `[a, b] -> [b]`; with `{ keepdims: true }`: `[1, b]`.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T, type Tensor, grad } from 'cotangent'
 *
 * T.toNumber(T.prod(T.tensor([2, 3, 4]))) // 24
 * T.toArray(grad((x: Tensor<[3]>) => T.prod(x))(T.tensor([0, 3, 4]))) // [12, 0, 0]
 */
export const prod: Reduction<'prod', 'number'> = reduction('prod', numberOf, product)

/**
 * The greatest element over all axes, one or several; NaN if there is one. Elements that are equal
 * share the derivative equally.
 *
 * `max(x)`: `[a, b] -> []`; `max(x, 0)`: `[a, b] -> [b]`; with `{ keepdims: true }`: `[1, b]`.
 *
 * Throws `ShapeError` for an axis that x does not have, and where there are no elements.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.max(T.tensor([[1, 5], [3, 4]]), -1)) // [5, 4]
 */
export const max: Reduction<'max', 'same'> = reduction(
  'max',
  (dtype) => dtype,
  (x, axes) => {
    requireElements('max', x, axes)
    return reduceMax(x, axes)
  },
)

/**
 * The smallest element over all axes, one or several; NaN if there is one. Elements that are equal
 * share the derivative equally.
 *
 * `min(x)`: `[a, b] -> []`; `min(x, 0)`: `[a, b] -> [b]`; with `{ keepdims: true }`: `[1, b]`.
 *
 * Throws `ShapeError` for an axis that x does not have, and where there are no elements.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.min(T.tensor([[1, 5], [3, 4]]), -1)) // [1, 3]
 */
export const min: Reduction<'min', 'same'> = reduction(
  'min',
  (dtype) => dtype,
  (x, axes) => {
    requireElements('min', x, axes)
    return reduceMin(x, axes)
  },
)
