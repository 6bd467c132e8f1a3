import type { FloatDType } from '../core/dtype.ts'

/** The words of one float, seen as an integer that counts the floats of its sign. */
const count = {
  f32: (x: number, step: -1 | 1): number => {
    const float = Float32Array.of(x)
    const word = new Int32Array(float.buffer)
    word[0] = (word[0] ?? 0) + step
    return float[0] ?? x
  },
  f64: (x: number, step: -1 | 1): number => {
    const float = Float64Array.of(x)
    const word = new BigInt64Array(float.buffer)
    word[0] = (word[0] ?? 0n) + BigInt(step)
    return float[0] ?? x
  },
} as const

const least = { f32: 2 ** -149, f64: Number.MIN_VALUE } as const

/** The least float that is greater than what a finite number rounds to. */
export const nextAbove = (x: number, dtype: FloatDType): number =>
  x === 0 ? least[dtype] : count[dtype](x, x > 0 ? 1 : -1)

/** The least float above −1. */
export const aboveMinusOne = (dtype: FloatDType): number => nextAbove(-1, dtype)
