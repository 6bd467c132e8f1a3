/** What functions of the elements along one axis share: `f(x, axis = -1, options?)` and `f(axis, options?)(x)`. */
import type { DType } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { slice } from '../core/primitives/selection.ts'
import { type Axis, axisOf, type Blame, type IsAny } from '../core/shape/index.ts'
import type { AnyTensor, Shape, Tensor } from '../core/tensor.ts'
import { byTensor } from './dual.ts'
import { checked, operandAs } from './operand.ts'
import type { ReducedDType } from './reduction.ts'

/** A function of the elements along one axis, the last if none is given. The shape stays. */
export interface Along<
  Operator extends string,
  Result extends keyof ReducedDType<DType>,
  Options = never,
> {
  <const X extends AnyTensor | number, Ax extends number = -1>(
    x: X,
    axis?: X extends Tensor<infer S, DType> ? Blame<Axis<S, Ax, Operator>, Ax> : Options,
    options?: X extends AnyTensor ? Options : never,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Tensor<S, ReducedDType<D>[Result]>
      : X extends number
        ? <S extends Shape, D extends DType>(
            x: Blame<Axis<S, X, Operator>, Tensor<S, D>>,
          ) => Tensor<S, ReducedDType<D>[Result]>
        : never
}

/** Makes an {@link Along} of what it does to a node along an axis that is counted from the front. */
export const along = <Face, Options = undefined>(
  operator: string,
  working: (dtype: DType) => DType,
  build: (x: Node, axis: number, options: Options | undefined) => Node,
): Face =>
  byTensor((x: unknown, axis = -1, options?: Options) => {
    const node = operandAs(operator, x, working)
    return build(node, checked(operator, axisOf(node.shape, axis, operator), node.shape), options)
  })

/** A part of one axis, all of the others. */
export const partAlong = (x: Node, axis: number, start: number, stop: number): Node =>
  slice(
    x,
    x.shape.map((_, i) => (i === axis ? start : 0)),
    x.shape.map((size, i) => (i === axis ? stop : size)),
    x.shape.map(() => 1),
  )
