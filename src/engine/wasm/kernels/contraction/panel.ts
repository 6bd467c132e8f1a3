/** The innermost loops of a matrix product: some columns of the result, one tile after the other. */
import {
  type AnyFunc,
  type Local,
  type Value,
  type ValueType,
  func,
  i32,
  op,
  select,
} from '../../encode/index.ts'
import { add, less, mul } from '../integers.ts'
import { type Epilogue, walksOf } from './epilogue.ts'
import type { Lanes } from './lanes.ts'
import { type Target, accumulate, clear, storeTile, tileOf } from './tile.ts'
import { forTiles } from './tiles.ts'
import { variable } from './variable.ts'

/**
 * Where elements of A are read. `rows`: those of a row one after the other; `columns`: those of
 * neighbouring rows are neighbours; `packed`: copied, tile by tile. Of the latter two some after the
 * last row are read.
 */
export type PanelSource = 'rows' | 'columns' | 'packed'

/** The code of a panel. */
export interface PanelShape {
  /** how wide it is */
  readonly vectors: number
  /** how many rows its tiles have: see {@link forTiles} */
  readonly rows: readonly number[]
  /** whether the last columns may be missing */
  readonly masked: boolean
  readonly a: PanelSource
  /** whether what a tile needs of B lies together: else rows are `bK` apart */
  readonly packed: boolean
  /** whether sums go on from what is stored, unless they start */
  readonly resumed: boolean
}

// biome-ignore format: what the innermost loop reads comes first, as in registers
const names = [
  'a', 'aRow', 'aK', 'b', 'bK', 'k',
  'c', 'cRow', 'rows', 'width', 'starts',
] as const

/** The parameters of a panel: addresses and steps in bytes, `rows` and `width` of the result. */
export type PanelParameters = { readonly [K in (typeof names)[number]]: Local<'i32'> }

/** A call of a panel: addresses and steps in bytes, `rows` and `width` of the result. */
export type PanelCall = { readonly [K in (typeof names)[number]]: Value<'i32'> }

/** Parameters in the order of the function. */
export const panelArguments = (
  call: PanelCall,
  others: readonly { readonly at: Value<'i32'>; readonly step: Value<'i32'> }[],
): readonly Value<'i32'>[] => [
  ...names.map((name) => call[name]),
  ...others.flatMap(({ at, step }) => [at, step]),
]

/** What a tile is called with: parameters of its panel, but for what its code does not read. */
const tileNames = (shape: PanelShape, isWhole: boolean): readonly (typeof names)[number][] => {
  const unread = new Set([
    ...(shape.a === 'rows' ? ['aK'] : shape.a === 'columns' ? ['aRow'] : ['aRow', 'aK']),
    ...(shape.packed ? ['bK'] : []),
    ...(shape.masked ? [] : ['width']),
    ...(isWhole ? ['rows'] : []),
    ...(shape.resumed ? [] : ['starts']),
  ])
  return names.filter((name) => !unread.has(name))
}

/**
 * One tile, of whose rows all are there or, unless `isWhole`, at least one. It is a function of its
 * own so that a compiler has registers left for what the innermost loop counts.
 */
const tileFunc = (
  lanes: Lanes,
  shape: PanelShape,
  height: number,
  isWhole: boolean,
  epilogue: Epilogue,
): AnyFunc => {
  const own = tileNames(shape, isWhole)
  const walks = walksOf(epilogue, lanes.bytes)
  const params = [...own, ...walks.flatMap(() => ['at', 'step'])].map(() => 'i32' as const)
  return func(`tile${height}x${shape.vectors}`, params, [], (body, ...all) => {
    const parameters = named(own, all) as PanelParameters
    const { a, aRow, aK, b, bK, rows, k } = parameters
    const tile = tileOf(body, { rows: height, vectors: shape.vectors })
    // rows that are not there are those before them once more
    const stepTo = (row: number, step: Value<'i32'>): Value<'i32'> =>
      isWhole ? step : select(less(row, rows), step, i32(0))
    const further: Local<'i32'>[] = []
    for (let i = 1; i < height && shape.a === 'rows'; i++)
      further.push(variable(body, add(further.at(-1) ?? a, stepTo(i, aRow))))
    const steps = {
      a: { rows: lanes.bytes, columns: aK, packed: height * lanes.bytes }[shape.a],
      b: shape.packed ? 16 * shape.vectors : bK,
    }
    if (shape.resumed) {
      body.if(
        parameters.starts,
        () => clear(body, tile),
        () => {
          const at = variable(body, parameters.c)
          tile.forEach((sums, i) => {
            if (i > 0) body.increase(at, stepTo(i, parameters.cRow))
            sums.forEach((sum, j) => body.set(sum, op('v128.load', at, 16 * j)))
          })
        },
      )
    } else clear(body, tile)
    accumulate(body, lanes, tile, { a: [a, ...further], b }, steps, k)
    const target: Target = {
      lanes,
      epilogue,
      c: { at: parameters.c, step: parameters.cRow },
      others: walksFrom(own.length, all),
      width: shape.masked ? parameters.width : null,
    }
    storeTile(body, target, tile, isWhole ? null : rows)
    return []
  })
}

type Locals = readonly Local<ValueType>[]

const named = (list: readonly string[], all: Locals): object =>
  Object.fromEntries(list.map((name, i) => [name, all[i]]))

/** The pairs of an address and a step behind so many parameters. */
const walksFrom = (
  first: number,
  all: Locals,
): readonly { at: Local<'i32'>; step: Local<'i32'> }[] =>
  Array.from({ length: (all.length - first) / 2 }, (_, i) => ({
    at: all[first + 2 * i] as Local<'i32'>,
    step: all[first + 2 * i + 1] as Local<'i32'>,
  }))

/** Computes `width` columns of `rows` rows. */
export const panelFunc = (lanes: Lanes, shape: PanelShape, epilogue: Epilogue): AnyFunc => {
  const walks = walksOf(epilogue, lanes.bytes)
  const params = [...names, ...walks.flatMap(() => ['at', 'step'])].map(() => 'i32' as const)
  return func(`panel${shape.vectors}`, params, [], (body, ...all) => {
    const parameters = named(names, all) as PanelParameters
    const { a, aRow, c, cRow, rows } = parameters
    const others = walksFrom(names.length, all)
    forTiles(body, shape.rows, rows, (height, isWhole) => {
      const tile = tileFunc(lanes, shape, height, isWhole, epilogue)
      const own = tileNames(shape, isWhole).map((name) => parameters[name])
      body.call(tile, ...own, ...others.flatMap(({ at, step }) => [at, step]))
      const walked = [{ at: a, step: aRow }, { at: c, step: cRow }, ...others]
      for (const { at, step } of walked) body.increase(at, mul(step, height))
    })
    return []
  })
}
