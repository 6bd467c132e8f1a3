import { ShapeError } from '../../core/errors.ts'
import { type Memory, webAssembly } from './host.ts'

const PAGE = 65536

/** Pages that can be addressed, but for the last: no address behind a buffer is 2^32. */
const MOST_PAGES = 65535

/** A memory that becomes as large as it has to be. */
export interface GrowingMemory {
  /** The memory, of at least so many bytes. What is in it stays. */
  readonly atLeast: (bytes: number) => Memory
}

const showBytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`

/** A memory that is made when somebody asks for it. */
export const growingMemory = (): GrowingMemory => {
  let memory: Memory | null = null
  return {
    atLeast: (bytes) => {
      const pages = Math.ceil(bytes / PAGE)
      const refuse = (why: string): never => {
        throw new ShapeError(
          'evaluate',
          `the program needs ${showBytes(bytes)} of memory at once, ${why}: make its tensors smaller, or run it in parts`,
        )
      }
      if (pages > MOST_PAGES) return refuse('WebAssembly has 4 GiB')
      try {
        memory ??= new webAssembly.Memory({ initial: 1 })
        const missing = pages - memory.buffer.byteLength / PAGE
        if (missing > 0) memory.grow(missing)
        return memory
      } catch (cause) {
        return refuse(
          `and the machine gives no more (${cause instanceof Error ? cause.message : String(cause)})`,
        )
      }
    },
  }
}
