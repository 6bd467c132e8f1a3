import { type DType, floatOf, type FloatOf, isFloat, allocate } from '../core/dtype.ts'
import { ShapeError } from '../core/errors.ts'
import { type Node, constant } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { div } from '../core/primitives/arithmetic.ts'
import { broadcast } from '../core/primitives/movement.ts'
import { reduceMax } from '../core/primitives/reduction.ts'
import { reduceSum } from '../core/primitives/summation.ts'
import { windows } from '../core/primitives/windows.ts'
import {
  type Blame,
  type IsAny,
  type PerAxis,
  type Pool,
  type PoolOptions,
  poolPlan,
  type PoolPlan,
  type Rank,
  showShape,
  type SlidingAxis,
  spatialNames,
  type ToShape,
} from '../core/shape/index.ts'
import type { AnyTensor, Shape, Tensor } from '../core/tensor.ts'
import { byTensor } from './dual.ts'
import { checked, operandAs } from './operand.ts'
import { padConstant } from './pad.ts'
import {
  type NoOptions,
  type Only,
  type PerSpatialAxis,
  type PoolingOptions,
  requireOptions,
} from './sliding.ts'

interface Results<D extends DType> {
  readonly same: D
  readonly float: FloatOf<D>
}

interface PoolOperator<
  R extends Rank,
  Operator extends string,
  Result extends keyof Results<DType>,
> {
  <
    const X extends AnyTensor | PerSpatialAxis<R>,
    const Second extends PerSpatialAxis<R> | PoolingOptions<R> = NoOptions,
    const Options extends PoolingOptions<R> = NoOptions,
  >(
    x: X,
    window?: X extends Tensor<infer S, DType>
      ? Blame<Pool<R, S, Second, Options, Operator>, Second>
      : Second,
    options?: Options & Only<Options, PoolingOptions<R>>,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Tensor<ToShape<Pool<R, S, Second, Options, Operator>>, Results<D>[Result]>
      : <S extends Shape, D extends DType>(
          x: Blame<Pool<R, S, X, Second, Operator>, Tensor<S, D>>,
        ) => Tensor<ToShape<Pool<R, S, X, Second, Operator>>, Results<D>[Result]>
}

/** How many elements of the input each window along an axis sees. */
const seen = (size: number, { size: places, window, stride, padding: [low] }: SlidingAxis) =>
  Array.from({ length: places }, (_, o) => {
    const start = o * stride - low
    return Math.min(start + window, size) - Math.max(start, 0)
  })

/** The windows of an input with a value around it: their elements are the last axes. */
const windowsOf = (x: Node, { axes }: PoolPlan, around: number): Node => {
  const padding = axes.map((axis) => axis.padding)
  const padded = padding.every(([low, high]) => low + high === 0)
    ? x
    : padConstant(x, [[0, 0], ...padding, [0, 0]], around)
  return windows(padded, {
    axes: axes.map((_, axis) => axis + 1),
    sizes: axes.map(({ window }) => window),
    strides: axes.map(({ stride }) => stride),
    dilations: axes.map(() => 1),
  })
}

const pooling = <Face>(
  operator: string,
  rank: Rank,
  working: (dtype: DType) => DType,
  build: (
    x: Node,
    plan: PoolPlan,
    counts: readonly (readonly number[])[],
    last: readonly number[],
  ) => Node,
): Face =>
  byTensor((x: unknown, window: PerAxis, options: PoolOptions = {}): Node => {
    const node = operandAs(operator, x, working)
    const settings = requireOptions(operator, ['strides', 'padding'], options)
    const plan = checked(
      operator,
      poolPlan(operator, rank, node.shape, window, settings),
      node.shape,
    )
    const counts = plan.axes.map((axis, i) => seen(node.shape[i + 1] ?? 0, axis))
    const blind = counts.findIndex((along) => along.some((count) => count < 1))
    if (blind >= 0)
      throw new ShapeError(
        operator,
        `a window sees padding alone: ${spatialNames[rank][blind]} of ${showShape(node.shape)} is padded by ${showShape(plan.axes[blind]?.padding ?? [])}`,
        [node.shape],
      )
    return build(
      node,
      plan,
      counts,
      plan.axes.map((_, axis) => rank + 2 + axis),
    )
  })

const least = (dtype: DType): number =>
  isFloat(dtype) ? Number.NEGATIVE_INFINITY : dtype === 'i32' ? -2147483648 : 0

const maxPool = <Face>(rank: Rank): Face =>
  pooling(
    `maxPool${rank}d`,
    rank,
    (dtype) => dtype,
    (x, plan, _, last) => reduceMax(windowsOf(x, plan, least(x.dtype)), last),
  )

const avgPool = <Face>(rank: Rank): Face =>
  pooling(`avgPool${rank}d`, rank, floatOf, (x, plan, counts, last) => {
    const sums = reduceSum(windowsOf(x, plan, 0), last)
    const full = plan.axes.reduce((product, { window }) => product * window, 1)
    const products = counts.reduce<readonly number[]>(
      (before, along) => before.flatMap((count) => along.map((own) => count * own)),
      [1],
    )
    if (products.every((count) => count === full)) return div(sums, fill(full, sums))
    const values = allocate(sums.dtype, products.length)
    values.set(products)
    const places = constant(
      counts.map(({ length }) => length),
      sums.dtype,
      values,
    )
    return div(
      sums,
      broadcast(
        places,
        sums.shape,
        plan.axes.map((_, axis) => axis + 1),
      ),
    )
  })

/**
 * The greatest element of each window along one axis; NaN if there is one. See `maxPool2d`.
 *
 * `maxPool1d(x, window)`: `[batch, width, channels] -> [batch, places, channels]`;
 * `maxPool1d(window, options?)(x)` for pipes.
 *
 * Throws `ShapeError` where x has other axes, or a window does not fit.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.reshape(T.tensor([1, 5, 2, 4]), [1, 4, 1])
 * T.toArray(T.flatten(T.maxPool1d(x, 2))) // [[5, 4]]
 * T.toArray(T.flatten(T.maxPool1d(x, 2, { strides: 1 }))) // [[5, 5, 4]]
 */
export const maxPool1d: PoolOperator<1, 'maxPool1d', 'same'> = maxPool(1)

/**
 * The greatest element of each window of an image, channel by channel; NaN if there is one. Elements
 * of a window that are equal share the derivative equally.
 *
 * `maxPool2d(x, 2)`: `[batch, height, width, channels] -> [batch, height / 2, width / 2, channels]`;
 * in general `places = ⌊(size + padding − window) / stride⌋ + 1`; `maxPool2d(window, options?)(x)` for
 * pipes. The window is one number, or `[height, width]`. The greatest element of whole images is
 * `max(x, [1, 2])`.
 *
 * Options: `strides` (the window), `padding` (`'VALID'`: none; `'SAME'`: ⌈size / stride⌉ places; or
 * `[[top, bottom], [left, right]]`). Padding is never greater than an element.
 *
 * Throws `ShapeError` where x has other axes, a window does not fit, or sees padding alone.
 *
 * @example
 * import { T, type Tensor, grad } from 'cotangent'
 *
 * const x = T.tensor([[[[1], [2]], [[4], [4]]]])
 * T.toArray(T.maxPool2d(x, 2)) // [[[[4]]]]
 * const total = (image: Tensor<[1, 2, 2, 1]>) => T.sum(T.maxPool2d(image, 2))
 * T.toArray(T.reshape(grad(total)(x), [2, 2])) // [[0, 0], [0.5, 0.5]]
 */
export const maxPool2d: PoolOperator<2, 'maxPool2d', 'same'> = maxPool(2)

/**
 * The mean of each window along one axis. See `avgPool2d`.
 *
 * `avgPool1d(x, window)`: `[batch, width, channels] -> [batch, places, channels]`;
 * `avgPool1d(window, options?)(x)` for pipes.
 *
 * Throws `ShapeError` where x has other axes, or a window does not fit.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.reshape(T.tensor([1, 5, 2, 4]), [1, 4, 1])
 * T.toArray(T.flatten(T.avgPool1d(x, 2))) // [[3, 3]]
 */
export const avgPool1d: PoolOperator<1, 'avgPool1d', 'float'> = avgPool(1)

/**
 * The mean of each window of an image, channel by channel: of the elements of x that the window
 * sees, so that padding does not count. Integers and booleans become f32.
 *
 * `avgPool2d(x, 2)`: `[batch, height, width, channels] -> [batch, height / 2, width / 2, channels]`;
 * in general `places = ⌊(size + padding − window) / stride⌋ + 1`; `avgPool2d(window, options?)(x)` for
 * pipes. Options: see `maxPool2d`. The mean of whole images is `mean(x, [1, 2])`.
 *
 * Throws `ShapeError` where x has other axes, a window does not fit, or sees padding alone.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.reshape(T.tensor([1, 2, 3, 4, 5, 6]), [1, 2, 3, 1])
 * T.toArray(T.flatten(T.avgPool2d(x, 2, { strides: 1 }))) // [[3, 4]]
 * T.toArray(T.flatten(T.avgPool2d(x, 2, { padding: 'SAME' }))) // [[3, 4.5]]
 */
export const avgPool2d: PoolOperator<2, 'avgPool2d', 'float'> = avgPool(2)
