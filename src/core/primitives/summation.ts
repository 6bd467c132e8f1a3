import { DTypeError, ShapeError } from '../errors.ts'
import { type Node, type TensorType, apply } from '../node.ts'
import { axesOf, only, shifted } from './align.ts'
import { showShape } from '../shape/dimension.ts'
import { broadcast } from './movement.ts'
import { type Operation, type Primitive, operation, reals } from './primitive.ts'

/** The attributes of a reduction: the axes that disappear, ascending. */
export type ReduceAttributes = { readonly axes: readonly number[] }

/** The shape that is left when some axes disappear. */
export const reducedShape = (
  name: string,
  operands: readonly TensorType[],
  axes: readonly number[],
): TensorType => {
  const x = only(name, operands)
  if (!axes.every((axis, i) => axis < x.shape.length && axis > (axes[i - 1] ?? -1))) {
    throw new ShapeError(name, `axes (${axes.join(', ')}) are not axes of ${showShape(x.shape)}`, [
      x.shape,
    ])
  }
  return { shape: x.shape.filter((_, axis) => !axes.includes(axis)), dtype: x.dtype }
}

/** The axes of a shape that a reduction keeps. */
export const keptAxes = (rank: number, axes: readonly number[]): readonly number[] =>
  axesOf(rank).filter((axis) => !axes.includes(axis))

const reduceSumPrimitive: Primitive<ReduceAttributes> = {
  name: 'reduceSum',
  family: 'reduction',
  documentation: 'the sum over some axes, added up in 16 interleaved lanes',
  infer: (operands, { axes }) => {
    const type = reducedShape('reduceSum', operands, axes)
    if (type.dtype === 'bool') {
      throw new DTypeError('reduceSum', 'does not take bool: convert to i32 to count')
    }
    return type
  },
  jvp: (_, [t], __, { axes }) => (t ? reduceSum(t, axes) : null),
  transpose: (cotangent, operands, _, { axes }) => {
    const { shape } = only('reduceSum', operands)
    return [broadcast(cotangent, shape, keptAxes(shape.length, axes))]
  },
  batch: (operands, _, __, { axes }) => reduceSum(only('reduceSum', operands), shifted(axes)),
  domain: [reals],
  kinks: [],
}

/** The sum over some axes, given ascending. */
export const reduceSum: Operation<[x: Node, axes: readonly number[]], ReduceAttributes> = operation(
  reduceSumPrimitive,
  (x, axes) => apply(reduceSumPrimitive, [x], { axes }),
)
