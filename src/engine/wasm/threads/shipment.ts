/** The code of programs in shared memory, where other threads find it. */
import type { Heap } from '../heap.ts'

/** A module of kernels, and where it lies as long as a program needs it there. */
export interface ShippedModule {
  readonly number: number
  readonly bytes: Uint8Array
  users: number
  address: number
}

/** The code of a program and of its kernels. */
export interface Shipment {
  /** The address of its record; puts everything there if it is not; `null` once it is retired. */
  readonly record: () => number | null
  /** Gives the memory back for good. */
  readonly retire: () => void
}

const put = (heap: Heap, bytes: Uint8Array): number => {
  const address = heap.take(bytes.length)
  heap.views().bool.set(bytes, address)
  return address
}

/** The shipment of a program; its record is what `workerSource` reads. */
export const shipmentOf = (
  heap: Heap,
  modules: readonly ShippedModule[],
  program: Uint8Array,
): Shipment => {
  let places: { readonly record: number; readonly bytes: number; readonly program: number } | null =
    null
  let isRetired = false
  const ship = (): number => {
    for (const one of modules) {
      if (one.users === 0) one.address = put(heap, one.bytes)
      one.users += 1
    }
    const at = put(heap, program)
    const entries = modules.flatMap(({ number, address, bytes }) => [number, address, bytes.length])
    const record = Uint32Array.of(modules.length, ...entries, at, program.length)
    places = {
      program: at,
      bytes: record.byteLength,
      record: put(heap, new Uint8Array(record.buffer)),
    }
    return places.record
  }
  return {
    record: () => (isRetired ? null : (places?.record ?? ship())),
    retire: () => {
      isRetired = true
      if (places === null) return
      heap.give(places.record, places.bytes)
      heap.give(places.program, program.length)
      places = null
      for (const one of modules) {
        one.users -= 1
        if (one.users === 0) heap.give(one.address, one.bytes.length)
      }
    },
  }
}
