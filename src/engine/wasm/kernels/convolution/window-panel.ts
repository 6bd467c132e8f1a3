/** The innermost loops of a convolution: some features of some places, one tile after the other. */
import {
  type AnyFunc,
  type Body,
  type Local,
  type Value,
  func,
  i32,
  op,
  select,
} from '../../encode/index.ts'
import { add, atLeast, less, mul, sub } from '../integers.ts'
import { type Epilogue, walksOf } from '../contraction/epilogue.ts'
import type { Lanes } from '../contraction/lanes.ts'
import {
  type Target,
  type Tile,
  accumulate,
  clear,
  storeTile,
  tileOf,
} from '../contraction/tile.ts'
import { variable } from '../contraction/variable.ts'

/** What changes the code. */
export interface WindowCode {
  /** how many axes the kernel slides along */
  readonly rank: number
  /** whether the taps of the last axis and the channels are one run */
  readonly merged: boolean
  /** whether sums go on from what is stored, unless they start */
  readonly resumed: boolean
  /** whether every feature has a channel of its own */
  readonly lanewise: boolean
  readonly epilogue: Epilogue
}

/** The width and the rows of tiles; the last columns may be missing from a masked panel. */
export interface WindowShape {
  readonly vectors: number
  readonly rows: readonly number[]
  readonly masked: boolean
}

const common = [
  'x',
  'xRow',
  'w',
  'y',
  'yRow',
  'rows',
  'width',
  'starts',
  'channels',
  'xRun',
  'wRun',
] as const

const perAxis = ['taps', 'xTap', 'wTap'] as const

/** What a panel is called with: addresses and steps in bytes. */
export type WindowCall = { readonly [K in (typeof common)[number]]: Value<'i32'> } & {
  readonly axes: readonly { readonly [K in (typeof perAxis)[number]]: Value<'i32'> }[]
  readonly others: readonly { readonly at: Value<'i32'>; readonly step: Value<'i32'> }[]
}

/** The arguments of a panel in the order of its parameters. */
export const windowArguments = ({ axes, others, ...call }: WindowCall): readonly Value<'i32'>[] => [
  ...common.map((name) => call[name]),
  ...axes.flatMap((axis) => perAxis.map((name) => axis[name])),
  ...others.flatMap(({ at, step }) => [at, step]),
]

type Parameters = { readonly [K in (typeof common)[number]]: Local<'i32'> } & {
  readonly axes: readonly { readonly [K in (typeof perAxis)[number]]: Local<'i32'> }[]
}

/** Steps to the further rows of a tile; rows that are not there are those before once more. */
const rowSteps = (body: Body, count: number, step: Value<'i32'>, rows: Value<'i32'> | null) =>
  Array.from({ length: count - 1 }, (_, i) =>
    rows === null ? step : body.let(select(less(i + 1, rows), step, i32(0))),
  )

/** Addresses of rows, from that of the first. */
const rowsFrom = (body: Body, first: Value<'i32'>, steps: readonly Value<'i32'>[]) => {
  const addresses: [Local<'i32'>, ...Local<'i32'>[]] = [variable(body, first)]
  for (const step of steps) addresses.push(variable(body, add(addresses.at(-1) ?? first, step)))
  return addresses
}

/** All terms of a tile: places of the kernel row by row, then channels. */
const addTerms = (
  body: Body,
  lanes: Lanes,
  tile: Tile,
  { rank, merged, lanewise }: WindowCode,
  p: Parameters,
  steps: readonly Value<'i32'>[],
): void => {
  const run = (x: Value<'i32'>, w: Value<'i32'>, count: Value<'i32'>): void => {
    const terms = { a: rowsFrom(body, x, steps), b: variable(body, w) }
    accumulate(body, lanes, tile, terms, { a: p.xRun, b: p.wRun }, count, lanewise)
  }
  const level = (axis: number, x: Value<'i32'>, w: Value<'i32'>): void => {
    const along = p.axes[axis]
    if (along === undefined) run(x, w, p.channels)
    else if (merged && axis === rank - 1) run(x, w, mul(along.taps, p.channels))
    else {
      const [atX, atW, left] = [variable(body, x), variable(body, w), variable(body, along.taps)]
      body.while(left, () => {
        level(axis + 1, atX, atW)
        body.increase(atX, along.xTap)
        body.increase(atW, along.wTap)
        body.increase(left, -1)
      })
    }
  }
  level(0, p.x, p.w)
}

const tileRows = (
  body: Body,
  lanes: Lanes,
  tile: Tile,
  code: WindowCode,
  p: Parameters,
  target: Target,
  guarded: boolean,
): void => {
  const count = tile.length
  const there = guarded ? p.rows : null
  const resume = (): void => {
    rowsFrom(body, p.y, rowSteps(body, count, p.yRow, there)).forEach((at, i) =>
      tile[i]?.forEach((sum, j) => body.set(sum, op('v128.load', at, 16 * j))),
    )
  }
  if (code.resumed) body.if(p.starts, () => clear(body, tile), resume)
  else clear(body, tile)
  addTerms(body, lanes, tile, code, p, rowSteps(body, count, p.xRow, there))
  storeTile(body, target, tile, there)
  body.increase(p.x, mul(p.xRow, count))
  const left = sub(p.rows, count)
  body.set(p.rows, guarded ? select(atLeast(p.rows, count), left, i32(0)) : left)
}

/** Computes `width` features of `rows` places. */
export const windowPanel = (lanes: Lanes, shape: WindowShape, code: WindowCode): AnyFunc => {
  const walks = walksOf(code.epilogue, lanes.bytes)
  const firstAxis = common.length
  const firstOther = firstAxis + code.rank * perAxis.length
  const count = firstOther + 2 * walks.length
  const params = Array.from({ length: count }, () => 'i32' as const)
  return func(`window${shape.vectors}`, params, [], (body, ...all) => {
    const named = <N extends string>(names: readonly N[], start: number) =>
      Object.fromEntries(names.map((name, i) => [name, all[start + i]])) as {
        readonly [K in N]: Local<'i32'>
      }
    const p: Parameters = {
      ...named(common, 0),
      axes: Array.from({ length: code.rank }, (_, axis) =>
        named(perAxis, firstAxis + axis * perAxis.length),
      ),
    }
    const target: Target = {
      lanes,
      epilogue: code.epilogue,
      c: { at: p.y, step: p.yRow },
      others: walks.map((_, i) => named(['at', 'step'], firstOther + 2 * i)),
      width: shape.masked ? p.width : null,
    }
    shape.rows.forEach((rows, i) => {
      const last = i + 1 === shape.rows.length
      const tile = tileOf(body, { rows, vectors: shape.vectors })
      body.while(last ? p.rows : atLeast(p.rows, rows), () =>
        tileRows(body, lanes, tile, code, p, target, last && rows > 1),
      )
    })
    return []
  })
}
