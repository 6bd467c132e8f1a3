import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { R, T } from '../../src/index.ts'
import { ulps } from '../support/ulps.ts'

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/jax/${name}.json`, import.meta.url), 'utf8'))

const golden = fixture('random') as {
  readonly partitionable: Readonly<Record<string, unknown>>
  readonly x64: Readonly<Record<string, unknown>>
}

/** The bits of a float as JAX's fixture writes them. */
const hex32 = (x: number): string => {
  const word = new Uint32Array(Float32Array.of(x).buffer)[0] ?? 0
  return `0x${word.toString(16).padStart(8, '0')}`
}

const hex64 = (x: number): string =>
  `0x${(new BigUint64Array(Float64Array.of(x).buffer)[0] ?? 0n).toString(16).padStart(16, '0')}`

describe('equal to JAX, bit for bit', () => {
  test.each([0, 1, 42, 2147483647, -1])('key(%d)', (seed) => {
    expect(T.toArray(R.key(seed))).toEqual(golden.partitionable[`key(${seed})`])
  })

  test('a seed of more than 32 bits', () => {
    expect(T.toArray(R.key(2 ** 40 + 5))).toEqual(golden.x64['key(2**40+5)'])
  })

  test('split', () => {
    const all = (n: number): unknown => R.split(R.key(0), n).map((key) => T.toArray(key))
    expect(all(2)).toEqual(golden.partitionable['split(key(0))'])
    expect(all(3)).toEqual(golden.partitionable['split(key(0),3)'])
    expect(R.split(R.key(42)).map((key) => T.toArray(key))).toEqual(
      golden.partitionable['split(key(42))'],
    )
  })

  test('foldIn', () => {
    expect(T.toArray(R.foldIn(R.key(0), 4))).toEqual(golden.partitionable['fold_in(key(0),4)'])
    expect(T.toArray(R.foldIn(R.key(0), 0))).toEqual(golden.partitionable['fold_in(key(0),0)'])
  })

  test('bits', () => {
    expect(T.toArray(R.bits(R.key(42), [5]))).toEqual(
      golden.partitionable['bits(key(42),(5,),uint32)'],
    )
    expect(T.toNumber(R.bits(R.key(42), []))).toBe(golden.partitionable['bits(key(42),(),uint32)'])
  })

  test('uniform, f32', () => {
    const bits = (x: ReturnType<typeof T.toTypedArray>): readonly string[] =>
      Array.from(x, Number).map(hex32)
    expect(bits(T.toTypedArray(R.uniform(R.key(42), [5])))).toEqual(
      golden.partitionable['uniform(key(42),(5,)) f32 hex'],
    )
    expect(bits(T.toTypedArray(R.uniform(R.key(42), [5], { low: -2, high: 3 })))).toEqual(
      golden.partitionable['uniform(key(42),(5,),minval=-2,maxval=3) f32 hex'],
    )
  })

  test('uniform, f64', () => {
    const drawn = T.toTypedArray(R.uniform(R.key(42), [5], { dtype: 'f64' }))
    expect(Array.from(drawn, hex64)).toEqual(golden.x64['uniform f64 hex'])
  })

  test('permutation', () => {
    expect(T.toArray(R.permutation(R.key(42), 8))).toEqual(
      golden.partitionable['permutation(key(42),8)'],
    )
  })
})

describe('normal', () => {
  test('f32: within 3 ulp of JAX on 4,000 draws, equal on more than 98 %', () => {
    const { words } = fixture('normals') as { readonly words: readonly number[] }
    const expected = new Float32Array(Uint32Array.from(words).buffer)
    const drawn = T.toTypedArray(R.normal(R.key(7), [4000]))
    const distances = Array.from(drawn, (x, i) => ulps(x, expected[i] ?? Number.NaN))
    expect(Math.max(...distances)).toBeLessThanOrEqual(3)
    expect(distances.filter((d) => d === 0).length / 4000).toBeGreaterThan(0.98)
  })

  test('f64: equal to JAX to 1e-14', () => {
    const expected = (golden.x64['normal f64'] as readonly string[]).map(Number)
    const drawn = T.toTypedArray(R.normal(R.key(42), [5], { dtype: 'f64' }))
    drawn.forEach((x, i) => {
      expect(Math.abs(x / (expected[i] ?? 0) - 1)).toBeLessThan(1e-14)
    })
  })

  test('mean and standard deviation', () => {
    const drawn = T.toTypedArray(R.normal(R.key(1), [20000], { mean: 3, stddev: 2 }))
    const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length
    const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length
    // five standard errors
    expect(Math.abs(mean - 3)).toBeLessThan((5 * 2) / Math.sqrt(20000))
    expect(Math.abs(Math.sqrt(variance) - 2)).toBeLessThan((5 * 2) / Math.sqrt(40000))
  })
})
