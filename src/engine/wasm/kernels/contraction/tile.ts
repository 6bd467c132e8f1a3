/**
 * A tile of sums, held in registers while their terms go by.
 *
 * Every sum starts at +0 and takes its terms one after the other, each product and each sum rounded:
 * tiles only decide which sums are computed together.
 *
 * V8 before version 12 loads everything that the body of a loop needs before it computes anything: a
 * tile with one row of B, its elements of A and one product have to fit into 15 registers, or it
 * runs at half the speed. That leaves 2 rows of 4 vectors and 4 rows of 2; unrolling over k makes it
 * worse.
 */
import { type Body, type Local, type Value, op } from '../../encode/index.ts'
import { add, atLeast, less, sub } from '../integers.ts'
import { type Epilogue, type Walk, walksOf } from './epilogue.ts'
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

/**
 * Adds `count` terms to the sums; the addresses move on by their steps. A term is an element of A
 * times a row of B, or, `lanewise`, a row of A times a row of B, element by element.
 */
export const accumulate = (
  body: Body,
  lanes: Lanes,
  tile: Tile,
  { a, b }: Terms,
  steps: { readonly a: Value<'i32'>; readonly b: Value<'i32'> },
  count: Value<'i32'>,
  lanewise = false,
): void => {
  const left = variable(body, count)
  const row = (tile[0] ?? []).map(() => body.local('v128'))
  const x = body.local('v128')
  body.while(left, () => {
    row.forEach((y, j) => body.set(y, op('v128.load', b, 16 * j)))
    body.increase(b, steps.b)
    tile.forEach((sums, i) => {
      const at = a[i]
      if (!lanewise) body.set(x, at ? lanes.splat(at) : lanes.splat(a[0], i * lanes.bytes))
      sums.forEach((sum, j) => {
        const factor = lanewise ? op('v128.load', at ?? a[0], 16 * j) : x
        body.set(sum, lanes.add(sum, lanes.mul(factor, row[j] ?? x)))
      })
    })
    for (const at of a) body.increase(at, steps.a)
    body.increase(left, -1)
  })
}

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

const storeVector = (
  body: Body,
  { lanes, width }: Target,
  at: Value<'i32'>,
  j: number,
  value: Value<'v128'>,
): void => {
  const offset = 16 * j
  if (width === null) body.do(op('v128.store', at, value, offset))
  else storeFirst(body, lanes, at, offset, value, sub(width, j * lanes.count))
}

/** Runs statements where there is a column j · count. */
const whereWide = (
  body: Body,
  { lanes, width }: Target,
  j: number,
  statements: () => void,
): void => {
  if (width === null || j === 0) statements()
  else body.if(less(j * lanes.count, width), statements)
}

const storeRow = (body: Body, target: Target, sums: readonly Local<'v128'>[]): void => {
  const { lanes, epilogue, c, others } = target
  const walks: readonly Walk[] = walksOf(epilogue, lanes.bytes)
  const places = [c, ...others.slice(epilogue.operands.length)]
  sums.forEach((sum, j) =>
    whereWide(body, target, j, () => {
      const operands = epilogue.operands.map(({ columns, bytes, load }, i) => {
        const at = others[i]?.at ?? c.at
        return body.let(load(columns === 'same' ? at : add(at, j * lanes.count * bytes)))
      })
      epilogue.emit(body, sum, operands).forEach((value, i) => {
        const place = places[i] ?? c
        storeVector(body, target, place.at, j, body.let(value))
      })
    }),
  )
  for (const { at, step } of [c, ...others.slice(0, walks.length)]) body.increase(at, step)
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
