/**
 * Copies of a block of elements from one place to another: all movement of elements is this. What
 * lies together in both places is copied in rows; where it is together along different axes in the
 * two, in tiles that are transposed in registers; everything else one element at a time.
 */
import { type Body, type Local, type Value, i32 } from '../encode/index.ts'
import { type Size, arrange, lanesOf, shiftOf, wide } from './element.ts'
import {
  add,
  blocks,
  forEach,
  larger,
  mul,
  once,
  quotient,
  shiftLeft,
  smaller,
  sub,
} from './integers.ts'
import type { WasmKernel } from './kernel.ts'
import {
  type Argument,
  type Buffer,
  type KernelCall,
  type Parameters,
  addressIn,
  kernelOf,
  parameterOf,
} from './plan.ts'
import { copyRow, copySteps, everywhere, fillRow } from './run.ts'
import {
  type Axis,
  axisArguments,
  axisAt,
  axisNames,
  type AxisParameters,
  type Origin,
  type Place,
  simplified,
  walk,
} from './walk.ts'

/** A place that elements are copied from or to: an offset and steps along each axis, in elements. */
export interface View {
  readonly buffer: Buffer
  readonly offset: number
  readonly strides: readonly number[]
}

/** What is done at each place of the walk over the outer axes. */
type Pattern = 'rows' | 'fill' | 'steps' | 'tiles'

/** A unit of a row without outer axes: elements that one thread copies at least. */
const BLOCK = 4096

/** Places along an axis from which an inner loop is faster than a walk. */
const WORTH_A_LOOP = 8

/** Columns of one unit of tiles: few enough for the cache where rows lie powers of two apart. */
const STRIP = 8

const originOf = (parameters: Parameters<string>): Origin => ({
  from: parameterOf(parameters, 'from'),
  to: parameterOf(parameters, 'to'),
})

const inner = (
  body: Body,
  pattern: Exclude<Pattern, 'tiles'>,
  size: Size,
  { from, to }: Origin,
  axis: AxisParameters,
  count: Value<'i32'>,
): void => {
  if (pattern === 'rows') copyRow(body, size, to, from, count)
  else if (pattern === 'fill') fillRow(body, size, to, everywhere(body, size, from), count)
  else copySteps(body, size, { to, from }, axis, count)
}

/** Copies along the last axis, at each place of those before it. */
const linear = (pattern: Exclude<Pattern, 'tiles'>, size: Size, rank: number): WasmKernel =>
  kernelOf(
    `copy ${pattern} ${size} ${rank}`,
    ['from', 'to', ...axisNames('axis', rank)],
    (body, start, end, parameters) => {
      const origin = originOf(parameters)
      const axes = Array.from({ length: rank }, (_, i) => axisAt(parameters, 'axis', i))
      const last = axisAt(parameters, 'axis', rank - 1)
      if (rank === 1) {
        const { first, count } = blocks(body, start, end, BLOCK, last.size)
        const from = once(body, add(origin.from, mul(first, last.from)))
        const to = once(body, add(origin.to, mul(first, last.to)))
        inner(body, pattern, size, { from, to }, last, count)
        return
      }
      walk(body, axes.slice(0, -1), [start, end], origin, (place) =>
        inner(body, pattern, size, place, last, last.size),
      )
    },
  )

/** Rows of a tile as its columns. */
const transposed = (
  body: Body,
  size: 4 | 8,
  rows: readonly Value<'v128'>[],
): readonly Value<'v128'>[] => {
  const [a, b, c, d] = rows
  if (!a || !b) return []
  if (size === 8) return [arrange(8, a, b, [0, 2]), arrange(8, a, b, [1, 3])]
  if (!c || !d) return []
  const [ab, cd] = [
    body.let(arrange(4, a, b, [0, 4, 1, 5])),
    body.let(arrange(4, c, d, [0, 4, 1, 5])),
  ]
  const [AB, CD] = [
    body.let(arrange(4, a, b, [2, 6, 3, 7])),
    body.let(arrange(4, c, d, [2, 6, 3, 7])),
  ]
  return [
    arrange(8, ab, cd, [0, 2]),
    arrange(8, ab, cd, [1, 3]),
    arrange(8, AB, CD, [0, 2]),
    arrange(8, AB, CD, [1, 3]),
  ]
}

/**
 * Copies a block that lies together along its last axis in the target, and along the one before in
 * the source. A unit is a strip of some of the latter.
 */
const tiles = (size: 4 | 8, rank: number): WasmKernel =>
  kernelOf(
    `copy tiles ${size} ${rank}`,
    ['from', 'to', ...axisNames('axis', rank)],
    (body, start, end, parameters) => {
      const origin = originOf(parameters)
      const lanes = lanesOf(size)
      const outer = Array.from({ length: rank - 2 }, (_, i) => axisAt(parameters, 'axis', i))
      const [across, along] = [
        axisAt(parameters, 'axis', rank - 2),
        axisAt(parameters, 'axis', rank - 1),
      ]
      const strips: AxisParameters = {
        size: once(body, quotient(add(across.size, STRIP - 1), STRIP)),
        from: i32(STRIP * size),
        to: once(body, mul(across.to, STRIP)),
      }
      const tile = (from: Value<'i32'>, to: Value<'i32'>): void => {
        const { load, store } = wide(size)
        const at = body.local('i32')
        body.set(at, from)
        const rows = Array.from({ length: lanes }, () => {
          const row = body.let(load(at))
          body.set(at, add(at, along.from))
          return row
        })
        const columns = transposed(body, size, rows)
        body.set(at, to)
        for (const column of columns) {
          body.do(store(at, column))
          body.set(at, add(at, across.to))
        }
      }
      // tiles side by side; the last one overlaps where they do not fit
      const each = (count: Value<'i32'>, at: (i: Value<'i32'>) => void): void =>
        forEach(body, 0, count, lanes, (i) =>
          at(once(body, smaller(i, once(body, sub(count, lanes))))),
        )
      walk(body, [...outer, strips], [start, end], origin, (place: Place) => {
        const strip = place.indices[rank - 2] as Local<'i32'>
        const first = once(body, mul(strip, STRIP))
        const rest = once(body, sub(across.size, first))
        const taken = once(body, smaller(rest, STRIP))
        // a last strip narrower than a tile reaches back
        const width = once(body, larger(taken, lanes))
        const shift = once(body, sub(taken, width))
        const from = once(body, add(place.from, shiftLeft(shift, shiftOf(size))))
        const to = once(body, add(place.to, mul(shift, across.to)))
        each(along.size, (i) => {
          const row = once(body, add(from, mul(i, along.from)))
          const column = once(body, add(to, shiftLeft(i, shiftOf(size))))
          each(width, (j) =>
            tile(
              once(body, add(row, shiftLeft(j, shiftOf(size)))),
              once(body, add(column, mul(j, across.to))),
            ),
          )
        })
      })
    },
  )

/** The pattern of a walk, and its axes with the one (or two) of the inner loop last. */
const patternOf = (axes: readonly Axis[], size: Size): readonly [Pattern, readonly Axis[]] => {
  const last = axes.at(-1) ?? { size: 1, from: 1, to: 1 }
  const before = axes.slice(0, -1)
  if (last.to === 1 && last.from === 1) return ['rows', [...before, last]]
  if (last.to === 1 && last.from === 0) return ['fill', [...before, last]]
  const across = before.findIndex((axis) => axis.from === 1)
  const crossing = before[across]
  const fits = (axis: Axis): boolean => axis.size >= lanesOf(size)
  if (size !== 1 && last.to === 1 && crossing && fits(crossing) && fits(last)) {
    return ['tiles', [...before.toSpliced(across, 1), crossing, last]]
  }
  // the closest together of those that are worth a loop
  const long = axes.findLastIndex((axis) => axis.size >= WORTH_A_LOOP)
  const longest = axes.findIndex((axis) => axes.every((other) => other.size <= axis.size))
  const chosen = long >= 0 ? long : Math.max(longest, 0)
  return ['steps', [...axes.toSpliced(chosen, 1), axes[chosen] ?? last]]
}

const kernelFor = (pattern: Pattern, size: Size, rank: number): WasmKernel =>
  pattern === 'tiles' && size !== 1
    ? tiles(size, rank)
    : linear(pattern === 'tiles' ? 'steps' : pattern, size, rank)

/** How many units a walk is. */
const unitsOf = (pattern: Pattern, axes: readonly Axis[]): number => {
  const sizes = axes.map((axis) => axis.size)
  const count = (list: readonly number[]): number => list.reduce((product, n) => product * n, 1)
  if (pattern === 'tiles') return count(sizes.slice(0, -2)) * Math.ceil((sizes.at(-2) ?? 0) / STRIP)
  return sizes.length === 1 ? Math.ceil((sizes[0] ?? 0) / BLOCK) : count(sizes.slice(0, -1))
}

/** The call that copies a block of some shape; none where it has no elements. */
export const copyBlock = (
  shape: readonly number[],
  size: Size,
  from: View,
  to: View,
): readonly KernelCall[] => {
  if (shape.includes(0)) return []
  const all = shape.map((extent, axis) => ({
    size: extent,
    from: from.strides[axis] ?? 0,
    to: to.strides[axis] ?? 0,
  }))
  const [pattern, axes] = patternOf(simplified(all), size)
  const args: readonly Argument[] = [
    addressIn(from.buffer, from.offset * size),
    addressIn(to.buffer, to.offset * size),
    ...axisArguments(axes, size),
  ]
  return [{ kernel: kernelFor(pattern, size, axes.length), args, units: unitsOf(pattern, axes) }]
}
