import type { NoAttributes } from '../../../../core/primitives/primitive.ts'
import type { SolveAttributes } from '../../../../core/primitives/solve.ts'
import type { Kernel } from '../../kernel.ts'
import { eachMatrix, matrixSizes } from './batch.ts'
import { substitute } from './triangular-solve.ts'

/** The rows and the columns of a matrix in the order in which they are eliminated. */
interface Order {
  readonly rows: number[]
  readonly columns: number[]
}

const natural = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

/**
 * Puts the greatest of the elements that are left first: of equal ones the first, row by row. What is
 * left stays in its order. NaN is never the greatest.
 */
const choose = (a: Float64Array, n: number, { rows, columns }: Order, step: number): void => {
  let greatest = -1
  let [row, column] = [step, step]
  for (let i = step; i < n; i++) {
    for (let j = step; j < n; j++) {
      const size = Math.abs(a[(rows[i] as number) * n + (columns[j] as number)] as number)
      if (size > greatest) [greatest, row, column] = [size, i, j]
    }
  }
  rows.splice(step, 0, ...rows.splice(row, 1))
  columns.splice(step, 0, ...columns.splice(column, 1))
}

/**
 * Overwrites a matrix with its factors: each step divides a column by its pivot and subtracts the
 * pivot's row, so many times, from the rows that are left. Nothing divided by nothing is nothing.
 */
const eliminate = (a: Float64Array, n: number, pivoting: boolean): Order => {
  const order: Order = { rows: natural(n), columns: natural(n) }
  const { rows, columns } = order
  for (let step = 0; step < n; step++) {
    if (pivoting) choose(a, n, order, step)
    const from = (rows[step] as number) * n
    const first = columns[step] as number
    const pivot = a[from + first] as number
    for (let i = step + 1; i < n; i++) {
      const row = (rows[i] as number) * n
      const x = a[row + first] as number
      const factor = x === 0 && pivot === 0 ? 0 : x / pivot
      a[row + first] = factor
      for (let j = step + 1; j < n; j++) {
        const column = columns[j] as number
        a[row + column] = (a[row + column] as number) - factor * (a[from + column] as number)
      }
    }
  }
  return order
}

const empty = new Float64Array(0)

export const lu: Kernel<NoAttributes> = (operands, result) => {
  const [n] = matrixSizes(result)
  return eachMatrix(operands, result, result.shape.length - 2, ([a = empty]) => {
    eliminate(a, n, false)
    return a
  })
}

export const pivots: Kernel<NoAttributes> = (operands, result) => {
  const [, n] = matrixSizes(result)
  return eachMatrix(operands, result, result.shape.length - 2, ([a = empty]) => {
    const { rows, columns } = eliminate(a, n, true)
    const places = new Float64Array(2 * n)
    for (let k = 0; k < n; k++) {
      places[rows[k] as number] = k
      places[n + (columns[k] as number)] = k
    }
    return places
  })
}

/** A matrix with its rows and columns in another order. */
const ordered = (a: Float64Array, width: number, { rows, columns }: Order): Float64Array =>
  Float64Array.from(rows.flatMap((i) => columns.map((j) => a[i * width + j] as number)))

/** The rows of x put to the places that an order names. */
const scattered = (x: Float64Array, width: number, rows: readonly number[]): Float64Array => {
  const out = new Float64Array(x.length)
  rows.forEach((row, i) => out.set(x.subarray(i * width, (i + 1) * width), row * width))
  return out
}

/** With P A Q = L U, A X = B is L U (Q⁻¹ X) = P B, and Aᵀ X = B is Uᵀ Lᵀ (P X) = Qᵀ B. */
export const solve: Kernel<SolveAttributes> = (operands, result, { transposed }) => {
  const [n, width] = matrixSizes(result)
  const l = { lower: true, transposed, unit: true }
  const u = { lower: false, transposed, unit: false }
  return eachMatrix(operands, result, result.shape.length - 2, ([a = empty, b = empty]) => {
    const order = eliminate(a, n, true)
    const factors = ordered(a, n, order)
    const [from, to] = transposed ? [order.columns, order.rows] : [order.rows, order.columns]
    const x = ordered(b, width, { rows: from, columns: natural(width) })
    for (const factor of transposed ? [u, l] : [l, u]) substitute(factors, x, n, width, factor)
    return scattered(x, width, to)
  })
}
