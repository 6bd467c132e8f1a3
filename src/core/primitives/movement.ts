import { ShapeError } from '../errors.ts'
import { type Node, apply } from '../node.ts'
import { axesOf, only, requireAxes, requireSizes, shifted } from './align.ts'
import { showShape, sizeOf } from '../shape/dimension.ts'
import { type Operation, type Primitive, operation, reals } from './primitive.ts'
import { reduceSum } from './summation.ts'

/** The attributes of {@link reshape}. */
export type ReshapeAttributes = { readonly shape: readonly number[] }

const reshapePrimitive: Primitive<ReshapeAttributes> = {
  name: 'reshape',
  family: 'movement',
  documentation: 'the same elements, row by row, in another shape',
  infer: (operands, { shape }) => {
    const x = only('reshape', operands)
    requireSizes('reshape', shape)
    if (sizeOf(x.shape) !== sizeOf(shape)) {
      throw new ShapeError(
        'reshape',
        `${showShape(x.shape)} has ${sizeOf(x.shape)} elements, ${showShape(shape)} has ${sizeOf(shape)}`,
        [x.shape, shape],
      )
    }
    return { shape, dtype: x.dtype }
  },
  jvp: (_, [t], __, { shape }) => (t ? reshape(t, shape) : null),
  transpose: (cotangent, operands) => [reshape(cotangent, only('reshape', operands).shape)],
  batch: (operands, _, size, { shape }) => reshape(only('reshape', operands), [size, ...shape]),
  domain: [reals],
  kinks: [],
}

/** The elements of x, row by row, in another shape of as many elements. */
export const reshape: Operation<[x: Node, shape: readonly number[]], ReshapeAttributes> = operation(
  reshapePrimitive,
  (x, shape) => apply(reshapePrimitive, [x], { shape }),
)

/** The attributes of {@link transpose}. */
export type TransposeAttributes = { readonly permutation: readonly number[] }

/** The permutation that undoes another. */
export const inverse = (permutation: readonly number[]): readonly number[] =>
  permutation.map((_, axis) => permutation.indexOf(axis))

const transposePrimitive: Primitive<TransposeAttributes> = {
  name: 'transpose',
  family: 'movement',
  documentation: 'axis i of the result is axis permutation[i] of x',
  infer: (operands, { permutation }) => {
    const x = only('transpose', operands)
    const isPermutation =
      permutation.length === x.shape.length &&
      axesOf(x.shape.length).every((axis) => permutation.includes(axis))
    if (!isPermutation) {
      throw new ShapeError(
        'transpose',
        `(${permutation.join(', ')}) is not a permutation of the axes of ${showShape(x.shape)}`,
        [x.shape],
      )
    }
    return { shape: permutation.map((axis) => x.shape[axis] ?? 0), dtype: x.dtype }
  },
  jvp: (_, [t], __, { permutation }) => (t ? transpose(t, permutation) : null),
  transpose: (cotangent, _, __, { permutation }) => [transpose(cotangent, inverse(permutation))],
  batch: (operands, _, __, { permutation }) =>
    transpose(only('transpose', operands), [0, ...shifted(permutation)]),
  domain: [reals],
  kinks: [],
}

/** The axes of x in another order. */
export const transpose: Operation<[x: Node, permutation: readonly number[]], TransposeAttributes> =
  operation(transposePrimitive, (x, permutation) => apply(transposePrimitive, [x], { permutation }))

/** The attributes of {@link broadcast}. */
export type BroadcastAttributes = {
  readonly shape: readonly number[]
  /** the axis of the result that each axis of the operand becomes, ascending */
  readonly axes: readonly number[]
}

const broadcastPrimitive: Primitive<BroadcastAttributes> = {
  name: 'broadcast',
  family: 'movement',
  documentation: 'x repeated along new axes: axis i of x is axis axes[i] of the result',
  infer: (operands, { shape, axes }) => {
    const x = only('broadcast', operands)
    requireSizes('broadcast', shape)
    const fits =
      axes.length === x.shape.length &&
      axes.every((axis, i) => shape[axis] === x.shape[i] && (i === 0 || axis > (axes[i - 1] ?? 0)))
    if (!fits) {
      throw new ShapeError(
        'broadcast',
        `${showShape(x.shape)} does not become axes (${axes.join(', ')}) of ${showShape(shape)}`,
        [x.shape, shape],
      )
    }
    return { shape, dtype: x.dtype }
  },
  jvp: (_, [t], __, { shape, axes }) => (t ? broadcast(t, shape, axes) : null),
  transpose: (cotangent, _, __, { shape, axes }) => [
    reduceSum(
      cotangent,
      axesOf(shape.length).filter((axis) => !axes.includes(axis)),
    ),
  ],
  batch: (operands, _, size, { shape, axes }) =>
    broadcast(only('broadcast', operands), [size, ...shape], [0, ...shifted(axes)]),
  domain: [reals],
  kinks: [],
}

/** x repeated along new axes. */
export const broadcast: Operation<
  [x: Node, shape: readonly number[], axes: readonly number[]],
  BroadcastAttributes
> = operation(broadcastPrimitive, (x, shape, axes) =>
  apply(broadcastPrimitive, [x], { shape, axes }),
)

/** The attributes of {@link reverse}. */
export type ReverseAttributes = { readonly axes: readonly number[] }

const reversePrimitive: Primitive<ReverseAttributes> = {
  name: 'reverse',
  family: 'movement',
  documentation: 'x backwards along some axes',
  infer: (operands, { axes }) => {
    const x = only('reverse', operands)
    requireAxes('reverse', x, axes)
    return x
  },
  jvp: (_, [t], __, { axes }) => (t ? reverse(t, axes) : null),
  transpose: (cotangent, _, __, { axes }) => [reverse(cotangent, axes)],
  batch: (operands, _, __, { axes }) => reverse(only('reverse', operands), shifted(axes)),
  domain: [reals],
  kinks: [],
}

/** x backwards along some axes. */
export const reverse: Operation<[x: Node, axes: readonly number[]], ReverseAttributes> = operation(
  reversePrimitive,
  (x, axes) => apply(reversePrimitive, [x], { axes }),
)
