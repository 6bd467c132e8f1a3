/** The kernels of groups: products, reductions, poolings and all other primitives. */
import type { FloatDType } from '../../../core/dtype.ts'
import type { TensorType } from '../../../core/node.ts'
import { isPrimitive } from '../../../core/primitives/index.ts'
import type { Attributes } from '../../../core/primitives/primitive.ts'
import type { DotAttributes } from '../../../core/primitives/contraction.ts'
import type { ConvolutionAttributes } from '../../../core/primitives/convolution.ts'
import type { ReduceAttributes } from '../../../core/primitives/summation.ts'
import type { Kernel as GroupKernel, Read } from '../../passes/plan.ts'
import { bytesIn } from '../heap.ts'
import type { Numeric } from '../kernels/contraction/lanes.ts'
import { ways } from '../kernels/index.ts'
import { type Argument, type Plan as KernelPlan, type Select, addressIn } from '../kernels/plan.ts'
import { poolWindows } from '../kernels/pooling.ts'
import { arraySource } from '../kernels/source.ts'
import { unpoolExtremum, unpoolSum } from '../kernels/unpooling.ts'
import {
  type Call,
  type Context,
  addressesOf,
  equationAt,
  kernelCalls,
  readAddress,
  typeAt,
} from './call.ts'
import { type Contraction, contractionCalls } from './contraction.ts'
import { convolutionCalls } from './convolution.ts'
import { elementwiseCall } from './elementwise.ts'
import { type Code, codeOf, isPlainRead } from './expression.ts'
import { reduceStored, reductionPlan } from './reduction.ts'

/** The operands of a contraction or convolution, and the shapes that the equation has them in. */
const operandsOf = (context: Context, { slot, operands }: Product): Contraction['operands'] => {
  const equation = equationAt(context, slot)
  return operands.map((read, i) => ({
    ...read,
    shape: typeAt(context, equation.operands[i] ?? -1).shape,
    address: readAddress(context, read),
  }))
}

/** A kernel that reads its operands as they are. */
type Product = Exclude<GroupKernel, { readonly kind: 'reduction' | 'pool' | 'unpool' }>

/** The calls of a contraction or convolution, the body of its group on the way if there is one. */
const productCalls = (
  context: Context,
  kernel: Product,
  code: Code | null,
  results: readonly Argument[],
): readonly Call[] | null => {
  const { dtype, shape, attributes } = equationAt(context, kernel.slot)
  const operands = operandsOf(context, kernel)
  const addressOf = code === null ? () => 0 : addressesOf(context, code, null)
  const of = { dtype: dtype as Numeric, operands, shape }
  const calls =
    kernel.kind === 'contraction'
      ? contractionCalls(
          { ...of, attributes: attributes as DotAttributes },
          code,
          addressOf,
          results,
          context,
        )
      : convolutionCalls(
          { ...of, attributes: attributes as ConvolutionAttributes },
          code,
          addressOf,
          results,
          context,
        )
  return calls && kernelCalls(calls)
}

/** The kernel of a group with its body on the way; `null` where that is computed afterwards. */
export const fusedCalls = (
  context: Context,
  kernel: GroupKernel,
  code: Code,
  results: readonly Argument[],
): readonly Call[] | null =>
  kernel.kind === 'contraction' || kernel.kind === 'convolution'
    ? productCalls(context, kernel, code, results)
    : null

/** The kernel of a group with its result stored as it is. */
export const kernelAlone = (
  context: Context,
  kernel: GroupKernel,
  type: TensorType,
  result: Argument,
): readonly Call[] => {
  if (kernel.kind === 'reduction') return reductionCalls(context, kernel, result)
  if ('windows' in kernel) return poolingCalls(context, kernel, result)
  if (kernel.kind !== 'primitive') return productCalls(context, kernel, null, [result]) ?? []
  return primitiveCalls(context, kernel.slot, kernel.operands, type, result)
}

/**
 * The arguments of a plan of kernels, with its own names of buffers replaced: those of its operands by
 * the operands, unless they are buffers of the program already.
 */
const placed = (
  { calls, temporary, scratch }: KernelPlan,
  operands: readonly Argument[] | null,
  result: Argument,
  { reserve, scratch: scratchOf }: Context,
): readonly Call[] => {
  const shared = temporary > 0 ? reserve(temporary) : 0
  const own = scratch > 0 ? scratchOf(scratch) : 0
  const moved = (to: Argument, by: number): Argument =>
    typeof to === 'number' ? to : addressIn(to.buffer, to.offset + by)
  return kernelCalls(
    calls.map((call) => ({
      ...call,
      args: call.args.map((argument) => {
        if (typeof argument === 'number') return argument
        const { buffer, offset } = argument
        if (buffer === 'result') return moved(result, offset)
        if (buffer === 'temporary') return moved(shared, offset)
        if (buffer === 'scratch') return moved(own, offset)
        return operands === null ? argument : moved(operands[buffer] ?? 0, offset)
      }),
    })),
  )
}

const reductionCalls = (
  context: Context,
  kernel: GroupKernel & { readonly kind: 'reduction' },
  result: Argument,
): readonly Call[] => {
  const equation = equationAt(context, kernel.slot)
  const { axes } = equation.attributes as ReduceAttributes
  const primitive = equation.primitive as 'reduceSum' | 'reduceMax' | 'reduceMin'
  const { term } = kernel
  const code = codeOf(context.program, term, null, [term.steps.length - 1])
  const operand = typeAt(context, equation.operands[0] ?? -1)
  const rank = term.sizes.length - axes.length
  const [kept, reduced] = [term.sizes.slice(0, rank), term.sizes.slice(rank)]
  const read = code.reads[0]
  if (isPlainRead(code) && read !== undefined && read.slot === equation.operands[0]) {
    const select = ways[primitive] as Select<ReduceAttributes>
    const plan = select([operand], equation, { axes })
    return placed(plan, [addressIn(read.slot)], result, context)
  }
  const addressOf = addressesOf(context, code, null)
  const fused = reductionPlan(primitive, kept, reduced, code, addressOf)
  if (fused !== null) return placed(fused, null, result, context)
  // the term in memory, in the order in which it is reduced
  const source = arraySource(operand.dtype)
  const stored = context.reserve(bytesIn({ shape: term.sizes, dtype: operand.dtype }))
  return [
    ...kernelCalls(elementwiseCall(term, code, addressOf, [stored])),
    ...placed(reduceStored(primitive, kept, reduced, source, stored), null, result, context),
  ]
}

const poolings = { reduceSum: 'sum', reduceMax: 'max', reduceMin: 'min' } as const

const poolingCalls = (
  context: Context,
  { kind, slot, operands, windows }: GroupKernel & { readonly kind: 'pool' | 'unpool' },
  result: Argument,
): readonly Call[] => {
  const equation = equationAt(context, slot)
  const array = typeAt(context, (kind === 'pool' ? operands[0] : operands[1])?.slot ?? slot)
  const float = { shape: array.shape, dtype: array.dtype as FloatDType }
  const plan =
    kind === 'pool'
      ? poolWindows(poolings[equation.primitive as keyof typeof poolings], array, windows)
      : (operands.length === 1 ? unpoolSum : unpoolExtremum)(float, windows)
  if (plan === null) throw new RangeError('windows were pooled that are too large')
  const addresses = operands.map((read) => readAddress(context, read))
  return placed(plan, addresses, result, context)
}

const primitiveCalls = (
  context: Context,
  slot: number,
  reads: readonly Read[],
  type: TensorType,
  result: Argument,
): readonly Call[] => {
  const equation = equationAt(context, slot)
  const operands = equation.operands.map((operand) => typeAt(context, operand))
  const addresses = reads.map((read) => readAddress(context, read))
  const name = equation.primitive
  const way = isPrimitive(name) ? ways[name] : 'same bytes'
  if (typeof way === 'function') {
    const plan = (way as Select<Attributes>)(operands, type, equation.attributes)
    return placed(plan, addresses, result, context)
  }
  if (way === 'same bytes') {
    return [{ kind: 'copy', from: addresses[0] ?? 0, to: result, bytes: bytesIn(type) }]
  }
  const given = operands.map((operand, i) => ({ ...operand, at: addresses[i] ?? 0 }))
  return [{ kind: 'reference', call: { equation, operands: given, result } }]
}
