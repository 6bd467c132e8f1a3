/** The engine of WebAssembly. */
import type { DType, Storage } from '../../core/dtype.ts'
import type { Program } from '../../core/program.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import type { Engine, Loop, Prepared } from '../engine.ts'
import { fuse } from '../passes/fuse.ts'
import { optimize } from '../passes/optimize.ts'
import type { Plan } from '../passes/plan.ts'
import { fusePooling } from '../passes/pool.ts'
import { type Hoisted, hoistLiterals, keyOf } from '../passes/structure.ts'
import { onlyValues } from '../passes/values.ts'
import { type Executable, executable } from './executable.ts'
import { type Heap, createHeap, read, write } from './heap.ts'
import { type Library, createLibrary } from './library.ts'
import { typeAt } from './lower/expression.ts'
import type { Place } from './placement.ts'
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

/** Where a tensor of a program begins in its region, and how many elements it has. */
interface Port {
  readonly dtype: DType
  readonly region: Place['region']
  readonly offset: number
  readonly count: number
}

/** A compiled program, and the block of memory that is its own. */
interface Loaded {
  readonly executable: Executable
  readonly address: number
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  /** the elements that lie in the block, for each input */
  readonly held: (Storage | null)[]
}

/** What there is of a program: at first what runs it one equation at a time, then all of it. */
interface Entry {
  singly: Prepared | null
  loaded: Loaded | null
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

const portAt = ({ plan, placement }: Executable, slot: number): Port => {
  const type = typeAt(plan.program, slot)
  const place = placement.places[slot]
  if (place === undefined) throw new RangeError(`the program has no place ${slot}`)
  return { dtype: type.dtype, ...place, count: sizeOf(type.shape) }
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
  return {
    executable: one,
    address,
    inputs: program.inputs.map((_, slot) => portAt(one, slot)),
    outputs: program.outputs.map((slot) => portAt(one, slot)),
    held: program.inputs.map(() => null),
  }
}

const unload = ({ heap }: Machine, { executable: one, address }: Loaded): void => {
  heap.give(address, one.placement.own)
}

/** Puts the elements of inputs where the program expects them, unless they lie there already. */
const fill = (
  { heap }: Machine,
  { address, inputs, held }: Loaded,
  values: readonly Storage[],
  from: number,
): void => {
  values.forEach((value, i) => {
    const port = inputs[from + i]
    if (held[from + i] === value || port === undefined) return
    write(heap, port.dtype, address + port.offset, value)
    held[from + i] = value
  })
}

/** Copies of some outputs. */
const outputsOf = (
  { heap }: Machine,
  { address, outputs }: Loaded,
  shared: number,
  from: number,
): readonly Storage[] =>
  outputs.slice(from).map(({ dtype, region, offset, count }) => {
    return read(heap, dtype, (region === 'own' ? address : shared) + offset, count)
  })

const runLoaded = (
  machine: Machine,
  loaded: Loaded,
  inputs: readonly Storage[],
  values: readonly Storage[] = [],
): readonly Storage[] => {
  const shared = machine.shared(loaded.executable.placement.shared)
  fill(machine, loaded, inputs, 0)
  fill(machine, loaded, values, inputs.length)
  loaded.executable.run(loaded.address, shared)
  return outputsOf(machine, loaded, shared, 0)
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
  const { placement, run } = loaded.executable
  const carried = initial.length
  fill(machine, loaded, initial, 0)
  return {
    step: (inputs) => {
      const shared = machine.shared(placement.shared)
      fill(machine, loaded, inputs, carried)
      fill(machine, loaded, values, carried + inputs.length)
      run(loaded.address, shared)
      return outputsOf(machine, loaded, shared, carried)
    },
    state: () =>
      loaded.inputs
        .slice(0, carried)
        .map(({ dtype, offset, count }) => read(heap, dtype, loaded.address + offset, count)),
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
  /** in the order of use */
  const programs = new Map<string, Entry>()
  /** the last of them */
  let latest: Entry | null = null
  const loops = new Map<string, Executable>()
  let count = 0
  const entryOf = (key: string): Entry => {
    const known = programs.get(key)
    if (known !== undefined) programs.delete(key)
    const entry = known ?? { singly: null, loaded: null }
    programs.set(key, entry)
    latest = entry
    if (programs.size > mostPrograms) {
      const [oldest] = programs
      if (oldest !== undefined) {
        programs.delete(oldest[0])
        if (oldest[1].loaded !== null) unload(started(), oldest[1].loaded)
      }
    }
    return entry
  }
  const runEntry = (
    entry: Entry,
    { program, values }: Hoisted,
    inputs: readonly Storage[],
  ): readonly Storage[] => {
    const own = started()
    if (entry.loaded === null && entry.singly === null) {
      entry.singly = prepareSingly(own, program)
      return entry.singly([...inputs, ...values])
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
    return runLoaded(own, entry.loaded, inputs, values)
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
      const hoisted = hoistLiterals(program)
      const key = keyOf(hoisted.program)
      let entry: Entry | null = null
      return (inputs) => {
        // the one that was used last need not be looked up
        if (entry === null || entry !== latest) entry = entryOf(key)
        return runEntry(entry, hoisted, inputs)
      }
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
