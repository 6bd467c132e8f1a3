import { type DType, numberOf, type NumberOf } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { unwindows, windows } from '../core/primitives/windows.ts'
import {
  type Blame,
  type Fold,
  foldPlan,
  type IsAny,
  type ToShape,
  type Unfold,
  type UnfoldOptions,
  unfoldPlan,
  type UnfoldPlan,
} from '../core/shape/index.ts'
import type { AnyTensor, Shape, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import { byTensor } from './dual.ts'
import { checked, operandAs } from './operand.ts'
import type { NoStride, Only, WindowOptions } from './sliding.ts'
import { requireOptions } from './sliding.ts'

const attributesOf = ({ axis, size, stride, dilation }: UnfoldPlan) => ({
  axes: [axis],
  sizes: [size],
  strides: [stride],
  dilations: [dilation],
})

const settled = (operator: string, options: UnfoldOptions): UnfoldOptions =>
  requireOptions(operator, ['stride', 'dilation'], options)

interface UnfoldOperator {
  <
    const X extends AnyTensor | number,
    const Second extends number,
    const Third extends number | WindowOptions = NoStride,
    const O extends WindowOptions = NoStride,
  >(
    x: X,
    axis: Second,
    size?: X extends Tensor<infer S, DType> ? Blame<Unfold<S, Second, Third, O>, Third> : Third,
    options?: O & Only<O, WindowOptions>,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Tensor<ToShape<Unfold<S, Second, Third, O>>, D>
      : X extends number
        ? <S extends Shape, D extends DType>(
            x: Blame<Unfold<S, X, Second, Third>, Tensor<S, D>>,
          ) => Tensor<ToShape<Unfold<S, X, Second, Third>>, D>
        : never
}

/**
 * What a window that slides along an axis sees: the axis counts the places of the window, and its
 * elements are a new last axis: `y[…, o, …, k] = x[…, stride · o + dilation · k, …]`.
 *
 * `unfold(x, 1, k)`: `[a, n, b] -> [a, n − k + 1, b, k]`; `unfold(axis, size, options?)(x)` for pipes.
 * Options: `stride` (1), `dilation` (1).
 *
 * Throws `ShapeError` where the window is longer than the axis.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([1, 2, 3, 4])
 * T.toArray(T.unfold(x, 0, 2)) // [[1, 2], [2, 3], [3, 4]]
 * T.toArray(T.mean(T.unfold(x, 0, 3), -1)) // [2, 3]
 */
export const unfold: UnfoldOperator = byTensor(
  (x: unknown, axis: number, size: number, options: UnfoldOptions = {}): Node => {
    const node = nodeOf('unfold', x)
    const own = settled('unfold', options)
    const plan = checked('unfold', unfoldPlan(node.shape, axis, size, own), node.shape)
    return windows(node, attributesOf(plan))
  },
)

interface FoldOperator {
  <
    const X extends AnyTensor | number,
    const Second extends number,
    const Third extends number | WindowOptions = NoStride,
    const O extends WindowOptions = NoStride,
  >(
    x: X,
    axis: Second,
    length?: X extends Tensor<infer S, DType> ? Blame<Fold<S, Second, Third, O>, Third> : Third,
    options?: O & Only<O, WindowOptions>,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Tensor<ToShape<Fold<S, Second, Third, O>>, NumberOf<D>>
      : X extends number
        ? <S extends Shape, D extends DType>(
            x: Blame<Fold<S, X, Second, Third>, Tensor<S, D>>,
          ) => Tensor<ToShape<Fold<S, X, Second, Third>>, NumberOf<D>>
        : never
}

/**
 * Windows put back where `unfold` took them from, and added up where they overlap: its transpose,
 * also called overlap-add. What no window sees is 0.
 *
 * `fold(y, 1, n)`: `[a, n − k + 1, b, k] -> [a, n, b]`; `fold(axis, length, options?)(y)` for pipes.
 * Options: `stride` (1), `dilation` (1). Booleans become i32.
 *
 * Throws `ShapeError` where an axis of this length does not have as many windows.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([1, 2, 3, 4])
 * T.toArray(T.fold(T.unfold(x, 0, 2), 0, 4)) // [1, 4, 6, 4]
 * T.toArray(T.fold(T.unfold(x, 0, 2, { stride: 2 }), 0, 4, { stride: 2 })) // [1, 2, 3, 4]
 */
export const fold: FoldOperator = byTensor(
  (x: unknown, axis: number, length: number, options: UnfoldOptions = {}): Node => {
    const node = operandAs('fold', x, numberOf)
    const own = settled('fold', options)
    const plan = checked('fold', foldPlan(node.shape, axis, length, own), node.shape)
    return unwindows(node, { ...attributesOf(plan), shape: plan.shape })
  },
)
