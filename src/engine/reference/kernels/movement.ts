import { type Storage, allocate } from '../../../core/dtype.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import type { IotaAttributes } from '../../../core/primitives/creation.ts'
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
import type { Attributes } from '../../../core/primitives/primitive.ts'
import { type Kernel, type Operand, operandAt } from '../kernel.ts'
import { copyBlock, rowStrides } from '../strided.ts'

/** The elements unchanged: nobody writes to them, so they are shared. */
export const identity: Kernel<Attributes> = (operands) => operandAt(operands, 0).value

/** The elements of a tensor with its axes in another order. */
export const permuted = (x: Operand, permutation: readonly number[]): Storage => {
  if (permutation.every((axis, i) => axis === i)) return x.value
  const strides = rowStrides(x.shape)
  const shape = permutation.map((axis) => x.shape[axis] ?? 0)
  const array = allocate(x.dtype, x.value.length)
  copyBlock(
    shape,
    { array: x.value, offset: 0, strides: permutation.map((axis) => strides[axis] ?? 0) },
    { array, offset: 0, strides: rowStrides(shape) },
  )
  return array
}

export const transpose: Kernel<TransposeAttributes> = (operands, _, { permutation }) =>
  permuted(operandAt(operands, 0), permutation)

/** Fills a result row by row from a regular walk over the operand. */
const gathered = (
  x: Operand,
  shape: readonly number[],
  offset: number,
  strides: readonly number[],
): Storage => {
  const array = allocate(x.dtype, sizeOf(shape))
  copyBlock(
    shape,
    { array: x.value, offset, strides },
    { array, offset: 0, strides: rowStrides(shape) },
  )
  return array
}

export const broadcast: Kernel<BroadcastAttributes> = (operands, result, { axes }) => {
  const x = operandAt(operands, 0)
  if (x.value.length === 1) {
    return allocate(x.dtype, sizeOf(result.shape)).fill(x.value[0] as number)
  }
  const strides = rowStrides(x.shape)
  const repeated = result.shape.map((_, axis) => strides[axes.indexOf(axis)] ?? 0)
  return gathered(x, result.shape, 0, repeated)
}

export const slice: Kernel<SliceAttributes> = (operands, result, { starts, strides }) => {
  const x = operandAt(operands, 0)
  const row = rowStrides(x.shape)
  const offset = row.reduce((sum, stride, axis) => sum + stride * (starts[axis] ?? 0), 0)
  return gathered(
    x,
    result.shape,
    offset,
    row.map((stride, axis) => stride * (strides[axis] ?? 1)),
  )
}

export const reverse: Kernel<ReverseAttributes> = (operands, result, { axes }) => {
  const x = operandAt(operands, 0)
  const row = rowStrides(x.shape)
  const offset = axes.reduce((sum, axis) => sum + (row[axis] ?? 0) * ((x.shape[axis] ?? 1) - 1), 0)
  return gathered(
    x,
    result.shape,
    offset,
    row.map((stride, axis) => (axes.includes(axis) ? -stride : stride)),
  )
}

export const pad: Kernel<PadAttributes> = (operands, result, { low, interior }) => {
  const x = operandAt(operands, 0)
  const array = allocate(x.dtype, sizeOf(result.shape))
  const row = rowStrides(result.shape)
  copyBlock(
    x.shape,
    { array: x.value, offset: 0, strides: rowStrides(x.shape) },
    {
      array,
      offset: row.reduce((sum, stride, axis) => sum + stride * (low[axis] ?? 0), 0),
      strides: row.map((stride, axis) => stride * ((interior[axis] ?? 0) + 1)),
    },
  )
  return array
}

export const concatenate: Kernel<ConcatenateAttributes> = (operands, result, { axis }) => {
  const array = allocate(result.dtype, sizeOf(result.shape))
  const strides = rowStrides(result.shape)
  let offset = 0
  for (const x of operands) {
    copyBlock(
      x.shape,
      { array: x.value, offset: 0, strides: rowStrides(x.shape) },
      { array, offset, strides },
    )
    offset += (x.shape[axis] ?? 0) * (strides[axis] ?? 0)
  }
  return array
}

export const iota: Kernel<IotaAttributes> = (_, result, { shape, axis, dtype }) => {
  const size = shape[axis] ?? 0
  const array = allocate(dtype, sizeOf(result.shape))
  const stride = rowStrides(shape)[axis] ?? 1
  for (let i = 0; i < array.length; i++) array[i] = Math.floor(i / stride) % size
  return array
}
