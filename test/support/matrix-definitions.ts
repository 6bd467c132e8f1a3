import type { PrimitiveName } from '../../src/core/primitives/index.ts'
import type { Index } from '../../src/laws/places.ts'
import type { Definition } from './definitions.ts'

/** A matrix as a function of its row and its column. */
type Matrix = (row: number, column: number) => number

/** The same matrix, no element of which is computed twice. */
const remembered = (matrix: Matrix): Matrix => {
  const known = new Map<string, number>()
  return (row, column) => {
    const key = `${row},${column}`
    const value = known.get(key) ?? matrix(row, column)
    known.set(key, value)
    return value
  }
}

/** The matrix of an operand that an element of the result belongs to. */
export const matrixAt = (element: ((index: Index) => number) | undefined, outer: Index): Matrix => {
  return remembered((row, column) => element?.([...outer, row, column]) as number)
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

/** A step of an elimination: the pivot's place, what is left before it, and the multiples. */
interface Step {
  readonly row: number
  readonly column: number
  readonly entry: Matrix
  readonly factor: (row: number) => number
}

const greatest = (entry: Matrix, rows: readonly number[], columns: readonly number[]): Index => {
  const size = ([i, j]: Index): number => Math.abs(entry(i as number, j as number))
  return rows
    .flatMap((i) => columns.map((j): Index => [i, j]))
    .reduce((best, place) => {
      const [a, b] = [size(place), size(best)]
      return a > b || (Number.isNaN(b) && !Number.isNaN(a)) ? place : best
    })
}

/** Gaussian elimination as a recursion over Schur complements. */
const eliminated = (
  entry: Matrix,
  rows: readonly number[],
  columns: readonly number[],
  pivoting: boolean,
): readonly Step[] => {
  if (rows.length === 0) return []
  const [row, column] = (pivoting ? greatest(entry, rows, columns) : [rows[0], columns[0]]) as [
    number,
    number,
  ]
  const pivot = entry(row, column)
  const factor = (i: number): number =>
    entry(i, column) === 0 && pivot === 0 ? 0 : entry(i, column) / pivot
  const rest = remembered((i, j) => entry(i, j) - factor(i) * entry(row, j))
  const others = eliminated(
    rest,
    rows.filter((i) => i !== row),
    columns.filter((j) => j !== column),
    pivoting,
  )
  return [{ row, column, entry, factor }, ...others]
}

/** The factors in one matrix, rows and columns in the order of the elimination. */
const packed =
  (steps: readonly Step[]): Matrix =>
  (i, j) => {
    const step = steps[Math.min(i, j)] as Step
    return i > j
      ? step.factor(steps[i]?.row as number)
      : step.entry(step.row, steps[j]?.column as number)
  }

type MatrixName = Extract<
  PrimitiveName,
  'triangularSolve' | 'cholesky' | 'solve' | 'pivots' | 'lu' | 'qr' | 'eigenvalues' | 'eigenvectors'
>

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
  solve: (at, [a, b], { transposed }, [operand], { dtype }) => {
    const outer = at.slice(0, -2)
    const [row, column] = at.slice(-2) as [number, number]
    const right = matrixAt(b, outer)
    const rows = upTo(operand?.shape.at(-1) ?? 0)
    const steps = eliminated(matrixAt(a, outer), rows, rows, true)
    const factors = packed(steps)
    const [from, to] = transposed ? (['column', 'row'] as const) : (['row', 'column'] as const)
    const given = (i: number): number => right(steps[i]?.[from] as number, column)
    const own: Matrix = transposed ? (i, j) => factors(j, i) : factors
    const halfway = substituted(own, given, rows, !transposed)
    const solution = substituted(
      own,
      (i) => halfway.get(i) as number,
      rows.toReversed(),
      transposed,
    )
    return round(dtype, solution.get(steps.findIndex((step) => step[to] === row)) as number)
  },
  pivots: (at, [x], _, [operand]) => {
    const [which, i] = at.slice(-2) as [number, number]
    const all = upTo(operand?.shape.at(-1) ?? 0)
    const steps = eliminated(matrixAt(x, at.slice(0, -2)), all, all, true)
    return steps.findIndex(({ row, column }) => (which === 0 ? row : column) === i)
  },
  // the law checks what characterizes these: see matrix-properties.ts
  qr: () => Number.NaN,
  eigenvalues: () => Number.NaN,
  eigenvectors: () => Number.NaN,
  lu: (at, [x], _, [operand], { dtype }) => {
    const all = upTo(operand?.shape.at(-1) ?? 0)
    const steps = eliminated(matrixAt(x, at.slice(0, -2)), all, all, false)
    return round(dtype, packed(steps)(at.at(-2) as number, at.at(-1) as number))
  },
}
