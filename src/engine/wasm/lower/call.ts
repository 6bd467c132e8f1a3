/** Calls of kernels on buffers, and what lowering a group needs to know to make them. */
import type { TensorType } from '../../../core/node.ts'
import type { Equation, Program } from '../../../core/program.ts'
import type { Read } from '../../passes/plan.ts'
import { type Argument, type KernelCall, addressIn, bytesOf } from '../kernels/plan.ts'
import type { Code } from './expression.ts'

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

/** What the calls of a group are made of. */
export interface Context {
  readonly program: Program
  readonly types: readonly TensorType[]
  /** the slot of the first equation */
  readonly first: number
  /** a temporary of some bytes */
  readonly reserve: (bytes: number) => Argument
  /** memory of some bytes that belongs to one call, and there to one thread */
  readonly scratch: (bytes: number) => Argument
  /** whether products of floats may be added without being rounded */
  readonly relaxed: boolean
  /** keeps a table of numbers with the program */
  readonly table: (numbers: Int32Array) => (offset: number) => Argument
}

/** The type of a slot. */
export const typeAt = ({ types }: Context, slot: number): TensorType => {
  const type = types[slot]
  if (type === undefined) throw new RangeError(`the program has no slot ${slot}`)
  return type
}

/** Where a read begins. */
export const readAddress = (context: Context, { slot, access }: Read): Argument =>
  addressIn(slot, access.offset * bytesOf(typeAt(context, slot).dtype))

/** Where the reads of an expression begin; `kernel`: where the result of the kernel around lies. */
export const addressesOf =
  (context: Context, code: Code, kernel: Argument | null) =>
  (i: number): Argument => {
    const read = code.reads[i]
    if (read === undefined) throw new RangeError(`an expression has no read ${i}`)
    const counts = code.steps.some((step) => step.kind === 'index' && step.read === i)
    if (counts) return read.access.offset
    return read.slot < 0 && kernel !== null ? kernel : readAddress(context, read)
  }

/** Calls of kernels as things to do. */
export const kernelCalls = (calls: readonly KernelCall[]): readonly Call[] =>
  calls.map((call) => ({ kind: 'kernel', call }))

/** The equation of a slot. */
export const equationAt = ({ program, first }: Context, slot: number): Equation => {
  const equation = program.equations[slot - first]
  if (equation === undefined) throw new RangeError(`slot ${slot} has no equation`)
  return equation
}
