/** The engine of WebAssembly. */
import type { Storage } from '../../core/dtype.ts'
import type { Program } from '../../core/program.ts'
import type { Engine, Loop, PrepareOptions, Prepared } from '../engine.ts'
import { requireThreads } from '../evaluate.ts'
import { grouped } from '../passes/grouped.ts'
import { optimize } from '../passes/optimize.ts'
import type { Plan } from '../passes/plan.ts'
import { type Hoisted, hoistLiterals, keyOf } from '../passes/structure.ts'
import { onlyValues } from '../passes/values.ts'
import { copyCarried } from './carried.ts'
import { type Executable, executable } from './executable.ts'
import { read } from './heap.ts'
import { hasRelaxedVectors, requireWebAssembly } from './host.ts'
import {
  type Loaded,
  type Machine,
  createMachine,
  execute,
  fill,
  load,
  outputsOf,
  runLoaded,
  unload,
} from './machine.ts'
import { singly } from './singly.ts'
import { parallelism } from './threads/spawn.ts'

/** What an engine has done so far: for tests, and for the curious. */
export interface EngineCounts {
  /** programs that were compiled */
  readonly programs: number
  /** kernels that were compiled */
  readonly kernels: number
  /** bytes of memory */
  readonly bytes: number
  /** threads that it has started and that are there, the one that uses it not counted */
  readonly workers: number
}

/** The options of a WebAssembly engine. */
export interface WasmEngineOptions {
  /**
   * How many threads may work on a program, the one that uses the engine included. Default: as many
   * as run at the same time on this machine, at most 8. Results do not depend on it.
   */
  readonly threads?: number
  /**
   * Whether products of floats may be added to a sum without being rounded first, where the machine
   * can do that in one instruction; elsewhere nothing changes. Then matrix products and convolutions
   * are no longer those of the reference engine bit for bit, nor the same on every machine, but as
   * close to the exact ones. Default: false. `compile` and `fold` may choose otherwise.
   */
  readonly relaxed?: boolean
}

/** An engine of WebAssembly, and what it has done. */
export interface WasmEngine extends Engine {
  readonly counts: () => EngineCounts
}

/** How many compiled programs an engine keeps; the one that was used least recently goes first. */
const mostPrograms = 256

/** More threads than these mostly wait for each other. */
const mostThreads = 8

/** Longer programs are histories that nobody runs again: they are never compiled. */
const mostEquations = 4096

/** What there is of a program: at first what runs it one equation at a time, then all of it. */
interface Entry {
  readonly relaxed: boolean
  singly: Prepared | null
  loaded: Loaded | null
}

/** The plan of a program, fused, whose first outputs are its first inputs in the next run. */
const planOf = (machine: Machine, program: Program, carried = 0): Plan => {
  const folding: Engine = {
    name: 'folding',
    prepare: (constant) => prepareSingly(machine, constant, false),
  }
  return grouped(copyCarried(optimize(program, folding), carried))
}

/** A program run one equation after the other, by kernels that other programs use as well. */
const prepareSingly = (machine: Machine, program: Program, relaxed: boolean): Prepared => {
  const plan = singly(onlyValues(program))
  const one = executable(machine, plan, { carried: 0, joined: false, relaxed })
  return (inputs) => {
    const loaded = load(machine, one)
    try {
      return runLoaded(machine, loaded, inputs)
    } finally {
      unload(machine, loaded)
    }
  }
}

/** A loop of a loaded program; `values` are its literals, which are inputs like others. */
const startLoop = (
  machine: Machine,
  loaded: Loaded,
  initial: readonly Storage[],
  values: readonly Storage[],
  most: number,
): Loop => {
  const { heap } = machine
  const { inputs: places } = loaded.executable
  const carried = initial.length
  fill(machine, loaded, initial)
  let isOver = false
  return {
    step: (inputs) => {
      fill(machine, loaded, inputs, carried)
      fill(machine, loaded, values, carried + inputs.length)
      return outputsOf(machine, loaded, execute(machine, loaded, most), carried)
    },
    state: () =>
      places
        .slice(0, carried)
        .map(({ dtype, count, offset }) => read(heap, dtype, loaded.address + offset, count)),
    end: () => {
      // given back twice, the memory would belong to two at once
      if (!isOver) unload(machine, loaded)
      isOver = true
    },
  }
}

/** What is relaxed is another program. */
const keyIn = (relaxed: boolean, key: string): string => (relaxed ? `relaxed ${key}` : key)

/** Says how many threads an engine may have; the machine is asked only once it starts. */
const threadsOf = ({ threads }: WasmEngineOptions): (() => number) => {
  if (threads === undefined) return () => Math.min(parallelism(), mostThreads)
  const asked = requireThreads('wasmEngine', threads)
  return () => asked
}

/**
 * An engine of WebAssembly. Programs are kept by their structure: one that differs in numbers only is
 * the same. One that is seen for the first time runs equation by equation, on kernels that programs
 * have in common; seen again, it is fused and compiled.
 *
 * `wasmEngine({ threads, relaxed })`; every call makes an engine with a memory of its own. Large programs run
 * on several threads, which start when there is enough to do, never keep a process alive and end when
 * they have been idle for some seconds. Where there are none (a page that is not cross-origin
 * isolated, Node before 20.16), everything runs on one.
 *
 * Laws:
 * 1. It has the bits of the reference engine, but for the elementary functions in single precision,
 *    whose errors are bounded, and for what is `relaxed`.
 * 2. No bit depends on the number of threads.
 * 3. A sum of k products that is `relaxed` is within `k · ε · Σ |a| |b|` of the exact one, as any
 *    other.
 *
 * Throws `ArgumentError` for a number of threads that is no positive integer, and where a machine has
 * no WebAssembly with vectors; later if a thread dies in the middle of a program.
 *
 * @example
 * import { T, compile, wasmEngine } from 'cotangent'
 *
 * const engine = wasmEngine()
 * const twice = compile((x: ReturnType<typeof T.zeros<[2]>>) => T.mul(x, 2), { engine })
 * T.toArray(twice(T.tensor([1, 2])), { engine }) // [2, 4]
 */
export const wasmEngine = (options: WasmEngineOptions = {}): WasmEngine => {
  const threads = threadsOf(options)
  let machine: Machine | null = null
  const started = (): Machine => {
    if (machine === null) requireWebAssembly()
    machine ??= createMachine({ threads: threads() })
    return machine
  }
  /** in the order of use */
  const programs = new Map<string, Entry>()
  /** the last of them */
  let latest: Entry | null = null
  const loops = new Map<string, Executable>()
  let count = 0
  let canRelax: boolean | null = null
  const isRelaxed = ({ relaxed = options.relaxed ?? false }: PrepareOptions): boolean => {
    if (relaxed) canRelax ??= hasRelaxedVectors()
    return relaxed && canRelax === true
  }
  const entryOf = (own: Machine, key: string, relaxed: boolean): Entry => {
    const known = programs.get(key)
    if (known !== undefined) programs.delete(key)
    const entry = known ?? { relaxed, singly: null, loaded: null }
    programs.set(key, entry)
    latest = entry
    if (programs.size > mostPrograms) {
      const [oldest] = programs
      if (oldest !== undefined) {
        programs.delete(oldest[0])
        const { loaded } = oldest[1]
        if (loaded !== null) {
          unload(own, loaded)
          loaded.executable.shared?.shipment.retire()
        }
      }
    }
    return entry
  }
  const runEntry = (
    own: Machine,
    entry: Entry,
    { program, values }: Hoisted,
    inputs: readonly Storage[],
    most: number,
  ): readonly Storage[] => {
    if (entry.loaded === null && entry.singly === null) {
      entry.singly = prepareSingly(own, program, entry.relaxed)
      return entry.singly([...inputs, ...values])
    }
    if (entry.loaded === null) {
      count += 1
      const one = executable(own, planOf(own, program), {
        carried: 0,
        joined: true,
        relaxed: entry.relaxed,
      })
      entry.loaded = load(own, one)
      entry.singly = null
    }
    return runLoaded(own, entry.loaded, inputs, values, most)
  }
  return {
    name: 'wasm',
    prepare: (program, asked = {}) => {
      const { threads: most = Infinity } = asked
      const own = started()
      const relaxed = isRelaxed(asked)
      if (program.equations.length > mostEquations) {
        let once: Prepared | null = null
        return (inputs) => {
          once ??= prepareSingly(own, program, relaxed)
          return once(inputs)
        }
      }
      const hoisted = hoistLiterals(program)
      const key = keyIn(relaxed, keyOf(hoisted.program))
      let entry: Entry | null = null
      return (inputs) => {
        // the one that was used last need not be looked up
        if (entry === null || entry !== latest) entry = entryOf(own, key, relaxed)
        return runEntry(own, entry, hoisted, inputs, most)
      }
    },
    loop: (program, initial, asked = {}) => {
      const { threads: most = Infinity } = asked
      const own = started()
      const relaxed = isRelaxed(asked)
      const carried = initial.length
      const { program: hoisted, values } = hoistLiterals(program)
      const key = keyIn(relaxed, `${carried} ${keyOf(hoisted)}`)
      const known = loops.get(key)
      const one =
        known ?? executable(own, planOf(own, hoisted, carried), { carried, joined: true, relaxed })
      if (known === undefined) {
        count += 1
        loops.set(key, one)
        const [oldest] = loops
        if (loops.size > mostPrograms && oldest !== undefined) {
          loops.delete(oldest[0])
          oldest[1].shared?.shipment.retire()
        }
      }
      return startLoop(own, load(own, one), initial, values, most)
    },
    counts: () => ({
      programs: count,
      kernels: machine?.library.compiled() ?? 0,
      bytes: machine?.heap.memory.buffer.byteLength ?? 0,
      workers: machine?.crew?.running() ?? 0,
    }),
  }
}
