import { type DType, type FloatOf, floatOf } from '../core/dtype.ts'
import { ShapeError } from '../core/errors.ts'
import { mul } from '../core/primitives/arithmetic.ts'
import { logistic } from '../core/primitives/exponential.ts'
import {
  axisOf,
  type Blame,
  type IsAny,
  type Split,
  splitShapes,
  type ToShape,
} from '../core/shape/index.ts'
import type { AnyTensor, Shape, Tensor } from '../core/tensor.ts'
import { partAlong } from './along.ts'
import { byTensor } from './dual.ts'
import { operandAs } from './operand.ts'

/** A shape with half of the size at an axis, or the message of `split` in the name of glu. */
type Half<S extends Shape, Ax extends number> =
  Split<S, 2, Ax> extends readonly (infer H)[]
    ? H
    : Split<S, 2, Ax> extends `split: ${infer Message}`
      ? `glu: ${Message}`
      : never

interface Glu {
  <const X extends AnyTensor | number, Ax extends number = -1>(
    x: X,
    axis?: X extends Tensor<infer S, DType> ? Blame<Half<S, Ax>, Ax> : never,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Tensor<ToShape<Half<S, Ax>>, FloatOf<D>>
      : X extends number
        ? <S extends Shape, D extends DType>(
            x: Blame<Half<S, X>, Tensor<S, D>>,
          ) => Tensor<ToShape<Half<S, X>>, FloatOf<D>>
        : never
}

/** The value of a rule of `split`, or its message in the name of glu. */
const given = <R>(result: R | string, shape: readonly number[]): R => {
  if (typeof result === 'string')
    throw new ShapeError('glu', result.slice('split: '.length), [shape])
  return result
}

/**
 * The gated linear unit: the first half along an axis, times the sigmoid of the second half.
 *
 * `[a, 2 * b] -> [a, b]`, along the last axis if none is given.
 *
 * Throws `ShapeError` for an axis that x does not have, and where its size is odd.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.glu(T.tensor([[2, 3, 0, 100]]))) // [[1, 3]]
 */
export const glu: Glu = byTensor((x: unknown, axis: number = -1) => {
  const node = operandAs('glu', x, floatOf)
  const { shape } = node
  const [half] = given(splitShapes(shape, 2, axis), shape)
  const place = given(axisOf(shape, axis, 'split'), shape)
  const size = half?.[place] ?? 0
  return mul(partAlong(node, place, 0, size), logistic(partAlong(node, place, size, 2 * size)))
})
