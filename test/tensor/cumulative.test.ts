import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ShapeError, T, type Tensor, grad, hessian, jacobian } from '../../src/index.ts'
import type { AnyShape } from '../../src/core/tensor.ts'
import { runs } from '../support/holds.ts'

type V = Tensor<[number], 'f64'>
const vector = (xs: readonly number[]): V => T.tensor([...xs], 'f64')

/** The product of the elements up to i but for some of them. */
const productWithout = (xs: readonly number[], i: number, without: readonly number[]): number =>
  xs.slice(0, i + 1).reduce((product, x, k) => (without.includes(k) ? product : product * x), 1)

// small whole numbers: all products are exact, so equality is asked for
const zeros = fc.array(fc.constantFrom(0, 0, 1, 2, -3), { minLength: 1, maxLength: 6 })

describe('cumprod', () => {
  test('is the product of all elements up to each', () => {
    fc.assert(
      fc.property(zeros, (xs) => {
        const expected = xs.map((_, i) => productWithout(xs, i, []) + 0)
        expect((T.toArray(T.cumprod(vector(xs))) as number[]).map((x) => x + 0)).toEqual(expected)
        const back = T.toArray(T.cumprod(vector(xs.toReversed()), 0, { reverse: true })) as number[]
        expect(back.toReversed().map((x) => x + 0)).toEqual(expected)
      }),
      runs(100),
    )
  })

  test('has exact derivatives with one zero, with two and with many', () => {
    fc.assert(
      fc.property(zeros, (xs) => {
        const slopes = T.toArray(jacobian((x: V) => T.cumprod(x))(vector(xs))) as number[][]
        slopes.forEach((row, i) => {
          row.forEach((slope, k) => {
            expect(slope + 0).toBe(k > i ? 0 : productWithout(xs, i, [k]) + 0)
          })
        })
      }),
      runs(50),
    )
  })

  test('has exact second and third derivatives with zeros', () => {
    fc.assert(
      fc.property(zeros, (xs) => {
        const bends = T.toArray(hessian((x: V) => T.sum(T.cumprod(x)))(vector(xs))) as number[][]
        bends.forEach((row, j) => {
          row.forEach((bend, k) => {
            const from = Math.max(j, k)
            const terms = xs.map((_, i) =>
              j === k || i < from ? 0 : productWithout(xs, i, [j, k]),
            )
            expect(bend + 0).toBe(terms.reduce((sum, term) => sum + term, 0) + 0)
          })
        })
      }),
      runs(30),
    )
    const third = jacobian(hessian((x: V) => T.sum(T.cumprod(x))))(vector([0, 0, 0]))
    const entries = T.toArray(third) as unknown as number[][][]
    entries.forEach((rows, a) => {
      rows.forEach((row, b) => {
        row.forEach((entry, c) => {
          expect(entry).toBe(new Set([a, b, c]).size === 3 ? 1 : 0)
        })
      })
    })
  })

  test('of nothing, of integers that wrap and of booleans', () => {
    expect(T.cumprod(T.zeros([2, 0]), 1).shape).toEqual([2, 0])
    expect(T.cumprod(T.zeros([0, 2]), 0).shape).toEqual([0, 2])
    expect(T.toArray(T.cumprod(T.tensor([65536, 65536, 3], 'u32')))).toEqual([65536, 0, 0])
    const flags = T.cumprod(T.tensor([true, true, false, true]))
    expect(flags.dtype).toBe('i32')
    expect(T.toArray(flags)).toEqual([1, 1, 0, 0])
  })
})

describe('cumsum', () => {
  test('keeps −0, counts booleans, and goes either way along any axis', () => {
    expect(T.toArray(T.cumsum(T.tensor([-0, -0, 1])))).toEqual([-0, -0, 1])
    expect(T.toArray(T.cumsum(T.tensor([true, false, true])))).toEqual([1, 1, 2])
    const x = T.tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    expect(T.toArray(T.cumsum(x, 0))).toEqual([
      [1, 2],
      [4, 6],
      [9, 12],
    ])
    expect(T.toArray(T.cumsum(0, { reverse: true })(x))).toEqual([
      [9, 12],
      [8, 10],
      [5, 6],
    ])
    expect(T.toArray(T.cumsum(x))).toEqual([
      [1, 3],
      [3, 7],
      [5, 11],
    ])
  })

  test('adds up one after the other: nothing is lost or gained on the way', () => {
    // 2²⁴ + 1 is rounded to 2²⁴ in single precision, and again
    expect(T.toArray(T.cumsum(T.tensor([16777216, 1, 1])))).toEqual([16777216, 16777216, 16777216])
    expect(T.toArray(T.cumsum(T.tensor([16777216, 1, 1]), 0, { reverse: true }))).toEqual([
      16777218, 2, 1,
    ])
  })

  test('has the opposite direction as its gradient', () => {
    const weights = T.tensor([1, 10, 100], 'f64')
    const f = (x: Tensor<[3], 'f64'>) => T.sum(T.mul(weights, T.cumsum(x)))
    expect(T.toArray(grad(f)(T.zeros([3], 'f64')))).toEqual([111, 110, 100])
  })

  test('refuses an axis that is not there', () => {
    const scalar: Tensor<AnyShape> = T.tensor(1)
    expect(() => T.cumsum(scalar)).toThrow('cumsum: axis -1 is out of range for [] (rank 0)')
    // @ts-expect-error: axis 1 is out of range
    expect(() => T.cumprod(T.zeros([2]), 1)).toThrow(ShapeError)
  })
})
