import type { NoAttributes } from '../../../../core/primitives/primitive.ts'
import type { Kernel } from '../../kernel.ts'
import { eachMatrix, matrixSizes } from './batch.ts'

/**
 * Row by row: Lᵢⱼ = (Aᵢⱼ − Lᵢ₀ Lⱼ₀ − Lᵢ₁ Lⱼ₁ − …) / Lⱼⱼ for j < i, and the square root of such a
 * difference for j = i. `false` where that is not positive: then there is no L.
 */
const factor = (a: Float64Array, l: Float64Array, n: number): boolean => {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = a[i * n + j] as number
      for (let k = 0; k < j; k++) rest -= (l[i * n + k] as number) * (l[j * n + k] as number)
      if (i === j && !(rest > 0)) return false
      l[i * n + j] = i === j ? Math.sqrt(rest) : rest / (l[j * n + j] as number)
    }
  }
  return true
}

export const cholesky: Kernel<NoAttributes> = (operands, result) => {
  const [n] = matrixSizes(result)
  return eachMatrix(operands, result, result.shape.length - 2, ([a = new Float64Array(0)]) => {
    const l = new Float64Array(n * n)
    if (!factor(a, l, n)) {
      for (let i = 0; i < n; i++) l.fill(Number.NaN, i * n, i * n + i + 1)
    }
    return l
  })
}
