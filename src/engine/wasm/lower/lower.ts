/** A plan as calls of kernels on buffers. */
import type { DType, FloatDType } from '../../../core/dtype.ts'
import type { TensorType } from '../../../core/node.ts'
import { isPrimitive } from '../../../core/primitives/index.ts'
import type { Attributes } from '../../../core/primitives/primitive.ts'
import type { Equation, Program } from '../../../core/program.ts'
import type { DotAttributes } from '../../../core/primitives/contraction.ts'
import type { ConvolutionAttributes } from '../../../core/primitives/convolution.ts'
import type { ReduceAttributes } from '../../../core/primitives/summation.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { rowMajor, sameAccess } from '../../passes/access.ts'
import type { Expression, Group, Kernel as GroupKernel, Plan, Read } from '../../passes/plan.ts'
import type { Numeric } from '../kernels/contraction/lanes.ts'
import { ways } from '../kernels/index.ts'
import {
  type Argument,
  type KernelCall,
  type Plan as KernelPlan,
  type Select,
  addressIn,
  bytesOf,
} from '../kernels/plan.ts'
import { poolWindows } from '../kernels/pooling.ts'
import { arraySource } from '../kernels/source.ts'
import { unpoolExtremum, unpoolSum } from '../kernels/unpooling.ts'
import { type Contraction, contractionCalls } from './contraction.ts'
import { convolutionCalls } from './convolution.ts'
import { elementwiseCall } from './elementwise.ts'
import { type Code, codeOf, isPlainRead, typesOf } from './expression.ts'
import { reduceStored, reductionPlan } from './reduction.ts'

/** A primitive that the reference engine computes, on views of the buffers. */
export interface ReferenceCall {
  readonly equation: Equation
  readonly operands: readonly (TensorType & { readonly at: Argument })[]
  readonly result: Argument
}

/** One thing to do. Buffers are numbers: slots of the program first, then temporaries. */
export type Call =
  | { readonly kind: 'kernel'; readonly call: KernelCall }
  | { readonly kind: 'reference'; readonly call: ReferenceCall }
  | {
      readonly kind: 'copy'
      readonly from: Argument
      readonly to: Argument
      readonly bytes: number
    }

/** A group as calls, and the temporaries that they work on. */
export interface Lowered {
  readonly calls: readonly Call[]
  /** bytes of each temporary, which has the number of `firstTemporary` and so on */
  readonly temporaries: readonly number[]
  /** slots whose memory the result may take, because each element is read before it is written */
  readonly inPlaceOf: readonly number[]
}

const bytesIn = ({ shape, dtype }: TensorType): number => sizeOf(shape) * bytesOf(dtype)

/** The groups of a plan as calls, and tables of numbers that kernels read. */
export interface LoweredPlan {
  readonly groups: readonly Lowered[]
  readonly tables: readonly Int32Array[]
}

/** Lowers the groups of one plan. */
export const lower = ({ program, groups }: Plan): LoweredPlan => {
  const types = typesOf(program)
  const first = program.inputs.length + program.constants.length
  let temporary = types.length
  const tables: Int32Array[] = []
  const table: Context['table'] = (numbers) => {
    tables.push(numbers)
    const buffer = tableBuffer(tables.length - 1)
    return (offset) => addressIn(buffer, offset)
  }
  const lowered = groups.map((group): Lowered => {
    const temporaries: number[] = []
    const reserve = (bytes: number): Argument => {
      temporaries.push(bytes)
      temporary += 1
      return addressIn(temporary - 1)
    }
    const context: Context = { program, types, first, reserve, table }
    const { calls, isElementwise } = callsOf(context, group)
    return { calls, temporaries, inPlaceOf: isElementwise ? inPlace(group) : [] }
  })
  return { groups: lowered, tables }
}

/** The number of the buffer that holds a table: they count down from −1. */
const tableBuffer = (table: number): number => -1 - table

interface Context {
  readonly program: Program
  readonly types: readonly TensorType[]
  readonly first: number
  readonly reserve: (bytes: number) => Argument
  readonly table: (numbers: Int32Array) => (offset: number) => Argument
}

const typeAt = ({ types }: Context, slot: number): TensorType => {
  const type = types[slot]
  if (type === undefined) throw new RangeError(`the program has no slot ${slot}`)
  return type
}

/** Where a read begins. */
const readAddress = (context: Context, { slot, access }: Read): Argument =>
  addressIn(slot, access.offset * bytesOf(typeAt(context, slot).dtype))

const addressesOf =
  (context: Context, code: Code, kernel: Argument | null) =>
  (i: number): Argument => {
    const read = code.reads[i]
    if (read === undefined) throw new RangeError(`an expression has no read ${i}`)
    const counts = code.steps.some((step) => step.kind === 'index' && step.read === i)
    if (counts) return read.access.offset
    return read.slot < 0 && kernel !== null ? kernel : readAddress(context, read)
  }

const kernelCalls = (calls: readonly KernelCall[]): readonly Call[] =>
  calls.map((call) => ({ kind: 'kernel', call }))

/** The calls of a group; are its results written by an elementwise kernel, after all others? */
const callsOf = (
  context: Context,
  group: Group,
): { readonly calls: readonly Call[]; readonly isElementwise: boolean } => {
  const { kernel, body, outputs } = group
  const results = outputs.map(({ slot }) => addressIn(slot))
  if (kernel === null) {
    const code = codeOf(context.program, body, null, stepsOf(group))
    const calls = elementwiseCall(body, code, addressesOf(context, code, null), results)
    return { calls: kernelCalls(calls), isElementwise: true }
  }
  const type = typeAt(context, kernel.slot)
  const code = codeOf(context.program, body, type.dtype, stepsOf(group))
  const isPlain = code.steps.length === 1 && outputs.length === 1
  const fused = isPlain ? null : fusedCalls(context, kernel, code, results)
  if (fused !== null) return { calls: fused, isElementwise: false }
  const plain = isPlain ? (results[0] as Argument) : context.reserve(bytesIn(type))
  const alone = kernelAlone(context, kernel, type, plain)
  if (isPlain) return { calls: alone, isElementwise: false }
  const after = bodyAfter(context, body, code, type.dtype, plain, results)
  return { calls: [...alone, ...after], isElementwise: true }
}

const stepsOf = ({ outputs }: Group): readonly number[] => outputs.map(({ step }) => step)

/** The body of a group, computed from the stored result of its kernel. */
const bodyAfter = (
  context: Context,
  body: Expression,
  code: Code,
  dtype: DType,
  kernel: Argument,
  results: readonly Argument[],
): readonly Call[] => {
  const read = { slot: -1, access: rowMajor(body.sizes), dtype }
  const place = code.reads.length
  const steps = code.steps.map((step) =>
    step.kind === 'kernel' ? ({ kind: 'read', read: place, dtype } as const) : step,
  )
  const whole: Code = { ...code, steps, reads: [...code.reads, read] }
  return kernelCalls(elementwiseCall(body, whole, addressesOf(context, whole, kernel), results))
}

/** The operands of a contraction or convolution, and the shapes that the equation has them in. */
const operandsOf = (context: Context, { slot, operands }: Sliding): Contraction['operands'] => {
  const equation = equationAt(context, slot)
  return operands.map((read, i) => ({
    ...read,
    shape: typeAt(context, equation.operands[i] ?? -1).shape,
    address: readAddress(context, read),
  }))
}

type Sliding = Exclude<GroupKernel, { readonly kind: 'reduction' | 'pool' | 'unpool' }>

/** The calls of a contraction or convolution, the body of its group on the way if there is one. */
const productCalls = (
  context: Context,
  kernel: Sliding,
  code: Code | null,
  results: readonly Argument[],
): readonly Call[] | null => {
  const { dtype, shape, attributes } = equationAt(context, kernel.slot)
  const operands = operandsOf(context, kernel)
  const addressOf = code === null ? () => 0 : addressesOf(context, code, null)
  const of = { dtype: dtype as Numeric, operands, shape }
  const { reserve, table } = context
  const calls =
    kernel.kind === 'contraction'
      ? contractionCalls(
          { ...of, attributes: attributes as DotAttributes },
          code,
          addressOf,
          results,
          reserve,
        )
      : convolutionCalls(
          { ...of, attributes: attributes as ConvolutionAttributes },
          code,
          addressOf,
          results,
          reserve,
          table,
        )
  return calls && kernelCalls(calls)
}

const equationAt = ({ program, first }: Context, slot: number): Equation => {
  const equation = program.equations[slot - first]
  if (equation === undefined) throw new RangeError(`slot ${slot} has no equation`)
  return equation
}

/** The kernel of a group with its body on the way; `null` where that is computed afterwards. */
const fusedCalls = (
  context: Context,
  kernel: GroupKernel,
  code: Code,
  results: readonly Argument[],
): readonly Call[] | null =>
  kernel.kind === 'contraction' || kernel.kind === 'convolution'
    ? productCalls(context, kernel, code, results)
    : null

/** The kernel of a group with its result stored as it is. */
const kernelAlone = (
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
  reserve: Context['reserve'],
): readonly Call[] => {
  const shared = temporary > 0 ? reserve(temporary) : 0
  const own = scratch > 0 ? reserve(scratch) : 0
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
    return placed(plan, [addressIn(read.slot)], result, context.reserve)
  }
  const addressOf = addressesOf(context, code, null)
  const fused = reductionPlan(primitive, kept, reduced, code, addressOf)
  if (fused !== null) return placed(fused, null, result, context.reserve)
  // the term in memory, in the order in which it is reduced
  const source = arraySource(operand.dtype)
  const stored = context.reserve(sizeOf(term.sizes) * bytesOf(operand.dtype))
  return [
    ...kernelCalls(elementwiseCall(term, code, addressOf, [stored])),
    ...placed(
      reduceStored(primitive, kept, reduced, source, stored),
      null,
      result,
      context.reserve,
    ),
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
  return placed(plan, addresses, result, context.reserve)
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
    return placed(plan, addresses, result, context.reserve)
  }
  if (way === 'same bytes') {
    return [{ kind: 'copy', from: addresses[0] ?? 0, to: result, bytes: bytesIn(type) }]
  }
  const given = operands.map((operand, i) => ({ ...operand, at: addresses[i] ?? 0 }))
  return [{ kind: 'reference', call: { equation, operands: given, result } }]
}

/**
 * The slots whose memory the results of an elementwise kernel may take: each is read only where the
 * result is written, at the same place.
 */
const inPlace = ({ body }: Group): readonly number[] => {
  const own = rowMajor(body.sizes)
  const reads = body.steps.flatMap((step) => (step.kind === 'read' ? [step] : []))
  const slots = [...new Set(reads.map(({ slot }) => slot))]
  return slots.filter((slot) =>
    reads.every((read) => read.slot !== slot || sameAccess(read.access, own)),
  )
}
