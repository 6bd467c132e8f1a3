import { type Node, apply } from '../node.ts'
import { batchAll } from './align.ts'
import { neg, sub } from './arithmetic.ts'
import { product, requireSystem, swapped } from './matrix.ts'
import { type Operation, type Primitive, operation, reals } from './primitive.ts'

/** The attributes of {@link solve}. */
export type SolveAttributes = {
  /** whether the system is that of the transposed matrix */
  readonly transposed: boolean
}

const solvePrimitive: Primitive<SolveAttributes> = {
  name: 'solve',
  family: 'matrix',
  documentation:
    'the X with op(A) X = B, op(A) being A or Aᵀ; by elimination with complete pivoting',
  infer: (operands) => requireSystem('solve', operands),
  // op(A) X = B, so op(A) dX = dB − op(dA) X
  jvp: ([a], [da, db], x, attributes) => {
    if (!a) return null
    const moved = da ? product(attributes.transposed ? swapped(da) : da, x) : null
    const right = moved ? (db ? sub(db, moved) : neg(moved)) : db
    return right ? solve(a, right, attributes) : null
  },
  transpose: (cotangent, [a], [, linear], { transposed }) => [
    null,
    a && linear === true ? solve(a, cotangent, { transposed: !transposed }) : null,
  ],
  batch: (operands, batched, size, attributes) =>
    apply(solvePrimitive, batchAll(operands, batched, size), attributes),
  domain: [reals],
  kinks: [],
}

/** The X with op(A) X = B: `[..., n, n], [..., n, k] -> [..., n, k]`. */
export const solve: Operation<[a: Node, b: Node, attributes: SolveAttributes], SolveAttributes> =
  operation(solvePrimitive, (a, b, attributes) => apply(solvePrimitive, [a, b], attributes))
