/**
 * The part of WebAssembly's interface to JavaScript that we use. Node and browsers have it as a
 * global; TypeScript knows it only together with the whole DOM.
 */

import { ArgumentError } from '../../core/errors.ts'

/** A module that has been checked and can be instantiated, here or in another thread. */
export interface Module {
  readonly [Symbol.toStringTag]?: 'WebAssembly.Module'
}

/** Memory that instances and JavaScript look at together. */
export interface Memory {
  /** Another one after each growth, unless the memory is shared. */
  readonly buffer: ArrayBuffer | SharedArrayBuffer
  /** Adds pages of 64 KiB; gives the number there was before. */
  readonly grow: (pages: number) => number
}

/** A function that an instance exports. */
export type ExportedFunction = (...operands: readonly (number | bigint)[]) => unknown

/** A module with its memory, ready to run. */
export interface Instance {
  readonly exports: Readonly<Record<string, ExportedFunction>>
}

/** What an instance is given, by module and name. */
export type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>

interface Host {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => Module
  readonly Instance: new (module: Module, imports: Imports) => Instance
  readonly Memory: new (size: {
    readonly initial: number
    readonly maximum?: number
    readonly shared?: boolean
  }) => Memory
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean
}

/** WebAssembly, as the machine has it. */
export const webAssembly = (globalThis as unknown as { readonly WebAssembly: Host }).WebAssembly

/** A module that needs relaxed vectors: one function, `(x) => f32x4.relaxed_madd(x, x, x)`. */
const withRelaxed = new Uint8Array(
  [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    [1, 6, 1, 0x60, 1, 0x7b, 1, 0x7b],
    [3, 2, 1, 0],
    [10, 13, 1, 11, 0, 0x20, 0, 0x20, 0, 0x20, 0, 0xfd, 0x85, 2, 0x0b],
  ].flat(),
)

/** Can this machine add a product to a sum in one? (Node 22 and later, Chrome 114, Firefox 145.) */
export const hasRelaxedVectors = (): boolean => webAssembly.validate(withRelaxed)

/** A module that needs vectors: one function, `() => drop(i32x4.splat(0))`. */
const withVectors = new Uint8Array(
  [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    [1, 4, 1, 0x60, 0, 0],
    [3, 2, 1, 0],
    [10, 9, 1, 7, 0, 0x41, 0, 0xfd, 0x11, 0x1a, 0x0b],
  ].flat(),
)

/**
 * Throws where the machine has no WebAssembly, or none with vectors (2021 and later: Node 16.4,
 * Chrome 91, Firefox 89, Safari 16.4).
 */
export const requireWebAssembly = (): void => {
  const host: Host | undefined = webAssembly
  if (host?.validate(withVectors)) return
  throw new ArgumentError(
    'wasmEngine',
    `this machine has no WebAssembly${host === undefined ? '' : ' with vectors (SIMD)'}. Use another engine: compile(f, { engine: referenceEngine })`,
  )
}
