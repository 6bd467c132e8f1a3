import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { T, tree } from '../../src/index.ts'
import { anyTrees, tensors } from './arbitrary.ts'

describe('count and bytes', () => {
  test('are additive, and what the arrays are', () => {
    fc.assert(
      fc.property(anyTrees, anyTrees, (a, b) => {
        expect(tree.count([a, b])).toBe(tree.count(a) + tree.count(b))
        expect(tree.bytes([a, b])).toBe(tree.bytes(a) + tree.bytes(b))
        const arrays = tree.leaves(a).map((x) => T.toTypedArray(x))
        expect(tree.count(a)).toBe(arrays.reduce((sum, { length }) => sum + length, 0))
        expect(tree.bytes(a)).toBe(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0))
      }),
    )
  })

  test('of nothing are 0', () => {
    expect([tree.count({}), tree.bytes({}), tree.count(T.zeros([3, 0]))]).toEqual([0, 0, 0])
  })
})

describe('statistics', () => {
  test('laws', () => {
    fc.assert(
      fc.property(tensors, fc.integer({ min: 1, max: 20 }), (x, bins) => {
        const numbers = Array.from(T.toTypedArray(x))
        const finite = numbers.filter((n) => Number.isFinite(n))
        const { count, nan, infinite, mean, std, min, max, histogram } = tree.statistics(x, {
          bins,
        })
        expect(count).toBe(numbers.length)
        expect(nan).toBe(numbers.filter((n) => Number.isNaN(n)).length)
        expect(count - nan - infinite).toBe(finite.length)
        expect(histogram).toHaveLength(bins)
        expect(histogram.reduce((a, b) => a + b, 0)).toBe(finite.length)
        if (finite.length === 0) {
          expect([mean, std, min, max]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN])
          return
        }
        expect(min).toBe(Math.min(...finite))
        expect(max).toBe(Math.max(...finite))
        const slack = 1e-14 * Math.max(-min, max)
        expect(mean).toBeGreaterThanOrEqual(min - slack)
        expect(mean).toBeLessThanOrEqual(max + slack)
        expect(std).toBeGreaterThanOrEqual(0)
        expect(std).toBeLessThanOrEqual(max / 2 - min / 2 + slack)
        if (min === max) expect(mean === min && std === 0).toBe(true)
      }),
    )
  })

  test('each bin holds what lies in it', () => {
    const x = T.tensor([0, 0.9, 1, 1.9, 2, 3, 3.9, 4])
    expect(tree.statistics(x, { bins: 4 }).histogram).toEqual([2, 2, 1, 3])
    expect(tree.statistics(T.tensor([5, 5]), { bins: 3 }).histogram).toEqual([0, 2, 0])
    expect(tree.statistics(T.tensor([1, 2])).histogram).toHaveLength(16)
  })

  test('sums of what is very large and very small', () => {
    const large = tree.statistics(T.tensor([1.7e308, -1.7e308, 1.7e308, -1.7e308], 'f64'))
    expect([large.mean, large.std]).toEqual([0, 1.7e308])
    expect(large.histogram.at(0)).toBe(2)
    const small = tree.statistics(T.tensor([1e-300, 3e-300], 'f64'))
    expect(small.std / 1e-300).toBeCloseTo(1, 12)
  })

  test('refuses bins that are no count', () => {
    for (const bins of [0, -1, 1.5, Number.NaN])
      expect(() => tree.statistics(T.tensor(1), { bins })).toThrow(
        'statistics: bins is a whole number of at least 1',
      )
  })
})

describe('show', () => {
  const params = {
    layers: [
      {
        kernel: T.tensor([
          [-1, 0],
          [0.5, 2],
        ]),
        bias: T.zeros([2]),
      },
    ],
    steps: T.tensor([3, 4294967295], 'u32'),
    empty: T.zeros([0, 3]),
    broken: T.tensor([1, Number.NaN, Infinity, -Infinity, 2]),
    mask: T.tensor([true, false, true]),
    tiny: T.tensor(0.0000123456),
    activation: 'relu',
  }

  test('every kind of tensor, and the totals', () => {
    expect(tree.show(params, { bins: 4 })).toBe(
      [
        'path              shape   dtype  count      mean       std       min         max  histogram',
        'broken            [5]     f32        5       1.5       0.5         1           2  │█  █│ 1 NaN, 2 infinite',
        'empty             [0, 3]  f32        0         -         -         -           -',
        'layers[0].bias    [2]     f32        2         0         0         0           0  │  █ │',
        'layers[0].kernel  [2, 2]  f32        4     0.375     1.083        -1           2  │████│',
        'mask              [3]     bool       3    0.6667    0.4714         0           1  │▄  █│',
        'steps             [2]     u32        2  2.147e+9  2.147e+9         3  4294967295  │█  █│',
        'tiny              []      f32        1  1.235e-5         0  1.235e-5    1.235e-5  │  █ │',
        '7 tensors, 17 elements, 59 B, 1 NaN, 2 infinite',
      ].join('\n'),
    )
  })

  test('a tensor, and nothing', () => {
    expect(tree.show(T.tensor(3))).toBe(
      [
        'path    shape  dtype  count  mean  std  min  max  histogram',
        '(root)  []     f32        1     3    0    3    3  │        █       │',
        '1 tensor, 1 element, 4 B',
      ].join('\n'),
    )
    expect(tree.show({})).toBe('0 tensors, 0 elements, 0 B')
    expect(tree.show({ w: T.zeros([0]) })).toContain('1 tensor, 0 elements, 0 B')
  })

  test('large counts and sizes', () => {
    const text = tree.show({ kernel: T.zeros([784, 128]) })
    expect(text).toContain('  100,352  ')
    expect(text).toMatch(/1 tensor, 100,352 elements, 392 KiB$/)
    expect(tree.show(T.zeros([256]))).toMatch(/1 tensor, 256 elements, 1 KiB$/)
    expect(tree.show(T.zeros([255]))).toMatch(/1020 B$/)
    expect(tree.show(T.zeros([1024, 1536]))).toMatch(/1,572,864 elements, 6 MiB$/)
  })

  test('a line for each tensor, the same for the same tree, in which every column begins at one place', () => {
    fc.assert(
      fc.property(anyTrees, (t) => {
        const text = tree.show(t)
        expect(tree.show(tree.map((x) => x)(t))).toBe(text)
        const rows = text.split('\n').slice(0, -1)
        const paths = tree.paths(t)
        expect(rows).toHaveLength(paths.length === 0 ? 0 : paths.length + 1)
        const place = rows[0]?.indexOf('dtype') ?? 0
        rows.slice(1).forEach((row, i) => {
          expect(row.startsWith(paths[i] || '(root)')).toBe(true)
          expect(row.slice(place).split(' ')[0]).toBe(tree.leaves(t)[i]?.dtype)
        })
      }),
    )
  })
})
