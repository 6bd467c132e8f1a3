import { type Node, apply } from '../node.ts'
import { axesOf, fill, only } from './align.ts'
import { div, mul, sub } from './arithmetic.ts'
import { equal, select } from './comparison.ts'
import { iota } from './creation.ts'
import { mirrored, product, requireSquare, swapped } from './matrix.ts'
import { broadcast } from './movement.ts'
import {
  type NoAttributes,
  type Operation,
  type Primitive,
  none,
  operation,
  reals,
} from './primitive.ts'
import { reduceSum } from './summation.ts'

const eigenvaluesPrimitive: Primitive<NoAttributes> = {
  name: 'eigenvalues',
  family: 'matrix',
  documentation:
    'the eigenvalues, ascending, of the symmetric matrix of the lower triangle of x: [..., n, n] -> [..., n]; by rotations',
  infer: (operands) => {
    const { batch, columns } = requireSquare('eigenvalues', operands[0])
    return { shape: [...batch, columns], dtype: only('eigenvalues', operands).dtype }
  },
  // dλⱼ = vⱼᵀ dA vⱼ
  jvp: (operands, [t]) => {
    if (!t) return null
    const v = eigenvectors(only('eigenvalues', operands))
    return reduceSum(mul(v, product(mirrored(t), v)), [v.shape.length - 2])
  },
  transpose: null,
  batch: (operands) => eigenvalues(only('eigenvalues', operands)),
  domain: [reals],
  kinks: [],
}

/** The eigenvalues of symmetric matrices, of which the lower triangle is read; ascending. */
export const eigenvalues: Operation<[x: Node], NoAttributes> = operation(
  eigenvaluesPrimitive,
  (x) => apply(eigenvaluesPrimitive, [x], none),
)

/** λⱼ − λᵢ at row i and column j, and ∞ on the diagonal. */
const differences = (values: Node): Node => {
  const rank = values.shape.length + 1
  const shape = [...values.shape, values.shape.at(-1) ?? 0]
  const outer = axesOf(rank - 2)
  const across = broadcast(values, shape, [...outer, rank - 1])
  const down = broadcast(values, shape, [...outer, rank - 2])
  const isDiagonal = equal(iota(shape, rank - 2, 'i32'), iota(shape, rank - 1, 'i32'))
  return select(isDiagonal, fill(Number.POSITIVE_INFINITY, across), sub(across, down))
}

const eigenvectorsPrimitive: Primitive<NoAttributes> = {
  name: 'eigenvectors',
  family: 'matrix',
  documentation:
    'orthonormal eigenvectors, as columns, of the symmetric matrix of the lower triangle of x, in the order of the eigenvalues; the component of the greatest magnitude is positive',
  infer: (operands) => {
    requireSquare('eigenvectors', operands[0])
    return only('eigenvectors', operands)
  },
  // dvⱼ = Σᵢ vᵢ (vᵢᵀ dA vⱼ) / (λⱼ − λᵢ) over i ≠ j
  jvp: (operands, [t], v) => {
    if (!t) return null
    const turned = product(swapped(v), product(mirrored(t), v))
    return product(v, div(turned, differences(eigenvalues(only('eigenvectors', operands)))))
  },
  transpose: null,
  batch: (operands) => eigenvectors(only('eigenvectors', operands)),
  domain: [reals],
  kinks: [],
}

/** The eigenvectors of symmetric matrices, of which the lower triangle is read, as columns. */
export const eigenvectors: Operation<[x: Node], NoAttributes> = operation(
  eigenvectorsPrimitive,
  (x) => apply(eigenvectorsPrimitive, [x], none),
)
