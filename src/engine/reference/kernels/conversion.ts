import { type DType, allocate, isFloat } from '../../../core/dtype.ts'
import type { ConvertAttributes } from '../../../core/primitives/conversion.ts'
import { type Kernel, operandAt } from '../kernel.ts'

const range = {
  i32: { low: -2147483648, high: 2147483647 },
  u32: { low: 0, high: 4294967295 },
} as const

/** One number in another element type; storing it rounds to f32 and wraps integers. */
const converter = (from: DType, to: DType): ((x: number) => number) => {
  if (to === 'bool') return (x) => (x === 0 ? 0 : 1)
  if (!isFloat(from) || isFloat(to)) return (x) => x
  const { low, high } = range[to]
  return (x) => (x > low ? (x < high ? Math.trunc(x) : high) : x <= low ? low : 0)
}

export const convert: Kernel<ConvertAttributes> = (operands, result) => {
  const x = operandAt(operands, 0)
  const out = allocate(result.dtype, x.value.length)
  const convertOne = converter(x.dtype, result.dtype)
  for (let i = 0; i < out.length; i++) out[i] = convertOne(x.value[i] as number)
  return out
}
