import { allocate } from '../../../core/dtype.ts'
import type { NoAttributes } from '../../../core/primitives/primitive.ts'
import { type Kernel, operandAt } from '../kernel.ts'

/** Ascending; NaN after all numbers. */
const compare = (a: number, b: number): number => {
  if (a < b) return -1
  if (a > b) return 1
  return (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0)
}

export const sortBy: Kernel<NoAttributes> = (operands, result) => {
  const keys = operandAt(operands, 0).value
  const values = operandAt(operands, 1).value
  const length = result.shape.at(-1) ?? 1
  const out = allocate(result.dtype, values.length)
  const order = new Uint32Array(length)
  for (let start = 0; start < values.length; start += length) {
    for (let i = 0; i < length; i++) order[i] = i
    order.sort((i, k) => compare(keys[start + i] as number, keys[start + k] as number) || i - k)
    for (let i = 0; i < length; i++) out[start + i] = values[start + (order[i] as number)] as number
  }
  return out
}
