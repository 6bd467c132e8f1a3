/** Sums and extrema over any axes. */
import type { TensorType } from '../../../core/node.ts'
import type { ReduceAttributes } from '../../../core/primitives/summation.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { rowStrides } from '../../reference/strided.ts'
import { copyBlock } from './copy.ts'
import {
  type Argument,
  type KernelCall,
  type Select,
  addressIn,
  bytesOf,
  planOf,
  typeAt,
} from './plan.ts'
import { reduceColumns, stripFor } from './reduce-columns.ts'
import { reduceRows } from './reduce-rows.ts'
import type { Reduce } from './reduce.ts'
import { type Source, arraySource } from './source.ts'

/** Blocks of rows of columns: what is reduced are the rows. */
interface Grid {
  readonly blocks: number
  readonly rows: number
  readonly columns: number
}

/** Axes that are neighbours and all reduced, or all kept. */
interface Run {
  readonly isReduced: boolean
  readonly size: number
}

const runsOf = (shape: readonly number[], axes: readonly number[]): readonly Run[] => {
  const runs: Run[] = []
  shape.forEach((size, axis) => {
    if (size === 1) return
    const isReduced = axes.includes(axis)
    const before = runs.at(-1)
    if (before?.isReduced === isReduced)
      runs[runs.length - 1] = { isReduced, size: before.size * size }
    else runs.push({ isReduced, size })
  })
  return runs
}

/** A reduction as one of rows of a grid, where its axes lie together; else `null`. */
export const gridOf = (shape: readonly number[], axes: readonly number[]): Grid | null => {
  const runs = runsOf(shape, axes)
  const first = runs.findIndex(({ isReduced }) => isReduced)
  const count = (some: readonly Run[]): number =>
    some.reduce((product, { size }) => product * size, 1)
  if (first < 0) return { blocks: 1, rows: 1, columns: count(runs) }
  if (runs.slice(first + 1).some(({ isReduced }) => isReduced)) return null
  return {
    blocks: count(runs.slice(0, first)),
    rows: runs[first]?.size ?? 1,
    columns: count(runs.slice(first + 1)),
  }
}

/** The call that reduces the rows of a grid; none where there is no result. */
export const reduceGrid = (
  reduce: Reduce,
  { blocks, rows, columns }: Grid,
  source: Source,
  sourceArgs: readonly Argument[],
): readonly KernelCall[] => {
  const result = addressIn('result')
  if (blocks === 0 || columns === 0) return []
  if (columns === 1) {
    const args = [result, rows, ...sourceArgs]
    return [{ kernel: reduceRows(reduce, source), args, units: blocks }]
  }
  const { strip, perBlock } = stripFor(source, columns)
  const args = [result, rows, columns, ...sourceArgs]
  return [{ kernel: reduceColumns(reduce, source, strip), args, units: blocks * perBlock }]
}

/** The axes in an order in which those that are reduced lie together. */
const gathered = (rank: number, axes: readonly number[]): readonly number[] => {
  const kept = Array.from({ length: rank }, (_, axis) => axis).filter(
    (axis) => !axes.includes(axis),
  )
  // columns that lie together stay so
  const behind = kept.filter((axis) => axes.every((reduced) => reduced < axis))
  return [...kept.slice(0, kept.length - behind.length), ...axes, ...behind]
}

const reduction =
  (reduce: Reduce): Select<ReduceAttributes> =>
  (operands, _, { axes }) => {
    const x = typeAt(operands, 0)
    const source = arraySource(x.dtype)
    const grid = gridOf(x.shape, axes)
    if (grid) return planOf(...reduceGrid(reduce, grid, source, [addressIn(0)]))
    return { ...rearranged(reduce, x, axes, source), scratch: 0 }
  }

/** Axes that lie apart are first moved together. */
const rearranged = (
  reduce: Reduce,
  x: TensorType,
  axes: readonly number[],
  source: Source,
): { readonly calls: readonly KernelCall[]; readonly temporary: number } => {
  const size = bytesOf(x.dtype)
  const order = gathered(x.shape.length, axes)
  const strides = rowStrides(x.shape)
  const shape = order.map((axis) => x.shape[axis] ?? 1)
  const moved = order.flatMap((axis, i) => (axes.includes(axis) ? [i] : []))
  const grid = gridOf(shape, moved) ?? { blocks: 0, rows: 0, columns: 0 }
  return {
    calls: [
      ...copyBlock(
        shape,
        size,
        { buffer: 0, offset: 0, strides: order.map((axis) => strides[axis] ?? 0) },
        { buffer: 'temporary', offset: 0, strides: rowStrides(shape) },
      ),
      ...reduceGrid(reduce, grid, source, [addressIn('temporary')]),
    ],
    temporary: sizeOf(x.shape) * size,
  }
}

export const reduceSum = reduction('sum')
export const reduceMax = reduction('max')
export const reduceMin = reduction('min')
