import { ShapeError } from '../errors.ts'
import { type Node, type TensorType, apply } from '../node.ts'
import { showShape, sizeOf } from '../shape/dimension.ts'
import { batchAll, only, requireAlike, requireSizes, zerosLike } from './align.ts'
import { type Operation, type Primitive, operation, reals } from './primitive.ts'

/** Checks lists of one whole number, 0 or more, for each axis. */
const requireCounts = (
  name: string,
  { shape }: TensorType,
  lists: readonly (readonly number[])[],
): void => {
  for (const list of lists) {
    requireSizes(name, list)
    if (list.length !== shape.length) {
      throw new ShapeError(
        name,
        `${showShape(list)} must have a number for each axis of ${showShape(shape)}`,
        [shape],
      )
    }
  }
}

/** The attributes of {@link slice}. */
export type SliceAttributes = {
  readonly starts: readonly number[]
  readonly stops: readonly number[]
  readonly strides: readonly number[]
}

const slicePrimitive: Primitive<SliceAttributes> = {
  name: 'slice',
  family: 'movement',
  documentation: 'elements starts[i], starts[i] + strides[i], … before stops[i] along each axis i',
  infer: (operands, { starts, stops, strides }) => {
    const x = only('slice', operands)
    requireCounts('slice', x, [starts, stops, strides])
    const shape = x.shape.map((size, axis) => {
      const start = starts[axis] ?? -1
      const stop = stops[axis] ?? -1
      const stride = strides[axis] ?? 0
      if (!(0 <= start && start <= stop && stop <= size && stride >= 1)) {
        throw new ShapeError(
          'slice',
          `elements ${start} to ${stop} by ${stride} are not inside axis ${axis} of ${showShape(x.shape)}`,
          [x.shape],
        )
      }
      return Math.ceil((stop - start) / stride)
    })
    return { shape, dtype: x.dtype }
  },
  jvp: (_, [t], __, { starts, stops, strides }) => (t ? slice(t, starts, stops, strides) : null),
  transpose: (cotangent, operands, _, { starts, strides }) => {
    const { shape } = only('slice', operands)
    if (sizeOf(cotangent.shape) === 0) return [null]
    const interior = strides.map((stride) => stride - 1)
    const high = shape.map((size, axis) => {
      const taken = ((cotangent.shape[axis] ?? 0) - 1) * (strides[axis] ?? 1) + 1
      return size - (starts[axis] ?? 0) - taken
    })
    return [pad(cotangent, starts, high, interior)]
  },
  batch: (operands, _, size, { starts, stops, strides }) =>
    slice(only('slice', operands), [0, ...starts], [size, ...stops], [1, ...strides]),
  domain: [reals],
  kinks: [],
}

/** A regular selection of the elements of x. Bounds are within the shape: 0 ≤ start ≤ stop ≤ size. */
export const slice: Operation<
  [x: Node, starts: readonly number[], stops: readonly number[], strides: readonly number[]],
  SliceAttributes
> = operation(slicePrimitive, (x, starts, stops, strides) =>
  apply(slicePrimitive, [x], { starts, stops, strides }),
)

/** The attributes of {@link pad}. */
export type PadAttributes = {
  readonly low: readonly number[]
  readonly high: readonly number[]
  /** how many zeros go between two neighbours */
  readonly interior: readonly number[]
}

const padPrimitive: Primitive<PadAttributes> = {
  name: 'pad',
  family: 'movement',
  documentation: 'x with zeros before, after and between its elements along each axis',
  infer: (operands, { low, high, interior }) => {
    const x = only('pad', operands)
    requireCounts('pad', x, [low, high, interior])
    const shape = x.shape.map((size, axis) => {
      const [before, after, between] = [low[axis] ?? 0, high[axis] ?? 0, interior[axis] ?? 0]
      return before + size + Math.max(size - 1, 0) * between + after
    })
    return { shape, dtype: x.dtype }
  },
  jvp: (_, [t], __, { low, high, interior }) => (t ? pad(t, low, high, interior) : null),
  transpose: (cotangent, operands, _, { low, interior }) => {
    const { shape } = only('pad', operands)
    if (sizeOf(shape) === 0) return [null]
    const strides = interior.map((between) => between + 1)
    const stops = shape.map(
      (size, axis) => (low[axis] ?? 0) + (size - 1) * (strides[axis] ?? 1) + 1,
    )
    return [slice(cotangent, low, stops, strides)]
  },
  batch: (operands, _, __, { low, high, interior }) =>
    pad(only('pad', operands), [0, ...low], [0, ...high], [0, ...interior]),
  domain: [reals],
  kinks: [],
}

/** x with zeros (`false`) before, after and between its elements; counts are not negative. */
export const pad: Operation<
  [x: Node, low: readonly number[], high: readonly number[], interior: readonly number[]],
  PadAttributes
> = operation(padPrimitive, (x, low, high, interior) =>
  apply(padPrimitive, [x], { low, high, interior }),
)

/** The attributes of {@link concatenate}. */
export type ConcatenateAttributes = { readonly axis: number }

const extent = (type: TensorType, axis: number): number => type.shape[axis] ?? 0

const concatenatePrimitive: Primitive<ConcatenateAttributes> = {
  name: 'concatenate',
  family: 'movement',
  documentation: 'the operands one after the other along an axis',
  infer: (operands, { axis }) => {
    const first = only('concatenate', operands)
    const crossSection = (type: TensorType): TensorType => ({
      shape: type.shape.map((size, i) => (i === axis ? 0 : size)),
      dtype: type.dtype,
    })
    if (!(axis >= 0 && axis < first.shape.length)) {
      throw new ShapeError(
        'concatenate',
        `axis ${axis} is out of range for ${showShape(first.shape)}`,
        [first.shape],
      )
    }
    requireAlike('concatenate', operands.map(crossSection))
    const total = operands.reduce((sum, operand) => sum + extent(operand, axis), 0)
    return {
      shape: first.shape.map((size, i) => (i === axis ? total : size)),
      dtype: first.dtype,
    }
  },
  jvp: (operands, tangents, _, { axis }) =>
    concatenate(
      operands.map((operand, i) => tangents[i] ?? zerosLike(operand)),
      axis,
    ),
  transpose: (cotangent, operands, linear, { axis }) => {
    let start = 0
    return operands.map((operand, i) => {
      const from = start
      start += extent(operand, axis)
      if (linear[i] !== true) return null
      return slice(
        cotangent,
        cotangent.shape.map((_, k) => (k === axis ? from : 0)),
        cotangent.shape.map((size, k) => (k === axis ? from + extent(operand, axis) : size)),
        cotangent.shape.map(() => 1),
      )
    })
  },
  batch: (operands, batched, size, { axis }) =>
    concatenate(batchAll(operands, batched, size), axis + 1),
  domain: [reals],
  kinks: [],
}

/** The operands one after the other along an axis. */
export const concatenate: Operation<
  [operands: readonly Node[], axis: number],
  ConcatenateAttributes
> = operation(concatenatePrimitive, (operands, axis) =>
  apply(concatenatePrimitive, operands, { axis }),
)
