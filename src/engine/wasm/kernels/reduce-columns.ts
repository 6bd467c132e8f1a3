/** Reductions of groups whose elements lie one row apart: each column is a group. */
import { type Body, type Local, type Value, i32 } from '../encode/index.ts'
import { arithmetic, lanesOf, narrow, shiftOf, wide, zero } from './element.ts'
import {
  add,
  and,
  forEach,
  less,
  mul,
  once,
  quotient,
  remainder,
  shiftLeft,
  smaller,
  sub,
} from './integers.ts'
import type { WasmKernel } from './kernel.ts'
import { kernelOf, parameterOf } from './plan.ts'
import { LANES, type Reduce, halve, reductionOf } from './reduce.ts'
import type { Reader, Source } from './source.ts'

/** How much one unit is: four vectors of columns, one vector, or one column. */
export type Strip = 'block' | 'vector' | 'column'

/** Vectors of a block. */
const BLOCK = 4

/** Columns of a strip. */
const columnsOf = (strip: Strip, source: Source): number => {
  const lanes = lanesOf(arithmetic[source.dtype].size)
  return strip === 'block' ? BLOCK * lanes : strip === 'vector' ? lanes : 1
}

/** Writes the code of one strip: its columns, as vectors. */
type Group = (
  body: Body,
  read: Reader,
  at: { readonly start: Value<'i32'>; readonly rows: Value<'i32'>; readonly columns: Value<'i32'> },
) => readonly Local<'v128'>[]

const oneOf = (strip: Strip, read: Reader): Reader['wide'] =>
  strip === 'column' ? read.narrow : read.wide

/**
 * One lane of a sum after the other, over four vectors of columns: a line of the cache is read once,
 * whatever the distance of rows. The lanes come in the order in which they meet, so that few are kept.
 */
const sumOfBlock =
  (source: Source): Group =>
  (body, read, { start, rows, columns }) => {
    const { size, add: combine } = arithmetic[source.dtype]
    const end = once(body, add(start, mul(rows, columns)))
    const step = once(body, mul(columns, LANES))
    const index = body.local('i32')
    const lane = (i: number): readonly Local<'v128'>[] => {
      const vectors = Array.from({ length: BLOCK }, () => body.local('v128'))
      for (const vector of vectors) body.set(vector, zero)
      body.set(index, add(start, mul(columns, i)))
      body.while(less(index, end), () => {
        vectors.forEach((vector, v) =>
          body.set(vector, combine(vector, read.wide(index, v * lanesOf(size)))),
        )
        body.set(index, add(index, step))
      })
      return vectors
    }
    // lanes i, i + distance, i + 2 distance … added in halves
    const sum = (i: number, distance: number): readonly Local<'v128'>[] => {
      if (distance === LANES) return lane(i)
      const vectors = sum(i, 2 * distance)
      const others = sum(i + distance, 2 * distance)
      vectors.forEach((vector, v) => {
        const other = others[v]
        if (other) body.set(vector, combine(vector, other))
      })
      return vectors
    }
    return sum(0, 1)
  }

/**
 * The 16 lanes of a sum are added in halves, so that lanes i, i + 4, i + 8 and i + 12 come together
 * before they meet others: four at a time stay in registers.
 */
const sumOfQuarters =
  (strip: Strip, source: Source): Group =>
  (body, read, { start, rows, columns }) => {
    const { add: combine } = arithmetic[source.dtype]
    const element = oneOf(strip, read)
    const quarters = Array.from({ length: 4 }, () => body.local('v128'))
    const apart = once(body, mul(columns, 4))
    const end = once(body, add(start, mul(and(rows, -LANES), columns)))
    const step = once(body, mul(columns, LANES))
    const rest = once(body, and(rows, LANES - 1))
    quarters.forEach((quarter, first) => {
      const lanes = [quarter, ...Array.from({ length: 3 }, () => body.local('v128'))]
      const index = body.local('i32')
      const eachLane = (visit: (lane: Local<'v128'>, i: number) => void): void => {
        lanes.forEach((lane, i) => {
          visit(lane, i)
        })
      }
      eachLane((lane) => body.set(lane, zero))
      const skipped = once(body, mul(columns, first))
      body.set(index, add(start, skipped))
      const last = once(body, add(end, skipped))
      const steps = lanes.map((_, i) => (i === 0 ? i32(0) : once(body, mul(apart, i))))
      body.while(less(index, last), () => {
        eachLane((lane, i) =>
          body.set(lane, combine(lane, element(i === 0 ? index : add(index, steps[i] ?? 0), 0))),
        )
        body.set(index, add(index, step))
      })
      const finish = (i: number): void => {
        const lane = lanes[i]
        if (!lane) return
        body.if(less(first + 4 * i, rest), () => {
          body.set(lane, combine(lane, element(add(index, steps[i] ?? 0), 0)))
          finish(i + 1)
        })
      }
      finish(0)
      halve(body, combine, lanes)
    })
    halve(body, combine, quarters)
    return quarters.slice(0, 1)
  }

/** An extremum, one row after the other. */
const extremumOf =
  (reduce: Reduce, strip: Strip, source: Source): Group =>
  (body, read, { start, rows, columns }) => {
    const { size } = arithmetic[source.dtype]
    const { combine, ofNone } = reductionOf(reduce, arithmetic[source.dtype])
    const element = oneOf(strip, read)
    const vectors = Array.from({ length: strip === 'block' ? BLOCK : 1 }, () => body.local('v128'))
    for (const vector of vectors) body.set(vector, ofNone)
    const index = body.local('i32')
    body.set(index, start)
    forEach(body, 0, rows, 1, () => {
      vectors.forEach((vector, i) =>
        body.set(vector, combine(vector, element(index, i * lanesOf(size)))),
      )
      body.set(index, add(index, columns))
    })
    return vectors
  }

const groupOf = (reduce: Reduce, source: Source, strip: Strip): Group => {
  if (reduce !== 'sum') return extremumOf(reduce, strip, source)
  return strip === 'block' ? sumOfBlock(source) : sumOfQuarters(strip, source)
}

/**
 * Reduces `rows` rows of `columns` elements each, for as many blocks of them as there are; a unit is
 * a strip of columns of one block. The last strip may overlap the one before.
 */
export const reduceColumns = (reduce: Reduce, source: Source, strip: Strip): WasmKernel =>
  kernelOf(
    `${reduce} of columns of ${source.key}, ${strip}`,
    ['result', 'rows', 'columns', ...source.names],
    (body, from, to, parameters) => {
      const result = parameterOf(parameters, 'result')
      const rows = parameterOf(parameters, 'rows')
      const columns = parameterOf(parameters, 'columns')
      const { size } = arithmetic[source.dtype]
      const read = source.open(body, parameters)
      const group = groupOf(reduce, source, strip)
      const taken = columnsOf(strip, source)
      const strips = once(body, quotient(add(columns, taken - 1), taken))
      const lastColumn = once(body, sub(columns, taken))
      const { store } = (strip === 'column' ? narrow : wide)(size)
      forEach(body, from, to, 1, (unit) => {
        const block = once(body, quotient(unit, strips))
        const column = once(
          body,
          smaller(once(body, mul(remainder(unit, strips), taken)), lastColumn),
        )
        const start = once(body, add(mul(block, mul(rows, columns)), column))
        const place = once(body, add(mul(block, columns), column))
        read.enter?.({ group: place, block, start })
        const vectors = group(body, read, { start, rows, columns })
        const address = once(body, add(result, shiftLeft(place, shiftOf(size))))
        vectors.forEach((vector, i) => body.do(store(address, vector, 16 * i)))
      })
    },
  )

/** The widest strip that fits, and how many units it makes of a block. */
export const stripFor = (
  source: Source,
  columns: number,
): { readonly strip: Strip; readonly perBlock: number } => {
  const strips: readonly Strip[] = ['block', 'vector']
  const strip = strips.find((one) => columnsOf(one, source) <= columns) ?? 'column'
  return { strip, perBlock: Math.ceil(columns / columnsOf(strip, source)) }
}
