import type { TriangularAttributes } from '../../../../core/primitives/triangular-solve.ts'
import type { Kernel } from '../../kernel.ts'
import { eachMatrix, matrixSizes } from './batch.ts'

/**
 * Overwrites the right-hand sides x (n rows) with the solution of a triangular system. Rows are found
 * from the first where op(A) is lower, from the last where it is upper; what is known is subtracted
 * term by term in the order in which it was found, then the row is divided by the diagonal.
 */
export const substitute = (
  a: Float64Array,
  x: Float64Array,
  n: number,
  columns: number,
  { lower, transposed, unit }: TriangularAttributes,
): void => {
  const forward = lower !== transposed
  const at = (step: number): number => (forward ? step : n - 1 - step)
  for (let step = 0; step < n; step++) {
    const i = at(step)
    const row = i * columns
    for (let before = 0; before < step; before++) {
      const k = at(before)
      const factor = a[transposed ? k * n + i : i * n + k] as number
      const known = k * columns
      for (let j = 0; j < columns; j++) {
        x[row + j] = (x[row + j] as number) - factor * (x[known + j] as number)
      }
    }
    if (unit) continue
    const pivot = a[i * n + i] as number
    for (let j = 0; j < columns; j++) x[row + j] = (x[row + j] as number) / pivot
  }
}

const empty = new Float64Array(0)

export const triangularSolve: Kernel<TriangularAttributes> = (operands, result, attributes) => {
  const [n, columns] = matrixSizes(result)
  return eachMatrix(operands, result, result.shape.length - 2, ([a = empty, x = empty]) => {
    substitute(a, x, n, columns, attributes)
    return x
  })
}
