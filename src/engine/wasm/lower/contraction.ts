/** Contractions, and what is computed of their results before they are stored. */
import type { DotAttributes } from '../../../core/primitives/contraction.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import type { Read } from '../../passes/plan.ts'
import { op } from '../encode/index.ts'
import { copyBlock } from '../kernels/copy.ts'
import {
  type DotProblem,
  type Layout,
  dotProblem,
  rowByRow,
} from '../kernels/contraction/dot-general.ts'
import { type Epilogue, identity } from '../kernels/contraction/epilogue.ts'
import type { Numeric } from '../kernels/contraction/lanes.ts'
import { matmulArguments, matmulPlan } from '../kernels/contraction/matmul-plan.ts'
import { type Argument, type KernelCall, bytesOf } from '../kernels/plan.ts'
import { joined } from './axes.ts'
import type { Context } from './call.ts'
import { type Code, emit, isFourWide, keyOfCode } from './expression.ts'

/** How a tensor beside the result is walked through: bytes from one to the next. */
interface Steps {
  readonly columns: 'each' | 'same'
  readonly row: number
  readonly outer: number
  readonly inner: number
}

/** One step along axes that are walked through in one go; `null` where it takes several. */
const oneStep = (sizes: readonly number[], strides: readonly number[]): number | null => {
  const { sizes: axes, steps } = joined(sizes, [{ offset: 0, strides }])
  return axes.length > 1 ? null : (steps[0]?.[0] ?? 0)
}

/** How a read of the body is walked through by the product; `null` where it cannot. */
const stepsOf = (
  strides: readonly number[],
  parts: {
    readonly batch: readonly number[]
    readonly m: readonly number[]
    readonly n: readonly number[]
  },
  { problem, swapped }: DotProblem,
): Steps | null => {
  const [toM, toN] = [parts.batch.length, parts.batch.length + parts.m.length]
  const ofM = oneStep(parts.m, strides.slice(toM, toN))
  const ofN = oneStep(parts.n, strides.slice(toN))
  const [row, column] = swapped ? [ofN, ofM] : [ofM, ofN]
  if (row === null || (column !== 0 && column !== 1)) return null
  const [outerSize, innerSize] = problem.batch
  const batch = joined(parts.batch, [{ offset: 0, strides: strides.slice(0, toM) }])
  const columns = column === 1 ? 'each' : 'same'
  const [first = 0, second = 0] = batch.steps[0] ?? []
  if (batch.sizes.length === 1) return { columns, row, outer: first * innerSize, inner: first }
  const isSame =
    batch.sizes.length === 2 && batch.sizes[0] === outerSize && batch.sizes[1] === innerSize
  return isSame ? { columns, row, outer: first, inner: second } : null
}

/** The body of a group as an epilogue: its operands are the reads of the code. */
export const epilogueOf = (code: Code, steps: readonly Pick<Steps, 'columns'>[]): Epilogue => ({
  key: `${steps.map(({ columns }) => columns).join()} ${keyOfCode(code)}`,
  operands: steps.map(({ columns }) => ({
    columns,
    bytes: 4,
    load: (address) =>
      columns === 'each' ? op('v128.load', address) : op('v128.load32_splat', address),
  })),
  emit: (body, sum, operands) =>
    emit(body, code, {
      read: (i) => ({
        dtype: code.reads[i]?.dtype ?? 'f32',
        parts: operands[i] === undefined ? [] : [operands[i]],
      }),
      index: () => {
        throw new RangeError('an epilogue counts')
      },
      kernel: {
        dtype: code.steps.find(({ kind }) => kind === 'kernel')?.dtype ?? 'f32',
        parts: [sum],
      },
    }).flatMap(({ parts }) => parts.slice(0, 1)),
  results: code.outputs.length,
})

/** What a contraction is made of. */
export interface Contraction {
  readonly dtype: Numeric
  readonly attributes: DotAttributes
  /** where the operands are read, and the shapes that the equation has them in */
  readonly operands: readonly (Read & {
    readonly shape: readonly number[]
    readonly address: Argument
  })[]
}

/** Memory that calls take for themselves, and how exact they have to be. */
export type Memory = Pick<Context, 'reserve' | 'scratch' | 'relaxed'>

export const layoutOf = ({ shape, access }: Contraction['operands'][number]): Layout => ({
  shape,
  strides: access.strides,
})

/**
 * The calls that compute a contraction; with `code`, the body of its group on the way: `null` where
 * that has to be computed afterwards.
 */
export const contractionCalls = (
  { dtype, attributes, operands }: Contraction,
  code: Code | null,
  addressOf: (read: number) => Argument,
  results: readonly Argument[],
  { reserve, scratch, relaxed }: Memory,
): readonly KernelCall[] | null => {
  const [left, right] = operands
  if (left === undefined || right === undefined)
    throw new RangeError('a contraction has two operands')
  const layouts = [layoutOf(left), layoutOf(right)] as const
  const dot = dotProblem(dtype, layouts[0], layouts[1], attributes)
  const sizesAt = (side: 0 | 1, axes: readonly number[]): readonly number[] =>
    axes.map((axis) => layouts[side].shape[axis] ?? 1)
  const free = (side: 0 | 1): readonly number[] => {
    const used = new Set([...attributes.batch[side], ...attributes.contract[side]])
    return layouts[side].shape.filter((_, axis) => !used.has(axis))
  }
  const parts = { batch: sizesAt(0, attributes.batch[0]), m: free(0), n: free(1) }
  const steps = (code?.reads ?? []).map(({ access }) => stepsOf(access.strides, parts, dot))
  const isFused =
    code === null ||
    (isFourWide(code) &&
      !steps.includes(null) &&
      isWordy(code) &&
      code.outputs.length <= mostResults)
  if (!isFused) return null
  if (sizeOf([...parts.batch, ...parts.m, ...parts.n]) === 0) return []

  const copies: KernelCall[] = []
  const [a, b] = dot.copies.map((order, side) => {
    const operand = operands[side] as Contraction['operands'][number]
    if (order === null) return operand.address
    const size = bytesOf(dtype)
    const shape = order.map((axis) => operand.shape[axis] ?? 1)
    const target = reserve(sizeOf(shape) * size)
    const strides = order.map((axis) => operand.access.strides[axis] ?? 0)
    copies.push(...copyInto(shape, size, operand.address, strides, target))
    return target
  }) as [Argument, Argument]
  const fused = steps as readonly Steps[]
  const epilogue = code === null ? identity : epilogueOf(code, fused)
  const plan = matmulPlan(dot.problem, { epilogue, relaxed })
  const { c } = dot.problem
  const at = {
    a: dot.swapped ? b : a,
    b: dot.swapped ? a : b,
    c: results[0] as Argument,
    scratch: plan.scratch === 0 ? 0 : scratch(plan.scratch),
  }
  const walks = [
    ...fused.map(({ row, outer, inner }, i) => [addressOf(i), row * 4, outer * 4, inner * 4]),
    ...results.slice(1).map((result) => [result, c.row * 4, c.outer * 4, c.inner * 4]),
  ]
  const args = [...matmulArguments<Argument>(dot.problem, plan, at), ...walks.flat()]
  const { kernel, units, grain } = plan
  return [...copies, { kernel, args, units, grain }]
}

/**
 * A body with more results, such as a step of an optimizer, reads and writes so much memory that it is
 * faster row by row, after the product, than tile by tile.
 */
const mostResults = 2

/** Has every result elements of 4 bytes? */
export const isWordy = (code: Code): boolean =>
  code.outputs.every((step) => ['f32', 'i32', 'u32'].includes(code.steps[step]?.dtype ?? ''))

/** The calls that copy elements row by row. */
export const copyInto = (
  shape: readonly number[],
  size: 1 | 4 | 8,
  from: Argument,
  strides: readonly number[],
  to: Argument,
): readonly KernelCall[] => {
  const place = (argument: Argument) => {
    if (typeof argument === 'number') throw new RangeError('a copy goes from place to place')
    return { buffer: argument.buffer, offset: argument.offset / size }
  }
  return copyBlock(
    shape,
    size,
    { ...place(from), strides },
    { ...place(to), strides: rowByRow(shape).strides },
  )
}
