/** The innermost loops of a matrix product: some columns of the result, one tile after the other. */
import {
  type AnyFunc,
  type Body,
  type Local,
  type Value,
  func,
  i32,
  select,
} from '../../encode/index.ts'
import { add, atLeast, less, mul, sub } from '../integers.ts'
import { type Epilogue, walksOf } from './epilogue.ts'
import type { Lanes } from './lanes.ts'
import { type Target, type TileSize, accumulate, clear, storeTile, tileOf } from './tile.ts'
import { variable } from './variable.ts'

/** The code of a panel: how wide it is, and how many rows its tiles have, the last ones' at the end. */
export interface PanelShape {
  readonly vectors: number
  readonly rows: readonly number[]
  /** whether the last columns may be missing */
  readonly masked: boolean
  /** whether elements of A in neighbouring rows are neighbours; some after the last row are read */
  readonly together: boolean
}

const names = ['a', 'aRow', 'aK', 'b', 'bK', 'c', 'cRow', 'rows', 'width', 'k'] as const

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

/** One tile: `count` rows, of which all are there or, if `guarded`, at least one. */
const tileRows = (
  body: Body,
  lanes: Lanes,
  { together, ...size }: TileSize & Pick<PanelShape, 'together'>,
  parameters: PanelParameters,
  target: Target,
  guarded: boolean,
): void => {
  const { a, aRow, aK, b, bK, rows, k } = parameters
  const tile = tileOf(body, size)
  const first = variable(body, a)
  const further: Local<'i32'>[] = []
  for (let i = 1; i < size.rows && !together; i++) {
    // rows that are not there are those before them once more
    const step = guarded ? select(less(i, rows), aRow, i32(0)) : aRow
    further.push(variable(body, add(further.at(-1) ?? first, step)))
  }
  const fromB = variable(body, b)
  clear(body, tile)
  accumulate(body, lanes, tile, { a: [first, ...further], b: fromB }, { a: aK, b: bK }, k)
  storeTile(body, target, tile, guarded ? rows : null)
  body.increase(a, mul(aRow, size.rows))
  body.set(
    rows,
    guarded ? select(atLeast(rows, size.rows), sub(rows, size.rows), i32(0)) : sub(rows, size.rows),
  )
}

/** Computes `width` columns of `rows` rows. */
export const panelFunc = (lanes: Lanes, shape: PanelShape, epilogue: Epilogue): AnyFunc => {
  const walks = walksOf(epilogue, lanes.bytes)
  const params = [...names, ...walks.flatMap(() => ['at', 'step'])].map(() => 'i32' as const)
  return func(`panel${shape.vectors}`, params, [], (body, ...all) => {
    const local = (i: number): Local<'i32'> => all[i] as Local<'i32'>
    const parameters = Object.fromEntries(
      names.map((name, i) => [name, local(i)]),
    ) as PanelParameters
    const target: Target = {
      lanes,
      epilogue,
      c: { at: parameters.c, step: parameters.cRow },
      others: walks.map((_, i) => ({
        at: local(names.length + 2 * i),
        step: local(names.length + 2 * i + 1),
      })),
      width: shape.masked ? parameters.width : null,
    }
    shape.rows.forEach((rows, i) => {
      const last = i + 1 === shape.rows.length
      const size = { rows, vectors: shape.vectors, together: shape.together }
      const { rows: left } = parameters
      body.while(last ? left : atLeast(left, rows), () =>
        tileRows(body, lanes, size, parameters, target, last && rows > 1),
      )
    })
    return []
  })
}
