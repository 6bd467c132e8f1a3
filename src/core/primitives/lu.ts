import { type Node, apply } from '../node.ts'
import { only } from './align.ts'
import { add, sub } from './arithmetic.ts'
import { lowerTriangle, product, requireSquare, swapped, upperTriangle } from './matrix.ts'
import { pad, slice } from './selection.ts'
import {
  type NoAttributes,
  type Operation,
  type Primitive,
  noTangent,
  none,
  operation,
  reals,
} from './primitive.ts'
import { triangularSolve } from './triangular-solve.ts'

const pivotsPrimitive: Primitive<NoAttributes> = {
  name: 'pivots',
  family: 'matrix',
  documentation:
    'the place that each row (first) and each column (second) goes to for an elimination with complete pivoting: [..., n, n] -> [..., 2, n]; of equal magnitudes the first, row by row',
  infer: (operands) => {
    const { batch, rows } = requireSquare('pivots', operands[0])
    return { shape: [...batch, 2, rows], dtype: 'i32' }
  },
  jvp: noTangent,
  transpose: null,
  batch: (operands) => pivots(only('pivots', operands)),
  domain: [reals],
  kinks: [],
}

/** Where the rows and the columns of matrices go, so that elimination meets the greatest first. */
export const pivots: Operation<[x: Node], NoAttributes> = operation(pivotsPrimitive, (x) =>
  apply(pivotsPrimitive, [x], none),
)

/** The first rows and columns of matrices. */
const leading = (x: Node, rows: number, columns: number): Node =>
  slice(
    x,
    x.shape.map(() => 0),
    [...x.shape.slice(0, -2), rows, columns],
    x.shape.map(() => 1),
  )

/** Matrices with one more column, of zeros. */
const widened = (x: Node): Node => {
  const zeros = x.shape.map(() => 0)
  return pad(x, zeros, [...zeros.slice(1), 1], zeros)
}

const luPrimitive: Primitive<NoAttributes> = {
  name: 'lu',
  family: 'matrix',
  documentation:
    'L − 1 + U in one matrix, for the unit lower L and the upper U with L U = x; by elimination without pivoting, 0 / 0 being 0',
  infer: (operands) => {
    requireSquare('lu', operands[0])
    return only('lu', operands)
  },
  // L⁻¹ dA U⁻¹ = L⁻¹ dL + dU U⁻¹, a strictly lower and an upper matrix. With G the strictly lower
  // part, dL = L G and dU = L⁻¹ dA − G U. The last column of G is zero, so the last pivot divides
  // nothing.
  jvp: (_, [t], lu) => {
    if (!t) return null
    const n = t.shape.at(-1) ?? 0
    if (n < 2) return t
    const m = triangularSolve(lu, t, { lower: true, transposed: false, unit: true })
    const quotient = triangularSolve(leading(lu, n - 1, n - 1), swapped(leading(m, n, n - 1)), {
      lower: false,
      transposed: true,
      unit: false,
    })
    const g = lowerTriangle(widened(swapped(quotient)), -1)
    const dl = add(g, product(lowerTriangle(lu, -1), g))
    const du = sub(m, product(g, upperTriangle(lu)))
    return add(lowerTriangle(dl, -1), upperTriangle(du))
  },
  transpose: null,
  batch: (operands) => lu(only('lu', operands)),
  domain: [reals],
  kinks: [],
}

/** The factors of matrices whose leading blocks are regular, in one: L below the diagonal of U. */
export const lu: Operation<[x: Node], NoAttributes> = operation(luPrimitive, (x) =>
  apply(luPrimitive, [x], none),
)
