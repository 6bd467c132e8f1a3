import { sizeOf } from '../../../core/shape/dimension.ts'
import type { NoAttributes } from '../../../core/primitives/primitive.ts'
import type { BitsAttributes, SplitAttributes } from '../../../core/primitives/random.ts'
import { type Kernel, operandAt } from '../kernel.ts'

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const

/**
 * The block function Threefry-2x32 with 20 rounds: two words of key and two of counter give two
 * random words. Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (2011).
 */
export const threefry = (
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  write: (word0: number, word1: number) => void,
): void => {
  const keys = [key0, key1, key0 ^ key1 ^ 0x1bd11bda] as const
  let a = (counter0 + key0) | 0
  let b = (counter1 + key1) | 0
  for (let round = 0; round < 5; round++) {
    for (const rotation of rotations[(round & 1) as 0 | 1]) {
      a = (a + b) | 0
      b = ((b << rotation) | (b >>> (32 - rotation))) ^ a
    }
    a = (a + keys[((round + 1) % 3) as 0 | 1 | 2]) | 0
    b = (b + keys[((round + 2) % 3) as 0 | 1 | 2] + round + 1) | 0
  }
  write(a >>> 0, b >>> 0)
}

/** The 64-bit counter i as two words. */
const high = (i: number): number => Math.floor(i / 2 ** 32)
const low = (i: number): number => i >>> 0

export const threefrySplit: Kernel<SplitAttributes> = (operands, result, { count }) => {
  const keys = operandAt(operands, 0).value
  const out = new Uint32Array(sizeOf(result.shape))
  let at = 0
  for (let k = 0; k < keys.length; k += 2) {
    for (let i = 0; i < count; i++) {
      threefry(keys[k] as number, keys[k + 1] as number, high(i), low(i), (a, b) => {
        out[at++] = a
        out[at++] = b
      })
    }
  }
  return out
}

export const threefryFoldIn: Kernel<NoAttributes> = (operands, result) => {
  const keys = operandAt(operands, 0).value
  const data = operandAt(operands, 1).value
  const out = new Uint32Array(sizeOf(result.shape))
  for (let i = 0; i < data.length; i++) {
    threefry(keys[2 * i] as number, keys[2 * i + 1] as number, 0, data[i] as number, (a, b) => {
      out[2 * i] = a
      out[2 * i + 1] = b
    })
  }
  return out
}

export const threefryBits: Kernel<BitsAttributes> = (operands, result, { shape, width }) => {
  const keys = operandAt(operands, 0).value
  const out = new Uint32Array(sizeOf(result.shape))
  const count = sizeOf(shape)
  let at = 0
  for (let k = 0; k < keys.length; k += 2) {
    for (let i = 0; i < count; i++) {
      threefry(keys[k] as number, keys[k + 1] as number, high(i), low(i), (a, b) => {
        if (width === 32) {
          out[at++] = a ^ b
        } else {
          out[at++] = a
          out[at++] = b
        }
      })
    }
  }
  return out
}
