import type { NoAttributes } from '../../../../core/primitives/primitive.ts'
import type { Kernel } from '../../kernel.ts'
import { eachMatrix, matrixSizes } from './batch.ts'
import { scale } from './scale.ts'

/** Convergence is quadratic: this many sweeps are never needed. */
const mostSweeps = 64

/** Columns p and q of a matrix turned: (x, y) becomes (c x − s y, s x + c y). */
const turn = (a: Float64Array, n: number, p: number, q: number, c: number, s: number): void => {
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[k * n + p] as number, a[k * n + q] as number]
    a[k * n + p] = c * x - s * y
    a[k * n + q] = s * x + c * y
  }
}

/** Is x lost when it is added to y? */
const isLost = (x: number, y: number): boolean => Math.abs(y) + Math.abs(x) === Math.abs(y)

/**
 * Jacobi's rotations: sweeps over p < q, row by row, each rotation making the element at (p, q)
 * zero, until none is left that matters beside the diagonal. The matrix becomes diagonal, and v the
 * product of the rotations.
 */
const diagonalize = (a: Float64Array, v: Float64Array, n: number): void => {
  for (let sweep = 0, turned = true; turned && sweep < mostSweeps; sweep++) {
    turned = false
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = a[p * n + q] as number
        if (off === 0) continue
        const [first, second] = [a[p * n + p] as number, a[q * n + q] as number]
        if (!(isLost(off, first) && isLost(off, second))) {
          const cotangent = (second - first) / (2 * off)
          const size = 1 / (Math.abs(cotangent) + Math.sqrt(cotangent * cotangent + 1))
          const t = cotangent < 0 ? -size : size
          const c = 1 / Math.sqrt(t * t + 1)
          turn(a, n, p, q, c, t * c)
          turn(v, n, p, q, c, t * c)
          for (let k = 0; k < n; k++) {
            a[p * n + k] = a[k * n + p] as number
            a[q * n + k] = a[k * n + q] as number
          }
          a[p * n + p] = first - t * off
          a[q * n + q] = second + t * off
          turned = true
        }
        a[p * n + q] = 0
        a[q * n + p] = 0
      }
    }
  }
}

interface Decomposition {
  /** ascending */
  readonly values: Float64Array
  /** the columns, in the order of the values */
  readonly vectors: Float64Array
}

/** The eigenvalues and the eigenvectors of the symmetric matrix of a lower triangle. */
const decompose = (a: Float64Array, n: number): Decomposition => {
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) a[i * n + j] = a[j * n + i] as number
  }
  const values = new Float64Array(n)
  const vectors = new Float64Array(n * n)
  const factor = scale(a)
  if (Number.isNaN(factor)) {
    return { values: values.fill(factor), vectors: vectors.fill(factor) }
  }
  const v = new Float64Array(n * n)
  for (let i = 0; i < n; i++) v[i * n + i] = 1
  diagonalize(a, v, n)
  const diagonal = Array.from({ length: n }, (_, i) => a[i * n + i] as number)
  const order = [...diagonal.keys()].sort(
    (i, k) => (diagonal[i] as number) - (diagonal[k] as number) || i - k,
  )
  order.forEach((from, to) => {
    values[to] = (diagonal[from] as number) / factor
    let greatest = 0
    for (let i = 0; i < n; i++) {
      const x = v[i * n + from] as number
      if (Math.abs(x) > Math.abs(greatest)) greatest = x
    }
    for (let i = 0; i < n; i++) {
      const x = v[i * n + from] as number
      vectors[i * n + to] = greatest < 0 ? 0 - x : x
    }
  })
  return { values, vectors }
}

const kernelOf =
  (part: keyof Decomposition, axes: 1 | 2): Kernel<NoAttributes> =>
  (operands, result) => {
    const [, n] = matrixSizes(result)
    return eachMatrix(operands, result, result.shape.length - axes, ([a]) =>
      a === undefined ? [] : decompose(a, n)[part],
    )
  }

export const eigenvalues = kernelOf('values', 1)
export const eigenvectors = kernelOf('vectors', 2)
