import { allocate } from '../../../core/dtype.ts'
import type { NoAttributes } from '../../../core/primitives/primitive.ts'
import { type Kernel, operandAt } from '../kernel.ts'

// Operators on bits give a number of 32 bits with a sign; storing it wraps it to u32.

const bitKernel =
  (signed: (x: number, y: number) => number, unsigned = signed): Kernel<NoAttributes> =>
  (operands, result) => {
    const x = operandAt(operands, 0).value
    const y = operandAt(operands, 1).value
    const out = allocate(result.dtype, x.length)
    const f = result.dtype === 'u32' ? unsigned : signed
    for (let i = 0; i < out.length; i++) out[i] = f(x[i] as number, y[i] as number)
    return out
  }

export const bitAnd = bitKernel((x, y) => x & y)
export const bitOr = bitKernel((x, y) => x | y)
export const bitXor = bitKernel((x, y) => x ^ y)

const fits = (places: number): boolean => places >= 0 && places < 32

export const shiftLeft = bitKernel((x, places) => (fits(places) ? x << places : 0))

export const shiftRight = bitKernel(
  (x, places) => x >> (fits(places) ? places : 31),
  (x, places) => (fits(places) ? x >>> places : 0),
)
