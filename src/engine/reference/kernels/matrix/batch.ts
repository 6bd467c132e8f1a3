import { type Storage, allocate } from '../../../../core/dtype.ts'
import type { TensorType } from '../../../../core/node.ts'
import { sizeOf } from '../../../../core/shape/dimension.ts'
import type { Operand } from '../../kernel.ts'

/** The last two sizes of a shape. */
export const matrixSizes = ({ shape }: TensorType): readonly [rows: number, columns: number] => [
  shape.at(-2) ?? 0,
  shape.at(-1) ?? 0,
]

/**
 * Computes every matrix of a batch on its own. The function gets the matrices of the operands as
 * copies in doubles, which it may overwrite, and gives the elements of its result in doubles, which
 * are rounded once, as they are stored.
 */
export const eachMatrix = (
  operands: readonly Operand[],
  result: TensorType,
  batchRank: number,
  compute: (matrices: readonly Float64Array[]) => ArrayLike<number>,
): Storage => {
  const out = allocate(result.dtype, sizeOf(result.shape))
  const count = sizeOf(result.shape.slice(0, batchRank))
  for (let step = 0; step < count && out.length > 0; step++) {
    const matrices = operands.map(({ value }) => {
      const size = value.length / count
      return Float64Array.from(value.subarray(step * size, (step + 1) * size))
    })
    out.set(compute(matrices), (step * out.length) / count)
  }
  return out
}
