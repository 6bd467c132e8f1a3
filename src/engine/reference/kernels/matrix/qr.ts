import type { NoAttributes } from '../../../../core/primitives/primitive.ts'
import { type Kernel, operandAt } from '../../kernel.ts'
import { eachMatrix, matrixSizes } from './batch.ts'
import { scale } from './scale.ts'

/** x ↦ x − weight · v (vᵀ x) on the rows from `start`, for the columns from `column` of a matrix. */
const reflect = (
  x: Float64Array,
  width: number,
  column: number,
  v: Float64Array,
  start: number,
  weight: number,
): void => {
  for (let j = column; j < width; j++) {
    let sum = 0
    for (let i = start; i < v.length; i++) sum += (v[i] as number) * (x[i * width + j] as number)
    const times = weight * sum
    for (let i = start; i < v.length; i++) {
      x[i * width + j] = (x[i * width + j] as number) - times * (v[i] as number)
    }
  }
}

/**
 * Householder's reflections: the k-th takes column k, from row k on, to ∓ its norm on the diagonal,
 * away from the element there, so that nothing cancels. A column of zeros stays as it is. The sums run
 * down the rows. Afterwards rows of R with a negative diagonal, and those columns of Q, change sign.
 */
const decompose = (a: Float64Array, m: number, n: number): Float64Array => {
  const reflections: { readonly v: Float64Array; readonly weight: number }[] = []
  for (let k = 0; k < n; k++) {
    const v = new Float64Array(m)
    let squares = 0
    for (let i = k; i < m; i++) {
      const x = a[i * n + k] as number
      v[i] = x
      squares += x * x
    }
    const norm = Math.sqrt(squares)
    const head = v[k] as number
    v[k] = head < 0 ? head - norm : head + norm
    const weight = norm === 0 ? 0 : 1 / (norm * (norm + Math.abs(head)))
    reflect(a, n, k, v, k, weight)
    reflections.push({ v, weight })
  }
  const packed = new Float64Array((m + n) * n)
  for (let k = 0; k < n; k++) packed[k * n + k] = 1
  const q = packed.subarray(0, m * n)
  for (let k = n - 1; k >= 0; k--) {
    const { v = q, weight = 0 } = reflections[k] ?? {}
    reflect(q, n, 0, v, k, weight)
  }
  for (let k = 0; k < n; k++) {
    const negative = (a[k * n + k] as number) < 0
    for (let i = 0; i < m && negative; i++) q[i * n + k] = 0 - (q[i * n + k] as number)
    for (let j = k; j < n; j++) {
      const x = a[k * n + j] as number
      packed[(m + k) * n + j] = negative ? 0 - x : x
    }
  }
  return packed
}

export const qr: Kernel<NoAttributes> = (operands, result) => {
  const [m, n] = matrixSizes(operandAt(operands, 0))
  return eachMatrix(operands, result, result.shape.length - 2, ([a = new Float64Array(0)]) => {
    const factor = scale(a)
    if (Number.isNaN(factor)) return new Float64Array((m + n) * n).fill(Number.NaN)
    const packed = decompose(a, m, n)
    for (let i = m * n; i < packed.length; i++) packed[i] = (packed[i] as number) / factor
    return packed
  })
}
