import { allocate } from '../../../core/dtype.ts'
import type { ScatterAttributes } from '../../../core/primitives/indexing.ts'
import type { NoAttributes } from '../../../core/primitives/primitive.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { type Kernel, type Operand, operandAt } from '../kernel.ts'

/** How many indices each example of the batch has, and how many numbers a row of x is. */
const layout = (x: Operand, indices: Operand): { readonly count: number; readonly row: number } => {
  const batchAxes = indices.shape.length - 1
  return { count: indices.shape[batchAxes] ?? 0, row: sizeOf(x.shape.slice(batchAxes + 1)) }
}

export const gather: Kernel<NoAttributes> = (operands, result) => {
  const [x, indices] = [operandAt(operands, 0), operandAt(operands, 1)]
  const { count, row } = layout(x, indices)
  const rows = x.shape[indices.shape.length - 1] ?? 0
  const out = allocate(result.dtype, sizeOf(result.shape))
  for (let place = 0; place < indices.value.length; place++) {
    const index = indices.value[place] as number
    if (index < 0 || index >= rows) continue
    const from = (Math.floor(place / count) * rows + index) * row
    for (let i = 0; i < row; i++) out[place * row + i] = x.value[from + i] as number
  }
  return out
}

export const scatterAdd: Kernel<ScatterAttributes> = (operands, result, { size }) => {
  const [x, indices] = [operandAt(operands, 0), operandAt(operands, 1)]
  const { count, row } = layout(x, indices)
  const out = allocate(result.dtype, sizeOf(result.shape))
  for (let place = 0; place < indices.value.length; place++) {
    const index = indices.value[place] as number
    if (index < 0 || index >= size) continue
    const to = (Math.floor(place / count) * size + index) * row
    for (let i = 0; i < row; i++) {
      out[to + i] = (out[to + i] as number) + (x.value[place * row + i] as number)
    }
  }
  return out
}
