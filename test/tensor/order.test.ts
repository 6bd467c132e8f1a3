import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError, ShapeError, T, type Tensor } from '../../src/index.ts'
import { type DType, dtypes } from '../../src/core/dtype.ts'
import type { AnyShape } from '../../src/core/tensor.ts'
import { nodeOf, tensorOf } from '../../src/core/tree.ts'
import { elementOf } from '../support/definitions.ts'
import { places } from '../../src/laws/places.ts'
import { runs } from '../support/holds.ts'
import { type Input, nodeOfInput } from '../../src/laws/input.ts'
import { compute } from '../../src/laws/oracle/measure.ts'
import { oneOf, randomOf } from '../../src/laws/random.ts'
import { extreme, tied } from '../../src/laws/primitive/sample.ts'

type Any<D extends DType = DType> = Tensor<AnyShape, D>

const tensor = <D extends DType>(input: Input): Any<D> => tensorOf<AnyShape, D>(nodeOfInput(input))
const elements = (x: unknown): readonly number[] => [...(compute([nodeOf('test', x)])[0] ?? [])]

const arrays = fc
  .tuple(
    fc.array(fc.constantFrom(2, 3, 5, 1, 0), { minLength: 1, maxLength: 3 }),
    fc.constantFrom(...dtypes),
    fc.nat(),
    fc.nat(2),
  )
  .map(([shape, dtype, seed, axis]) => {
    const next = randomOf(seed)
    const [value] = oneOf(next, [extreme, tied])([{ shape, dtype }], [], next)
    const x: Input = { shape, dtype, value: value as Input['value'] }
    return { x, axis: axis % shape.length }
  })

/** The elements along an axis through a place. */
const lineOf = (x: Input, at: readonly number[], axis: number): readonly number[] =>
  Array.from({ length: x.shape[axis] as number }, (_, i) => elementOf(x, at.with(axis, i)))

/** The indices that sort a line: no number after a smaller one, NaN at the great end, stable. */
const orderOf = (line: readonly number[], descending: boolean): readonly number[] => {
  const before = (a: number, b: number): boolean => {
    if (Number.isNaN(a) || Number.isNaN(b)) {
      return descending ? Number.isNaN(a) && !Number.isNaN(b) : !Number.isNaN(a) && Number.isNaN(b)
    }
    return descending ? a > b : a < b
  }
  const rank = (i: number): number =>
    line.filter((other, k) => {
      const own = line[i] as number
      return before(other, own) || (!before(own, other) && k < i)
    }).length
  return line.map((_, place) => line.findIndex((__, i) => rank(i) === place))
}

describe('sort and argsort', () => {
  test('order each line along the axis, stable in both directions', () => {
    fc.assert(
      fc.property(arrays, fc.boolean(), ({ x, axis }, descending) => {
        const expected = places(x.shape).map((at) => {
          const line = lineOf(x, at, axis)
          const index = orderOf(line, descending)[at[axis] as number] as number
          return { index, value: line[index] }
        })
        const indices = T.argsort(tensor(x), axis, { descending })
        const sorted = T.sort(tensor(x), axis, { descending })
        expect(indices.dtype).toBe('i32')
        expect(sorted.dtype).toBe(x.dtype)
        expect(elements(indices)).toEqual(expected.map(({ index }) => index))
        expect(elements(sorted)).toEqual(expected.map(({ value }) => value))
        expect(elements(T.takeAlongAxis(tensor(x), indices, axis))).toEqual(elements(sorted))
      }),
      runs(200),
    )
  })

  test('without options, and for pipes', () => {
    const x = T.tensor([
      [3, 1, 2],
      [Number.NaN, 0, -1],
    ])
    expect(T.toArray(T.sort(x))).toEqual([
      [1, 2, 3],
      [-1, 0, Number.NaN],
    ])
    expect(T.toArray(T.sort(0)(T.tensor([[2], [1]])))).toEqual([[1], [2]])
    expect(T.toArray(T.argsort(-1, { descending: true })(x))).toEqual([
      [0, 2, 1],
      [0, 1, 2],
    ])
    expect(() => T.sort(T.tensor(1))).toThrow(ShapeError)
  })

  test('of the least i32 and of u32, whose negatives are not there', () => {
    const low = T.tensor([0, -2147483648, 5], 'i32')
    expect(T.toArray(T.sort(low, 0, { descending: true }))).toEqual([5, 0, -2147483648])
    const high = T.tensor([0, 4294967295, 5], 'u32')
    expect(T.toArray(T.sort(high, 0, { descending: true }))).toEqual([4294967295, 5, 0])
  })
})

describe('topK', () => {
  test('is the beginning of the descending order', () => {
    fc.assert(
      fc.property(arrays, fc.nat(4), ({ x }, count) => {
        const last = x.shape.length - 1
        const k = Math.min(count, x.shape[last] as number)
        const [values, indices] = T.topK(tensor(x), k)
        const shape = x.shape.with(last, k)
        expect([values.shape, indices.shape]).toEqual([shape, shape])
        const expected = places(shape).map((at) => {
          const line = lineOf(x, at, last)
          return orderOf(line, true)[at[last] as number] as number
        })
        expect(elements(indices)).toEqual(expected)
        expect(elements(values)).toEqual(
          places(shape).map((at, i) => elementOf(x, at.with(last, expected[i] as number))),
        )
      }),
      runs(100),
    )
  })

  test('refuses more elements than there are', () => {
    const k: number = 4
    expect(() => T.topK(T.zeros([2, 3]), k)).toThrow('topK: 4 of 3 elements (last axis of [2, 3])')
    // @ts-expect-error: 4 of 3 elements
    expect(() => T.topK(4)(T.zeros([2, 3]))).toThrow(ShapeError)
  })
})

describe('argmax and argmin', () => {
  test('are the ends of the stable order', () => {
    fc.assert(
      fc.property(arrays, ({ x, axis }) => {
        if (x.shape[axis] === 0) {
          expect(() => T.argmax(tensor(x), axis)).toThrow(ShapeError)
          return
        }
        const kept = x.shape.toSpliced(axis, 1)
        const greatest = places(kept).map((at) => {
          const line = lineOf(x, at.toSpliced(axis, 0, 0), axis)
          return orderOf(line, true)[0]
        })
        expect(elements(T.argmax(tensor(x), axis))).toEqual(greatest)
        const smallest = places(kept).map((at) => {
          const line = lineOf(x, at.toSpliced(axis, 0, 0), axis)
          const nan = line.findIndex(Number.isNaN)
          return nan >= 0 ? nan : orderOf(line, false)[0]
        })
        expect(elements(T.argmin(tensor(x), axis))).toEqual(smallest)
      }),
      runs(100),
    )
  })
})

describe('median and quantile', () => {
  // numpy 2: numpy.quantile(x, q), numpy.median(x)
  test('are those of NumPy', () => {
    const x = T.tensor([0.1, -2.5, 7, 3.3, 1.9, 1.9], 'f64')
    const expected = [
      [0, -2.5],
      [0.1, -1.2],
      [0.15, -0.55],
      [0.17, -0.2899999999999998],
      [0.25, 0.5499999999999999],
      [0.5, 1.9],
      [0.75, 2.9499999999999997],
      [0.9, 5.15],
      [0.93, 5.705000000000001],
      [0.99, 6.815],
      [1, 7],
    ] as const
    for (const [q, value] of expected) expect(T.toNumber(T.quantile(x, q))).toBe(value)
    expect(T.toNumber(T.median(x))).toBe(1.9)
  })

  test('over axes, with axes kept, of integers and for pipes', () => {
    const x = T.tensor(
      [
        [4, 1, 3],
        [2, 9, 5],
      ],
      'i32',
    )
    expect(T.toArray(T.median(x, 0))).toEqual([3, 5, 4])
    expect(T.median(x, 0).dtype).toBe('f32')
    expect(T.toArray(T.median(x, -1, { keepdims: true }))).toEqual([[3], [5]])
    expect(T.toNumber(T.median([0, 1])(x))).toBe(3.5)
    expect(T.toArray(T.quantile(0.5, 1, { keepdims: true })(x))).toEqual([[3], [5]])
    expect(T.quantile(x, 0.3, [0, 1]).shape).toEqual([])
  })

  test('of infinities and NaN', () => {
    const q = (xs: readonly number[], at: number): number =>
      T.toNumber(T.quantile(T.tensor([...xs], 'f64'), at))
    expect(q([Infinity, 1, Infinity], 0.75)).toBe(Infinity)
    expect(q([-Infinity, -Infinity, 1], 0.3)).toBe(-Infinity)
    expect(q([1, Number.NaN, 2], 0.1)).toBeNaN()
    expect(T.toNumber(T.median(T.tensor([Infinity, Infinity], 'f64')))).toBe(Infinity)
  })

  test('refuse nothing at all, and parts that are none', () => {
    expect(() => T.median(T.zeros([0, 3]), 0)).toThrow(ShapeError)
    expect(() => T.quantile(T.zeros([3]), 1.5)).toThrow(ArgumentError)
    expect(() => T.quantile(T.zeros([3]), Number.NaN)).toThrow(ArgumentError)
  })
})

describe('cov and corrcoef', () => {
  // numpy 2: numpy.cov(x), numpy.corrcoef(x)
  test('are those of NumPy', () => {
    const x = T.tensor(
      [
        [1, 2, 4, 7],
        [3, -1, 0.5, 2],
      ],
      'f64',
    )
    const cov = T.tensor(
      [
        [7, 5 / 12],
        [5 / 12, 3.0625],
      ],
      'f64',
    )
    expect(T.allClose(T.cov(x), cov, { rtol: 1e-15, atol: 1e-15 })).toBe(true)
    const r = 5 / 12 / Math.sqrt(7 * 3.0625)
    expect(
      T.allClose(
        T.corrcoef(x),
        T.tensor(
          [
            [1, r],
            [r, 1],
          ],
          'f64',
        ),
        { rtol: 1e-14, atol: 0 },
      ),
    ).toBe(true)
  })

  test('of one observation, of no spread, and of other shapes', () => {
    expect(T.toArray(T.cov(T.tensor([[1], [2]])))).toEqual([
      [Number.NaN, Number.NaN],
      [Number.NaN, Number.NaN],
    ])
    expect(T.toArray(T.corrcoef(T.tensor([[1, 1]])))).toEqual([[Number.NaN]])
    const vector: Any = T.zeros([3])
    expect(() => T.cov(vector)).toThrow('cov: takes [variables, observations], got [3]')
  })
})
