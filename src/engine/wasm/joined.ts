/** All calls of a program as one module. */
import {
  type AnyFunc,
  type Body,
  type Func,
  type Local,
  type Value,
  call,
  encodeModule,
  func,
  i32,
  importedFunc,
  op,
} from './encode/index.ts'
import type { Resolve } from './addresses.ts'
import type { Heap } from './heap.ts'
import { webAssembly } from './host.ts'
import { add, less, mul, smaller } from './kernels/integers.ts'
import type { Argument } from './kernels/plan.ts'
import type { Call } from './lower/call.ts'
import { type Kernels, type Run, referenceFunction } from './stepwise.ts'
import type { Crew } from './threads/crew.ts'
import { type Pace, createPace } from './threads/pace.ts'
import type { Phase } from './threads/phases.ts'
import type { Dispatch } from './threads/protocol.ts'
import { type Shipment, type ShippedModule, shipmentOf } from './threads/shipment.ts'

/** How calls are shared with other threads. */
export interface Sharing {
  readonly crew: Crew
  /** how each call is shared, if it is */
  readonly phases: readonly (Phase | null)[]
}

/** A program on several threads. */
export interface SharedRun {
  /** Runs once on so many threads; they have scratch of `stride` bytes each. */
  readonly run: (
    ...args: readonly [...regions: Parameters<Run>, stride: number, threads: number]
  ) => void
  /** the code for other threads */
  readonly shipment: Shipment
  /** whether that pays */
  readonly pace: Pace
}

/** What a module of all calls gives. */
export interface Joined {
  readonly run: Run
  readonly shared: SharedRun | null
}

type Region = Local<'i32'>
type Regions = readonly [own: Region, shared: Region, scratch: Region]
type RegionTypes = readonly ['i32', 'i32', 'i32']

/** Calls of one function: a module may hold many, but none that is very long. */
const PART = 1000

const referenceImport = importedFunc('host', 'reference', ['i32', 'i32', 'i32', 'i32'], [])

/** Writes calls into functions. */
interface Writer {
  readonly calls: readonly Call[]
  /** call `i` for all units, or some of them */
  readonly write: (
    body: Body,
    i: number,
    regions: Regions,
    units?: readonly [from: Value<'i32'>, to: Value<'i32'>],
  ) => void
}

const writerOf = (calls: readonly Call[], kernels: Kernels, at: Resolve): Writer => {
  const imports = new Map<string, AnyFunc>()
  for (const one of calls) {
    if (one.kind !== 'kernel') continue
    const { key, func: of } = one.call.kernel
    const kernel = kernels.get(key)
    if (kernel === undefined || imports.has(key)) continue
    const name = `${kernel.module.number}/${kernel.name}`
    imports.set(key, importedFunc('kernels', name, of.params, []))
  }
  const write: Writer['write'] = (body, i, regions, units) => {
    const one = calls[i] as Call
    const value = (argument: Argument): Value<'i32'> => {
      const { region, offset } = at(argument)
      if (region === null) return i32(offset)
      return offset === 0 ? regions[region] : op('i32.add', regions[region], i32(offset))
    }
    if (one.kind === 'copy') {
      body.do(op('memory.copy', value(one.to), value(one.from), i32(one.bytes)))
    } else if (one.kind === 'reference') {
      body.do(call(referenceImport, i32(i), ...regions))
    } else {
      const { kernel, args } = one.call
      const imported = imports.get(kernel.key)
      if (imported === undefined) throw new RangeError(`no kernel ${kernel.key}`)
      const [from, to] = units ?? [i32(0), i32(one.call.units)]
      body.do(call(imported, from, to, ...args.map(value)))
    }
  }
  return { calls, write }
}

/** The numbers 0 … count − 1 in lists of some length. */
const inParts = (count: number, length: number): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(count / length) }, (_, part) =>
    Array.from({ length: Math.min(length, count - part * length) }, (__, i) => part * length + i),
  )

/** A function that makes all calls, some of them its own way. */
const inOrder = (
  name: string,
  { calls, write }: Writer,
  instead: (body: Body, i: number, regions: Regions) => boolean,
): Func<RegionTypes, readonly []> => {
  const parts = inParts(calls.length, PART).map((numbers, part) =>
    func(`${name}${part}`, ['i32', 'i32', 'i32'], [], (body, ...regions) => {
      for (const i of numbers) if (!instead(body, i, regions)) write(body, i, regions)
      return []
    }),
  )
  return func(name, ['i32', 'i32', 'i32'], [], (body, ...regions) => {
    for (const part of parts) body.do(call(part, ...regions))
    return []
  })
}

/** A part of each phase, by the number of its call. */
const partsOf = (
  { calls, write }: Writer,
  phases: Sharing['phases'],
): ReadonlyMap<number, Func<readonly [...RegionTypes, 'i32'], readonly []>> =>
  new Map(
    phases.flatMap((phase, i) => {
      const one = calls[i]
      if (phase === null || one?.kind !== 'kernel') return []
      const { units } = one.call
      const part = func(
        `part of ${i}`,
        ['i32', 'i32', 'i32', 'i32'],
        [],
        (body, own, shared, scratch, number) => {
          const from = body.let(mul(number, phase.unitsOfPart))
          const to = body.let(smaller(add(from, phase.unitsOfPart), units))
          write(body, i, [own, shared, scratch], [from, to])
          return []
        },
      )
      return [[i, part] as const]
    }),
  )

/** Finds the part of a phase, by halves. */
const dispatchOf = (parts: ReturnType<typeof partsOf>): Dispatch =>
  func('dispatch', ['i32', 'i32', 'i32', 'i32', 'i32'], [], (body, phase, ...rest) => {
    const choose = (entries: readonly (readonly [number, AnyFunc])[]): void => {
      const middle = entries[entries.length >> 1]
      if (entries.length === 1) {
        for (const [, part] of entries) body.do(call(part, ...rest))
      } else if (middle !== undefined) {
        const [first] = middle
        body.if(
          less(phase, first),
          () => choose(entries.filter(([i]) => i < first)),
          () => choose(entries.filter(([i]) => i >= first)),
        )
      }
    }
    choose([...parts])
    return []
  })

/** What several threads run: the whole for the first one, parts for the others. */
const sharedFunctions = (
  writer: Writer,
  { crew, phases }: Sharing,
): readonly [AnyFunc, AnyFunc] => {
  const { protocol } = crew
  const program = crew.programNumber()
  const parts = partsOf(writer, phases)
  const main = inOrder('all', writer, (body, i, regions) => {
    const [phase, part] = [phases[i], parts.get(i)]
    if (!phase || part === undefined) return false
    body.do(call(protocol.publish, i32(i), i32(phase.parts)))
    body.loop((again) => {
      const number = body.let(call(protocol.take))
      body.if(op('i32.ne', number, i32(-1)), () => {
        body.do(call(part, ...regions, number))
        body.do(call(protocol.finish))
        body.branch(again)
      })
    })
    body.do(call(protocol.join, i32(phase.parts)))
    return true
  })
  const run = func(
    'shared',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (body, own, shared, scratch, stride, threads, record) => {
      body.do(call(protocol.open(program), own, shared, scratch, stride, threads, record))
      body.do(call(main, own, shared, scratch))
      return []
    },
  )
  return [run, protocol.work(program, dispatchOf(parts))]
}

/** One module that makes all calls. */
export const joinedRun = (
  heap: Heap,
  calls: readonly Call[],
  kernels: Kernels,
  at: Resolve,
  sharing: Sharing | null,
): Joined => {
  const writer = writerOf(calls, kernels, at)
  const references = calls.map((one) =>
    one.kind === 'reference' ? referenceFunction(heap, one.call, at) : null,
  )
  const exports = [
    inOrder('run', writer, () => false),
    ...(sharing === null ? [] : sharedFunctions(writer, sharing)),
  ]
  const { bytes } = encodeModule({ exports, memory: heap.import })
  const used = [...kernels.values()]
  const instance = new webAssembly.Instance(new webAssembly.Module(bytes), {
    env: { memory: heap.memory },
    kernels: Object.fromEntries(
      used.map((kernel) => [`${kernel.module.number}/${kernel.name}`, kernel.call]),
    ),
    host: {
      // WebAssembly hands addresses over as signed numbers
      reference: (i: number, own: number, shared: number, scratch: number) =>
        references[i]?.(own >>> 0, shared >>> 0, scratch >>> 0),
      waiting: () => sharing?.crew.waiting(),
    },
  })
  const run = instance.exports['run'] as Run
  if (sharing === null) return { run, shared: null }
  const { crew } = sharing
  const modules: readonly ShippedModule[] = [...new Set(used.map(({ module }) => module))]
  const shipment = shipmentOf(heap, modules, bytes)
  const all = instance.exports['shared'] as (...args: readonly number[]) => void
  return {
    run,
    shared: {
      shipment,
      pace: createPace(),
      run: (own, shared, scratch, stride, threads) => {
        const record = shipment.record()
        if (record === null) return run(own, shared, scratch)
        try {
          all(own, shared, scratch, stride, threads, record)
        } catch (error) {
          // other threads may still be at parts of it
          crew.abandon()
          throw error
        }
        crew.requireAll()
      },
    },
  }
}
