/** Trees have the structure that they are described by, batches are stacked examples. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { R, T, type AnyTensor, type Tensor, tree, vmap } from '../../../src/index.ts'
import * as laws from '../../../src/laws/index.ts'
import { smallest } from '../../support/smallest.ts'

const typeOf = (x: AnyTensor): string => `${x.dtype} ${x.shape.join()}`
const elements = (x: AnyTensor): readonly number[] => Array.from(T.toTypedArray(x))

const params = laws.tree({
  layers: [
    { w: [3, 4], b: [4] },
    { w: [4, 2], b: [2] },
  ],
  scale: { shape: [], dtype: 'f64', domain: 'positive' },
  steps: { shape: [2], dtype: 'i32', domain: { low: 3, high: 5 } },
})

describe('tree', () => {
  test('has the keys, shapes, element types and domains', () => {
    fc.assert(
      fc.property(params, (p) => {
        expect(tree.mapTo(typeOf)(p)).toEqual({
          layers: [
            { w: 'f32 3,4', b: 'f32 4' },
            { w: 'f32 4,2', b: 'f32 2' },
          ],
          scale: 'f64 ',
          steps: 'i32 2',
        })
        expect(T.toNumber(p.scale)).toBeGreaterThan(0)
        expect(elements(p.steps).every((n) => n >= 3 && n <= 5)).toBe(true)
        expect([p, p.layers, p.layers[0]].every(Object.isFrozen)).toBe(true)
      }),
    )
  })

  test('gives its options to leaves that have none of their own', () => {
    const options = { dtype: 'f64', domain: { low: 2, high: 3 } } as const
    const shapes = {
      a: [2],
      b: [{ shape: [3], domain: 'unit' }],
      c: { shape: [1], dtype: 'f32' },
    } as const
    fc.assert(
      fc.property(laws.tree(shapes, options), ({ a, b, c }) => {
        expect([a, b[0], c].map((x) => x.dtype)).toEqual(['f64', 'f64', 'f32'])
        expect(elements(a).every((x) => x >= 2 && x <= 3)).toBe(true)
        expect(elements(b[0]).every((x) => x > 0 && x < 1)).toBe(true)
        expect(elements(c).every((x) => x >= 2 && x <= 3)).toBe(true)
      }),
    )
  })

  test('shrinks leaf by leaf, and is reported as a program', () => {
    const small = smallest(laws.tree({ w: [1, 2], b: [{ c: [] }] }), ({ w }) =>
      elements(w).some((x) => x < -4),
    )
    expect(fc.stringify(small)).toMatch(
      /^\{"w":T\.tensor\(\[\[(-5, 1|1, -5)\]\]\),"b":\[\{"c":T\.tensor\(1\)\}\]\}$/,
    )
  })

  test('refuses what is no shape', () => {
    // @ts-expect-error a string is no shape
    expect(() => laws.tree({ w: 'f32[3]' })).toThrow(/a leaf is a shape such as/)
  })
})

describe('like', () => {
  test('has the structure of the tree, and its own elements', () => {
    const [example] = fc.sample(params, 1)
    const some = { params: example, name: 'a', rate: 0.5 }
    fc.assert(
      fc.property(laws.like(some), (drawn) => {
        expect(tree.mapTo(typeOf)(drawn)).toEqual(tree.mapTo(typeOf)(some))
        expect(drawn.name).toBe('a')
      }),
    )
    const zero = fc.sample(laws.like(some, { domain: { low: 0, high: 0 } }), 1)
    expect(
      tree
        .leaves(zero)
        .flatMap((x) => elements(x))
        .every((x) => x === 0),
    ).toBe(true)
    const first = fc.sample(laws.like(T.zeros([3])), 50).map((x) => elements(x)[0])
    expect(new Set(first).size).toBeGreaterThan(40)
  })
})

describe('key', () => {
  test('is a key, and shrinks to that of seed 0', () => {
    const seeds = fc.sample(laws.key(), 200).map((key) => elements(key)[1])
    expect(new Set(seeds).size).toBeGreaterThan(50)
    const one = smallest(laws.key(), () => true)
    expect(fc.stringify(one)).toBe('R.key(0)')
    expect(elements(one)).toEqual(elements(R.key(0)))
  })
})

describe('batch', () => {
  const example = laws.tree({ x: [3], y: { shape: [], dtype: 'i32' } })

  test('is stacked examples', () => {
    const sizes = new Set<number>()
    fc.assert(
      fc.property(laws.batch(example, [0, 5]), ({ x, y }) => {
        const [size = -1] = x.shape
        sizes.add(size)
        expect([typeOf(x), typeOf(y)]).toEqual([`f32 ${size},3`, `i32 ${size}`])
        const twice = vmap((row: Tensor<[3]>) => T.mul(row, 2))(x)
        expect(T.toArray(twice)).toEqual(T.toArray(T.mul(x, 2)))
      }),
      { numRuns: 500 },
    )
    expect(sizes).toEqual(new Set([0, 1, 2, 3, 4, 5]))
    expect(fc.sample(laws.batch(example, 3), 5).map(({ y }) => y.shape)).toEqual(
      Array.from({ length: 5 }, () => [3]),
    )
    expect(fc.sample(laws.batch(example, 0), 1).map(({ x }) => x.shape)).toEqual([[0, 3]])
  })

  test('keeps the elements of its examples', () => {
    const rows = laws.batch(laws.tensor([4], { domain: { low: 0, high: 1, whole: true } }), 50)
    const [x] = fc.sample(rows, 1)
    expect(new Set(elements(x as AnyTensor))).toEqual(new Set([0, 1]))
  })

  test('shrinks', () => {
    const small = smallest(laws.batch(laws.tensor([2])), (x) => elements(x).some((a) => a > 4))
    expect(fc.stringify(small)).toMatch(/^T\.tensor\(\[\[(5, 1|1, 5)\]\]\)$/)
  })

  test('refuses examples of different shapes', () => {
    const ragged = laws.batch(laws.tensor(laws.shape({ rank: [1, 1], size: [2, 9] })), 6)
    expect(() => fc.sample(ragged, 20)).toThrow(/examples of a batch have one shape/)
  })
})
