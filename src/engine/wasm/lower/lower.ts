/** A plan as calls of kernels on buffers. */
import type { DType } from '../../../core/dtype.ts'
import { rowMajor, sameAccess } from '../../passes/access.ts'
import { workOf } from '../../passes/cost.ts'
import type { Expression, Group, Plan } from '../../passes/plan.ts'
import { bytesIn } from '../heap.ts'
import { type Argument, addressIn } from '../kernels/plan.ts'
import { type Call, type Context, addressesOf, kernelCalls, typeAt } from './call.ts'
import { elementwiseCall } from './elementwise.ts'
import { type Code, codeOf, typesOf } from './expression.ts'
import { fusedCalls, kernelAlone } from './kernel.ts'

/** A group as calls, and the temporaries that they work on. */
export interface Lowered {
  readonly calls: readonly Call[]
  /** bytes of each temporary, which has the number of `firstTemporary` and so on */
  readonly temporaries: readonly number[]
  /** bytes of scratch that its calls need, one after the other */
  readonly scratch: number
  /** nanoseconds that it takes, more or less */
  readonly work: number
  /** slots whose memory the result may take, because each element is read before it is written */
  readonly inPlaceOf: readonly number[]
}

/** The groups of a plan as calls, and tables of numbers that kernels read. */
export interface LoweredPlan {
  readonly groups: readonly Lowered[]
  readonly tables: readonly Int32Array[]
}

/** Lowers the groups of one plan; `relaxed`: products of floats need not be rounded. */
export const lower = ({ program, groups }: Plan, relaxed = false): LoweredPlan => {
  const types = typesOf(program)
  const first = program.inputs.length + program.constants.length
  let temporary = types.length
  const tables: Int32Array[] = []
  const table: Context['table'] = (numbers) => {
    tables.push(numbers)
    // tables count down from −1
    const buffer = -tables.length
    return (offset) => addressIn(buffer, offset)
  }
  const lowered = groups.map((group): Lowered => {
    const temporaries: number[] = []
    const reserve = (bytes: number): Argument => {
      temporaries.push(bytes)
      temporary += 1
      return addressIn(temporary - 1)
    }
    let most = 0
    const scratch = (bytes: number): Argument => {
      most = Math.max(most, bytes)
      return addressIn('scratch')
    }
    const context: Context = { program, types, first, reserve, scratch, relaxed, table }
    const { calls, isElementwise } = callsOf(context, group)
    return {
      calls,
      temporaries,
      scratch: most,
      work: workOf(program, group),
      inPlaceOf: isElementwise ? inPlace(group) : [],
    }
  })
  return { groups: lowered, tables }
}

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
