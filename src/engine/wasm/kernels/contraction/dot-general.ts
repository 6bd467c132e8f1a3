/** Which matrix product a general contraction is. */
import { type DotAttributes, freeAxes } from '../../../../core/primitives/contraction.ts'
import { sizeOf } from '../../../../core/shape/dimension.ts'
import type { Numeric } from './lanes.ts'
import type { MatmulProblem, MatrixSteps } from './matmul-plan.ts'

/** A tensor in memory: how far neighbours along each axis are apart, in elements, of any sign or 0. */
export interface Layout {
  readonly shape: readonly number[]
  readonly strides: readonly number[]
}

/** A contraction as a matrix product of two levels of batch. */
export interface DotProblem {
  readonly problem: MatmulProblem
  /** for each operand the order of axes that it is copied to, row by row; `null`: read as it is */
  readonly copies: readonly [left: readonly number[] | null, right: readonly number[] | null]
  /** whether the right operand is the A of the product, as where the result is one column */
  readonly swapped: boolean
}

/** A tensor filled row by row. */
export const rowByRow = (shape: readonly number[]): Layout => ({
  shape,
  strides: shape.map((_, axis) => sizeOf(shape.slice(axis + 1))),
})

/** An axis that operands run along in step, and how far each moves. */
interface Axis {
  readonly size: number
  readonly steps: readonly number[]
}

/** Axes as few as possible: what follows without a gap is one; the order of elements stays. */
export const merged = (axes: readonly Axis[]): readonly Axis[] => {
  const result: Axis[] = []
  for (const axis of axes.toReversed()) {
    if (axis.size === 1) continue
    const inner = result[0]
    const joins =
      inner && axis.steps.every((step, i) => step === (inner.steps[i] ?? 0) * inner.size)
    if (joins) result[0] = { size: axis.size * inner.size, steps: inner.steps }
    else result.unshift(axis)
  }
  return result
}

const along = ({ shape, strides }: Layout, axes: readonly number[]): readonly Axis[] =>
  merged(axes.map((axis) => ({ size: shape[axis] ?? 1, steps: [strides[axis] ?? 0] })))

const sizesAt = ({ shape }: Layout, axes: readonly number[]): readonly number[] =>
  axes.map((axis) => shape[axis] ?? 1)

/** How far the next element along some axes is, where one number says it. */
const stepAlong = (layout: Layout, axes: readonly number[]): number | null => {
  const rest = along(layout, axes)
  if (sizeOf(sizesAt(layout, axes)) === 0) return 0
  return rest.length > 1 ? null : (rest[0]?.steps[0] ?? 0)
}

/** One of the operands: its axes by their parts, and how it is copied if that is necessary. */
interface Operand {
  readonly layout: Layout
  readonly batch: readonly number[]
  readonly free: readonly number[]
  readonly contract: readonly number[]
  readonly copy: readonly number[] | null
}

/** The operand copied to its parts, one after the other. */
const copied = ({ layout, batch, free, contract }: Operand, order: 'left' | 'right'): Operand => {
  const axes = [...batch, ...(order === 'left' ? [...free, ...contract] : [...contract, ...free])]
  const place = (list: readonly number[]): readonly number[] =>
    list.map((axis) => axes.indexOf(axis))
  return {
    layout: rowByRow(sizesAt(layout, axes)),
    batch: place(batch),
    free: place(free),
    contract: place(contract),
    copy: axes,
  }
}

const readable = ({ layout, free, contract }: Operand): boolean =>
  stepAlong(layout, free) !== null && stepAlong(layout, contract) !== null

const batchOf = (x: Operand, y: Operand): readonly Axis[] =>
  merged(
    x.batch.map((axis, i) => ({
      size: x.layout.shape[axis] ?? 1,
      steps: [x.layout.strides[axis] ?? 0, y.layout.strides[y.batch[i] ?? 0] ?? 0],
    })),
  )

/** Copies operands until both are matrices in a batch of two levels. */
const arranged = (x: Operand, y: Operand): readonly [Operand, Operand] => {
  const left = readable(x) ? x : copied(x, 'left')
  const right = readable(y) ? y : copied(y, 'right')
  if (batchOf(left, right).length <= 2) return [left, right]
  // a copy is gapless, so that its batch has as few levels as that of the other
  const first = left.copy ? left : copied(left, 'left')
  return batchOf(first, right).length <= 2 || right.copy
    ? [first, right]
    : [first, copied(right, 'right')]
}

/** The matrix product that a contraction of tensors in given layouts is. */
export const dotProblem = (
  dtype: Numeric,
  left: Layout,
  right: Layout,
  { contract, batch }: DotAttributes,
): DotProblem => {
  const operand = (layout: Layout, side: 0 | 1): Operand => ({
    layout,
    batch: batch[side],
    free: freeAxes({ shape: layout.shape, dtype }, contract[side], batch[side]),
    contract: contract[side],
    copy: null,
  })
  const [x, y] = arranged(operand(left, 0), operand(right, 1))
  const levels = batchOf(x, y)
  const [m, n] = [x, y].map(({ layout, free }) => sizeOf(sizesAt(layout, free))) as [number, number]
  const k = sizeOf(sizesAt(x.layout, x.contract))
  const inner = levels.at(-1)
  const outer = levels.at(-2)
  const stepsOf = ({ layout, free, contract: summed }: Operand, side: 0 | 1) => ({
    outer: outer?.steps[side] ?? 0,
    inner: inner?.steps[side] ?? 0,
    free: stepAlong(layout, free) ?? 0,
    summed: stepAlong(layout, summed) ?? 0,
  })
  const [ofX, ofY] = [stepsOf(x, 0), stepsOf(y, 1)]
  // a column is computed as a row, so that its elements fill vectors
  const swapped = n === 1 && m > 1
  const [ofA, ofB] = swapped ? [ofY, ofX] : [ofX, ofY]
  const [rows, columns] = swapped ? [n, m] : [m, n]
  const a: MatrixSteps = { ...ofA, row: ofA.free, column: ofA.summed }
  // vectors of columns that are not there lie together
  const b: MatrixSteps = { ...ofB, row: ofB.summed, column: columns === 1 ? 1 : ofB.free }
  const problem: MatmulProblem = {
    dtype,
    batch: [outer?.size ?? 1, inner?.size ?? 1],
    m: rows,
    n: columns,
    k,
    a,
    b,
    c: { outer: (inner?.size ?? 1) * m * n, inner: m * n, row: columns, column: 1 },
  }
  return { problem, copies: [x.copy, y.copy], swapped }
}
