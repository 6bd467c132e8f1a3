/** The kernels of an engine, each compiled once, whatever programs use it. */
import { encodeModule } from './encode/index.ts'
import type { Heap } from './heap.ts'
import { type ExportedFunction, webAssembly } from './host.ts'
import type { WasmKernel } from './kernels/kernel.ts'
import { referenceImports } from './math/index.ts'

/** Kernels by their keys. */
export interface Library {
  /** The functions of some kernels; those that are new are compiled together. */
  readonly functionsOf: (kernels: readonly WasmKernel[]) => readonly ExportedFunction[]
  /** how many kernels have been compiled so far */
  readonly compiled: () => number
}

/** More kernels are forgotten at once; programs keep those that they use. */
const mostKernels = 4096

/** Orders of the derivatives of log gamma that kernels may ask for. */
const orders = Array.from({ length: 16 }, (_, order) => order)

/** A library whose kernels work on a heap, and that remembers so many of them at most. */
export const createLibrary = (heap: Heap, most = mostKernels): Library => {
  const functions = new Map<string, ExportedFunction>()
  const reference = referenceImports(orders)
  let compiled = 0
  const compile = (kernels: readonly WasmKernel[]): void => {
    // names are short: keys may say a whole expression
    const exports = kernels.map(({ func }, i) => ({ ...func, name: `k${i}` }))
    const memory = heap.import
    const { bytes } = encodeModule({ exports, memory, dataStart: heap.take })
    const module = new webAssembly.Module(bytes)
    const instance = new webAssembly.Instance(module, { env: { memory: heap.memory }, reference })
    compiled += kernels.length
    kernels.forEach(({ key }, i) => {
      const one = instance.exports[`k${i}`]
      if (one !== undefined) functions.set(key, one)
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
