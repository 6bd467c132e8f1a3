import { type Storage, allocate } from '../../../../../src/core/dtype.ts'
import { bytesOf } from '../../../../../src/engine/wasm/kernels/plan.ts'
import type { Numeric } from '../../../../../src/engine/wasm/kernels/contraction/lanes.ts'
import { type Memory, webAssembly } from '../../../../../src/engine/wasm/host.ts'

/** Memory to put operands into, one after the other, with something unexpected in between. */
export interface Bench {
  readonly memory: Memory
  /** Puts an array into memory, at a multiple of its elements' size; the address. */
  readonly put: (array: Storage) => number
  /** Room of some bytes, filled with what must not be read. */
  readonly room: (bytes: number) => number
  readonly read: (dtype: Numeric, address: number, count: number) => Storage
}

/** Bytes behind an operand that kernels may read. */
const SLACK = 60

/** What lies between buffers: a NaN in every element type. */
const CANARY = 0xff

export const bench = (pages = 64): Bench => {
  const memory = new webAssembly.Memory({ initial: pages })
  const bytes = new Uint8Array(memory.buffer)
  bytes.fill(CANARY)
  // from the end of memory, where what reads too far fails
  let next = bytes.length - SLACK
  const room = (size: number): number => {
    // not a multiple of 16, as a part of a tensor need not lie at one
    const address = Math.floor((next - size) / 8) * 8
    next = address - 72
    if (next < 0) throw new RangeError(`${pages} pages are too few for ${size} bytes more`)
    return address
  }
  return {
    memory,
    room,
    put: (array) => {
      const address = room(array.byteLength)
      bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), address)
      return address
    },
    read: (dtype, address, count) => {
      const out = allocate(dtype, count)
      const size = count * bytesOf(dtype)
      new Uint8Array(out.buffer).set(bytes.slice(address, address + size))
      return out
    },
  }
}
