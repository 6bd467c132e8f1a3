import type { PrimitiveName } from '../../src/core/primitives/index.ts'
import type { Definition, Index } from './definitions.ts'

/** A matrix as a function of its row and its column. */
type Matrix = (row: number, column: number) => number

/** The matrix of an operand that an element of the result belongs to. */
export const matrixAt = (element: ((index: Index) => number) | undefined, outer: Index): Matrix => {
  const known = new Map<string, number>()
  return (row, column) => {
    const key = `${row},${column}`
    const value = known.get(key) ?? element?.([...outer, row, column])
    known.set(key, value as number)
    return value as number
  }
}

const round = (dtype: string, x: number): number => (dtype === 'f32' ? Math.fround(x) : x)

/** x minus some products, one after the other. */
const minus = (x: number, products: readonly (readonly [number, number])[]): number =>
  products.reduce((rest, [a, b]) => rest - a * b, x)

/** 0 … n − 1. */
const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** The solution of a triangular system by substitution: row by row, in the order given. */
const substituted = (
  entry: Matrix,
  right: (row: number) => number,
  order: readonly number[],
  unit: boolean,
): ReadonlyMap<number, number> => {
  const known = new Map<number, number>()
  for (const i of order) {
    const products = [...known].map(([k, x]): [number, number] => [entry(i, k), x])
    const rest = minus(right(i), products)
    known.set(i, unit ? rest : rest / entry(i, i))
  }
  return known
}

/** An element of the Cholesky factor, from the elements before it. */
const choleskyElement = (a: Matrix, i: number, j: number): number => {
  const rest = minus(
    a(i, j),
    upTo(j).map((k) => [choleskyElement(a, i, k), choleskyElement(a, j, k)]),
  )
  if (i !== j) return rest / choleskyElement(a, j, j)
  return rest > 0 ? Math.sqrt(rest) : Number.NaN
}

type MatrixName = Extract<PrimitiveName, 'triangularSolve' | 'cholesky'>

/** A row for every primitive on matrices. Numbers are doubles that are rounded once, at the end. */
export const matrixDefinitions: { readonly [N in MatrixName]: Definition<N> } = {
  triangularSolve: (at, [a, b], { lower, transposed, unit }, [operand], { dtype }) => {
    const outer = at.slice(0, -2)
    const [row, column] = at.slice(-2) as [number, number]
    const [own, right] = [matrixAt(a, outer), matrixAt(b, outer)]
    const rows = upTo(operand?.shape.at(-1) ?? 0)
    const solution = substituted(
      (i, k) => (transposed ? own(k, i) : own(i, k)),
      (i) => right(i, column),
      lower === transposed ? rows.toReversed() : rows,
      unit,
    )
    return round(dtype, solution.get(row) as number)
  },
  cholesky: (at, [x], _, [operand], { dtype }) => {
    const [row, column] = at.slice(-2) as [number, number]
    if (column > row) return 0
    const a = matrixAt(x, at.slice(0, -2))
    const exists = upTo(operand?.shape.at(-1) ?? 0).every((i) => choleskyElement(a, i, i) > 0)
    return exists ? round(dtype, choleskyElement(a, row, column)) : Number.NaN
  },
}
