import type { Engine } from './engine.ts'
import { referenceEngine } from './reference/index.ts'

/** The engine that runs programs where no other is given. */
export const defaultEngine: Engine = referenceEngine
