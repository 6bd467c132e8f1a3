/** Where primitives are smooth: whether operands are far from every kink and end of a domain. */
import { isFloat } from '../../core/dtype.ts'
import type { PrimitiveName } from '../../core/primitives/index.ts'
import type { Attributes, Domain } from '../../core/primitives/primitive.ts'
import { reals } from '../../core/primitives/primitive.ts'
import type { Operand } from '../../engine/reference/kernel.ts'
import { kernels } from '../../engine/reference/index.ts'
import { primitiveOf } from '../primitive/cases.ts'

/** The operands of an equation and its result at one of several points. */
export interface Instance {
  readonly operands: readonly Operand[]
  readonly result: Operand
  readonly attributes: Attributes
}

/** May the equation stand in a smooth program, given what it is at some points near each other? */
export type Safety = (points: readonly Instance[]) => boolean

/** As far from a decision as this at every point. */
const clearance = 0.02

/** How near an element may come to the end of a domain, and how large it may be. */
const inset = 0.25
const largest = 6

/** Nothing to decide. */
export const always: Safety = () => true

/** Numbers that are the same at all points: what has no derivative. */
export const unmoved: Safety = ([first, ...rest]) =>
  rest.every(({ result }) =>
    result.value.every((x, i) => Object.is(x, (first as Instance).result.value[i])),
  )

const within = ({ value, dtype }: Operand, { low, high }: Domain): boolean =>
  !isFloat(dtype) ||
  value.every((x) => x > low + inset && x < high - inset && Math.abs(x) < largest)

/** Inside of the domain of each operand. */
export const inDomain =
  (name: PrimitiveName): Safety =>
  (points) => {
    const { domain } = primitiveOf(name)
    return points.every(({ operands }) =>
      operands.every((operand, i) => within(operand, domain[i] ?? domain.at(-1) ?? reals)),
    )
  }

/** A number that must not change its sign, for each of the elements. */
type Gap = (instance: Instance, i: number) => number

/** Where a number decides by its sign, it keeps it at all points, and is not small. */
const keepsSign =
  (gap: Gap): Safety =>
  ([first, ...rest]) => {
    if (first === undefined) return true
    const [x] = first.operands
    if (x === undefined || !isFloat(x.dtype)) return true
    return x.value.every((_, i) => {
      const own = gap(first, i)
      return (
        Math.abs(own) > clearance &&
        rest.every((point) => {
          const other = gap(point, i)
          return Math.sign(other) === Math.sign(own) && Math.abs(other) > clearance
        })
      )
    })
  }

const at = ({ operands }: Instance, operand: number, i: number): number =>
  operands[operand]?.value[i] as number

/** The first operand away from zero. */
export const signed: Safety = keepsSign((instance, i) => at(instance, 0, i))

/** The second operand away from zero. */
export const divided: Safety = keepsSign((instance, i) => at(instance, 1, i) / 10)

/** Two operands apart from each other. */
export const apart: Safety = keepsSign((instance, i) => at(instance, 0, i) - at(instance, 1, i))

/** Some function of the operands stays between two neighbouring whole numbers. */
const betweenWholes =
  (quotient: Gap): Safety =>
  ([first, ...rest]) => {
    if (first === undefined) return true
    const [x] = first.operands
    if (x === undefined || !isFloat(x.dtype)) return true
    return x.value.every((_, i) => {
      const whole = Math.floor(quotient(first, i))
      return [first, ...rest].every((point) => {
        const part = quotient(point, i) - whole
        return part > clearance && part < 1 - clearance
      })
    })
  }

export const aboveWhole: Safety = betweenWholes((instance, i) => at(instance, 0, i))
export const besideHalf: Safety = betweenWholes((instance, i) => at(instance, 0, i) + 0.5)
export const wholeQuotient: Safety = (points) =>
  divided(points) && betweenWholes((instance, i) => at(instance, 0, i) / at(instance, 1, i))(points)

/** The elements of the first operand in the same order everywhere, no two near each other. */
export const ordered: Safety = (points) => {
  const [first] = points
  const values = first?.operands[0]
  if (first === undefined || values === undefined || !isFloat(values.dtype)) return true
  const order = Array.from(values.value.keys()).sort((a, b) => at(first, 0, a) - at(first, 0, b))
  return points.every((point) =>
    order.every((i, k) => {
      const before = order[k - 1]
      return before === undefined || at(point, 0, i) - at(point, 0, before) > clearance
    }),
  )
}

/** Away from the origin, and from the half line where the angle jumps. */
export const angled: Safety = keepsSign((instance, i) =>
  Math.max(at(instance, 1, i) / 10, Math.abs(at(instance, 0, i)) / 10) > clearance
    ? at(instance, 0, i) / 10
    : 0,
)

/** The matrices of an operand, each as its rows. */
const matricesOf = ({ shape, value }: Operand): readonly (readonly (readonly number[])[])[] => {
  const [rows = 1, columns = 1] = shape.slice(-2)
  const count = rows * columns === 0 ? 0 : value.length / (rows * columns)
  return Array.from({ length: count }, (_, m) =>
    Array.from({ length: rows }, (__, row) =>
      Array.from(value.subarray((m * rows + row) * columns, (m * rows + row + 1) * columns)),
    ),
  )
}

/** How much a place of a matrix outweighs the rest of its row. */
const overweight = (row: readonly number[], place: number): number =>
  row.reduce((left, x, i) => (i === place ? left + Math.abs(x) : left - Math.abs(x)), 0)

const everyMatrix =
  (holds: (rows: readonly (readonly number[])[], instance: Instance) => boolean): Safety =>
  (points) =>
    points.every((instance) =>
      matricesOf(instance.operands[0] as Operand).every((rows) => holds(rows, instance)),
    )

/** Each diagonal element outweighs its row, and the triangles alone may be read. */
export const dominant: Safety = everyMatrix((rows) =>
  rows.every((row, i) => i >= row.length || overweight(row, i) > inset),
)

/** A place outweighs each row, and no two rows share it. */
export const regular: Safety = everyMatrix((rows) => {
  const heavy = rows.map((row) => row.findIndex((_, i) => overweight(row, i) > inset))
  return heavy.every((place, i) => place >= 0 && heavy.indexOf(place) === i)
})

/** No diagonal element that is read is near zero. */
export const triangular: Safety = everyMatrix(
  (rows, { attributes }) =>
    attributes['unit'] === true || rows.every((row, i) => Math.abs(row[i] as number) > inset),
)

const lower = (rows: readonly (readonly number[])[]): readonly (readonly number[])[] =>
  rows.map((row, i) => row.map((_, k) => (k <= i ? row[k] : rows[k]?.[i]) as number))

/** A positive diagonal that outweighs the symmetric matrix of the lower triangle. */
export const positiveDefinite: Safety = everyMatrix((rows) =>
  lower(rows).every((row, i) => (row[i] as number) > 0 && overweight(row, i) > inset),
)

/** Eigenvalues that are apart. */
export const separated: Safety = (points) =>
  points.every(({ operands: [x] }) => {
    if (x === undefined) return false
    const size = x.shape.at(-1) ?? 0
    const values = kernels.eigenvalues([x], { shape: x.shape.slice(0, -1), dtype: x.dtype }, {})
    return values.every((value, i) => i % size === 0 || value - (values[i - 1] as number) > inset)
  })

/** The places of the two components of the greatest magnitude in a column, and how far apart these are. */
const greatestOf = (
  rows: readonly (readonly number[])[],
  column: number,
): { readonly first: number; readonly lead: number } => {
  const magnitudes = rows.map((row) => Math.abs(row[column] as number))
  const first = magnitudes.indexOf(Math.max(...magnitudes))
  const others = magnitudes.filter((_, i) => i !== first)
  return { first, lead: (magnitudes[first] ?? 0) - Math.max(0, ...others) }
}

/** Eigenvalues that are apart, and eigenvectors whose sign another component will not decide. */
export const oriented: Safety = (points) => {
  const [center] = points
  const own = matricesOf((center as Instance).result)
  return (
    separated(points) &&
    points.every(({ result }) =>
      matricesOf(result).every((rows, m) =>
        rows.every((_, column) => {
          const { first, lead } = greatestOf(rows, column)
          const before = greatestOf(own[m] ?? [], column)
          return first === before.first && lead > clearance
        }),
      ),
    )
  )
}

/** Pivots that are the same at all points, of matrices that are regular. */
export const pivoted: Safety = (points) => regular(points) && unmoved(points)

/** The largest value of a smooth program, and the most that a value changes between its points. */
const greatest = 60
const steepest = 1.5

/** Finite, well scaled, and not steep; what is no float is the same at all points. */
export const isTame: Safety = (points) => {
  const [center] = points
  return points.every(({ result }) =>
    result.value.every((x, i) => {
      const change = Math.abs(x - (center?.result.value[i] as number))
      return isFloat(result.dtype)
        ? Number.isFinite(x) && Math.abs(x) <= greatest && change <= steepest
        : change === 0
    }),
  )
}
