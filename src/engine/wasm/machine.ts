/** Programs in the memory of an engine. */
import type { Storage } from '../../core/dtype.ts'
import type { Executable, Target } from './executable.ts'
import { type Heap, createHeap, read, write } from './heap.ts'
import { createLibrary } from './library.ts'
import { type CrewOptions, createCrew } from './threads/crew.ts'
import { type Worth, worthwhile } from './threads/phases.ts'
import { now, spawnHere } from './threads/spawn.ts'

/** A compiled program, and the block of memory that is its own. */
export interface Loaded {
  readonly executable: Executable
  readonly address: number
  /** the elements that lie in the block, for each input */
  readonly held: (Storage | null)[]
}

/** What programs run on: memory, kernels, threads, and places for what is needed while one runs. */
export interface Machine extends Target {
  /** the address of the memory that programs share, of so many bytes at least */
  readonly shared: (bytes: number) => number
  /** the same, of scratch */
  readonly scratch: (bytes: number) => number
}

/** How a machine is made. */
export interface MachineOptions extends Partial<CrewOptions> {
  readonly worth?: Worth
}

/** A block that grows as more is asked for, and keeps nothing. */
const growing = (heap: Heap): ((bytes: number) => number) => {
  let block = { address: 0, bytes: 0 }
  return (bytes) => {
    if (bytes > block.bytes) {
      if (block.bytes > 0) heap.give(block.address, block.bytes)
      block = { address: 0, bytes: 0 }
      block = { address: heap.take(bytes), bytes }
    }
    return block.address
  }
}

/** Nanoseconds of work, more or less, that are seen before threads are started. */
const PATIENCE = 20_000_000

/** Milliseconds after which a thread without work ends. */
const IDLE = 5_000

/** A machine that has run nothing yet. */
export const createMachine = (options: MachineOptions = {}): Machine => {
  const { threads = 1, spawn = spawnHere(), patience = PATIENCE, idle = IDLE } = options
  const { worth = worthwhile } = options
  const heap =
    (threads > 1 && spawn !== null ? sharedHeap() : null) ?? createHeap({ shared: false })
  const crew =
    heap.import.shared === true ? createCrew(heap, { threads, spawn, patience, idle }) : null
  const library = createLibrary(heap)
  return { heap, library, crew, worth, shared: growing(heap), scratch: growing(heap) }
}

/** Memory that threads share; `null` where the machine has no room for its addresses. */
const sharedHeap = (): Heap | null => {
  try {
    return createHeap({ shared: true })
  } catch {
    return null
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

/** Runs what a program computes on at most so many threads; gives the address of the shared memory. */
export const execute = (
  machine: Machine,
  { executable: one, address }: Loaded,
  most: number,
): number => {
  const { crew } = machine
  const { placement, shared: onThreads } = one
  const shared = machine.shared(placement.shared)
  const threads = Math.min(most, crew?.threads ?? 1)
  if (onThreads === null || threads < 2 || crew?.isReady(one.work) !== true) {
    one.run(address, shared, machine.scratch(placement.scratch))
    return shared
  }
  const { pace } = onThreads
  const isShared = pace.prefersSharing()
  const scratch = machine.scratch(placement.scratch * threads)
  const start = now()
  if (isShared) onThreads.run(address, shared, scratch, placement.scratch, threads)
  else one.run(address, shared, scratch)
  pace.took(isShared, now() - start)
  return shared
}

/** Runs a program on some inputs, of which the last are its literals. */
export const runLoaded = (
  machine: Machine,
  loaded: Loaded,
  inputs: readonly Storage[],
  literals: readonly Storage[] = [],
  most: number = Infinity,
): readonly Storage[] => {
  fill(machine, loaded, inputs)
  fill(machine, loaded, literals, inputs.length)
  return outputsOf(machine, loaded, execute(machine, loaded, most))
}
