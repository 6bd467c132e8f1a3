/** Programs in the memory of an engine. */
import type { Storage } from '../../core/dtype.ts'
import type { Executable } from './executable.ts'
import { type Heap, createHeap, read, write } from './heap.ts'
import { type Library, createLibrary } from './library.ts'

/** A compiled program, and the block of memory that is its own. */
export interface Loaded {
  readonly executable: Executable
  readonly address: number
  /** the elements that lie in the block, for each input */
  readonly held: (Storage | null)[]
}

/** What programs run on: a memory, kernels, and a place in the memory for what is needed while one runs. */
export interface Machine {
  readonly heap: Heap
  readonly library: Library
  /** the address of the memory that programs share, of so many bytes at least */
  readonly shared: (bytes: number) => number
}

/** A machine that has run nothing yet. */
export const createMachine = (): Machine => {
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
export const load = ({ heap }: Machine, one: Executable): Loaded => {
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

/** Gives the block of a program back. */
export const unload = ({ heap }: Machine, { executable: one, address }: Loaded): void => {
  heap.give(address, one.placement.own)
}

/** Puts inputs, from one of them on, where the program expects them, unless they lie there already. */
export const fill = (
  { heap }: Machine,
  { executable: one, address, held }: Loaded,
  inputs: readonly Storage[],
  from = 0,
): void => {
  inputs.forEach((value, i) => {
    const input = from + i
    const place = one.inputs[input]
    if (held[input] === value || place === undefined) return
    write(heap, place.dtype, address + place.offset, value)
    held[input] = value
  })
}

/** Copies of the outputs, from one of them on. */
export const outputsOf = (
  { heap }: Machine,
  { executable: one, address }: Loaded,
  shared: number,
  from = 0,
): readonly Storage[] => {
  return one.outputs.slice(from).map(({ dtype, count, region, offset }) => {
    const start = (region === 'own' ? address : shared) + offset
    return read(heap, dtype, start, count)
  })
}

/** Runs a program on some inputs, of which the last are its literals. */
export const runLoaded = (
  machine: Machine,
  loaded: Loaded,
  inputs: readonly Storage[],
  literals: readonly Storage[] = [],
): readonly Storage[] => {
  const shared = machine.shared(loaded.executable.placement.shared)
  fill(machine, loaded, inputs)
  fill(machine, loaded, literals, inputs.length)
  loaded.executable.run(loaded.address, shared)
  return outputsOf(machine, loaded, shared)
}
