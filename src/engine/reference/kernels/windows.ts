import { allocate } from '../../../core/dtype.ts'
import type { UnwindowsAttributes, WindowsAttributes } from '../../../core/primitives/windows.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { type Kernel, operandAt } from '../kernel.ts'
import { copyBlock, offsets, rowStrides } from '../strided.ts'

/** How far neighbours along each axis of the windows of a tensor lie in that tensor. */
export const windowStrides = (
  shape: readonly number[],
  { axes, strides, dilations }: WindowsAttributes,
): readonly number[] => {
  const row = rowStrides(shape)
  return [
    ...row.map((stride, axis) => stride * (strides[axes.indexOf(axis)] ?? 1)),
    ...axes.map((axis, i) => (row[axis] ?? 0) * (dilations[i] ?? 1)),
  ]
}

export const windows: Kernel<WindowsAttributes> = (operands, { shape, dtype }, attributes) => {
  const x = operandAt(operands, 0)
  const array = allocate(dtype, sizeOf(shape))
  copyBlock(
    shape,
    { array: x.value, offset: 0, strides: windowStrides(x.shape, attributes) },
    { array, offset: 0, strides: rowStrides(shape) },
  )
  return array
}

/** Row by row, so that what falls on one place is added in the order of the windows. */
export const unwindows: Kernel<UnwindowsAttributes> = (operands, { shape, dtype }, attributes) => {
  const x = operandAt(operands, 0)
  const out = allocate(dtype, sizeOf(shape))
  const targets = offsets(x.shape, windowStrides(shape, attributes))
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i] as number
    out[target] = (out[target] as number) + (x.value[i] as number)
  }
  return out
}
