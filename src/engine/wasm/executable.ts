/** A plan ready to run: its calls as functions of where its two regions of memory begin. */
import type { DType } from '../../core/dtype.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import type { Plan } from '../passes/plan.ts'
import { kernels } from '../reference/index.ts'
import type { Kernel } from '../reference/kernel.ts'
import {
  type AnyFunc,
  type Body,
  type Local,
  call,
  encodeModule,
  func,
  i32,
  importedFunc,
  op,
} from './encode/index.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { type Heap, bytesIn, read, write } from './heap.ts'
import { type ExportedFunction, webAssembly } from './host.ts'
import type { Argument } from './kernels/plan.ts'
import type { Library } from './library.ts'
import type { Call, ReferenceCall } from './lower/call.ts'
import { lower } from './lower/lower.ts'
import { type Place, type Placement, inPlacePairs, place } from './placement.ts'
import { typesOf } from './lower/expression.ts'

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
  /** Runs once; the regions begin at these addresses. */
  readonly run: (own: number, shared: number) => void
}

/** An argument where the regions are known only when it runs. */
interface Resolved {
  readonly region: 'own' | 'shared' | 'none'
  readonly offset: number
}

const resolve =
  ({ places, tables }: Placement) =>
  (argument: Argument): Resolved => {
    if (typeof argument === 'number') return { region: 'none', offset: argument }
    const { buffer } = argument
    const place =
      typeof buffer !== 'number' ? undefined : buffer < 0 ? tables[-1 - buffer] : places[buffer]
    if (place === undefined) throw new RangeError(`no buffer ${argument.buffer}`)
    return { region: place.region, offset: place.offset + argument.offset }
  }

const addressIn = ({ region, offset }: Resolved, own: number, shared: number): number =>
  region === 'own' ? own + offset : region === 'shared' ? shared + offset : offset

/** A call of the reference engine on the memory. */
const referenceFunction =
  (
    heap: Heap,
    { equation, operands, result }: ReferenceCall,
    at: (argument: Argument) => Resolved,
  ) =>
  (own: number, shared: number): void => {
    const kernel = kernels[equation.primitive] as Kernel<Attributes>
    const given = operands.map(({ shape, dtype, at: place }) => ({
      shape,
      dtype,
      value: read(heap, dtype, addressIn(at(place), own, shared), sizeOf(shape)),
    }))
    const value = kernel(given, equation, equation.attributes)
    write(heap, equation.dtype, addressIn(at(result), own, shared), value)
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

/** Makes a plan ready to run, one call after the other or as one function of WebAssembly. */
export const executable = (
  heap: Heap,
  library: Library,
  plan: Plan,
  { carried, joined }: { readonly carried: number; readonly joined: boolean },
): Executable => {
  const { groups: lowered, tables } = lower(plan)
  const pairs = inPlacePairs(plan, lowered, carried)
  const placement = place(plan, lowered, pairs, tables)
  const calls = [
    ...lowered.flatMap((group) => group.calls),
    ...carryCalls(plan, pairs, carried),
  ].filter((one) => one.kind !== 'kernel' || one.call.units > 0)
  const at = resolve(placement)
  const wanted = calls.flatMap((one) => (one.kind === 'kernel' ? [one.call.kernel] : []))
  const functions = library.functionsOf(wanted)
  const byKey = new Map(wanted.map(({ key }, i) => [key, functions[i] as ExportedFunction]))
  const run = joined ? joinedRun(heap, calls, byKey, at) : stepwiseRun(heap, calls, byKey, at)
  const types = typesOf(plan.program)
  const located = (slot: number): Located => {
    const [type, found] = [types[slot], placement.places[slot]]
    if (type === undefined || found === undefined) throw new RangeError(`no slot ${slot}`)
    return { ...found, dtype: type.dtype, count: sizeOf(type.shape) }
  }
  const inputs = plan.program.inputs.map((_, i) => located(i))
  return { plan, placement, tables, inputs, outputs: plan.program.outputs.map(located), run }
}

type Functions = ReadonlyMap<string, ExportedFunction>

/** One call after the other, from JavaScript: nothing is compiled for the program. */
const stepwiseRun = (
  heap: Heap,
  calls: readonly Call[],
  functions: Functions,
  at: (argument: Argument) => Resolved,
): Executable['run'] => {
  const steps = calls.map((one): Executable['run'] => {
    if (one.kind === 'reference') return referenceFunction(heap, one.call, at)
    if (one.kind === 'copy') {
      const [from, to] = [at(one.from), at(one.to)]
      return (own, shared) => {
        const [start, target] = [addressIn(from, own, shared), addressIn(to, own, shared)]
        heap.views().bool.copyWithin(target, start, start + one.bytes)
      }
    }
    const f = functions.get(one.call.kernel.key) as ExportedFunction
    const args = one.call.args.map(at)
    return (own, shared) => {
      f(0, one.call.units, ...args.map((argument) => addressIn(argument, own, shared)))
    }
  })
  return (own, shared) => {
    for (const step of steps) step(own, shared)
  }
}

/** Calls of one function: a module may hold many, but none that is very long. */
const PART = 1000

/** One module that makes all calls. */
const joinedRun = (
  heap: Heap,
  calls: readonly Call[],
  functions: Functions,
  at: (argument: Argument) => Resolved,
): Executable['run'] => {
  const names = new Map([...functions.keys()].map((key, i) => [key, `k${i}`]))
  const imports = new Map<string, AnyFunc>()
  for (const one of calls) {
    if (one.kind !== 'kernel') continue
    const { key, func: of } = one.call.kernel
    if (!imports.has(key))
      imports.set(key, importedFunc('kernels', names.get(key) ?? '', of.params, []))
  }
  const references = calls.map((one) =>
    one.kind === 'reference' ? referenceFunction(heap, one.call, at) : null,
  )
  const write = (i: number, body: Body, own: Local<'i32'>, shared: Local<'i32'>): void => {
    const one = calls[i] as Call
    const value = (argument: Argument) => {
      const { region, offset } = at(argument)
      if (region === 'none') return i32(offset)
      const base = region === 'own' ? own : shared
      return offset === 0 ? base : op('i32.add', base, i32(offset))
    }
    if (one.kind === 'copy') {
      body.do(op('memory.copy', value(one.to), value(one.from), i32(one.bytes)))
    } else if (one.kind === 'reference') {
      body.do(call(referenceImport, i32(i), own, shared))
    } else {
      const { kernel, args, units } = one.call
      const imported = imports.get(kernel.key)
      if (imported === undefined) throw new RangeError(`no kernel ${kernel.key}`)
      body.do(call(imported, i32(0), i32(units), ...args.map(value)))
    }
  }
  const parts = Array.from({ length: Math.ceil(calls.length / PART) }, (_, part) =>
    func(`part${part}`, ['i32', 'i32'], [], (body, own, shared) => {
      const end = Math.min(calls.length, (part + 1) * PART)
      for (let i = part * PART; i < end; i++) write(i, body, own, shared)
      return []
    }),
  )
  const main = func('run', ['i32', 'i32'], [], (body, own, shared) => {
    for (const part of parts) body.do(call(part, own, shared))
    return []
  })
  const { bytes } = encodeModule({ exports: [main], memory: heap.import })
  const instance = new webAssembly.Instance(new webAssembly.Module(bytes), {
    env: { memory: heap.memory },
    kernels: Object.fromEntries([...functions].map(([key, f]) => [names.get(key) ?? '', f])),
    host: {
      // WebAssembly hands addresses over as signed numbers
      reference: (i: number, own: number, shared: number) =>
        references[i]?.(own >>> 0, shared >>> 0),
    },
  })
  return instance.exports['run'] as Executable['run']
}

const referenceImport = importedFunc('host', 'reference', ['i32', 'i32', 'i32'], [])
