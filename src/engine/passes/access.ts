import type { Equation } from '../../core/program.ts'
import type { AttributesOf, RegistryName } from '../../core/primitives/index.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import { rowStrides } from '../reference/strided.ts'

/**
 * Which element of an array the element at an index of some iteration reads: the one at
 * `offset + Σₐ indexₐ · strideₐ`. Movement is nothing else: an array seen through another access.
 */
export interface Access {
  readonly offset: number
  readonly strides: readonly number[]
}

/** One after the other, row by row. Axes along which there is nothing to step have a stride of 0. */
export const rowMajor = (sizes: readonly number[]): Access => {
  const row = rowStrides(sizes)
  const isEmpty = sizes.includes(0)
  return {
    offset: 0,
    strides: sizes.map((size, axis) => (isEmpty || size === 1 ? 0 : (row[axis] ?? 0))),
  }
}

/** Do two accesses to the same iteration read the same elements? Those of this file are canonical. */
export const sameAccess = (a: Access, b: Access): boolean =>
  a.offset === b.offset && a.strides.every((stride, axis) => stride === b.strides[axis])

/**
 * What is read where an iteration of some sizes reads, by `outer`, an array of some shape whose
 * elements are read by `inner` in turn. `null` where one step along an axis of the iteration is not
 * always the same step in `shape`, which only reshapes lead to.
 *
 * Each axis of the iteration is taken to step along one axis of `shape`. If that leaves no axis of
 * `shape` at either end, every place is the one that its number row by row says.
 */
export const through = (
  outer: Access,
  sizes: readonly number[],
  shape: readonly number[],
  inner: Access,
): Access | null => {
  const still = sizes.map(() => 0)
  if (sizes.includes(0)) return { offset: 0, strides: still }
  if (inner.strides.every((stride) => stride === 0)) return { offset: inner.offset, strides: still }
  const row = rowStrides(shape)
  let rest = outer.offset
  const first = row.map((stride) => {
    const index = Math.floor(rest / stride)
    rest -= index * stride
    return index
  })
  const [lowest, highest] = [[...first], [...first]]
  const strides: number[] = []
  for (const [a, step] of outer.strides.entries()) {
    if (step === 0) {
      strides.push(0)
      continue
    }
    const axis = row.findIndex(
      (stride, k) => (shape[k] ?? 1) > 1 && stride <= Math.abs(step) && step % stride === 0,
    )
    if (axis < 0) return null
    const count = step / (row[axis] ?? 1)
    const reach = count * ((sizes[a] ?? 1) - 1)
    if (reach < 0) lowest[axis] = (lowest[axis] ?? 0) + reach
    else highest[axis] = (highest[axis] ?? 0) + reach
    strides.push(count * (inner.strides[axis] ?? 0))
  }
  const isInside = shape.every(
    (size, axis) => (lowest[axis] ?? 0) >= 0 && (highest[axis] ?? 0) < size,
  )
  if (!isInside) return null
  const offset = first.reduce(
    (sum, index, axis) => sum + index * (inner.strides[axis] ?? 0),
    inner.offset,
  )
  return { offset, strides }
}

/** A regular walk over an array: from some index along each axis, in steps. */
const walk = (
  shape: readonly number[],
  starts: readonly number[],
  steps: readonly number[],
): Access => {
  const row = rowStrides(shape)
  return {
    offset: row.reduce((sum, stride, axis) => sum + stride * (starts[axis] ?? 0), 0),
    strides: row.map((stride, axis) => stride * (steps[axis] ?? 1)),
  }
}

/** The primitives that only move elements, each to be had at a fixed distance from its neighbour. */
export type MovementName = 'transpose' | 'broadcast' | 'slice' | 'reverse' | 'windows'

/** Where the result of each reads its operand, as an access of the result. */
const movements: {
  readonly [N in MovementName]: (
    attributes: AttributesOf<N>,
    operand: readonly number[],
    result: readonly number[],
  ) => Access
} = {
  transpose: ({ permutation }, operand) => {
    const row = rowStrides(operand)
    return { offset: 0, strides: permutation.map((axis) => row[axis] ?? 0) }
  },
  broadcast: ({ axes }, operand, result) => {
    const row = rowStrides(operand)
    return { offset: 0, strides: result.map((_, axis) => row[axes.indexOf(axis)] ?? 0) }
  },
  slice: ({ starts, strides }, operand) => walk(operand, starts, strides),
  reverse: ({ axes }, operand) =>
    walk(
      operand,
      operand.map((size, axis) => (axes.includes(axis) ? size - 1 : 0)),
      operand.map((_, axis) => (axes.includes(axis) ? -1 : 1)),
    ),
  windows: ({ axes, strides, dilations }, operand) => {
    const row = rowStrides(operand)
    const places = row.map((stride, axis) => stride * (strides[axes.indexOf(axis)] ?? 1))
    const elements = axes.map((axis, i) => (row[axis] ?? 0) * (dilations[i] ?? 1))
    return { offset: 0, strides: [...places, ...elements] }
  },
}

/** Is it one that {@link movementOf} knows? */
export const isMovement = (name: RegistryName): name is MovementName =>
  Object.hasOwn(movements, name)

/**
 * Where movement reads its operand, as an access of its result; `null` for everything that is no
 * movement, and for what puts zeros between elements or joins several operands. A reshape reads row
 * by row what it gives row by row, so it changes no access.
 */
export const movementOf = (equation: Equation, operand: readonly number[]): Access | null => {
  const { primitive, attributes, shape } = equation
  if (!isMovement(primitive)) return null
  const of = movements[primitive] as (
    attributes: Attributes,
    operand: readonly number[],
    result: readonly number[],
  ) => Access
  return of(attributes, operand, shape)
}

/** Which number each element of an `iota` is, as an access of its result; `null` for all others. */
export const countingOf = ({ primitive, attributes, shape }: Equation): Access | null =>
  primitive === 'iota'
    ? { offset: 0, strides: shape.map((_, axis) => (axis === attributes['axis'] ? 1 : 0)) }
    : null
