import type { Storage } from '../core/dtype.ts'
import type { Program } from '../core/program.ts'

/**
 * An engine is an interpreter of programs. It is always an argument, never ambient.
 *
 * Law: every engine gives the bits of the reference engine (transcendental functions excepted,
 * whose error each engine bounds), on every machine.
 */
export interface Engine {
  readonly name: string
  /** Prepares a program; the result runs it on the elements of its inputs, which it only reads. */
  readonly prepare: (program: Program) => (inputs: readonly Storage[]) => readonly Storage[]
}
