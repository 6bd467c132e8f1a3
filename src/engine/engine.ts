import type { Storage } from '../core/dtype.ts'
import type { Program } from '../core/program.ts'

/** A prepared program: the elements of its outputs for those of its inputs, which it only reads. */
export type Prepared = (inputs: readonly Storage[]) => readonly Storage[]

/** A program in a loop, which holds what is carried from step to step. */
export interface Loop {
  /** One step: the outputs that are not carried, for the inputs that are not. */
  readonly step: Prepared
  /** What is carried after the steps so far. */
  readonly state: () => readonly Storage[]
  /** Says that there will be no more steps, and nobody asks for the state again. */
  readonly end: () => void
}

/** What may be asked of an engine for one program. */
export interface PrepareOptions {
  /** the most threads that may work on it; engines may use fewer */
  readonly threads?: number
  /**
   * whether a product may be added to a sum without being rounded first; engines need not make use
   * of it. Default: as the engine was made
   */
  readonly relaxed?: boolean
}

/**
 * An engine is an interpreter of programs. It is always an argument, never ambient.
 *
 * Law: every engine gives the bits of the reference engine (transcendental functions excepted,
 * whose error each engine bounds, and what was asked to be `relaxed`), on every machine.
 */
export interface Engine {
  readonly name: string
  /** Prepares a program to be run. */
  readonly prepare: (program: Program, options?: PrepareOptions) => Prepared
  /**
   * Prepares a program whose first `initial.length` outputs are its first inputs in the next step.
   * What is carried stays with the engine, which may change it in place. An engine that has nothing
   * to gain from that leaves it out.
   */
  readonly loop?: (program: Program, initial: readonly Storage[], options?: PrepareOptions) => Loop
}

/** A loop on any engine: what is carried is handed in again at every step. */
export const loopByRunning = (
  engine: Engine,
  program: Program,
  initial: readonly Storage[],
  options: PrepareOptions = {},
): Loop => {
  const run = engine.prepare(program, options)
  const carried = initial.length
  let state = initial
  return {
    step: (inputs) => {
      const outputs = run([...state, ...inputs])
      state = outputs.slice(0, carried)
      return outputs.slice(carried)
    },
    state: () => state,
    end: () => undefined,
  }
}
