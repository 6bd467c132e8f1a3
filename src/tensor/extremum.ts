import { ShapeError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import * as primitive from '../core/primitives/choice.ts'
import type { Choice } from '../core/primitives/choice.ts'
import { reshape } from '../core/primitives/movement.ts'
import { reduceMax, reduceMin } from '../core/primitives/reduction.ts'
import { axisOf, sizeOf } from '../core/shape/index.ts'
import { byTensor } from './dual.ts'
import { checked } from './operand.ts'
import {
  keptDims,
  type Reduction,
  type ReductionOptions,
  reduction,
  requireElements,
} from './reduction.ts'
import { nodeOf } from '../core/tree.ts'

/** The index along an axis, or among all elements row by row. */
const argOf =
  (operator: string, choose: Choice) =>
  (value: unknown, axis?: number, options: ReductionOptions = {}): Node => {
    const x = nodeOf(operator, value)
    if (axis === undefined) {
      const flat = reshape(x, [sizeOf(x.shape)])
      requireElements(operator, flat, [0])
      const index = choose(flat, 0)
      return options.keepdims === true ? keptDims(index, x, undefined) : index
    }
    if (typeof axis !== 'number')
      throw new ShapeError(operator, 'takes one axis or none', [x.shape])
    const place = checked(operator, axisOf(x.shape, axis, operator), x.shape)
    requireElements(operator, x, [place])
    const index = choose(x, place)
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
  argOf('argmax', primitive.argmax),
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
  argOf('argmin', primitive.argmin),
)

/**
 * Is some element true (not 0; NaN is)? Over all axes, one or several. False of nothing.
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
 * Are all elements true (not 0; NaN is)? Over all axes, one or several. True of nothing.
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
