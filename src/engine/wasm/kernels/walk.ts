/**
 * Walks over two arrays in step: every kernel that moves elements is such a walk around an inner
 * loop.
 */
import { type Body, type Local, type Value, i32 } from '../encode/index.ts'
import { type Parameters, parameterOf } from './plan.ts'
import { add, isEqual, less, mul, once, quotient, remainder, sub } from './integers.ts'

/** An axis of a walk: how many places it has, and how far the next one is in both arrays. */
export interface Axis {
  readonly size: number
  readonly from: number
  readonly to: number
}

/**
 * The same walk with as few axes as it can have: axes of one place vanish, neighbours that follow
 * each other in both arrays become one. The order of the places is free, so the axis along which
 * the target is closest together is the last.
 */
export const simplified = (axes: readonly Axis[]): readonly Axis[] => {
  const result: Axis[] = []
  const sorted = axes
    .filter(({ size }) => size !== 1)
    .toSorted((a, b) => Math.abs(b.to) - Math.abs(a.to) || Math.abs(b.from) - Math.abs(a.from))
  for (const axis of sorted) {
    const outer = result.at(-1)
    if (outer && outer.from === axis.from * axis.size && outer.to === axis.to * axis.size) {
      result[result.length - 1] = { ...axis, size: outer.size * axis.size }
    } else {
      result.push(axis)
    }
  }
  return result
}

/** An axis as a kernel knows it: steps in bytes. */
export interface AxisParameters {
  readonly size: Value<'i32'>
  readonly from: Value<'i32'>
  readonly to: Value<'i32'>
}

/** The names of the parameters of some axes. */
export const axisNames = (prefix: string, rank: number): readonly string[] =>
  Array.from({ length: rank }, (_, i) => [
    `${prefix}${i} size`,
    `${prefix}${i} from`,
    `${prefix}${i} to`,
  ]).flat()

/** One of those axes. */
export const axisAt = (
  parameters: Parameters<string>,
  prefix: string,
  i: number,
): AxisParameters => ({
  size: parameterOf(parameters, `${prefix}${i} size`),
  from: parameterOf(parameters, `${prefix}${i} from`),
  to: parameterOf(parameters, `${prefix}${i} to`),
})

/** What a call passes for them; a step is a number of elements of some bytes. */
export const axisArguments = (axes: readonly Axis[], bytes: number): readonly number[] =>
  axes.flatMap(({ size, from, to }) => [size, from * bytes, to * bytes])

/** Where a walk begins: an address in each array. */
export interface Origin {
  readonly from: Value<'i32'>
  readonly to: Value<'i32'>
}

/** Where a walk stands. */
export interface Place {
  readonly from: Local<'i32'>
  readonly to: Local<'i32'>
  /** the index along each axis */
  readonly indices: readonly Local<'i32'>[]
}

/** Walks over the places `start` to `end`, counted row by row, and runs statements at each. */
export const walk = (
  body: Body,
  axes: readonly AxisParameters[],
  [start, end]: readonly [Value<'i32'>, Value<'i32'>],
  origin: Origin,
  statements: (place: Place) => void,
): void => {
  const [from, to] = [body.local('i32'), body.local('i32')]
  const indices = axes.map(() => body.local('i32'))
  body.set(from, origin.from)
  body.set(to, origin.to)

  const rest = body.local('i32')
  body.set(rest, start)
  const numbered = axes.flatMap((axis, i) => {
    const index = indices[i]
    return index ? [{ axis, index }] : []
  })
  for (const { axis, index } of numbered.toReversed()) {
    body.set(index, remainder(rest, axis.size))
    body.set(rest, quotient(rest, axis.size))
    body.set(from, add(from, mul(index, axis.from)))
    body.set(to, add(to, mul(index, axis.to)))
  }
  // at the end of an axis: back to its beginning, and one step along the axis around it
  const turns = numbered.map(({ axis, index }) => ({
    axis,
    index,
    backFrom: once(body, mul(axis.size, axis.from)),
    backTo: once(body, mul(axis.size, axis.to)),
  }))
  const advance = (level: number): void => {
    const turn = turns[level]
    if (!turn) return
    const { axis, index, backFrom, backTo } = turn
    body.increase(index, 1)
    body.set(from, add(from, axis.from))
    body.set(to, add(to, axis.to))
    if (level === 0) return
    body.if(isEqual(index, axis.size), () => {
      body.set(index, i32(0))
      body.set(from, sub(from, backFrom))
      body.set(to, sub(to, backTo))
      advance(level - 1)
    })
  }
  const place = body.local('i32')
  body.set(place, start)
  body.while(less(place, end), () => {
    statements({ from, to, indices })
    advance(turns.length - 1)
    body.increase(place, 1)
  })
}
