import type { Arrays, DType, Storage } from '../../core/dtype.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { ShapeError } from '../../core/errors.ts'
import { alignment, aligned, freeList } from '../passes/arena.ts'
import type { MemoryImport } from './encode/index.ts'
import { type Memory, webAssembly } from './host.ts'

/** How many bytes an element takes. */
const elementBytes: { readonly [D in DType]: number } = {
  f32: 4,
  f64: 8,
  i32: 4,
  u32: 4,
  bool: 1,
}

const pageBytes = 65_536
/** All that 32 bits address but for the last page: no address behind a buffer is 2³². */
const maximumPages = 65_535

/** Kernels may read, but never use, some bytes behind the last block. */
const slack = 64

/** What a heap looks like through the element types. */
export type Views = { readonly [D in DType]: Arrays[D] }

const viewsOf = (buffer: ArrayBufferLike): Views => ({
  f32: new Float32Array(buffer as ArrayBuffer),
  f64: new Float64Array(buffer as ArrayBuffer),
  i32: new Int32Array(buffer as ArrayBuffer),
  u32: new Uint32Array(buffer as ArrayBuffer),
  bool: new Uint8Array(buffer as ArrayBuffer),
})

/** The memory of an engine: blocks that are taken and given back, and views of all of it. */
export interface Heap {
  readonly memory: Memory
  /** what modules that work on it import */
  readonly import: MemoryImport
  /** views of the memory as it is now: another set after each growth */
  readonly views: () => Views
  /** the address of a new block, a multiple of 64 */
  readonly take: (bytes: number) => number
  readonly give: (address: number, bytes: number) => void
}

/** Memory for 32-bit addresses; grown as blocks are taken, shared between threads where asked for. */
export const createHeap = ({ shared }: { readonly shared: boolean }): Heap => {
  const size = { initial: 16, maximum: maximumPages, ...(shared ? { shared } : {}) }
  const memory = new webAssembly.Memory(size)
  let views = viewsOf(memory.buffer)
  const free = freeList()
  // address 0 stays unused, so that no tensor lies there
  free.take(alignment)
  const refresh = (): void => {
    if (views.bool.buffer !== memory.buffer || views.bool.length !== memory.buffer.byteLength) {
      views = viewsOf(memory.buffer)
    }
  }
  /** bytes of the blocks that are taken */
  let used = 0
  /** Makes the memory reach up to an address. */
  const reach = (end: number, asked: number): void => {
    const have = memory.buffer.byteLength / pageBytes
    const need = Math.ceil((end + slack) / pageBytes)
    if (need <= have) return
    // room to spare, so that many small blocks do not each grow the memory
    const spare = Math.max(need, Math.min(maximumPages, Math.ceil(have * 1.25)))
    const isGrown = [spare, need].some((pages) => {
      try {
        memory.grow(pages - have)
        return true
      } catch {
        return false
      }
    })
    if (!isGrown) {
      throw new ShapeError(
        'evaluate',
        `no memory for ${inMebibytes(asked)} more beside ${inMebibytes(used)} in use: a WebAssembly engine has ${inMebibytes(maximumPages * pageBytes)} at most, and the machine may have less. Work on smaller batches`,
      )
    }
    refresh()
  }
  return {
    memory,
    import: size,
    views: () => {
      refresh()
      return views
    },
    take: (asked) => {
      const bytes = aligned(Math.max(asked, 1))
      const address = free.take(bytes)
      try {
        reach(address + bytes, asked)
      } catch (error) {
        free.give(address, bytes)
        throw error
      }
      used += bytes
      return address
    },
    give: (address, asked) => {
      const bytes = aligned(Math.max(asked, 1))
      free.give(address, bytes)
      used -= bytes
    },
  }
}

const inMebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`

/** The bytes of a tensor. */
export const bytesIn = ({
  shape,
  dtype,
}: {
  readonly shape: readonly number[]
  readonly dtype: DType
}): number => sizeOf(shape) * elementBytes[dtype]

/** Copies elements into a heap. */
export const write = (heap: Heap, dtype: DType, address: number, value: Storage): void => {
  heap.views()[dtype].set(value, address / elementBytes[dtype])
}

/** A copy of elements of a heap. */
export const read = (heap: Heap, dtype: DType, address: number, count: number): Storage => {
  const start = address / elementBytes[dtype]
  return heap.views()[dtype].slice(start, start + count)
}
