/** Calls made one after the other from JavaScript: nothing is compiled for the program. */
import type { Attributes } from '../../core/primitives/primitive.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { kernels } from '../reference/index.ts'
import type { Kernel } from '../reference/kernel.ts'
import { type Regions, type Resolve, addressIn } from './addresses.ts'
import { type Heap, read, write } from './heap.ts'
import type { LibraryKernel } from './library.ts'
import type { Call, ReferenceCall } from './lower/call.ts'

/** Runs something in given regions. */
export type Run = (...regions: Regions) => void

/** The kernels of calls, by their keys. */
export type Kernels = ReadonlyMap<string, LibraryKernel>

/** A call of the reference engine on the memory. */
export const referenceFunction = (
  heap: Heap,
  { equation, operands, result }: ReferenceCall,
  at: Resolve,
): Run => {
  const kernel = kernels[equation.primitive] as Kernel<Attributes>
  const places = operands.map(({ at: place }) => at(place))
  const target = at(result)
  return (...regions) => {
    const given = operands.map(({ shape, dtype }, i) => ({
      shape,
      dtype,
      value: read(heap, dtype, addressIn(places[i] ?? target, regions), sizeOf(shape)),
    }))
    const value = kernel(given, equation, equation.attributes)
    write(heap, equation.dtype, addressIn(target, regions), value)
  }
}

/** One call after the other. */
export const stepwiseRun = (
  heap: Heap,
  calls: readonly Call[],
  kernelsOf: Kernels,
  at: Resolve,
): Run => {
  const steps = calls.map((one): Run => {
    if (one.kind === 'reference') return referenceFunction(heap, one.call, at)
    if (one.kind === 'copy') {
      const [from, to] = [at(one.from), at(one.to)]
      return (...regions) => {
        const start = addressIn(from, regions)
        heap.views().bool.copyWithin(addressIn(to, regions), start, start + one.bytes)
      }
    }
    const kernel = kernelsOf.get(one.call.kernel.key)
    if (kernel === undefined) throw new RangeError(`no kernel ${one.call.kernel.key}`)
    const args = one.call.args.map(at)
    const { units } = one.call
    return (...regions) => {
      kernel.call(0, units, ...args.map((argument) => addressIn(argument, regions)))
    }
  })
  return (...regions) => {
    for (const step of steps) step(...regions)
  }
}
