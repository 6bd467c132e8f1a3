/** Where primitives are smooth: whether operands are far from every kink and end of a domain. */
import { isFloat } from '../../core/dtype.ts'
import type { PrimitiveName } from '../../core/primitives/index.ts'
import type { Attributes, Domain } from '../../core/primitives/primitive.ts'
import { reals } from '../../core/primitives/primitive.ts'
import type { Operand } from '../../engine/reference/kernel.ts'
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

/** Only with operands that are made for it. */
export const never: Safety = () => false

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
