import type { Engine } from './engine.ts'
import { wasmEngine } from './wasm/engine.ts'

/**
 * The engine that runs programs where no other is given. It starts when the first program runs, and
 * what it keeps between programs nobody can see.
 */
export const defaultEngine: Engine = wasmEngine()
