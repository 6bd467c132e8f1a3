/**
 * A tile of sums, held in registers while their terms go by.
 *
 * Every sum starts at +0 and takes its terms one after the other, each product and each sum rounded
 * (but where the arithmetic is relaxed): tiles only decide which sums are computed together.
 *
 * How the loop is written follows V8. Before version 12 it loads everything that a piece of code
 * between two branches needs before it computes anything, and has 15 registers for that, the sums and
 * one product: beyond them it runs at half the speed. So there is a branch behind every second row.
 * It takes an instruction for each branch, for each step of an address, and for each splat whose
 * offset is not that of one before: so a round of the loop adds several terms.
 */
import { type Body, type Label, type Local, type Value, op } from '../../encode/index.ts'
import { add, atLeast, isEqual } from '../integers.ts'
import type { Epilogue } from './epilogue.ts'
import { type Lanes, storeFirst, zeros } from './lanes.ts'
import { variable } from './variable.ts'

/** Rows and vectors of a tile. */
export interface TileSize {
  readonly rows: number
  readonly vectors: number
}

/** The sums of a tile, row by row. */
export type Tile = readonly (readonly Local<'v128'>[])[]

/** Variables for the sums of a tile. */
export const tileOf = (body: Body, { rows, vectors }: TileSize): Tile =>
  Array.from({ length: rows }, () => Array.from({ length: vectors }, () => body.local('v128')))

/** Starts the sums at +0. */
export const clear = (body: Body, tile: Tile): void => {
  for (const row of tile) for (const sum of row) body.set(sum, zeros)
}

/**
 * Where terms are read: an address of A for each row of the tile, or only one where rows lie
 * together, and one of B.
 */
export interface Terms {
  readonly a: readonly [Local<'i32'>, ...Local<'i32'>[]]
  readonly b: Local<'i32'>
}

/** How far the next term is, in bytes: a number where it is known when code is written. */
export type Step = Value<'i32'> | number

/** Terms that a round of the loop adds. */
const ROUND = 4

/** Rows between two branches. */
const ROWS_TOGETHER = 2

/**
 * Adds `count` terms to the sums; the addresses move on. A term is an element of A times a row of B,
 * or, `lanewise`, a row of A times a row of B, element by element.
 */
export const accumulate = (
  body: Body,
  lanes: Lanes,
  tile: Tile,
  { a, b }: Terms,
  steps: { readonly a: Step; readonly b: Step },
  count: Value<'i32'>,
  lanewise = false,
): void => {
  const left = variable(body, count)
  const row = (tile[0] ?? []).map(() => body.local('v128'))
  const x = body.local('v128')
  const together = a.length < tile.length
  // where rows lie together, offsets are those of rows, the same ones in every term
  const [byOffset, perTerm] = [
    { a: together ? 0 : known(steps.a), b: known(steps.b) },
    { a: together || known(steps.a) === 0, b: known(steps.b) === 0 },
  ]
  let branches = 0
  const term = (number: number, end: Label): void => {
    row.forEach((y, j) => body.set(y, op('v128.load', b, 16 * j + number * byOffset.b)))
    if (perTerm.b) body.increase(b, steps.b)
    const offset = number * byOffset.a
    tile.forEach((sums, i) => {
      const at = a[i]
      if (!lanewise)
        body.set(x, at ? lanes.splat(at, offset) : lanes.splat(a[0], i * lanes.bytes + offset))
      sums.forEach((sum, j) => {
        const factor = lanewise ? op('v128.load', at ?? a[0], 16 * j + offset) : x
        body.set(sum, lanes.addProduct(sum, factor, row[j] ?? x))
      })
      // a branch that is never taken, and that no compiler can know to be like another
      const isAmid = i + 1 < tile.length && (i + 1) % ROWS_TOGETHER === 0
      if (isAmid) body.branchIf(end, isEqual(left, -(branches += 1)))
    })
    if (perTerm.a) for (const at of a) body.increase(at, steps.a)
  }
  body.if(left, () =>
    body.block((end) =>
      body.loop((start) => {
        for (let number = 1; number < ROUND; number++) {
          term(number - 1, end)
          body.branchIf(end, isEqual(left, number))
        }
        term(ROUND - 1, end)
        if (!perTerm.a) for (const at of a) body.increase(at, ROUND * byOffset.a)
        if (!perTerm.b) body.increase(b, ROUND * byOffset.b)
        body.increase(left, -ROUND)
        body.branchIf(start, left)
      }),
    ),
  )
}

const known = (step: Step): number => (typeof step === 'number' ? step : 0)

/** Where a row of a tensor is, and how far the next one is, in bytes. */
export interface RowWalk {
  readonly at: Local<'i32'>
  readonly step: Value<'i32'>
}

/** What a tile is stored with. */
export interface Target {
  readonly lanes: Lanes
  readonly epilogue: Epilogue
  readonly c: RowWalk
  /** what the epilogue reads and writes besides */
  readonly others: readonly RowWalk[]
  /** how many columns are stored; `null`: all */
  readonly width: Value<'i32'> | null
}

const storeRow = (body: Body, target: Target, sums: readonly Local<'v128'>[]): void => {
  const { lanes, epilogue, c, others, width } = target
  const places = [c, ...others.slice(epilogue.operands.length)]
  const results = sums.map((sum, j) => {
    const operands = epilogue.operands.map(({ columns, bytes, load }, i) => {
      const at = others[i]?.at ?? c.at
      return body.let(load(columns === 'same' ? at : add(at, j * lanes.count * bytes)))
    })
    return epilogue.emit(body, sum, operands).map((value) => body.let(value))
  })
  places.forEach(({ at }, i) => {
    const values = results.flatMap((one) => one[i] ?? [])
    const whole = (): void =>
      values.forEach((value, j) => body.do(op('v128.store', at, value, 16 * j)))
    if (width === null) whole()
    else
      body.if(atLeast(width, values.length * lanes.count), whole, () =>
        storeFirst(body, lanes, at, values, width),
      )
  })
  for (const { at, step } of [c, ...others]) body.increase(at, step)
}

/**
 * Stores the rows of a tile, all or the first `rows` of them, and moves all addresses on behind
 * what was stored.
 */
export const storeTile = (
  body: Body,
  target: Target,
  tile: Tile,
  rows: Value<'i32'> | null,
): void => {
  const from = (i: number): void => {
    const sums = tile[i]
    if (sums === undefined) return
    storeRow(body, target, sums)
    if (rows === null || i + 1 === tile.length) from(i + 1)
    else body.if(atLeast(rows, i + 2), () => from(i + 1))
  }
  from(0)
}
