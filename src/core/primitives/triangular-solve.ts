import { type Node, apply } from '../node.ts'
import { batchAll } from './align.ts'
import { neg, sub } from './arithmetic.ts'
import { lowerTriangle, product, requireSystem, swapped, upperTriangle } from './matrix.ts'
import { type Operation, type Primitive, operation, reals } from './primitive.ts'

/** The attributes of {@link triangularSolve}. */
export type TriangularAttributes = {
  /** which triangle of the matrix is read: the lower or the upper one */
  readonly lower: boolean
  /** whether the system is that of the transposed triangle */
  readonly transposed: boolean
  /** whether the diagonal is taken to be 1 and not read */
  readonly unit: boolean
}

/** The part of a matrix that a triangular system reads. */
const triangle = (x: Node, { lower, unit }: TriangularAttributes): Node =>
  lower ? lowerTriangle(x, unit ? -1 : 0) : upperTriangle(x, unit ? 1 : 0)

const triangularSolvePrimitive: Primitive<TriangularAttributes> = {
  name: 'triangularSolve',
  family: 'matrix',
  documentation:
    'the X with op(A) X = B, A a triangle of the first operand and op(A) A or Aᵀ; by substitution',
  infer: (operands) => requireSystem('triangularSolve', operands),
  // op(A) X = B, so op(A) dX = dB − op(dA) X
  jvp: ([a], [da, db], x, attributes) => {
    if (!a) return null
    const own = da ? triangle(da, attributes) : null
    const moved = own && product(attributes.transposed ? swapped(own) : own, x)
    const right = moved ? (db ? sub(db, moved) : neg(moved)) : db
    return right ? triangularSolve(a, right, attributes) : null
  },
  transpose: (cotangent, [a], [, linear], attributes) => [
    null,
    a && linear === true
      ? triangularSolve(a, cotangent, { ...attributes, transposed: !attributes.transposed })
      : null,
  ],
  batch: (operands, batched, size, attributes) =>
    apply(triangularSolvePrimitive, batchAll(operands, batched, size), attributes),
  domain: [reals],
  kinks: [],
}

/** The X with op(A) X = B for triangular A: `[..., n, n], [..., n, k] -> [..., n, k]`. */
export const triangularSolve: Operation<
  [a: Node, b: Node, attributes: TriangularAttributes],
  TriangularAttributes
> = operation(triangularSolvePrimitive, (a, b, attributes) =>
  apply(triangularSolvePrimitive, [a, b], attributes),
)
