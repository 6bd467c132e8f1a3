import type { Node } from '../../core/node.ts'
import { fill } from '../../core/primitives/align.ts'
import { add, div, mul, neg, sub } from '../../core/primitives/arithmetic.ts'
import { cholesky } from '../../core/primitives/cholesky.ts'
import { eigenvalues, eigenvectors } from '../../core/primitives/eigen.ts'
import {
  halved,
  lowerTriangle,
  mirrored,
  product,
  swapped,
  upperTriangle,
} from '../../core/primitives/matrix.ts'
import { broadcast } from '../../core/primitives/movement.ts'
import { concatenate } from '../../core/primitives/selection.ts'
import { unpackQr } from '../../core/primitives/qr.ts'
import { solve } from '../../core/primitives/solve.ts'
import { reduceSum } from '../../core/primitives/summation.ts'
import {
  type TriangularAttributes,
  triangularSolve,
} from '../../core/primitives/triangular-solve.ts'
import { type Mutation, broken } from './mutation.ts'

const lower = { lower: true, transposed: false, unit: false } as const

/** A rule of one operand. */
const ofTangent = (wrong: (t: Node, output: Node, x: Node) => Node) => () => ({
  jvp: ([x]: readonly Node[], [t]: readonly (Node | null)[], output: Node) =>
    x && t ? wrong(t, output, x) : null,
})

/** The rule of cholesky with another Φ. */
const choleskyBy = (phi: (x: Node) => Node, given: (t: Node) => Node = mirrored) =>
  ofTangent((t, l) => {
    const half = triangularSolve(l, given(t), lower)
    return product(l, phi(triangularSolve(l, swapped(half), lower)))
  })

/** The rule of qr with another skew part and another projection. */
const qrBy = (upperOf: (c: Node) => Node, dq: (quotient: Node, q: Node, upper: Node) => Node) =>
  ofTangent((t, packed) => {
    const [q, r] = unpackQr(packed)
    const right = { lower: false, transposed: true, unit: false }
    const quotient = swapped(triangularSolve(r, swapped(t), right))
    const upper = upperOf(product(swapped(q), quotient))
    return concatenate([dq(quotient, q, upper), product(upper, r)], packed.shape.length - 2)
  })

const wholeUpper = (c: Node): Node => add(upperTriangle(c), swapped(lowerTriangle(c, -1)))

/** The right rule, with 0 · ∞ on the diagonal kept away by adding it to the differences. */
const turnedBy = (t: Node, v: Node, x: Node): Node => {
  const turned = product(swapped(v), product(mirrored(t), v))
  const values = eigenvalues(x)
  const rank = x.shape.length
  const outer = [...values.shape.keys()].slice(0, -1)
  const across = broadcast(values, x.shape, [...outer, rank - 1])
  const down = broadcast(values, x.shape, [...outer, rank - 2])
  const one = fill(1, x)
  const diagonal = sub(lowerTriangle(one), lowerTriangle(one, -1))
  const off = sub(turned, mul(turned, diagonal))
  return product(v, div(off, add(sub(across, down), diagonal)))
}

/** Mutations in the rules of linear algebra. */
export const matrixMutations = (): readonly Mutation[] => [
  broken('triangularSolve', 'wrong function', 'the other triangle moves too', () => ({
    jvp: ([a], [da, db], x, attributes) => {
      const own = attributes as unknown as TriangularAttributes
      if (!a) return null
      const moved = da && product(own.transposed ? swapped(da) : da, x)
      const right = moved ? (db ? sub(db, moved) : neg(moved)) : db
      return right ? triangularSolve(a, right, own) : null
    },
  })),
  broken('triangularSolve', 'not transposed', 'not transposed in the transpose', () => ({
    transpose: (c, [a], _, attributes) => [
      null,
      a ? triangularSolve(a, c, attributes as unknown as TriangularAttributes) : null,
    ],
  })),
  broken('triangularSolve', 'forgotten operand', 'the tangent of the matrix is forgotten', () => ({
    jvp: ([a, b], [, db], _, attributes) =>
      a && b && db ? triangularSolve(a, db, attributes as unknown as TriangularAttributes) : null,
  })),
  broken('cholesky', 'dropped factor', 'the diagonal is not halved', choleskyBy(lowerTriangle)),
  broken(
    'cholesky',
    'dropped factor',
    'the triangle is halved',
    choleskyBy((x) => mul(fill(0.5, x), lowerTriangle(x))),
  ),
  broken(
    'cholesky',
    'wrong function',
    'the tangent is taken to be symmetric',
    choleskyBy(halved, (t) => t),
  ),
  broken(
    'cholesky',
    'wrong function',
    'the symmetric part of the tangent',
    choleskyBy(halved, (t) => mul(fill(0.5, t), add(t, swapped(t)))),
  ),
  broken(
    'cholesky',
    'not linear',
    'its own tangent',
    ofTangent((t, _, x) => cholesky(add(mirrored(x), mirrored(t)))),
  ),
  broken('solve', 'not transposed', 'not transposed in the transpose', () => ({
    transpose: (c, [a], _, attributes) => [
      null,
      a ? solve(a, c, { transposed: attributes['transposed'] === true }) : null,
    ],
  })),
  broken('solve', 'sign flip', 'sign flip', () => ({
    jvp: ([a], [da, db], x, attributes) => {
      const transposed = attributes['transposed'] === true
      if (!a) return null
      const moved = da && product(transposed ? swapped(da) : da, x)
      const right = moved && db ? add(db, moved) : (moved ?? db)
      return right ? solve(a, right, { transposed }) : null
    },
  })),
  broken('solve', 'transposed kernel', 'the tangent is not transposed', () => ({
    jvp: ([a], [da, db], x, attributes) => {
      const transposed = attributes['transposed'] === true
      if (!a) return null
      const moved = da && product(da, x)
      const right = moved ? (db ? sub(db, moved) : neg(moved)) : db
      return right ? solve(a, right, { transposed }) : null
    },
  })),
  broken(
    'lu',
    'dropped factor',
    'L does not move',
    ofTangent((t, lu) =>
      upperTriangle(triangularSolve(lu, t, { lower: true, transposed: false, unit: true })),
    ),
  ),
  broken(
    'qr',
    'dropped factor',
    'without the skew part',
    qrBy(upperTriangle, (quotient, q, upper) => sub(quotient, product(q, upper))),
  ),
  broken(
    'qr',
    'sign flip',
    'the skew part with the other sign',
    qrBy(
      (c) => sub(upperTriangle(c), swapped(lowerTriangle(c, -1))),
      (quotient, q, upper) => sub(quotient, product(q, upper)),
    ),
  ),
  broken(
    'qr',
    'dropped factor',
    'Q only turns in its own space',
    qrBy(wholeUpper, (quotient, q, upper) => product(q, sub(product(swapped(q), quotient), upper))),
  ),
  broken(
    'eigenvalues',
    'wrong function',
    'the tangent is taken to be symmetric',
    ofTangent((t, _, x) => {
      const v = eigenvectors(x)
      return reduceSum(mul(v, product(t, v)), [v.shape.length - 2])
    }),
  ),
  broken(
    'eigenvectors',
    'sign flip',
    'λᵢ − λⱼ for λⱼ − λᵢ',
    ofTangent((t, v, x) => neg(turnedBy(t, v, x))),
  ),
  broken(
    'eigenvectors',
    'dropped factor',
    'the differences are left out',
    ofTangent((t, v) => {
      const turned = product(swapped(v), product(mirrored(t), v))
      return product(v, sub(turned, swapped(lowerTriangle(swapped(turned)))))
    }),
  ),
]
