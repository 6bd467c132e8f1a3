import { type DType, type Storage, isFloat } from '../../core/dtype.ts'
import type { TensorType } from '../../core/node.ts'
import type { Domain } from '../../core/primitives/primitive.ts'
import { inputOf } from '../input.ts'
import { type Random, between, oneOf, shuffled, wholeBetween } from '../random.ts'

/** Chooses the elements of every operand of a primitive. */
export type Sampler = (
  types: readonly TensorType[],
  domain: readonly Domain[],
  next: Random,
) => readonly Storage[]

/**
 * How far an operand that derivatives are taken at stays from every kink and every end of its
 * domain. Finite differences move an element by at most {@link reach}, so no two elements that are
 * compared come nearer than margin − 2·reach > 0, and no term of the Taylor series that the
 * extrapolation drops is large: the nearest singularity is 6 steps away.
 */
export const margin = 0.3

/** How far finite differences move an element. */
export const reach = 0.05

/** Well-scaled values: the span that an unbounded domain is sampled in. */
const span = 3

const inside = ({ low, high }: Domain, next: Random): number =>
  between(
    next,
    low === Number.NEGATIVE_INFINITY ? -span : low + (low < 0 ? margin / 2 : margin),
    high === Number.POSITIVE_INFINITY ? span : high - margin / 2,
  )

const everywhere: Domain = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }

const domainOf = (domain: readonly Domain[], i: number): Domain =>
  domain[i] ?? domain.at(-1) ?? everywhere

/** An element of a type that has no derivative. */
const discrete = (dtype: DType, next: Random): number =>
  dtype === 'bool' ? wholeBetween(next, 0, 1) : wholeBetween(next, dtype === 'u32' ? 0 : -9, 9)

const fill = (type: TensorType, next: Random, element: (i: number) => number): Storage =>
  inputOf(type, (i) => (isFloat(type.dtype) ? element(i) : discrete(type.dtype, next))).value

/** Anywhere inside the domain of each operand. */
export const spread: Sampler = (types, domain, next) =>
  types.map((type, k) => fill(type, next, () => inside(domainOf(domain, k), next)))

/** Away from zero, on both sides. */
export const awayFromZero: Sampler = (types, _, next) =>
  types.map((type) => fill(type, next, () => oneOf(next, [-1, 1]) * between(next, margin, span)))

/** The second operand away from zero, on both sides: a divisor's domain is no interval. */
export const dividing: Sampler = (types, domain, next) =>
  types.map((type, k) =>
    fill(type, next, () =>
      k === 1
        ? oneOf(next, [-1, 1]) * inside(domainOf(domain, k), next)
        : inside(domainOf(domain, k), next),
    ),
  )

/** Away from whole numbers. */
export const betweenWholes: Sampler = (types, _, next) =>
  types.map((type) =>
    fill(type, next, () => wholeBetween(next, -3, 2) + between(next, margin, 1 - margin)),
  )

/** Away from the halves between whole numbers. */
export const betweenHalves: Sampler = (types, _, next) =>
  types.map((type) =>
    fill(type, next, () => wholeBetween(next, -3, 3) + between(next, margin - 0.5, 0.5 - margin)),
  )

/** The quotient of two operands away from whole numbers; its divisor is 1 at least, on both sides. */
export const quotientBetweenWholes: Sampler = ([first, second], _, next) => {
  if (first === undefined || second === undefined) return []
  const y = fill(second, next, () => oneOf(next, [-1, 1]) * between(next, 1, span))
  const x = fill(
    first,
    next,
    (i) => (y[i] as number) * (wholeBetween(next, -2, 1) + between(next, margin, 1 - margin)),
  )
  return [x, y]
}

/** Two operands whose elements differ by the margin at least. */
export const apart: Sampler = ([first, second], _, next) => {
  if (first === undefined || second === undefined) return []
  const x = fill(first, next, () => between(next, -span, span))
  const y = fill(
    second,
    next,
    (i) => (x[i] as number) + oneOf(next, [-1, 1]) * between(next, margin, span),
  )
  return [x, y]
}

/** The elements of the first operand all differ by the margin at least; the others lie anywhere. */
export const distinct: Sampler = (types, domain, next) =>
  types.map((type, k) => {
    if (k > 0) return fill(type, next, () => inside(domainOf(domain, k), next))
    const count = type.shape.reduce((product, size) => product * size, 1)
    const order = shuffled(next, count)
    const gap = 2 * margin
    return fill(
      type,
      next,
      (i) => gap * ((order[i] as number) - count / 2) + between(next, 0, margin),
    )
  })

/** Small indices for the second operand, many of them equal, some of no row. */
export const indexing: Sampler = ([first, second], domain, next) => {
  if (first === undefined || second === undefined) return []
  return [
    ...spread([first], domain, next),
    inputOf(second, () => wholeBetween(next, next() < 0.1 ? -2 : 0, 3)).value,
  ]
}

/** Random words. */
export const words: Sampler = (types, _, next) =>
  types.map((type) => inputOf(type, () => wholeBetween(next, 0, 2 ** 32 - 1)).value)

const edges: { readonly [D in DType]: readonly [number, ...number[]] } = {
  f32: [
    0,
    -0,
    1,
    -1,
    0.5,
    2,
    3.5,
    Infinity,
    -Infinity,
    NaN,
    1e-45,
    3.4028234663852886e38,
    1e-30,
    -1e30,
    2147483648,
    4294967296,
    -2147483649,
  ],
  f64: [
    0,
    -0,
    1,
    -1,
    0.5,
    2,
    3.5,
    Infinity,
    -Infinity,
    NaN,
    5e-324,
    1.7976931348623157e308,
    1e-200,
    -1e200,
    2147483648,
    4294967296,
    -2147483648.5,
    2147483647.5,
    0.1,
  ],
  i32: [0, 1, -1, 2, -2, 7, 2147483647, -2147483648, 65536, -65537, 1103515245],
  u32: [0, 1, 2, 7, 4294967295, 2147483648, 65536, 65537, 2654435769],
  bool: [0, 1],
}

/** Special values and ties, whatever the domain; half of the elements are ordinary. */
export const extreme: Sampler = (types, _, next) =>
  types.map(
    (type) =>
      inputOf(type, () =>
        next() < 0.5
          ? oneOf(next, edges[type.dtype])
          : isFloat(type.dtype)
            ? between(next, -span, span)
            : discrete(type.dtype, next),
      ).value,
  )

/** Small whole numbers: ties, zeros of both signs, whole numbers everywhere. */
export const tied: Sampler = (types, _, next) =>
  types.map(
    (type) =>
      inputOf(type, () =>
        isFloat(type.dtype) ? oneOf(next, [-1, -0, 0, 1]) : discrete(type.dtype, next),
      ).value,
  )
