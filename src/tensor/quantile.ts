import { type DType, type FloatOf, floatOf } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { add, mul, sub } from '../core/primitives/arithmetic.ts'
import { equal, select } from '../core/primitives/comparison.ts'
import { reshape, transpose } from '../core/primitives/movement.ts'
import { sortBy } from '../core/primitives/order.ts'
import { keptAxes } from '../core/primitives/summation.ts'
import { type Blame, type Reduce, type ReductionAxes, type ToShape } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { partAlong } from './along.ts'
import { byTensor } from './dual.ts'
import { operandAs } from './operand.ts'
import {
  axesFor,
  countOver,
  keptDims,
  type Reduction,
  type ReductionOptions,
  reduction,
  requireElements,
} from './reduction.ts'

/** Between a and b, as NumPy rounds it: from the nearer one. NaN where there is a NaN. */
const between = (a: Node, b: Node, t: number): Node => {
  if (t === 0) return a
  const gap = sub(b, a)
  const point =
    t === 0.5
      ? mul(add(a, b), fill(0.5, a))
      : t < 0.5
        ? add(a, mul(gap, fill(t, gap)))
        : sub(b, mul(gap, fill(1 - t, gap)))
  // ∞ − ∞ is NaN, but between them there is only ∞
  return select(equal(gap, gap), point, add(a, b))
}

/** The quantile of the elements over some axes. */
const quantileOf = (operator: string, x: Node, q: number, axes: readonly number[]): Node => {
  requireElements(operator, x, axes)
  const kept = keptAxes(x.shape.length, axes)
  const shape = kept.map((axis) => x.shape[axis] ?? 1)
  const count = countOver(x, axes)
  const flat = reshape(transpose(x, [...kept, ...axes]), [...shape, count])
  const sorted = sortBy(flat, flat)
  const at = (i: number): Node => reshape(partAlong(sorted, shape.length, i, i + 1), shape)
  const position = q * (count - 1)
  const low = Math.floor(position)
  const result = between(at(low), at(Math.min(low + 1, count - 1)), position - low)
  const greatest = at(count - 1)
  return select(equal(greatest, greatest), result, greatest)
}

interface QuantileOperator {
  <const Axes extends ReductionAxes = undefined, Keep extends boolean = false>(
    q: number,
    axes?: Axes,
    options?: ReductionOptions<Keep>,
  ): <S extends Shape, D extends DType>(
    x: Blame<Reduce<S, Axes, Keep, 'quantile'>, Tensor<S, D>>,
  ) => Tensor<ToShape<Reduce<S, Axes, Keep, 'quantile'>>, FloatOf<D>>
  <
    S extends Shape,
    D extends DType,
    const Axes extends ReductionAxes = undefined,
    Keep extends boolean = false,
  >(
    x: Tensor<S, D>,
    q: number,
    axes?: Blame<Reduce<S, Axes, Keep, 'quantile'>, Axes>,
    options?: ReductionOptions<Keep>,
  ): Tensor<ToShape<Reduce<S, Axes, Keep, 'quantile'>>, FloatOf<D>>
}

/**
 * The element below which a part q of all lie, over all axes, one or several: a real number, between
 * two neighbours in proportion. NaN if there is one. Its derivative goes to these two elements.
 *
 * `quantile(x, q)`: `[a, b] -> []`; `quantile(x, q, 0)`: `[a, b] -> [b]`; with
 * `{ keepdims: true }`: `[1, b]`; `quantile(q, axes?, options?)(x)` for pipes.
 *
 * Throws `ArgumentError` unless q is from 0 to 1, `ShapeError` for an axis that x does not have, and
 * where there are no elements.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toNumber(T.quantile(T.tensor([4, 1, 3, 2]), 0.25)) // 1.75
 */
export const quantile: QuantileOperator = byTensor(
  (x: unknown, q: number, axes: ReductionAxes, options: ReductionOptions = {}) => {
    if (!(q >= 0 && q <= 1))
      throw new ArgumentError('quantile', `q must be from 0 to 1, got ${String(q)}`)
    const node = operandAs('quantile', x, floatOf)
    const reduced = quantileOf('quantile', node, q, axesFor('quantile', node, axes))
    return options.keepdims === true ? keptDims(reduced, node, axes) : reduced
  },
)

/**
 * The element in the middle, over all axes, one or several: a real number, the mean of two where
 * their number is even. NaN if there is one. Its derivative goes to these elements.
 *
 * `median(x)`: `[a, b] -> []`; `median(x, 0)`: `[a, b] -> [b]`; with `{ keepdims: true }`: `[1, b]`.
 *
 * Throws `ShapeError` for an axis that x does not have, and where there are no elements.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.median(T.tensor([[7, 1, 3], [2, 9, 4]]), -1)) // [3, 4]
 * T.toNumber(T.median(T.tensor([1, 2, 3, 10]))) // 2.5
 */
export const median: Reduction<'median', 'float'> = reduction('median', floatOf, (x, axes) =>
  quantileOf('median', x, 0.5, axes),
)
