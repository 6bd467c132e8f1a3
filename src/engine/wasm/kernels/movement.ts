/** Movement of elements, each as copies of blocks. */
import type {
  BroadcastAttributes,
  ReverseAttributes,
  TransposeAttributes,
} from '../../../core/primitives/movement.ts'
import type {
  ConcatenateAttributes,
  PadAttributes,
  SliceAttributes,
} from '../../../core/primitives/selection.ts'
import type { TensorType } from '../../../core/node.ts'
import type { WindowsAttributes } from '../../../core/primitives/windows.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { windowStrides } from '../../reference/kernels/windows.ts'
import { rowStrides } from '../../reference/strided.ts'
import { copyBlock } from './copy.ts'
import { type Plan, type Select, bytesOf, planOf, typeAt } from './plan.ts'
import { clear } from './zero.ts'

/** A result filled row by row from a regular walk over the operand. */
const gathered = ({ shape, dtype }: TensorType, offset: number, strides: readonly number[]): Plan =>
  planOf(
    ...copyBlock(
      shape,
      bytesOf(dtype),
      { buffer: 0, offset, strides },
      { buffer: 'result', offset: 0, strides: rowStrides(shape) },
    ),
  )

/** The distance of a place from the first, in elements. */
const distance = (strides: readonly number[], places: readonly number[]): number =>
  strides.reduce((sum, stride, axis) => sum + stride * (places[axis] ?? 0), 0)

export const transpose: Select<TransposeAttributes> = (operands, result, { permutation }) => {
  const strides = rowStrides(typeAt(operands, 0).shape)
  return gathered(
    result,
    0,
    permutation.map((axis) => strides[axis] ?? 0),
  )
}

export const broadcast: Select<BroadcastAttributes> = (operands, result, { axes }) => {
  const strides = rowStrides(typeAt(operands, 0).shape)
  return gathered(
    result,
    0,
    result.shape.map((_, axis) => strides[axes.indexOf(axis)] ?? 0),
  )
}

export const slice: Select<SliceAttributes> = (operands, result, { starts, strides }) => {
  const row = rowStrides(typeAt(operands, 0).shape)
  return gathered(
    result,
    distance(row, starts),
    row.map((stride, axis) => stride * (strides[axis] ?? 1)),
  )
}

export const reverse: Select<ReverseAttributes> = (_, result, { axes }) => {
  const row = rowStrides(result.shape)
  const isReversed = (axis: number): boolean => axes.includes(axis)
  return gathered(
    result,
    distance(
      row,
      result.shape.map((size, axis) => (isReversed(axis) ? size - 1 : 0)),
    ),
    row.map((stride, axis) => (isReversed(axis) ? -stride : stride)),
  )
}

export const windows: Select<WindowsAttributes> = (operands, result, attributes) =>
  gathered(result, 0, windowStrides(typeAt(operands, 0).shape, attributes))

export const pad: Select<PadAttributes> = (operands, result, { low, interior }) => {
  const { shape, dtype } = typeAt(operands, 0)
  const size = bytesOf(dtype)
  const row = rowStrides(result.shape)
  return planOf(
    ...clear('result', sizeOf(result.shape) * size),
    ...copyBlock(
      shape,
      size,
      { buffer: 0, offset: 0, strides: rowStrides(shape) },
      {
        buffer: 'result',
        offset: distance(row, low),
        strides: row.map((stride, axis) => stride * ((interior[axis] ?? 0) + 1)),
      },
    ),
  )
}

export const concatenate: Select<ConcatenateAttributes> = (operands, result, { axis }) => {
  const strides = rowStrides(result.shape)
  let place = 0
  return planOf(
    ...operands.flatMap(({ shape, dtype }, buffer) => {
      const offset = place * (strides[axis] ?? 0)
      place += shape[axis] ?? 0
      return copyBlock(
        shape,
        bytesOf(dtype),
        { buffer, offset: 0, strides: rowStrides(shape) },
        { buffer: 'result', offset, strides },
      )
    }),
  )
}
