import fc from 'fast-check'
import { type Storage, allocate, isFloat } from '../../../../../src/core/dtype.ts'
import type { Numeric } from '../../../../../src/engine/wasm/kernels/contraction/lanes.ts'

export const numeric: readonly Numeric[] = ['f32', 'f64', 'i32', 'u32']

const special = [
  0,
  -0,
  1,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e-45,
  -1e-40,
  3e38,
  2 ** 24 + 1,
  2147483647,
  -2147483648,
]

/** How the elements of an operand come about. */
export interface Values {
  readonly seed: number
  /** how many in a hundred are zeros, NaN, infinities and other edges */
  readonly edges: number
}

export const values: fc.Arbitrary<Values> = fc.record({
  seed: fc.nat(0x7fffffff),
  edges: fc.constantFrom(0, 0, 3, 30),
})

/** A generator of whole numbers below 2^32 (xorshift). */
const generator = (seed: number): (() => number) => {
  let x = seed | 1
  return () => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return x >>> 0
  }
}

/** Elements of many magnitudes, so that another order of addition gives other bits. */
export const fill = (dtype: Numeric, count: number, { seed, edges }: Values): Storage => {
  const next = generator(seed)
  const array = allocate(dtype, count)
  for (let i = 0; i < count; i++) {
    const edge = special[next() % special.length] ?? 0
    const plain = isFloat(dtype) ? (next() / 2 ** 31 - 1) * 10 ** ((next() % 7) - 3) : next()
    array[i] = next() % 100 < edges ? edge : plain
  }
  return array
}

/** The bits of numbers; every NaN is the same one. */
export const bitsOf = (array: Storage): readonly string[] =>
  Array.from(array, (x) => (Object.is(x, -0) ? '-0' : String(x)))
