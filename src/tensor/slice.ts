import type { DType } from '../core/dtype.ts'
import { slice as sliced } from '../core/primitives/selection.ts'
import {
  type Blame,
  type Bound,
  type IsAny,
  type Slice,
  sliceBounds,
  type ToShape,
} from '../core/shape/index.ts'
import type { AnyTensor, Shape, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import { byTensor } from './dual.ts'
import { requireArray } from './move.ts'
import { checked } from './operand.ts'

interface SliceOperator {
  <
    const X extends AnyTensor | Bound[],
    const Second extends Bound[],
    const Third extends Bound[] = [],
    const Steps extends number[] = [],
  >(
    x: X,
    starts: Second,
    stops?: X extends Tensor<infer S, infer _D>
      ? Blame<Slice<S, Second, Third, Steps>, Third>
      : Third,
    steps?: X extends Tensor<infer _S, infer _D> ? Steps : never,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Tensor<ToShape<Slice<S, Second, Third, Steps>>, D>
      : X extends Bound[]
        ? <S extends Shape, D extends DType>(
            x: Blame<SliceLast<S, X, Second, Third>, Tensor<S, D>>,
          ) => Tensor<ToShape<SliceLast<S, X, Second, Third>>, D>
        : never
}

type SliceLast<
  S extends Shape,
  Starts extends Bound[],
  Stops extends Bound[],
  Steps extends Bound[],
> = Steps extends number[] ? Slice<S, Starts, Stops, Steps> : never

/**
 * A regular part of a tensor: along each axis the elements `start`, `start + step`, … before
 * `stop`. A negative bound counts from the end, `null` is the end itself; axes that the lists do
 * not reach are kept whole.
 *
 * `slice(x, [2], [7])`: `[10, a] -> [5, a]`; `slice(starts, stops, steps?)(x)` for pipes.
 *
 * Throws `ShapeError` for bounds outside of x, a start after its stop, and steps below 1.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([[1, 2, 3], [4, 5, 6]])
 * T.toArray(T.slice(x, [1], [2])) // [[4, 5, 6]]
 * T.toArray(T.slice(x, [null, 0], [null, 3], [1, 2])) // [[1, 3], [4, 6]]
 */
export const slice: SliceOperator = byTensor(
  (
    x: unknown,
    starts: readonly Bound[],
    stops: readonly Bound[] = [],
    steps: readonly number[] = [],
  ) => {
    const node = nodeOf('slice', x)
    const bounds = checked(
      'slice',
      sliceBounds(
        node.shape,
        requireArray('slice', 'starts', starts),
        requireArray('slice', 'stops', stops),
        requireArray('slice', 'steps', steps),
      ),
      node.shape,
    )
    return sliced(node, bounds.starts, bounds.stops, bounds.steps)
  },
)
