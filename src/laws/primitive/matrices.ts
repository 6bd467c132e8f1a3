import fc, { type Arbitrary } from 'fast-check'
import type { DType, Storage } from '../../core/dtype.ts'
import type { TensorType } from '../../core/node.ts'
import { none } from '../../core/primitives/primitive.ts'
import { inputOf } from '../input.ts'
import type { Layout, LayoutOf } from './layout.ts'
import { type Random, between, oneOf, shuffled } from '../random.ts'
import type { Sampler } from './sample.ts'

/** Rows of a matrix: small, so that no condition is bad; 1 and sometimes 0, where rules forget something. */
const size: Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(2, 3) },
  { weight: 3, arbitrary: fc.constantFrom(1, 4) },
  { weight: 1, arbitrary: fc.constant(0) },
)

/** Mostly one matrix; a batch of one axis or two. */
const batch: Arbitrary<readonly number[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 2, arbitrary: fc.constantFrom([2], [3], [1], [2, 2], [0]) },
)

/** Square matrices. */
export const squares = (dtype: DType): Arbitrary<Layout<typeof none>> =>
  fc.tuple(batch, size).map(([outer, n]) => ({
    types: [{ shape: [...outer, n, n], dtype }],
    attributes: none,
  }))

/** Matrices with as many rows as columns, or more. */
export const tall = (dtype: DType): Arbitrary<Layout<typeof none>> =>
  fc.tuple(batch, size, fc.nat(2)).map(([outer, n, more]) => ({
    types: [{ shape: [...outer, n + more, n], dtype }],
    attributes: none,
  }))

/** A square matrix and as many right-hand sides. */
const systems = <A>(dtype: DType, attributes: Arbitrary<A>): Arbitrary<Layout<A>> =>
  fc.tuple(batch, size, size, attributes).map(([outer, n, columns, own]) => ({
    types: [
      { shape: [...outer, n, n], dtype },
      { shape: [...outer, n, columns], dtype },
    ],
    attributes: own,
  }))

export const triangularSystems = (dtype: DType): Arbitrary<LayoutOf<'triangularSolve'>> =>
  systems(dtype, fc.record({ lower: fc.boolean(), transposed: fc.boolean(), unit: fc.boolean() }))

export const generalSystems = (dtype: DType): Arbitrary<LayoutOf<'solve'>> =>
  systems(dtype, fc.record({ transposed: fc.boolean() }))

/** Elements by their batch, row and column. */
const byPlace = (
  type: TensorType,
  element: (row: number, column: number, matrix: number) => number,
): Storage => {
  const [rows = 1, columns = 1] = type.shape.slice(-2)
  return inputOf(type, (i) =>
    element(Math.floor(i / columns) % rows, i % columns, Math.floor(i / columns / rows)),
  ).value
}

const sign = (next: Random): number => oneOf(next, [-1, 1])

/** Off the diagonal, where it is the diagonal that decides. */
const small = (next: Random): number => between(next, -0.5, 0.5)

const anywhere = (type: TensorType, next: Random): Storage =>
  inputOf(type, () => between(next, -3, 3)).value

/** The first operand by a rule, the others anywhere. */
const first =
  (element: (next: Random, row: number, column: number, type: TensorType) => number): Sampler =>
  (types, _, next) =>
    types.map((type, k) =>
      k === 0
        ? byPlace(type, (row, column) => element(next, row, column, type))
        : anywhere(type, next),
    )

/** A diagonal away from zero. */
export const triangular: Sampler = first((next, row, column) =>
  row === column ? sign(next) * between(next, 1, 2) : small(next),
)

/** The lower triangle of a positive definite matrix: its diagonal outweighs each row. */
export const positiveDefinite: Sampler = first((next, row, column, { shape }) =>
  row === column ? 1 + (shape.at(-1) ?? 0) / 2 + next() : small(next),
)

/** A diagonal that outweighs each row and each column, with either sign. */
const dominant = (next: Random, row: number, column: number, { shape }: TensorType): number =>
  row === column ? sign(next) * (1 + (shape.at(-1) ?? 0) / 2 + next()) : small(next)

/** Every leading block is regular, and every column independent of the others. */
export const regular: Sampler = first(dominant)

/** Regular matrices whose great elements stand anywhere, one a row and a column. */
export const scattered: Sampler = (types, _, next) =>
  types.map((type, k) => {
    if (k > 0) return anywhere(type, next)
    const place = shuffled(next, type.shape.at(-1) ?? 0)
    return byPlace(type, (row, column) => dominant(next, place[row] as number, column, type))
  })

/** The lower triangle of a symmetric matrix whose eigenvalues are apart, and near its diagonal. */
export const separated: Sampler = (types, _, next) =>
  types.map((type) => {
    const n = type.shape.at(-1) ?? 0
    const order = shuffled(next, n)
    return byPlace(type, (row, column) =>
      row === column
        ? 2 * ((order[row] as number) - n / 2) + between(next, 0, 0.5)
        : row > column
          ? between(next, -0.2, 0.2)
          : between(next, -3, 3),
    )
  })
