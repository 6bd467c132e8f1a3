import { allocate } from '../../../core/dtype.ts'
import type { CumulativeAttributes } from '../../../core/primitives/cumulation.ts'
import { type Kernel, operandAt } from '../kernel.ts'
import { rowStrides } from '../strided.ts'

/** One after the other: the sum so far is rounded to the element type before the next is added. */
export const cumsum: Kernel<CumulativeAttributes> = (operands, result, { axis, reverse }) => {
  const { shape, value } = operandAt(operands, 0)
  const size = shape[axis] ?? 0
  const stride = rowStrides(shape)[axis] ?? 1
  const out = allocate(result.dtype, value.length)
  const step = reverse ? -stride : stride
  for (let start = 0; start < value.length; start += size * stride) {
    for (let lane = 0; lane < stride; lane++) {
      let at = start + lane + (reverse ? (size - 1) * stride : 0)
      out[at] = value[at] as number
      for (let i = 1; i < size; i++) {
        out[at + step] = (out[at] as number) + (value[at + step] as number)
        at += step
      }
    }
  }
  return out
}
