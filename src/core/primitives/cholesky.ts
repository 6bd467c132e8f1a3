import { type Node, apply } from '../node.ts'
import { only } from './align.ts'
import { halved, mirrored, product, requireSquare, swapped } from './matrix.ts'
import {
  type NoAttributes,
  type Operation,
  type Primitive,
  none,
  operation,
  reals,
} from './primitive.ts'
import { triangularSolve } from './triangular-solve.ts'

const choleskyPrimitive: Primitive<NoAttributes> = {
  name: 'cholesky',
  family: 'matrix',
  documentation:
    'the lower L with positive diagonal and L Lᵀ = A, A the symmetric matrix of the lower triangle of x; NaN where A is not positive definite',
  infer: (operands) => {
    requireSquare('cholesky', operands[0])
    return only('cholesky', operands)
  },
  // L⁻¹ dA L⁻ᵀ = L⁻¹ dL + (L⁻¹ dL)ᵀ, and L⁻¹ dL is lower: dL = L Φ(L⁻¹ dA L⁻ᵀ)
  jvp: (_, [t], l) => {
    if (!t) return null
    const solve = (b: Node): Node =>
      triangularSolve(l, b, { lower: true, transposed: false, unit: false })
    return product(l, halved(solve(swapped(solve(mirrored(t))))))
  },
  transpose: null,
  batch: (operands) => cholesky(only('cholesky', operands)),
  domain: [reals],
  kinks: [],
}

/** The Cholesky factor of symmetric positive definite matrices, of which the lower triangle is read. */
export const cholesky: Operation<[x: Node], NoAttributes> = operation(choleskyPrimitive, (x) =>
  apply(choleskyPrimitive, [x], none),
)
