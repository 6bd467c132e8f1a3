import type { PrimitiveName } from '../../src/core/primitives/index.ts'
import type { Input } from '../../src/laws/input.ts'
import { type Report, firstFailure } from '../../src/laws/report.ts'

/**
 * Primitives that are defined by what their result satisfies, and not by a formula for its elements:
 * the law checks that, with allowances for the roundings of a stable algorithm.
 */
type Characterized = 'qr' | 'eigenvalues' | 'eigenvectors'

export const isCharacterized = (name: PrimitiveName): name is Characterized =>
  name === 'qr' || name === 'eigenvalues' || name === 'eigenvectors'

/** Rows of numbers. */
type Rows = readonly (readonly number[])[]

export const rowsOf = (elements: readonly number[], columns: number): Rows =>
  columns === 0
    ? []
    : Array.from({ length: elements.length / columns }, (_, i) =>
        elements.slice(i * columns, (i + 1) * columns),
      )

const column = (x: Rows, j: number): readonly number[] => x.map((row) => row[j] as number)
const inner = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, element, i) => sum + element * (y[i] as number), 0)
const times = (x: Rows, y: Rows): Rows =>
  x.map((row) => (y[0] ?? []).map((_, j) => inner(row, column(y, j))))
const turned = (x: Rows): Rows => (x[0] ?? []).map((_, j) => column(x, j))
const identity = (n: number): Rows =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)))

const largest = (x: Rows): number => Math.max(0, ...x.flat().map(Math.abs))
const distance = (x: Rows, y: Rows): number =>
  largest(x.map((row, i) => row.map((element, j) => element - (y[i]?.[j] as number))))

/** The symmetric matrix of a lower triangle. */
const symmetric = (x: Rows): Rows =>
  x.map((_, i) => x.map((__, j) => x[Math.max(i, j)]?.[Math.min(i, j)] as number))

/** Eigenvalues by rotating the greatest element away, by its angle, again and again. */
const spectrum = (x: Rows): readonly number[] => {
  let a = x
  for (let step = 0; step < 200; step++) {
    const off = a.flatMap((row, i) =>
      row.slice(0, i).map((size, j): [number, number, number] => [Math.abs(size), i, j]),
    )
    const [size, i, j] = off.reduce((best, next) => (next[0] > best[0] ? next : best), [0, 0, 0])
    if (size === 0) break
    const at = (row: number, col: number): number => a[row]?.[col] as number
    const angle = Math.atan2(2 * at(i, j), at(j, j) - at(i, i)) / 2
    const rotation = identity(a.length).map((row, r) =>
      row.map((element, c) => {
        if (r === i && c === i) return Math.cos(angle)
        if (r === j && c === j) return Math.cos(angle)
        if (r === i && c === j) return Math.sin(angle)
        return r === j && c === i ? -Math.sin(angle) : element
      }),
    )
    a = times(turned(rotation), times(a, rotation))
  }
  return a.map((row, i) => row[i] as number).toSorted((p, q) => p - q)
}

/** A statement about one matrix, and by how much it may be off. */
type Statement = readonly [what: string, by: number, allowance: number]

interface Case {
  /** the operand, divided by its greatest element */
  readonly a: Rows
  /** the result, a row for each of its last axis */
  readonly result: Rows
  readonly greatest: number
  /** relative */
  readonly allowance: number
}

const statements: { readonly [N in Characterized]: (given: Case) => readonly Statement[] } = {
  qr: ({ a, result, greatest, allowance }) => {
    const q = result.slice(0, a.length)
    const r = result.slice(a.length).map((row) => row.map((element) => element / greatest))
    const below = r.flatMap((row, i) => row.slice(0, i))
    const negative = r.flatMap((row, i) => Math.min(row[i] as number, 0))
    return [
      [
        'the columns of Q are orthonormal',
        distance(times(turned(q), q), identity(r.length)),
        allowance,
      ],
      ['R is upper', largest([below]), 0],
      ['the diagonal of R is not negative', largest([negative]), 0],
      ['Q R is the matrix', distance(times(q, r), a), allowance],
    ]
  },
  eigenvalues: ({ a, result, greatest, allowance }) => {
    const values = result.flat()
    const falls = values.map((x, i) => Math.max((values[i - 1] ?? x) - x, 0))
    const scaled = values.map((x) => x / greatest)
    return [
      ['they ascend', largest([falls]), 0],
      ['they are those of another method', distance([scaled], [spectrum(symmetric(a))]), allowance],
    ]
  },
  eigenvectors: ({ a, result: v, allowance }) => {
    const diagonal = times(turned(v), times(symmetric(a), v))
    const values = diagonal.map((row, i) => row[i] as number)
    const falls = values.map((x, i) => Math.max((values[i - 1] ?? x) - x, 0))
    const off = diagonal.map((row, i) => row.filter((_, j) => i !== j))
    const leads = v.map((_, j) => {
      const vector = column(v, j)
      return Math.max(...vector) === largest([vector]) ? 0 : 1
    })
    return [
      ['they are orthonormal', distance(times(turned(v), v), identity(v.length)), allowance],
      ['they diagonalize', largest(off), allowance],
      ['their eigenvalues ascend', largest([falls]), allowance],
      ['the greatest component is positive', largest([leads]), 0],
    ]
  },
}

const split = (input: Input, count: number): readonly Rows[] => {
  const size = input.value.length / count
  return Array.from({ length: count }, (_, i) =>
    rowsOf(Array.from(input.value.subarray(i * size, (i + 1) * size)), input.shape.at(-1) ?? 0),
  )
}

/** Whether the result of a primitive is what characterizes it, for every matrix of its batch. */
export const matrixProperties = (name: Characterized, operand: Input, result: Input): Report => {
  const law = 'the kernel is the definition'
  const count = operand.shape.slice(0, -2).reduce((product, size) => product * size, 1)
  if (operand.value.length === 0) return null
  const results = split(result, count)
  const [unit, least, most] =
    operand.dtype === 'f32' ? [2 ** -24, 2 ** -149, 3.4e38] : [2 ** -53, 2 ** -1074, 1.7e308]
  return firstFailure(split(operand, count).entries(), ([i, x]) => {
    const own = results[i] as Rows
    const read = name === 'qr' ? x : symmetric(x)
    const elements = own.flat()
    const fail = (what: string, by: number, allowance: number): Report => ({
      law,
      at: `matrix ${i}: ${what}`,
      actual: by,
      expected: 0,
      allowance,
    })
    if (!read.flat().every(Number.isFinite)) {
      return elements.every(Number.isNaN) ? null : fail('all is NaN', 1, 0)
    }
    const greatest = largest(read) || 1
    const size = x.length + own.length
    if (!elements.every(Number.isFinite)) {
      return greatest * size > most ? null : fail('all is finite', 1, 0)
    }
    const allowance = 16 * size * unit + (16 * least) / greatest
    const a = read.map((row) => row.map((element) => element / greatest))
    return firstFailure(statements[name]({ a, result: own, greatest, allowance }), (statement) => {
      const [what, by, allowed] = statement
      return by <= allowed ? null : fail(what, by, allowed)
    })
  })
}
