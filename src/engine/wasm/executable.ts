/** A plan ready to run: its calls as functions of where its regions of memory begin. */
import type { DType } from '../../core/dtype.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import type { Plan } from '../passes/plan.ts'
import { resolveIn } from './addresses.ts'
import { type Heap, bytesIn } from './heap.ts'
import { type Joined, joinedRun } from './joined.ts'
import type { Library, LibraryKernel } from './library.ts'
import type { Call } from './lower/call.ts'
import { typesOf } from './lower/expression.ts'
import { lower } from './lower/lower.ts'
import { type Place, type Placement, inPlacePairs, place } from './placement.ts'
import { type Run, stepwiseRun } from './stepwise.ts'
import type { Crew } from './threads/crew.ts'
import { type Worth, phasesOf } from './threads/phases.ts'

/** Elements of a tensor in one of the regions. */
export interface Located extends Place {
  readonly dtype: DType
  readonly count: number
}

/** A program that runs in given regions of a heap. */
export interface Executable {
  readonly plan: Plan
  readonly placement: Placement
  /** where inputs are expected and outputs found */
  readonly inputs: readonly Located[]
  readonly outputs: readonly Located[]
  /** numbers that lie beside its constants */
  readonly tables: readonly Int32Array[]
  /** Runs once on this thread; the regions begin at these addresses. */
  readonly run: Run
  /** how it runs on several threads, if that is worth it */
  readonly shared: Joined['shared']
  /** nanoseconds that it takes on one thread, more or less */
  readonly work: number
}

/** What executables are made for. */
export interface Target {
  readonly heap: Heap
  readonly library: Library
  /** `null`: there is but one thread */
  readonly crew: Crew | null
  /** what is worth being shared with other threads */
  readonly worth: Worth
}

/** How a plan is made ready. */
export interface Making {
  /** how many inputs are what the first outputs were in the run before */
  readonly carried: number
  /** as one function of WebAssembly, or one call after the other */
  readonly joined: boolean
  /** whether products of floats may be added without being rounded, as the machine can; no if absent */
  readonly relaxed?: boolean
}

/** Copies of what is carried to where the next run looks for it. */
const carryCalls = (
  plan: Plan,
  pairs: ReadonlyMap<number, number>,
  carried: number,
): readonly Call[] => {
  const { program } = plan
  const types = typesOf(program)
  const calls: Call[] = []
  for (let input = 0; input < carried; input++) {
    const slot = program.outputs[input] ?? -1
    const type = types[slot]
    if (slot === input || pairs.get(slot) === input || type === undefined) continue
    const [from, to] = [slot, input].map((buffer) => ({ buffer, offset: 0 }))
    if (from && to) calls.push({ kind: 'copy', from, to, bytes: bytesIn(type) })
  }
  return calls
}

/** Makes a plan ready to run. */
export const executable = (
  { heap, library, crew, worth }: Target,
  plan: Plan,
  { carried, joined, relaxed = false }: Making,
): Executable => {
  const { groups: lowered, tables } = lower(plan, relaxed)
  const pairs = inPlacePairs(plan, lowered, carried)
  const placement = place(plan, lowered, pairs, tables)
  const steps = [
    ...lowered.flatMap(({ calls, work }) => calls.map((one) => ({ one, work }))),
    ...carryCalls(plan, pairs, carried).map((one) => ({ one, work: 0 })),
  ].filter(({ one }) => one.kind !== 'kernel' || one.call.units > 0)
  const calls = steps.map(({ one }) => one)
  const at = resolveIn(placement)
  const wanted = calls.flatMap((one) => (one.kind === 'kernel' ? [one.call.kernel] : []))
  const found = library.functionsOf(wanted)
  const kernels = new Map(wanted.map(({ key }, i) => [key, found[i] as LibraryKernel]))
  const made = (): Pick<Joined, 'run' | 'shared'> => {
    if (!joined) return { run: stepwiseRun(heap, calls, kernels, at), shared: null }
    const shareable = steps.map(({ one, work }) => ({
      units: one.kind === 'kernel' ? one.call.units : 1,
      grain: one.kind === 'kernel' ? (one.call.grain ?? 1) : 1,
      work,
      isFree: one.kind === 'kernel' && kernels.get(one.call.kernel.key)?.callsHost === false,
    }))
    const phases = phasesOf(shareable, crew?.threads ?? 1, worth)
    const sharing = crew === null || phases === null ? null : { crew, phases }
    return joinedRun(heap, calls, kernels, at, sharing)
  }
  const types = typesOf(plan.program)
  const located = (slot: number): Located => {
    const [type, home] = [types[slot], placement.places[slot]]
    if (type === undefined || home === undefined) throw new RangeError(`no slot ${slot}`)
    return { ...home, dtype: type.dtype, count: sizeOf(type.shape) }
  }
  return {
    plan,
    placement,
    tables,
    inputs: plan.program.inputs.map((_, i) => located(i)),
    outputs: plan.program.outputs.map(located),
    work: lowered.reduce((sum, { work }) => sum + work, 0),
    ...made(),
  }
}
