/** The kernels of an engine, each compiled once, whatever programs use it. */
import { encodeModule } from './encode/index.ts'
import type { Heap } from './heap.ts'
import { type ExportedFunction, webAssembly } from './host.ts'
import type { WasmKernel } from './kernels/kernel.ts'
import { referenceImports } from './math/index.ts'
import type { ShippedModule } from './threads/shipment.ts'

/** A kernel that is compiled. */
export interface LibraryKernel {
  readonly call: ExportedFunction
  /** the module that it is of, and its name there */
  readonly module: ShippedModule
  readonly name: string
  /** Does it call JavaScript? Then it runs on the thread of the engine only. */
  readonly callsHost: boolean
}

/** Kernels by their keys. */
export interface Library {
  /** Some kernels as functions; those that are new are compiled together. */
  readonly functionsOf: (kernels: readonly WasmKernel[]) => readonly LibraryKernel[]
  /** how many kernels have been compiled so far */
  readonly compiled: () => number
}

/** More kernels are forgotten at once; programs keep those that they use. */
const mostKernels = 4096

/** Orders of the derivatives of log gamma that kernels may ask for. */
const orders = Array.from({ length: 16 }, (_, order) => order)

/** A library whose kernels work on a heap, and that remembers so many of them at most. */
export const createLibrary = (heap: Heap, most = mostKernels): Library => {
  const functions = new Map<string, LibraryKernel>()
  const reference = referenceImports(orders)
  let compiled = 0
  let modules = 0
  const compile = (kernels: readonly WasmKernel[]): void => {
    // names are short: keys may say a whole expression
    const exports = kernels.map(({ func }, i) => ({ ...func, name: `k${i}` }))
    const memory = heap.import
    const { bytes, importing } = encodeModule({ exports, memory, dataStart: heap.take })
    const instance = new webAssembly.Instance(new webAssembly.Module(bytes), {
      env: { memory: heap.memory },
      reference,
    })
    compiled += kernels.length
    modules += 1
    const module: ShippedModule = { number: modules, bytes, users: 0, address: 0 }
    exports.forEach((one, i) => {
      const found = instance.exports[one.name]
      const key = kernels[i]?.key
      if (found === undefined || key === undefined) return
      functions.set(key, { call: found, module, name: one.name, callsHost: importing.has(one) })
    })
  }
  return {
    functionsOf: (kernels) => {
      const missing = new Map(
        kernels.filter(({ key }) => !functions.has(key)).map((kernel) => [kernel.key, kernel]),
      )
      if (functions.size + missing.size > most) {
        functions.clear()
        for (const kernel of kernels) missing.set(kernel.key, kernel)
      }
      if (missing.size > 0) compile([...missing.values()])
      return kernels.flatMap(({ key }) => functions.get(key) ?? [])
    },
    compiled: () => compiled,
  }
}
