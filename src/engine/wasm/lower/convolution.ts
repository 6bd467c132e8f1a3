/** Convolutions, and what is computed of their results before they are stored. */
import type { ConvolutionAttributes } from '../../../core/primitives/convolution.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { rowMajor, sameAccess } from '../../passes/access.ts'
import { type Layout, rowByRow } from '../kernels/contraction/dot-general.ts'
import { identity } from '../kernels/contraction/epilogue.ts'
import { asContraction } from '../kernels/convolution/as-contraction.ts'
import { convolutionArguments, convolutionPlan } from '../kernels/convolution/convolution-plan.ts'
import { type Argument, type KernelCall, bytesOf } from '../kernels/plan.ts'
import {
  type Contraction,
  contractionCalls,
  copyInto,
  epilogueOf,
  isWordy,
  layoutOf,
} from './contraction.ts'
import type { Context } from './call.ts'
import { type Code, isFourWide } from './expression.ts'

/** What a convolution is made of. */
export interface Convolution {
  readonly dtype: Contraction['dtype']
  readonly attributes: ConvolutionAttributes
  readonly operands: Contraction['operands']
  /** the shape of the result */
  readonly shape: readonly number[]
}

/** How a read follows the result: element for element, feature for feature, or not at all. */
const followsOf = (strides: readonly number[], shape: readonly number[]) => {
  const own = rowMajor(shape)
  const feature = strides.map((_, axis) => (axis === shape.length - 1 ? own.strides[axis] : 0))
  const is = (other: readonly (number | undefined)[]): boolean =>
    strides.every((stride, axis) => stride === other[axis])
  if (sameAccess({ offset: 0, strides }, own)) return { columns: 'each', follows: 4 } as const
  if (is(feature)) return { columns: 'each', follows: 0 } as const
  return is(strides.map(() => 0)) ? ({ columns: 'same', follows: 0 } as const) : null
}

/**
 * The calls that compute a convolution; with `code`, the body of its group on the way: `null` where
 * that has to be computed afterwards.
 */
export const convolutionCalls = (
  convolution: Convolution,
  code: Code | null,
  addressOf: (read: number) => Argument,
  results: readonly Argument[],
  memory: Pick<Context, 'reserve' | 'scratch' | 'relaxed' | 'table'>,
): readonly KernelCall[] | null => {
  const { dtype, attributes, operands, shape } = convolution
  const [x, w] = operands
  if (x === undefined || w === undefined) throw new RangeError('a convolution has two operands')
  const dot = asContraction(x.shape, w.shape, attributes)
  if (dot !== null) {
    const rows = x.shape.length - dot.contract[0].length
    const columns = w.shape.length - dot.contract[1].length
    const moved = code && withAxes(code, rows, columns)
    return contractionCalls({ dtype, attributes: dot, operands }, moved, addressOf, results, memory)
  }
  const follows = (code?.reads ?? []).map(({ access }) => followsOf(access.strides, shape))
  if (code !== null && (!isFourWide(code) || !isWordy(code) || follows.includes(null))) return null
  if (sizeOf(shape) === 0) return []

  const copies: KernelCall[] = []
  const last = x.shape.length - 1
  const axes = x.shape.map((_, axis) => axis)
  // elements that are read one after the other should lie together: of a kernel gradient the images
  const image =
    x.access.strides[last] === 1 || (x.shape[last] ?? 0) <= 1
      ? { layout: layoutOf(x), address: x.address }
      : copied(x, [...axes.slice(1), 0], dtype, memory.reserve, copies)
  const kernel = sameAccess(w.access, rowMajor(w.shape))
    ? { layout: layoutOf(w), address: w.address }
    : copied(w, axes, dtype, memory.reserve, copies)
  const walks = follows as readonly NonNullable<ReturnType<typeof followsOf>>[]
  const epilogue = code === null ? identity : epilogueOf(code, walks)
  const plan = convolutionPlan(
    { dtype, x: image.layout, w: kernel.layout, y: rowByRow(shape), attributes },
    { epilogue, relaxed: memory.relaxed },
  )
  const args = convolutionArguments<Argument>(plan, {
    x: image.address,
    w: kernel.address,
    y: results[0] as Argument,
    table: memory.table(plan.table),
  })
  const others = [
    ...walks.map((walk, i) => [addressOf(i), walk.follows]),
    ...results.slice(1).map((result) => [result, bytesOf(dtype)]),
  ]
  return [...copies, { kernel: plan.kernel, args: [...args, ...others.flat()], units: plan.units }]
}

/**
 * A code that reads along with a convolution, for the contraction that it is: of the axes of that all
 * but the first `rows` and the last have one place.
 */
const withAxes = (code: Code, rows: number, columns: number): Code => ({
  ...code,
  reads: code.reads.map((read) => {
    const { offset, strides } = read.access
    const ones = new Array<number>(columns - 1).fill(0)
    return {
      ...read,
      access: { offset, strides: [...strides.slice(0, rows), ...ones, strides.at(-1) ?? 0] },
    }
  }),
})

/** An operand copied to another order of its axes, and seen as it was. */
const copied = (
  { shape, access, address }: Convolution['operands'][number],
  order: readonly number[],
  dtype: Contraction['dtype'],
  reserve: Context['reserve'],
  copies: KernelCall[],
): { readonly layout: Layout; readonly address: Argument } => {
  const target = reserve(sizeOf(shape) * bytesOf(dtype))
  const sizes = order.map((axis) => shape[axis] ?? 1)
  const steps = order.map((axis) => access.strides[axis] ?? 0)
  copies.push(...copyInto(sizes, bytesOf(dtype), address, steps, target))
  const { strides } = rowByRow(sizes)
  return {
    layout: { shape, strides: shape.map((_, axis) => strides[order.indexOf(axis)] ?? 0) },
    address: target,
  }
}
