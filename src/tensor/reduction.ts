/**
 * What all reductions share: their typed face, `f(x, axes?, options?)` and `f(axes?, options?)(x)`,
 * and what they do about axes.
 */
import type { DType, FloatOf, NumberOf } from '../core/dtype.ts'
import { ShapeError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import { reshape } from '../core/primitives/movement.ts'
import {
  type Blame,
  type IsAny,
  reduceShape,
  type Reduce,
  type ReductionAxes,
  reductionAxes,
  showShape,
  type ToShape,
} from '../core/shape/index.ts'
import type { AnyTensor, Shape, Tensor } from '../core/tensor.ts'
import { byTensor } from './dual.ts'
import { operandAs } from './operand.ts'

/** The options of a reduction. */
export interface ReductionOptions<Keep extends boolean = boolean> {
  /**
   * keep the axes, with size 1
   * @defaultValue false
   */
  readonly keepdims?: Keep
}

/** What a reduction makes of the element type. */
export interface ReducedDType<D extends DType> {
  readonly same: D
  /** booleans are counted */
  readonly number: NumberOf<D>
  /** the result is a real number */
  readonly float: FloatOf<D>
  readonly bool: 'bool'
  readonly index: 'i32'
}

type Reduced<
  S extends Shape,
  D extends DType,
  Axes extends ReductionAxes,
  Keep extends boolean,
  Operator extends string,
  Result extends keyof ReducedDType<D>,
> = Tensor<ToShape<Reduce<S, Axes, Keep, Operator>>, ReducedDType<D>[Result]>

/** A reduction that waits for its tensor. */
type Reducer<
  Axes extends ReductionAxes,
  Keep extends boolean,
  Operator extends string,
  Result extends keyof ReducedDType<DType>,
> = <S extends Shape, D extends DType>(
  x: Blame<Reduce<S, Axes, Keep, Operator>, Tensor<S, D>>,
) => Reduced<S, D, Axes, Keep, Operator, Result>

/**
 * A reduction: `f(x)` over all axes, `f(x, 1)` over one, `f(x, [0, -1])` over several;
 * `f(axes?, options?)` waits for the tensor.
 *
 * It is one signature with conditional types and not two overloads, because the forms overlap in
 * their numbers of arguments, and the compiler's message for overloads is long.
 */
export interface Reduction<
  Operator extends string,
  Result extends keyof ReducedDType<DType>,
  Allowed extends ReductionAxes = ReductionAxes,
> {
  <
    const X extends AnyTensor | Allowed | undefined,
    const Axes extends Allowed | undefined = undefined,
    Keep extends boolean = false,
  >(
    x: X,
    axes?: X extends Tensor<infer S, infer _D>
      ? Blame<Reduce<S, Axes, Keep, Operator>, Axes>
      : ReductionOptions<Keep>,
    options?: X extends Tensor<infer _S, infer _D> ? ReductionOptions<Keep> : never,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Reduced<S, D, Axes, Keep, Operator, Result>
      : X extends ReductionAxes
        ? Reducer<X, Keep, Operator, Result>
        : never
}

/** Makes a reduction of what it does to a node over axes that are counted from the front, ascending. */
export const reduction = <Face>(
  operator: string,
  working: (dtype: DType) => DType,
  build: (x: Node, axes: readonly number[]) => Node,
): Face =>
  byTensor((x: unknown, axes: ReductionAxes, options: ReductionOptions = {}) => {
    const node = operandAs(operator, x, working)
    const reduced = build(node, axesFor(operator, node, axes))
    return options.keepdims === true ? keptDims(reduced, node, axes) : reduced
  })

/** The axes of a reduction counted from the front, ascending. */
export const axesFor = (operator: string, x: Node, axes: ReductionAxes): readonly number[] => {
  const places = reductionAxes(x.shape, axes, operator)
  if (typeof places === 'string')
    throw new ShapeError(operator, places.slice(operator.length + 2), [x.shape])
  return places.toSorted((a, b) => a - b)
}

/** The result of a reduction with size 1 for the axes that are gone. */
export const keptDims = (reduced: Node, x: Node, axes: ReductionAxes): Node => {
  const shape = reduceShape(x.shape, axes, true)
  return typeof shape === 'string' ? reduced : reshape(reduced, shape)
}

/** The number of elements that a reduction takes together. */
export const countOver = (x: Node, axes: readonly number[]): number =>
  axes.reduce((count, axis) => count * (x.shape[axis] ?? 1), 1)

/** Throws where there is nothing to choose from. */
export const requireElements = (operator: string, x: Node, axes: readonly number[]): void => {
  if (countOver(x, axes) === 0)
    throw new ShapeError(
      operator,
      `there are no elements along axes (${axes.join(', ')}) of ${showShape(x.shape)}`,
      [x.shape],
    )
}
