import { ShapeError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { equal, select } from '../core/primitives/comparison.ts'
import { iota } from '../core/primitives/creation.ts'
import { reshape } from '../core/primitives/movement.ts'
import { reduceMax, reduceMin, type Reduction as Extremum } from '../core/primitives/reduction.ts'
import { axisOf, sizeOf } from '../core/shape/index.ts'
import { negated } from './compare.ts'
import { byTensor } from './dual.ts'
import { checked, stretch } from './operand.ts'
import {
  keptDims,
  type Reduction,
  type ReductionOptions,
  reduction,
  requireElements,
} from './reduction.ts'
import { nodeOf } from '../core/tree.ts'

/** Where the extremum along an axis stands first, NaN counting as the extremum. */
export const firstAlong = (
  operator: string,
  x: Node,
  axis: number,
  extremum: Extremum,
): { readonly index: Node; readonly chosen: Node } => {
  requireElements(operator, x, [axis])
  const best = stretch(keptDims(extremum(x, [axis]), x, [axis]), x.shape)
  const isNaN = negated(equal(x, x))
  const attained = select(equal(x, best), fill(1, isNaN), isNaN)
  const places = iota(x.shape, axis, 'i32')
  const index = reduceMin(select(attained, places, fill(2147483647, places)), [axis])
  return { index, chosen: equal(places, stretch(keptDims(index, x, [axis]), x.shape)) }
}

/** The index along an axis, or among all elements row by row. */
const argOf =
  (operator: string, extremum: Extremum) =>
  (value: unknown, axis?: number, options: ReductionOptions = {}): Node => {
    const x = nodeOf(operator, value)
    if (axis === undefined) {
      const flat = reshape(x, [sizeOf(x.shape)])
      const { index } = firstAlong(operator, flat, 0, extremum)
      return options.keepdims === true ? keptDims(index, x, undefined) : index
    }
    if (typeof axis !== 'number')
      throw new ShapeError(operator, 'takes one axis or none', [x.shape])
    const place = checked(operator, axisOf(x.shape, axis, operator), x.shape)
    const { index } = firstAlong(operator, x, place, extremum)
    return options.keepdims === true ? keptDims(index, x, place) : index
  }

/**
 * Where the greatest element is, the first of several; NaN counts as the greatest. Along one axis,
 * or without an axis among all elements, counted row by row. No derivative goes through it.
 *
 * `argmax(x)`: `[a, b] -> []`; `argmax(x, 0)`: `[a, b] -> [b]`; with `{ keepdims: true }`: `[1, b]`.
 *
 * Throws `ShapeError` for an axis that x does not have, and where there are no elements.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.argmax(T.tensor([[1, 5], [3, 2]]), -1)) // [1, 0]
 */
export const argmax: Reduction<'argmax', 'index', number | undefined> = byTensor(
  argOf('argmax', reduceMax),
)

/**
 * Where the smallest element is, the first of several; NaN counts as the smallest. Along one axis,
 * or without an axis among all elements, counted row by row. No derivative goes through it.
 *
 * `argmin(x)`: `[a, b] -> []`; `argmin(x, 0)`: `[a, b] -> [b]`; with `{ keepdims: true }`: `[1, b]`.
 *
 * Throws `ShapeError` for an axis that x does not have, and where there are no elements.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.argmin(T.tensor([[1, 5], [3, 2]]), -1)) // [0, 1]
 */
export const argmin: Reduction<'argmin', 'index', number | undefined> = byTensor(
  argOf('argmin', reduceMin),
)

/**
 * Is some element true (not 0)? Over all axes, one or several.
 *
 * `any(x)`: `[a, b] -> []`; `any(x, 0)`: `[a, b] -> [b]`; with `{ keepdims: true }`: `[1, b]`.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.any(T.tensor([[true, false], [false, false]]), -1)) // [true, false]
 */
export const any: Reduction<'any', 'bool'> = reduction('any', () => 'bool', reduceMax)

/**
 * Are all elements true (not 0)? Over all axes, one or several.
 *
 * `all(x)`: `[a, b] -> []`; `all(x, 0)`: `[a, b] -> [b]`; with `{ keepdims: true }`: `[1, b]`.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.all(T.tensor([[true, true], [true, false]]), -1)) // [true, false]
 */
export const all: Reduction<'all', 'bool'> = reduction('all', () => 'bool', reduceMin)
