import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { R, T, vmap } from '../../src/index.ts'
import type { Tensor } from '../../src/core/tensor.ts'

const seeds = fc.integer({ min: -(2 ** 31), max: 2 ** 31 })

describe('laws', () => {
  test('split(k, n)[i] = foldIn(k, i)', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 40 }), (seed, n) => {
        R.split(R.key(seed), n).forEach((key, i) => {
          expect(T.toArray(key)).toEqual(T.toArray(R.foldIn(R.key(seed), i)))
        })
      }),
      { numRuns: 20 },
    )
  })

  test('foldIn of a tensor is foldIn of its number, also inside vmap', () => {
    const key = R.key(3)
    const steps = T.tensor([0, 1, 7, 100], 'i32')
    const batched = vmap((step: Tensor<[], 'i32'>) => R.foldIn(key, step))(steps)
    const each = [0, 1, 7, 100].map((n) => T.toArray(R.foldIn(key, n)))
    expect(T.toArray(batched)).toEqual(each)
  })

  test('a permutation holds every number once', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 3000 }), (seed, n) => {
        const drawn = Array.from(T.toTypedArray(R.permutation(R.key(seed), n)))
        expect(drawn.sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
      }),
      { numRuns: 20 },
    )
  })

  test('uniform stays in its bounds', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: -5, max: 0, noNaN: true }), (seed, low) => {
        for (const x of T.toTypedArray(R.uniform(R.key(seed), [200], { low, high: 1 }))) {
          expect(x).toBeGreaterThanOrEqual(Math.fround(low))
          expect(x).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 20 },
    )
  })

  test('element i does not depend on how many are drawn', () => {
    const long = T.toTypedArray(R.normal(R.key(5), [1000]))
    const short = T.toTypedArray(R.normal(R.key(5), [10]))
    expect(long.slice(0, 10)).toEqual(short)
  })

  test('a batch of keys draws what each key draws', () => {
    const keys = T.stack([R.key(1), R.key(2), R.key(3)], 0)
    const batched = vmap((key: Tensor<[2], 'u32'>) => R.normal(key as R.Key, [4]))(keys)
    expect(T.toArray(batched)).toEqual(
      [1, 2, 3].map((seed) => T.toArray(R.normal(R.key(seed), [4]))),
    )
  })

  test('zero-size shapes draw nothing', () => {
    expect(T.toArray(R.normal(R.key(1), [0, 3]))).toEqual([])
    expect(T.toArray(R.permutation(R.key(1), 0))).toEqual([])
    expect(R.split(R.key(1), 0)).toEqual([])
  })
})

describe('bad input', () => {
  test.each<readonly [string, () => unknown]>([
    ['key: a seed is a whole number', () => R.key(1.5)],
    ['key: a seed is a whole number', () => R.key(Number.NaN)],
    ['split: takes a whole number ≥ 0 of keys, got the number -1', () => R.split(R.key(1), -1)],
    ['normal: 2.5 in [2.5] is not a size', () => R.normal(R.key(1), [2.5])],
    [
      'normal: a key is a u32 tensor of shape [2]',
      () => R.normal(T.tensor([1, 2]) as unknown as R.Key, [2]),
    ],
    [
      'normal: takes a key, got the number 42: make one with R.key(seed)',
      () => R.normal(42 as unknown as R.Key, [2]),
    ],
    ['uniform: needs finite bounds', () => R.uniform(R.key(1), [2], { low: 3, high: 1 })],
    ['normal: needs a finite mean', () => R.normal(R.key(1), [2], { stddev: -1 })],
    ['foldIn: takes a whole number', () => R.foldIn(R.key(1), 0.5)],
    ['permutation: takes a whole number ≥ 0', () => R.permutation(R.key(1), -3)],
  ])('%s', (message, make) => {
    expect(make).toThrow(message)
  })
})
