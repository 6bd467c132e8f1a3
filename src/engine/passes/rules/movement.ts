import { sameShape } from '../../../core/node.ts'
import { type Value, application, isApplicationOf } from '../rewrite.ts'
import {
  type Rules,
  isAscending,
  isCounting,
  operandOf,
  repeated,
  repeatedLiteral,
} from './rule.ts'

const at = (numbers: readonly number[], i: number): number => numbers[i] ?? 0

/** The elements of x, row by row, in another shape. */
export const reshaped = (x: Value, shape: readonly number[]): Value =>
  sameShape(x.shape, shape) ? x : application('reshape', [x], { shape })

/** How often each element of a list comes up, in one list or the other but not in both. */
const either = (a: readonly number[], b: readonly number[]): readonly number[] => [
  ...a.filter((axis) => !b.includes(axis)),
  ...b.filter((axis) => !a.includes(axis)),
]

/** The rules of what moves elements: each result has the elements of a value before it. */
export const movementRules: Rules = {
  reshape: [
    // to its own shape
    (value) => (sameShape(operandOf(value).shape, value.shape) ? operandOf(value) : null),
    // of a reshape
    (value) => {
      const x = operandOf(value)
      return isApplicationOf(x, 'reshape') ? reshaped(operandOf(x), value.shape) : null
    },
    // of one number
    (value) => {
      const number = repeatedLiteral(operandOf(value))
      return number === null ? null : repeated(number, value.shape)
    },
  ],
  transpose: [
    // that leaves all axes where they are
    (value) => (isCounting(value.attributes.permutation) ? operandOf(value) : null),
    // of a transpose
    (value) => {
      const x = operandOf(value)
      if (!isApplicationOf(x, 'transpose')) return null
      const permutation = value.attributes.permutation.map((axis) =>
        at(x.attributes.permutation, axis),
      )
      return application('transpose', [operandOf(x)], { permutation })
    },
    // of a broadcast, whose axes stay in order
    (value) => {
      const x = operandOf(value)
      if (!isApplicationOf(x, 'broadcast')) return null
      const axes = x.attributes.axes.map((axis) => value.attributes.permutation.indexOf(axis))
      return isAscending(axes)
        ? application('broadcast', [operandOf(x)], { shape: value.shape, axes })
        : null
    },
    // that moves axes of one element only
    (value) => {
      const x = operandOf(value)
      const long = value.attributes.permutation.filter((axis) => x.shape[axis] !== 1)
      return isAscending(long) ? reshaped(x, value.shape) : null
    },
  ],
  broadcast: [
    // that adds no axis
    (value) => (sameShape(operandOf(value).shape, value.shape) ? operandOf(value) : null),
    // of a broadcast
    (value) => {
      const x = operandOf(value)
      if (!isApplicationOf(x, 'broadcast')) return null
      const axes = x.attributes.axes.map((axis) => at(value.attributes.axes, axis))
      return application('broadcast', [operandOf(x)], { shape: value.shape, axes })
    },
    // that repeats nothing; one number stays a broadcast, which is how other rules know it
    (value) => {
      if (repeatedLiteral(value) !== null) return null
      const { shape, axes } = value.attributes
      const isThin = shape.every((size, axis) => size === 1 || axes.includes(axis))
      return isThin ? reshaped(operandOf(value), shape) : null
    },
  ],
  slice: [
    // of everything
    (value) => (sameShape(operandOf(value).shape, value.shape) ? operandOf(value) : null),
    // of a slice
    (value) => {
      const x = operandOf(value)
      if (!isApplicationOf(x, 'slice') || value.shape.includes(0)) return null
      const [outer, inner] = [value.attributes, x.attributes]
      const starts = outer.starts.map(
        (start, axis) => at(inner.starts, axis) + start * at(inner.strides, axis),
      )
      const strides = outer.strides.map((stride, axis) => stride * at(inner.strides, axis))
      const stops = starts.map(
        (start, axis) => start + (at(value.shape, axis) - 1) * at(strides, axis) + 1,
      )
      return application('slice', [operandOf(x)], { starts, stops, strides })
    },
    // of one number
    (value) => {
      const number = repeatedLiteral(operandOf(value))
      return number === null ? null : repeated(number, value.shape)
    },
  ],
  pad: [
    // with nothing; between the elements of an axis of one there is no place
    (value) => (sameShape(operandOf(value).shape, value.shape) ? operandOf(value) : null),
    // of a pad, both with nothing between
    (value) => {
      const x = operandOf(value)
      if (!isApplicationOf(x, 'pad')) return null
      const [outer, inner] = [value.attributes, x.attributes]
      if ([...outer.interior, ...inner.interior].some((between) => between > 0)) return null
      return application('pad', [operandOf(x)], {
        low: outer.low.map((count, axis) => count + at(inner.low, axis)),
        high: outer.high.map((count, axis) => count + at(inner.high, axis)),
        interior: outer.interior,
      })
    },
  ],
  concatenate: [
    // with parts that are empty
    (value) => {
      const { axis } = value.attributes
      const parts = value.operands.filter(({ shape }) => shape[axis] !== 0)
      const [first] = parts
      if (first !== undefined && parts.length === 1) return first
      return first === undefined || parts.length === value.operands.length
        ? null
        : application('concatenate', parts, { axis })
    },
  ],
  reverse: [
    // of one number, or along axes of at most one element
    (value) => {
      const x = operandOf(value)
      const isSame = value.attributes.axes.every((axis) => at(x.shape, axis) <= 1)
      return isSame || repeatedLiteral(x) !== null ? x : null
    },
    // of a reverse
    (value) => {
      const x = operandOf(value)
      if (!isApplicationOf(x, 'reverse')) return null
      const axes = either(value.attributes.axes, x.attributes.axes)
      return application('reverse', [operandOf(x)], { axes })
    },
  ],
}
