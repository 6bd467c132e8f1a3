/**
 * Matrix products: C = A · B, each operand in any layout, one after the other over a batch.
 *
 * A unit of work is a block of rows and columns of one product. A is read one element for a whole
 * row of a tile, where it lies or from copies of tiles. B is read in vectors of columns: where it
 * lies, from panels of copied rows, or from panels of gathered columns. Up to 60 bytes behind the
 * end of an operand may be read, and are never used.
 */
import { type Body, type Local, type Value, i32, op } from '../../encode/index.ts'
import { add, and, isEqual, less, mul, quotient, remainder, smaller, sub } from '../integers.ts'
import type { WasmKernel } from '../kernel.ts'
import { type Parameters, kernelOf } from '../plan.ts'
import { type Epilogue, type Walk, walkParameters, walksOf } from './epilogue.ts'
import { type Lanes, type Numeric, arithmeticOf, lanesOf } from './lanes.ts'
import { type Pack, packRows, packStrided, packTiles } from './pack.ts'
import {
  type PanelCall,
  type PanelShape,
  type PanelSource,
  panelArguments,
  panelFunc,
} from './panel.ts'
import { variable } from './variable.ts'

/** What changes the code of a matrix product. */
export interface MatmulVariant {
  readonly dtype: Numeric
  /** whether products of floats may be added without being rounded */
  readonly relaxed: boolean
  /**
   * how A is read: rows whose elements lie together, columns whose elements do, both where they lie;
   * copied columns; or rows that are gathered with any steps
   */
  readonly a: 'direct' | 'together' | 'copied' | 'gathered'
  /** how B is read: rows where they lie, copied rows, or columns gathered with any steps */
  readonly b: 'direct' | 'copied' | 'gathered'
  /** whether most tiles have 5 rows of 2 vectors, or 2 of 4; no bit depends on it */
  readonly tile: 'tall' | 'wide'
  /** whether terms are added block by block, the sums kept in the result: none but sums are stored */
  readonly resumed: boolean
  readonly epilogue: Epilogue
}

// biome-ignore format: one tensor a line
const names = [
  'm', 'n', 'k', 'rowBlock', 'columnBlock', 'kBlock', 'batchInner',
  'a', 'aRow', 'aK', 'aOuter', 'aInner',
  'b', 'bK', 'bColumn', 'bOuter', 'bInner',
  'c', 'cRow', 'cOuter', 'cInner',
  'scratch',
] as const

/** The parameters of a matrix product: sizes in elements, addresses and steps in bytes. */
export type MatmulParameter = (typeof names)[number]

type Sizes = { readonly [K in 'kBlock' | 'rowBlock' | 'columnBlock']: number }

/** The widest masked panel may reach this far over the columns of a block. */
const COLUMNS_TO = 8

const roundUp = (size: number, to: number): number => Math.ceil(size / to) * to

/** The heights of tiles: those of the last until the rows that are left are none, the others before. */
const heightsOf = { tall: [4, 5], wide: [1, 2] } as const

/** Is an operand copied before it is read? */
export const isPacked = (reading: MatmulVariant['a' | 'b']): boolean =>
  reading === 'copied' || reading === 'gathered'

/** Bytes of scratch that a call needs. */
export const scratchOf = (
  { dtype, a, b, tile }: MatmulVariant,
  { kBlock, rowBlock, columnBlock }: Sizes,
) => {
  const { bytes } = lanesOf[dtype]
  const [incomplete] = heightsOf[tile]
  // a vector may reach over the last tile
  const forA = isPacked(a) ? bytes * kBlock * (rowBlock + incomplete - 1) + 16 : 0
  const forB = isPacked(b) ? bytes * kBlock * roundUp(columnBlock, COLUMNS_TO) : 0
  return forA + forB
}

const sources: { readonly [A in MatmulVariant['a']]: PanelSource } = {
  direct: 'rows',
  together: 'columns',
  copied: 'packed',
  gathered: 'packed',
}

const panelShapes = ({ tile, a, b, resumed }: MatmulVariant): readonly PanelShape[] => {
  const shape = (vectors: number): PanelShape => ({
    vectors,
    rows: heightsOf[tile],
    masked: vectors < 4,
    a: sources[a],
    packed: isPacked(b),
    resumed,
  })
  return (tile === 'wide' ? [4, 2, 1] : [2, 1]).map(shape)
}

/** The code of panels of one width. */
interface PanelCode {
  readonly shape: PanelShape
  readonly compute: ReturnType<typeof panelFunc>
  readonly pack: Pack
}

/** Runs statements for one panel after the other, the widest that are left to fill. */
const forPanels = (
  body: Body,
  lanes: Lanes,
  codes: readonly PanelCode[],
  columns: Value<'i32'>,
  statements: (code: PanelCode, column: Local<'i32'>, width: Value<'i32'>) => void,
): void => {
  const column = body.local('i32')
  body.set(column, i32(0))
  for (const code of codes) {
    const { vectors, masked } = code.shape
    const full = vectors * lanes.count
    const left = sub(columns, column)
    // a masked panel takes what fills more than the next narrower one
    const least = masked ? (vectors > 1 ? full / 2 + 1 : 1) : full
    body.while(less(least - 1, left), () => {
      statements(code, column, masked ? smaller(left, full) : i32(full))
      body.set(column, masked ? smaller(add(column, full), columns) : add(column, full))
    })
  }
}

/** Where a tensor is read or written in a block of the result. */
interface Place extends Walk {
  readonly at: Value<'i32'>
  readonly step: Value<'i32'>
}

/** A block of the result: what it is computed from, and how large it is. */
interface Block {
  readonly a: Value<'i32'>
  readonly b: Value<'i32'>
  readonly c: Place
  readonly others: readonly Place[]
  readonly rows: Value<'i32'>
  readonly columns: Value<'i32'>
  /** counts the blocks that read the same columns of B */
  readonly group: Value<'i32'>
}

/** The addresses of unit number `unit`. */
const blockOf = (
  body: Body,
  unit: Value<'i32'>,
  all: Parameters<string>,
  p: Parameters<MatmulParameter>,
  walks: readonly Walk[],
  bytes: number,
): Block => {
  const blocks = (size: Value<'i32'>, block: Value<'i32'>) =>
    quotient(sub(add(size, block), 1), block)
  const rowBlocks = body.let(blocks(p.m, p.rowBlock))
  const columnBlocks = body.let(blocks(p.n, p.columnBlock))
  const group = body.let(quotient(unit, rowBlocks))
  const batch = body.let(quotient(group, columnBlocks))
  const outer = body.let(quotient(batch, p.batchInner))
  const inner = body.let(remainder(batch, p.batchInner))
  const row = body.let(mul(remainder(unit, rowBlocks), p.rowBlock))
  const column = body.let(mul(remainder(group, columnBlocks), p.columnBlock))
  const inBatch = (at: Value<'i32'>, byOuter: Value<'i32'>, byInner: Value<'i32'>) =>
    add(at, add(mul(outer, byOuter), mul(inner, byInner)))
  const placeOf = (walk: Walk, [at, step, byOuter, byInner]: readonly Local<'i32'>[]): Place => {
    const [start = p.c, next = p.cRow] = [at, step]
    const first = add(inBatch(start, byOuter ?? next, byInner ?? next), mul(row, next))
    const there = walk.columns === 'same' ? first : add(first, mul(column, walk.bytes))
    return { ...walk, at: body.let(there), step: next }
  }
  return {
    a: body.let(add(inBatch(p.a, p.aOuter, p.aInner), mul(row, p.aRow))),
    b: body.let(add(inBatch(p.b, p.bOuter, p.bInner), mul(column, p.bColumn))),
    c: placeOf({ columns: 'each', bytes }, [p.c, p.cRow, p.cOuter, p.cInner]),
    others: walks.map((walk, i) =>
      placeOf(
        walk,
        walkParameters(i).map((name) => all[name] ?? p.c),
      ),
    ),
    rows: body.let(smaller(sub(p.m, row), p.rowBlock)),
    columns: body.let(smaller(sub(p.n, column), p.columnBlock)),
    group,
  }
}

/** A place some columns further. */
const moved = (place: Place, columns: Value<'i32'>): Place =>
  place.columns === 'same' ? place : { ...place, at: add(place.at, mul(columns, place.bytes)) }

/** The kernel of a variant. */
export const matmulKernel = (variant: MatmulVariant): WasmKernel => {
  const { tile, epilogue } = variant
  const { lanes, key: arithmetic } = arithmeticOf(variant.dtype, variant.relaxed)
  const { bytes } = lanes
  const walks = walksOf(epilogue, bytes)
  const packB = variant.b === 'gathered' ? packStrided : packRows
  const codes: readonly PanelCode[] = panelShapes(variant).map((shape) => ({
    shape,
    compute: panelFunc(lanes, shape, epilogue),
    pack: packB(lanes, shape.vectors * lanes.count),
  }))
  const packA = packTiles(lanes, heightsOf[tile], variant.a === 'gathered' ? packStrided : packRows)
  const key = [
    'matmul',
    arithmetic,
    tile,
    variant.a,
    variant.b,
    ...(variant.resumed ? ['resumed'] : []),
    epilogue.key,
  ].join('-')
  const further = walks.flatMap((_, i) => walkParameters(i))

  return kernelOf(key, [...names, ...further], (body, from, to, all) => {
    const p = all as Parameters<MatmulParameter>
    // which group of blocks the panels in the scratch belong to, counted from 1
    const packed = body.local('i32')

    /** Adds terms number `first` and some that follow to the sums of a block. */
    const addTerms = (block: Block, first: Value<'i32'>, count: Value<'i32'>): void => {
      const { rows, columns, group } = block
      const rowBytes = body.let(mul(count, bytes))
      const [fromA, fromB] = [add(block.a, mul(first, p.aK)), add(block.b, mul(first, p.bK))]
      const inScratch = (column: Value<'i32'>) => add(p.scratch, mul(column, rowBytes))
      const copyB = (): void =>
        forPanels(body, lanes, codes, columns, ({ pack }, column, width) => {
          const source = add(fromB, mul(column, p.bColumn))
          body.call(pack, source, p.bK, p.bColumn, width, count, inScratch(column))
        })
      if (isPacked(variant.b)) {
        // only the blocks of one group read the same terms one after the other
        if (variant.resumed) copyB()
        else
          body.if(op('i32.ne', packed, add(group, 1)), () => {
            body.set(packed, add(group, 1))
            copyB()
          })
      }
      let a: Pick<PanelCall, 'a' | 'aRow' | 'aK'> = { a: fromA, aRow: p.aRow, aK: p.aK }
      if (isPacked(variant.a)) {
        const behindB = isPacked(variant.b)
          ? and(add(p.columnBlock, COLUMNS_TO - 1), -COLUMNS_TO)
          : i32(0)
        const copies = body.let(inScratch(behindB))
        body.call(packA, fromA, p.aK, p.aRow, rows, count, copies)
        a = { a: copies, aRow: rowBytes, aK: i32(0) }
      }
      forPanels(body, lanes, codes, columns, (code, column, width) => {
        const c = moved(block.c, column)
        const call: PanelCall = {
          ...a,
          b: isPacked(variant.b) ? inScratch(column) : add(fromB, mul(column, bytes)),
          bK: p.bK,
          k: count,
          c: c.at,
          cRow: c.step,
          rows,
          width,
          starts: isEqual(first, 0),
        }
        const others = block.others.map((place) => moved(place, column))
        body.call(code.compute, ...panelArguments(call, others))
      })
    }

    const unit = body.local('i32')
    body.set(unit, from)
    body.while(less(unit, to), () => {
      const block = blockOf(body, unit, all, p, walks, bytes)
      if (variant.resumed) {
        const first = variable(body, i32(0))
        body.loop((start) => {
          addTerms(block, first, body.let(smaller(sub(p.k, first), p.kBlock)))
          body.increase(first, p.kBlock)
          body.branchIf(start, less(first, p.k))
        })
      } else addTerms(block, i32(0), p.k)
      body.increase(unit, 1)
    })
  })
}
