/** Sums and extrema of expressions that are computed on the way. */
import { sizeOf } from '../../../core/shape/dimension.ts'
import { type Body, type Local, type Value, i32, op } from '../encode/index.ts'
import { type Lanes, loadScalar, variables } from '../kernels/elementwise/lanes.ts'
import { add, mul, shiftLeft, sub } from '../kernels/integers.ts'
import { type Argument, type Parameters, type Plan, parameterOf, planOf } from '../kernels/plan.ts'
import { reduceGrid } from '../kernels/reduction.ts'
import type { Source } from '../kernels/source.ts'
import { joined } from './axes.ts'
import { type Code, emit, isFourWide, keyOfCode } from './expression.ts'

/** How a read of a term is found from the place of its group and its own index. */
type Walk =
  /** where the index says, from the beginning */
  | 'flat'
  /** one after the other, from a place that is the group's own */
  | 'each'
  /** one for the whole group */
  | 'same'

interface Read {
  readonly walk: Walk
  /** elements from one group to the next, and from one block of columns to the next */
  readonly group: number
  readonly block: number
}

/** A term whose groups lie as the kernels of reductions have them. */
interface Shape {
  readonly form: 'rows' | 'columns'
  readonly blocks: number
  readonly rows: number
  readonly columns: number
  readonly reads: readonly Read[]
}

const load = (
  dtype: Lanes['dtype'],
  address: Value<'i32'>,
  more: number,
  isWide: boolean,
): Lanes => ({
  dtype,
  parts: [isWide ? op('v128.load', address, more * 4) : op('v128.load32_zero', address, more * 4)],
})

/** A term as a source of elements for the kernels. */
const sourceOf = (code: Code, { form, reads }: Shape): Source => ({
  key: `${form} ${reads.map(({ walk }) => walk).join()} ${keyOfCode(code)}`,
  dtype: code.steps[code.outputs[0] ?? -1]?.dtype ?? 'f32',
  names: reads.flatMap((_, i) => [`term${i}`, `term${i} group`, `term${i} block`]),
  open: (body, parameters) => opened(body, parameters, code, form, reads),
})

const opened = (
  body: Body,
  parameters: Parameters<string>,
  code: Code,
  form: Shape['form'],
  reads: readonly Read[],
): ReturnType<Source['open']> => {
  const places = reads.map(({ walk }, i) => {
    const { dtype } = code.reads[i] as Code['reads'][number]
    const base = parameterOf(parameters, `term${i}`)
    const at: Local<'i32'> = body.local('i32')
    return { walk, dtype, base, at, fixed: variables(body, dtype), i }
  })
  const step = (name: string): Local<'i32'> => parameterOf(parameters, name)
  const element = (index: Value<'i32'>, more: number, isWide: boolean): Value<'v128'> => {
    const [total] = emit(body, code, {
      read: (i) => {
        const place = places[i] as (typeof places)[number]
        if (place.walk === 'same') return place.fixed.lanes
        const moves = place.walk === 'flat' || form === 'rows'
        const address = moves ? add(place.at, shiftLeft(index, 2)) : place.at
        const { dtype, parts } = load(place.dtype, address, more, isWide)
        return { dtype, parts: parts.map((part) => body.let(part)) }
      },
      index: () => {
        throw new RangeError('a term counts, but is reduced on the way')
      },
      kernel: null,
    })
    return total?.parts[0] ?? op('i32x4.splat', i32(0))
  }
  return {
    enter: ({ group, block, start }) => {
      for (const { walk, dtype, base, at, fixed, i } of places) {
        if (walk === 'flat') body.set(at, base)
        else {
          // of columns, the number within the block is what is left of that among all
          const place = add(mul(group, step(`term${i} group`)), mul(block, step(`term${i} block`)))
          const first = add(base, place)
          body.set(at, walk === 'each' && form === 'rows' ? sub(first, shiftLeft(start, 2)) : first)
        }
        if (walk === 'same') fixed.set(loadScalar(dtype, at))
      }
    },
    wide: (index, more) => element(index, more, true),
    narrow: (index, more) => element(index, more, false),
  }
}

/** Rows: what is reduced lies together, or is one element for the whole row. */
const asRows = (kept: readonly number[], reduced: readonly number[], code: Code): Shape | null => {
  const accesses = code.reads.map(({ access }) => access)
  const parts = (from: number, to?: number) =>
    accesses.map(({ strides }) => ({ offset: 0, strides: strides.slice(from, to) }))
  const outer = joined(kept, parts(0, kept.length))
  const inner = joined(reduced, parts(kept.length))
  if (outer.sizes.length > 1 || inner.sizes.length > 1) return null
  const reads = code.reads.map((_, i): Read | null => {
    const [group = 0, step = 0] = [outer.steps[i]?.[0], inner.steps[i]?.[0]]
    if (step !== 0 && step !== 1) return null
    return { walk: step === 1 ? 'each' : 'same', group, block: 0 }
  })
  if (reads.includes(null)) return null
  return {
    form: 'rows',
    blocks: sizeOf(kept),
    rows: sizeOf(reduced),
    columns: 1,
    reads: reads as readonly Read[],
  }
}

/** Columns: groups lie side by side, in one block or in several. */
const asColumns = (
  kept: readonly number[],
  reduced: readonly number[],
  code: Code,
): Shape | null => {
  const accesses = code.reads.map(({ access }) => access)
  const parts = (from: number, to?: number) =>
    accesses.map(({ strides }) => ({ offset: 0, strides: strides.slice(from, to) }))
  const outer = joined(kept, parts(0, kept.length))
  const inner = joined(reduced, parts(kept.length))
  if (outer.sizes.length > 2 || inner.sizes.length > 1) return null
  const columns = outer.sizes.at(-1) ?? 1
  const blocks = outer.sizes.length === 2 ? (outer.sizes[0] ?? 1) : 1
  const rows = sizeOf(reduced)
  const reads = code.reads.map((_, i): Read | null => {
    const steps = outer.steps[i] ?? []
    const [ofColumn = 0, ofBlock = 0] = [steps.at(-1), steps.length === 2 ? steps[0] : 0]
    const ofRow = inner.steps[i]?.[0] ?? 0
    const isFlat =
      ofColumn === 1 && ofRow === columns && (blocks === 1 || ofBlock === rows * columns)
    if (isFlat) return { walk: 'flat', group: 0, block: 0 }
    if (ofRow !== 0 || (ofColumn !== 0 && ofColumn !== 1)) return null
    // the number of a group counts the columns of all blocks
    const block = ofBlock - ofColumn * columns
    return { walk: ofColumn === 1 ? 'each' : 'same', group: ofColumn, block }
  })
  if (reads.includes(null)) return null
  return { form: 'columns', blocks, rows, columns, reads: reads as readonly Read[] }
}

const names = { reduceSum: 'sum', reduceMax: 'max', reduceMin: 'min' } as const

/**
 * The calls that reduce a term, given over the kept and then the reduced sizes; `null` where it has
 * to be in memory first.
 */
export const reductionPlan = (
  primitive: keyof typeof names,
  kept: readonly number[],
  reduced: readonly number[],
  code: Code,
  addressOf: (read: number) => Argument,
): Plan | null => {
  if (!isFourWide(code) || code.steps.some(({ kind }) => kind === 'index')) return null
  if ([...kept, ...reduced].includes(0)) return null
  const shape = asRows(kept, reduced, code) ?? asColumns(kept, reduced, code)
  if (shape === null || (shape.form === 'rows' && shape.rows === 1)) return null
  const args = shape.reads.flatMap(({ group, block }, i) => [addressOf(i), group * 4, block * 4])
  return planOf(...reduceGrid(names[primitive], shape, sourceOf(code, shape), args))
}

/** The calls that reduce rows of an array that is in memory. */
export const reduceStored = (
  primitive: keyof typeof names,
  kept: readonly number[],
  reduced: readonly number[],
  source: Source,
  address: Argument,
): Plan => {
  const grid = { blocks: sizeOf(kept), rows: sizeOf(reduced), columns: 1 }
  return planOf(...reduceGrid(names[primitive], grid, source, [address]))
}
