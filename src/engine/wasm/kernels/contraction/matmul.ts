/**
 * Matrix products: C = A · B, each operand in any layout, one after the other over a batch.
 *
 * A unit of work is a block of rows and columns of one product. A is read one element for a whole
 * row of a tile, where it lies or from copied columns. B is read in vectors of columns: where it
 * lies, from panels of copied rows, or from panels of gathered columns. Up to 60 bytes behind the
 * end of an operand may be read, and are never used.
 */
import { type Body, type Local, type Value, i32, op } from '../../encode/index.ts'
import { add, and, forEach, less, mul, quotient, remainder, smaller, sub } from '../integers.ts'
import type { WasmKernel } from '../kernel.ts'
import { type Parameters, kernelOf } from '../plan.ts'
import { type Epilogue, type Walk, walkParameters, walksOf } from './epilogue.ts'
import { type Lanes, type Numeric, lanesOf } from './lanes.ts'
import { type Pack, packRows, packStrided } from './pack.ts'
import { type PanelCall, type PanelShape, panelArguments, panelFunc } from './panel.ts'

/** What changes the code of a matrix product. */
export interface MatmulVariant {
  readonly dtype: Numeric
  /** how A is read: row by row, columns together where they lie, or columns that are copied */
  readonly a: 'direct' | 'together' | 'copied'
  /** how B is read: rows where they lie, copied rows, or columns gathered with any steps */
  readonly b: 'direct' | 'copied' | 'gathered'
  /** rows × vectors of most tiles; no bit depends on it */
  readonly tile: '2x4' | '4x2'
  readonly epilogue: Epilogue
}

// biome-ignore format: one tensor a line
const names = [
  'm', 'n', 'k', 'rowBlock', 'columnBlock', 'batchInner',
  'a', 'aRow', 'aK', 'aOuter', 'aInner',
  'b', 'bK', 'bColumn', 'bOuter', 'bInner',
  'c', 'cRow', 'cOuter', 'cInner',
  'scratch',
] as const

/** The parameters of a matrix product: sizes in elements, addresses and steps in bytes. */
export type MatmulParameter = (typeof names)[number]

type Sizes = { readonly [K in 'k' | 'rowBlock' | 'columnBlock']: number }

/** Vectors of rows in a panel of copied columns of A. */
const A_VECTORS = 4

/** The widest masked panel may reach this far over the columns of a block. */
const COLUMNS_TO = 8

const roundUp = (size: number, to: number): number => Math.ceil(size / to) * to

/** Bytes of scratch that a call needs. */
export const scratchOf = ({ dtype, a, b }: MatmulVariant, { k, rowBlock, columnBlock }: Sizes) => {
  const { bytes, count } = lanesOf[dtype]
  const forA = a === 'copied' ? roundUp(rowBlock, A_VECTORS * count) : 0
  const forB = b === 'direct' ? 0 : roundUp(columnBlock, COLUMNS_TO)
  return bytes * k * (forA + forB)
}

const panelShapes = ({ tile, a }: MatmulVariant): readonly PanelShape[] => {
  const together = a !== 'direct'
  return [
    ...(tile === '2x4' ? [{ vectors: 4, rows: [2, 1], masked: false, together }] : []),
    { vectors: 2, rows: [4], masked: true, together },
    { vectors: 1, rows: [4], masked: true, together },
  ]
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

/** A place some rows and columns further. */
const moved = (place: Place, rows: Value<'i32'>, columns: Value<'i32'>): Place => {
  const inRow = add(place.at, mul(rows, place.step))
  const at = place.columns === 'same' ? inRow : add(inRow, mul(columns, place.bytes))
  return { ...place, at }
}

/** Rows of a block, and where their A is. */
interface Rows {
  readonly first: Value<'i32'>
  readonly count: Value<'i32'>
  readonly a: Pick<PanelCall, 'a' | 'aRow' | 'aK'>
}

/** The kernel of a variant. */
export const matmulKernel = (variant: MatmulVariant): WasmKernel => {
  const { dtype, tile, epilogue } = variant
  const lanes = lanesOf[dtype]
  const { bytes } = lanes
  const walks = walksOf(epilogue, bytes)
  const packB = variant.b === 'gathered' ? packStrided : packRows
  const codes: readonly PanelCode[] = panelShapes(variant).map((shape) => ({
    shape,
    compute: panelFunc(lanes, shape, epilogue),
    pack: packB(lanes, shape.vectors),
  }))
  const packA: Pack = packRows(lanes, A_VECTORS)
  const arithmetic = dtype === 'u32' ? 'i32' : dtype
  const key = ['matmul', arithmetic, tile, variant.a, variant.b, epilogue.key].join('-')
  const further = walks.flatMap((_, i) => walkParameters(i))

  return kernelOf(key, [...names, ...further], (body, from, to, all) => {
    const p = all as Parameters<MatmulParameter>
    const rowBytes = body.let(mul(p.k, bytes))
    // which group of blocks the panels in the scratch belong to, counted from 1
    const packed = body.local('i32')

    const panelOf = (code: PanelCode, block: Block, column: Value<'i32'>) =>
      variant.b === 'direct'
        ? { b: add(block.b, mul(column, bytes)), bK: p.bK }
        : { b: add(p.scratch, mul(column, rowBytes)), bK: i32(16 * code.shape.vectors) }

    const compute = (
      block: Block,
      code: PanelCode,
      column: Value<'i32'>,
      width: Value<'i32'>,
      rows: Rows,
    ): void => {
      const c = moved(block.c, rows.first, column)
      const call: PanelCall = {
        ...rows.a,
        ...panelOf(code, block, column),
        c: c.at,
        cRow: c.step,
        rows: rows.count,
        width,
        k: p.k,
      }
      const others = block.others.map((place) => moved(place, rows.first, column))
      body.call(code.compute, ...panelArguments(call, others))
    }

    const unit = body.local('i32')
    body.set(unit, from)
    body.while(less(unit, to), () => {
      const block = blockOf(body, unit, all, p, walks, bytes)
      const { rows, columns, group } = block
      if (variant.b !== 'direct')
        body.if(op('i32.ne', packed, add(group, 1)), () => {
          body.set(packed, add(group, 1))
          forPanels(body, lanes, codes, columns, ({ pack }, column, width) => {
            const source = add(block.b, mul(column, p.bColumn))
            const target = add(p.scratch, mul(column, rowBytes))
            body.call(pack, source, p.bK, p.bColumn, width, p.k, target)
          })
        })
      if (variant.a === 'copied') {
        const perPanel = A_VECTORS * lanes.count
        const behindB =
          variant.b === 'direct' ? i32(0) : and(add(p.columnBlock, COLUMNS_TO - 1), -COLUMNS_TO)
        const copies = body.let(add(p.scratch, mul(rowBytes, behindB)))
        const copyOf = (first: Value<'i32'>) => add(copies, mul(first, rowBytes))
        forEach(body, 0, rows, perPanel, (first) =>
          body.call(
            packA,
            add(block.a, mul(first, bytes)),
            p.aK,
            i32(0),
            i32(0),
            p.k,
            copyOf(first),
          ),
        )
        forPanels(body, lanes, codes, columns, (code, column, width) =>
          forEach(body, 0, rows, perPanel, (first) =>
            compute(block, code, column, width, {
              first,
              count: smaller(sub(rows, first), perPanel),
              a: { a: copyOf(first), aRow: i32(bytes), aK: i32(16 * A_VECTORS) },
            }),
          ),
        )
      } else {
        const whole = { first: i32(0), count: rows, a: { a: block.a, aRow: p.aRow, aK: p.aK } }
        forPanels(body, lanes, codes, columns, (code, column, width) =>
          compute(block, code, column, width, whole),
        )
      }
      body.increase(unit, 1)
    })
  })
}
