import { type Storage, allocate, isInteger } from '../../../core/dtype.ts'
import type { TensorType } from '../../../core/node.ts'
import type { NoAttributes } from '../../../core/primitives/primitive.ts'
import { type Kernel, operandAt } from '../kernel.ts'

// Storing into the result rounds (f32) or wraps (i32, u32) the double that the loop computes. For
// +, −, ·, / and √ of f32 operands the two roundings give the bits of one.

type Loop1 = (x: Storage, out: Storage, n: number) => void
type Loop2 = (x: Storage, y: Storage, out: Storage, n: number) => void

const unaryKernel =
  (loop: (result: TensorType) => Loop1): Kernel<NoAttributes> =>
  (operands, result) => {
    const x = operandAt(operands, 0).value
    const out = allocate(result.dtype, x.length)
    loop(result)(x, out, x.length)
    return out
  }

const binaryKernel =
  (loop: (operand: TensorType) => Loop2): Kernel<NoAttributes> =>
  (operands, result) => {
    const x = operandAt(operands, 0)
    const y = operandAt(operands, 1)
    const out = allocate(result.dtype, x.value.length)
    loop(x)(x.value, y.value, out, out.length)
    return out
  }

/** A kernel that applies a function of one number to every element. */
export const mapKernel = (f: (x: number) => number): Kernel<NoAttributes> =>
  unaryKernel(() => (x, out, n) => {
    for (let i = 0; i < n; i++) out[i] = f(x[i] as number)
  })

/** A kernel that applies a function of two numbers to every pair of elements. */
export const zipKernel = (f: (x: number, y: number) => number): Kernel<NoAttributes> =>
  binaryKernel(() => (x, y, out, n) => {
    for (let i = 0; i < n; i++) out[i] = f(x[i] as number, y[i] as number)
  })

export const add = binaryKernel(() => (x, y, out, n) => {
  for (let i = 0; i < n; i++) out[i] = (x[i] as number) + (y[i] as number)
})

export const sub = binaryKernel(() => (x, y, out, n) => {
  for (let i = 0; i < n; i++) out[i] = (x[i] as number) - (y[i] as number)
})

const mulFloats: Loop2 = (x, y, out, n) => {
  for (let i = 0; i < n; i++) out[i] = (x[i] as number) * (y[i] as number)
}

const mulIntegers: Loop2 = (x, y, out, n) => {
  for (let i = 0; i < n; i++) out[i] = Math.imul(x[i] as number, y[i] as number)
}

export const mul = binaryKernel((operand) => (isInteger(operand.dtype) ? mulIntegers : mulFloats))

const divFloats: Loop2 = (x, y, out, n) => {
  for (let i = 0; i < n; i++) out[i] = (x[i] as number) / (y[i] as number)
}

const divIntegers: Loop2 = (x, y, out, n) => {
  for (let i = 0; i < n; i++) out[i] = Math.trunc((x[i] as number) / (y[i] as number))
}

export const div = binaryKernel((operand) => (isInteger(operand.dtype) ? divIntegers : divFloats))

export const neg = unaryKernel(() => (x, out, n) => {
  for (let i = 0; i < n; i++) out[i] = -(x[i] as number)
})

export const max = binaryKernel(() => (x, y, out, n) => {
  for (let i = 0; i < n; i++) out[i] = Math.max(x[i] as number, y[i] as number)
})

export const min = binaryKernel(() => (x, y, out, n) => {
  for (let i = 0; i < n; i++) out[i] = Math.min(x[i] as number, y[i] as number)
})

export const sqrt = unaryKernel(() => (x, out, n) => {
  for (let i = 0; i < n; i++) out[i] = Math.sqrt(x[i] as number)
})

export const equal = binaryKernel(() => (x, y, out, n) => {
  for (let i = 0; i < n; i++) out[i] = x[i] === y[i] ? 1 : 0
})

export const less = binaryKernel(() => (x, y, out, n) => {
  for (let i = 0; i < n; i++) out[i] = (x[i] as number) < (y[i] as number) ? 1 : 0
})

export const lessEqual = binaryKernel(() => (x, y, out, n) => {
  for (let i = 0; i < n; i++) out[i] = (x[i] as number) <= (y[i] as number) ? 1 : 0
})

export const select: Kernel<NoAttributes> = (operands, result) => {
  const condition = operandAt(operands, 0).value
  const x = operandAt(operands, 1).value
  const y = operandAt(operands, 2).value
  const out = allocate(result.dtype, x.length)
  for (let i = 0; i < out.length; i++) out[i] = (condition[i] === 0 ? y[i] : x[i]) as number
  return out
}
