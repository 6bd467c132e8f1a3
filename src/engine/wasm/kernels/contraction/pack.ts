/**
 * Panels: columns of a matrix copied so that what a tile needs for one k lies together, and the next
 * k follows. Vectors of columns may reach over the end of the matrix; nobody uses what they hold. They
 * may also reach over the end of a panel, by less than a vector: panels are copied in their order.
 */
import {
  type Body,
  type Func,
  type Local,
  type Value,
  func,
  i32,
  op,
  select,
} from '../../encode/index.ts'
import { add, and, isEqual, less, mul, shiftRight, smaller, sub } from '../integers.ts'
import { type Lanes, zeros } from './lanes.ts'
import { forTiles } from './tiles.ts'
import { variable } from './variable.ts'

/** Copies `width` columns of k rows: from, kStep, columnStep, width, k, to, all steps in bytes. */
export type Pack = Func<readonly ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], readonly []>

const params = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const

const vectorsOf = ({ count }: Lanes, columns: number): number => Math.ceil(columns / count)

/** Copies columns that lie together, all of a panel. What fills their last vector is read with them. */
export const packRows = (lanes: Lanes, columns: number): Pack =>
  func(`packRows${columns}`, params, [], (body, from, kStep, _column, _width, k, to) => {
    body.while(k, () => {
      // what is behind the last column is written over by what follows
      for (let j = 0; j < vectorsOf(lanes, columns); j++)
        body.do(op('v128.store', to, op('v128.load', from, 16 * j), 16 * j))
      body.increase(from, kStep)
      body.increase(to, columns * lanes.bytes)
      body.increase(k, -1)
    })
    return []
  })

const lanesFrom = (lanes: readonly number[], bytes: number): readonly number[] =>
  lanes.flatMap((lane) => Array.from({ length: bytes }, (_, i) => lane * bytes + i))

type Vector = Value<'v128'>

/** The columns of a square of vectors as vectors. */
const transposed = (
  body: Body,
  { bytes, count }: Lanes,
  rows: readonly Vector[],
): readonly Vector[] => {
  const [a = zeros, b = zeros, c = zeros, d = zeros] = rows
  const pick = (x: Vector, y: Vector, ...lanes: readonly number[]): Vector =>
    body.let(op('i8x16.shuffle', x, y, lanesFrom(lanes, bytes)))
  if (count === 2) return [pick(a, b, 0, 2), pick(a, b, 1, 3)]
  const [low, high] = [pick(a, b, 0, 4, 1, 5), pick(a, b, 2, 6, 3, 7)]
  const [lowNext, highNext] = [pick(c, d, 0, 4, 1, 5), pick(c, d, 2, 6, 3, 7)]
  return [
    pick(low, lowNext, 0, 1, 4, 5),
    pick(low, lowNext, 2, 3, 6, 7),
    pick(high, highNext, 0, 1, 4, 5),
    pick(high, highNext, 2, 3, 6, 7),
  ]
}

/** One vector of columns: rows of squares where the elements of a column lie together, else one by one. */
const packColumns = (
  body: Body,
  lanes: Lanes,
  at: readonly Local<'i32'>[],
  to: Local<'i32'>,
  { kStep, k, toStep }: { kStep: Value<'i32'>; k: Value<'i32'>; toStep: number },
): void => {
  const left = variable(body, k)
  body.if(isEqual(kStep, lanes.bytes), () => {
    const squares = variable(body, shiftRight(k, Math.log2(lanes.count)))
    body.while(squares, () => {
      const rows = at.map((address) => body.let(op('v128.load', address)))
      transposed(body, lanes, rows).forEach((column, i) =>
        body.do(op('v128.store', to, column, i * toStep)),
      )
      for (const address of at) body.increase(address, 16)
      body.increase(to, toStep * lanes.count)
      body.increase(squares, -1)
    })
    body.set(left, and(left, lanes.count - 1))
  })
  const gathered = body.local('v128')
  body.while(left, () => {
    at.forEach((address, lane) => {
      body.set(gathered, lanes.loadLane(address, gathered, lane))
      body.increase(address, kStep)
    })
    body.do(op('v128.store', to, gathered))
    body.increase(to, toStep)
    body.increase(left, -1)
  })
}

/** Copies columns with any steps. */
export const packStrided = (lanes: Lanes, columns: number): Pack =>
  func(`packStrided${columns}`, params, [], (body, from, kStep, columnStep, width, k, to) => {
    // the last vector first: the others write over what is behind its last column
    for (let j = vectorsOf(lanes, columns) - 1; j >= 0; j--) {
      const at = Array.from({ length: lanes.count }, () => body.local('i32'))
      const start = variable(body, add(to, 16 * j))
      at.forEach((address, lane) => {
        const column = j * lanes.count + lane
        // columns that are not there are the last one once more
        const there = select(less(column, width), i32(column), sub(width, 1))
        body.set(address, add(from, mul(columnStep, there)))
      })
      packColumns(body, lanes, at, start, { kStep, k, toStep: columns * lanes.bytes })
    }
    return []
  })

/** Copies the rows of tiles of some heights, each tile as a panel of so many columns. */
export const packTiles = (
  lanes: Lanes,
  heights: readonly number[],
  pack: (lanes: Lanes, columns: number) => Pack,
): Pack => {
  const packs = new Map(heights.map((height) => [height, pack(lanes, height)]))
  return func('packTiles', params, [], (body, from, kStep, rowStep, rows, k, to) => {
    const bytes = body.let(mul(k, lanes.bytes))
    forTiles(body, heights, rows, (height) => {
      const there = smaller(rows, height)
      body.call(packs.get(height) as Pack, from, kStep, rowStep, there, k, to)
      body.increase(from, mul(rowStep, height))
      body.increase(to, mul(bytes, height))
    })
    return []
  })
}
