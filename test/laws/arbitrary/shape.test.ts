/** Shapes are those that were asked for, all kinds of them come up, and small ones are reported. */
import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { T } from '../../../src/index.ts'
import * as laws from '../../../src/laws/index.ts'
import { smallest } from '../../support/smallest.ts'

const runs = { numRuns: 1000 }
const zeros = (shape: readonly number[]) => T.zeros([...shape])
const some = <A>(arbitrary: Arbitrary<A>): readonly A[] =>
  fc.sample(arbitrary, { seed: 1, numRuns: 2000 })

describe('shape', () => {
  test('has ranks and sizes in the ranges', () => {
    const options = fc.record({
      rank: fc.tuple(fc.nat(2), fc.nat(3)).map(([min, more]) => [min, min + more] as const),
      size: fc.tuple(fc.nat(4), fc.nat(12)).map(([min, more]) => [min, min + more + 2] as const),
      zero: fc.boolean(),
      one: fc.boolean(),
    })
    fc.assert(
      fc.property(options, fc.nat(), ({ rank, size, zero, one }, seed) => {
        for (const shape of fc.sample(laws.shape({ rank, size, zero, one }), {
          seed,
          numRuns: 20,
        })) {
          expect(shape.length).toBeGreaterThanOrEqual(rank[0])
          expect(shape.length).toBeLessThanOrEqual(rank[1])
          for (const n of shape) {
            if (n === 0) expect(zero).toBe(true)
            else if (n === 1) expect(one).toBe(true)
            else expect(n >= size[0] && n <= size[1]).toBe(true)
          }
        }
      }),
    )
  })

  test('has every rank and every size', () => {
    const shapes = some(laws.shape({ zero: true }))
    expect(new Set(shapes.map(({ length }) => length))).toEqual(new Set([0, 1, 2, 3]))
    expect(new Set(shapes.flat())).toEqual(new Set([0, 1, 2, 3, 4, 5]))
    expect(new Set(some(laws.shape()).flat())).toEqual(new Set([1, 2, 3, 4, 5]))
    expect(
      some(laws.shape({ zero: true })).filter((shape) => !shape.includes(0)).length,
    ).toBeGreaterThan(800)
  })

  test('shrinks to the fewest axes and the least sizes', () => {
    expect(smallest(laws.shape(), () => true)).toEqual([])
    expect(smallest(laws.shape(), (shape) => shape.length > 1)).toEqual([1, 1])
    expect(smallest(laws.shape(), (shape) => shape.some((n) => n > 2))).toEqual([3])
    expect(smallest(laws.shape({ zero: true }), (shape) => shape.includes(0))).toEqual([0])
    expect(smallest(laws.shape({ rank: [2, 4], one: false }), () => true)).toEqual([2, 2])
    expect(smallest(laws.shape({ rank: [1, 4] }), (shape) => shape.includes(4))).toEqual([4])
  })

  test('refuses ranges that are none', () => {
    expect(() => laws.shape({ rank: [2, 1] })).toThrow(/rank is a range of whole numbers/)
    expect(() => laws.shape({ size: [0.5, 2] })).toThrow(/size is a range of whole numbers/)
    expect(() => laws.shape({ size: [1, 1], one: false })).toThrow(/leaves no size/)
  })
})

describe('broadcastableShapes', () => {
  const three = laws.broadcastableShapes(3, { zero: true })

  test('broadcast together, to the shape of the sum', () => {
    fc.assert(
      fc.property(three, ({ shapes, result }) => {
        expect(shapes.length).toBe(3)
        expect(shapes.map(zeros).reduce((a, b) => T.add(a, b)).shape).toEqual(result)
      }),
      runs,
    )
  })

  test('keep the range of ranks, and do not stretch where one is false', () => {
    const options = { rank: [1, 3], one: false } as const
    fc.assert(
      fc.property(laws.broadcastableShapes(2, options), ({ shapes }) => {
        for (const shape of shapes) {
          expect(shape.length >= 1 && shape.length <= 3).toBe(true)
          expect(shape).not.toContain(1)
        }
      }),
      runs,
    )
  })

  test('are stretched and shortened', () => {
    const all = some(laws.broadcastableShapes(2))
    const differ = (at: (shape: readonly number[]) => unknown) =>
      all.filter(({ shapes: [a = [], b = []] }) => at(a) !== at(b)).length
    expect(differ((shape) => shape.length)).toBeGreaterThan(400)
    expect(differ((shape) => shape.at(-1))).toBeGreaterThan(400)
    expect(
      all.filter(({ result, shapes }) => shapes.every((own) => String(own) !== String(result)))
        .length,
    ).toBeGreaterThan(40)
  })

  test('shrink', () => {
    expect(smallest(three, () => true)).toEqual({ shapes: [[], [], []], result: [] })
    const { shapes } = smallest(
      laws.broadcastableShapes(2),
      ({ shapes: [a = [], b = []] }) => a.at(-1) !== b.at(-1),
    )
    const two = [
      [[1], []],
      [[2], [1]],
    ]
    expect([...two, ...two.map((pair) => pair.toReversed())]).toContainEqual(shapes)
  })
})

describe('contractionShapes', () => {
  test('are those of a matrix product', () => {
    fc.assert(
      fc.property(laws.contractionShapes({ zero: true }), ({ a, b, result }) => {
        expect(T.matmul(zeros(a), zeros(b)).shape).toEqual(result)
        for (const { length } of [a, b]) expect(length >= 1 && length <= 4).toBe(true)
      }),
      runs,
    )
  })

  test('have every rank, and batches that are stretched', () => {
    const all = some(laws.contractionShapes())
    expect(new Set(all.map(({ a, b }) => `${a.length}${b.length}`)).size).toBe(16)
    expect(
      all.filter(({ a, b }) => a.length === 4 && b.length === 4 && a[0] !== b[0]).length,
    ).toBeGreaterThan(10)
    const matrices = some(laws.contractionShapes({ rank: [2, 2] }))
    expect(new Set(matrices.flatMap(({ a, b }) => [a.length, b.length]))).toEqual(new Set([2]))
    const vectors = some(laws.contractionShapes({ rank: [1, 1] }))
    expect(new Set(vectors.flatMap(({ a, b }) => [a.length, b.length]))).toEqual(new Set([1]))
    expect(() => laws.contractionShapes({ rank: [0, 2] })).toThrow(/rank ≥ 1/)
  })

  test('shrink', () => {
    expect(smallest(laws.contractionShapes(), () => true)).toEqual({ a: [1], b: [1], result: [] })
  })
})

describe('convolutionShapes', () => {
  test('are those of a convolution over one, two and three axes', () => {
    const [one, two, three] = [
      laws.convolutionShapes({ spatial: 1, zero: true }),
      laws.convolutionShapes({ zero: true }),
      laws.convolutionShapes({ spatial: 3, zero: true }),
    ]
    fc.assert(
      fc.property(one, two, three, (a, b, c) => {
        expect(T.conv1d(zeros(a.input), zeros(a.kernel), a.options).shape).toEqual(a.result)
        expect(T.conv2d(zeros(b.input), zeros(b.kernel), b.options).shape).toEqual(b.result)
        expect(T.conv3d(zeros(c.input), zeros(c.kernel), c.options).shape).toEqual(c.result)
      }),
      runs,
    )
  })

  test('shrink', () => {
    expect(smallest(laws.convolutionShapes({ spatial: 1 }), () => true)).toEqual({
      input: [1, 1, 1],
      kernel: [1, 1, 1],
      options: { strides: [1], padding: 'VALID', dilation: [1], groups: 1 },
      result: [1, 1, 1],
    })
  })
})
