/** The engine of WebAssembly. */
import type { Storage } from '../../core/dtype.ts'
import type { Program } from '../../core/program.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import type { Engine, Loop, Prepared } from '../engine.ts'
import { fuse } from '../passes/fuse.ts'
import { optimize } from '../passes/optimize.ts'
import type { Plan } from '../passes/plan.ts'
import { fusePooling } from '../passes/pool.ts'
import { hoistLiterals, keyOf } from '../passes/structure.ts'
import { onlyValues } from '../passes/values.ts'
import { type Executable, executable } from './executable.ts'
import { type Heap, createHeap, read, write } from './heap.ts'
import { type Library, createLibrary } from './library.ts'
import { typesOf } from './lower/expression.ts'
import { singly } from './singly.ts'

/** What an engine has done so far: for tests, and for the curious. */
export interface EngineCounts {
  /** programs that were compiled */
  readonly programs: number
  /** kernels that were compiled */
  readonly kernels: number
  /** bytes of memory */
  readonly bytes: number
}

/** An engine of WebAssembly, and what it has done. */
export interface WasmEngine extends Engine {
  readonly counts: () => EngineCounts
}

/** How many compiled programs an engine keeps; the one that was used least recently goes first. */
const mostPrograms = 256

/** Longer programs are histories that nobody runs again: they are never compiled. */
const mostEquations = 4096

/** A compiled program, and the block of memory that is its own. */
interface Loaded {
  readonly executable: Executable
  readonly address: number
  /** the elements that lie in the block, for each input */
  readonly held: (Storage | null)[]
}

interface Machine {
  readonly heap: Heap
  readonly library: Library
  /** the address of the memory that programs share, of so many bytes at least */
  readonly shared: (bytes: number) => number
}

const createMachine = (): Machine => {
  const heap = createHeap({ shared: false })
  let block = { address: 0, bytes: 0 }
  return {
    heap,
    library: createLibrary(heap),
    shared: (bytes) => {
      if (bytes > block.bytes) {
        if (block.bytes > 0) heap.give(block.address, block.bytes)
        block = { address: 0, bytes: 0 }
        block = { address: heap.take(bytes), bytes }
      }
      return block.address
    },
  }
}

/** Takes a block for a program and fills in its constants. */
const load = ({ heap }: Machine, one: Executable): Loaded => {
  const { program } = one.plan
  const address = heap.take(one.placement.own)
  program.constants.forEach(({ dtype, value }, i) => {
    const place = one.placement.places[program.inputs.length + i]
    if (place) write(heap, dtype, address + place.offset, value)
  })
  one.tables.forEach((numbers, i) => {
    const place = one.placement.tables[i]
    if (place) write(heap, 'i32', address + place.offset, numbers)
  })
  return { executable: one, address, held: program.inputs.map(() => null) }
}

const unload = ({ heap }: Machine, { executable: one, address }: Loaded): void => {
  heap.give(address, one.placement.own)
}

/** Puts the elements of inputs where the program expects them, unless they lie there already. */
const fill = (
  { heap }: Machine,
  { executable: one, address, held }: Loaded,
  inputs: readonly Storage[],
  from = 0,
): void => {
  const { program } = one.plan
  inputs.forEach((value, i) => {
    const input = from + i
    const type = program.inputs[input]
    const place = one.placement.places[input]
    if (held[input] === value || type === undefined || place === undefined) return
    write(heap, type.dtype, address + place.offset, value)
    held[input] = value
  })
}

/** Copies of some outputs. */
const outputsOf = (
  { heap }: Machine,
  { executable: one, address }: Loaded,
  shared: number,
  from = 0,
): readonly Storage[] => {
  const { program } = one.plan
  const types = typesOf(program)
  return program.outputs.slice(from).flatMap((slot) => {
    const [type, place] = [types[slot], one.placement.places[slot]]
    if (type === undefined || place === undefined) return []
    const start = (place.region === 'own' ? address : shared) + place.offset
    return [read(heap, type.dtype, start, sizeOf(type.shape))]
  })
}

const runLoaded = (
  machine: Machine,
  loaded: Loaded,
  inputs: readonly Storage[],
): readonly Storage[] => {
  const shared = machine.shared(loaded.executable.placement.shared)
  fill(machine, loaded, inputs)
  loaded.executable.run(loaded.address, shared)
  return outputsOf(machine, loaded, shared)
}

/** The plan of a program, fused; or, seen for the first time, one equation after the other. */
const planOf = (machine: Machine, program: Program): Plan => {
  const folding: Engine = {
    name: 'folding',
    prepare: (constant) => prepareSingly(machine, constant),
  }
  return fusePooling(fuse(optimize(program, folding)))
}

/** A program run one equation after the other, by kernels that other programs use as well. */
const prepareSingly = (machine: Machine, program: Program): Prepared => {
  const plan = singly(onlyValues(program))
  const one = executable(machine.heap, machine.library, plan, { carried: 0, joined: false })
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
): Loop => {
  const { heap } = machine
  const { plan, placement, run } = loaded.executable
  const carried = initial.length
  fill(machine, loaded, initial)
  return {
    step: (inputs) => {
      const shared = machine.shared(placement.shared)
      fill(machine, loaded, [...inputs, ...values], carried)
      run(loaded.address, shared)
      return outputsOf(machine, loaded, shared, carried)
    },
    state: () =>
      plan.program.inputs.slice(0, carried).flatMap(({ dtype, shape }, i) => {
        const place = placement.places[i]
        return place ? [read(heap, dtype, loaded.address + place.offset, sizeOf(shape))] : []
      }),
    end: () => unload(machine, loaded),
  }
}

/**
 * An engine of WebAssembly. Programs are kept by their structure: one that differs in numbers only is
 * the same. One that is seen for the first time runs equation by equation, on kernels that programs
 * have in common; seen again, it is fused and compiled.
 *
 * `wasmEngine()`; every call makes an engine with a memory of its own.
 *
 * Law: it has the bits of the reference engine, but for the elementary functions in single precision,
 * whose errors are bounded.
 *
 * @example
 * import { T, compile, wasmEngine } from 'cotangent'
 *
 * const engine = wasmEngine()
 * const twice = compile((x: ReturnType<typeof T.zeros<[2]>>) => T.mul(x, 2), { engine })
 * T.toArray(twice(T.tensor([1, 2])), { engine }) // [2, 4]
 */
export const wasmEngine = (): WasmEngine => {
  let machine: Machine | null = null
  const started = (): Machine => {
    machine ??= createMachine()
    return machine
  }
  const programs = new Map<string, { singly: Prepared | null; loaded: Loaded | null }>()
  const loops = new Map<string, Executable>()
  let count = 0
  const entryOf = (key: string) => {
    const known = programs.get(key)
    // the map is in the order of use
    if (known !== undefined) programs.delete(key)
    const entry = known ?? { singly: null, loaded: null }
    programs.set(key, entry)
    if (programs.size > mostPrograms) {
      const [oldest] = programs
      if (oldest !== undefined) {
        programs.delete(oldest[0])
        if (oldest[1].loaded !== null) unload(started(), oldest[1].loaded)
      }
    }
    return entry
  }
  const runHoisted = (key: string, program: Program, inputs: readonly Storage[]) => {
    const own = started()
    const entry = entryOf(key)
    if (entry.loaded === null && entry.singly === null) {
      entry.singly = prepareSingly(own, program)
      return entry.singly(inputs)
    }
    if (entry.loaded === null) {
      count += 1
      const one = executable(own.heap, own.library, planOf(own, program), {
        carried: 0,
        joined: true,
      })
      entry.loaded = load(own, one)
      entry.singly = null
    }
    return runLoaded(own, entry.loaded, inputs)
  }
  return {
    name: 'wasm',
    prepare: (program) => {
      if (program.equations.length > mostEquations) {
        let once: Prepared | null = null
        return (inputs) => {
          once ??= prepareSingly(started(), program)
          return once(inputs)
        }
      }
      const { program: hoisted, values } = hoistLiterals(program)
      const key = keyOf(hoisted)
      return (inputs) => runHoisted(key, hoisted, [...inputs, ...values])
    },
    loop: (program, initial) => {
      const own = started()
      const carried = initial.length
      const { program: hoisted, values } = hoistLiterals(program)
      const key = `${carried} ${keyOf(hoisted)}`
      const known = loops.get(key)
      const one =
        known ?? executable(own.heap, own.library, planOf(own, hoisted), { carried, joined: true })
      if (known === undefined) {
        count += 1
        loops.set(key, one)
        const [oldest] = loops.keys()
        if (loops.size > mostPrograms && oldest !== undefined) loops.delete(oldest)
      }
      return startLoop(own, load(own, one), initial, values)
    },
    counts: () => ({
      programs: count,
      kernels: machine?.library.compiled() ?? 0,
      bytes: machine?.heap.memory.buffer.byteLength ?? 0,
    }),
  }
}
