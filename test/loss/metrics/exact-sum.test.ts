/** Sums of doubles are exact: whole numbers of any size are the reference. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  exactSum,
  sumOf,
  sumOfSquares,
  times,
  toNumber,
} from '../../../src/loss/metrics/exact-sum.ts'

/** Whole doubles of very different sizes. */
const wholes = fc
  .tuple(
    fc.integer({ min: -(2 ** 30), max: 2 ** 30 }),
    fc.integer({ min: -(2 ** 22), max: 2 ** 22 }),
    fc.nat(70),
  )
  .map(([high, low, exponent]) => (high * 2 ** 22 + low) * 2 ** exponent)
const terms = fc.array(wholes, { maxLength: 30 })
const exact = (values: readonly number[]): bigint => values.reduce((sum, x) => sum + BigInt(x), 0n)

describe('a sum', () => {
  test('is exact, and its first part is the sum rounded', () => {
    fc.assert(
      fc.property(terms, (values) => {
        const sum = sumOf(values)
        expect(exact(sum)).toBe(exact(values))
        expect(toNumber(sum)).toBe(Number(exact(values)))
      }),
    )
  })

  test('is one list, whatever the order', () => {
    fc.assert(
      fc.property(terms, fc.nat(30), (values, place) => {
        const turned = [...values.slice(place), ...values.slice(0, place)].toReversed()
        expect(sumOf(turned)).toEqual(sumOf(values))
      }),
    )
  })

  test('rounds halves to even, unless something follows', () => {
    expect(toNumber(sumOf([2 ** 53, 1]))).toBe(2 ** 53)
    expect(toNumber(sumOf([2 ** 53, 1, 2 ** -60]))).toBe(2 ** 53 + 2)
    expect(toNumber(sumOf([2 ** 53, 1, -(2 ** -60)]))).toBe(2 ** 53)
    expect(toNumber(sumOf([2 ** 53 + 2, 1]))).toBe(2 ** 53 + 4)
    expect(toNumber(sumOf([0.1, 0.2, -0.3]))).toBe(2 ** -55)
  })

  test('is a monoid', () => {
    fc.assert(
      fc.property(terms, terms, terms, (a, b, c) => {
        const [x, y, z] = [sumOf(a), sumOf(b), sumOf(c)]
        const { concat, empty } = exactSum
        expect(concat(concat(x, y), z)).toEqual(concat(x, concat(y, z)))
        expect(concat(x, y)).toEqual(sumOf([...a, ...b]))
        expect(concat(x, empty)).toEqual(x)
        expect(concat(empty, x)).toEqual(x)
      }),
    )
  })

  test('what is not finite stays so', () => {
    expect(sumOf([1, Infinity, 2])).toEqual([Infinity])
    expect(sumOf([Infinity, 1, -Infinity])).toEqual([Number.NaN])
    expect(sumOf([1, Number.NaN])).toEqual([Number.NaN])
    expect(exactSum.concat(sumOf([Infinity]), sumOf([1, 2 ** -70]))).toEqual([Infinity])
  })
})

describe('a product', () => {
  test('is exact', () => {
    fc.assert(
      fc.property(terms, terms, (a, b) => {
        expect(exact(times(sumOf(a), sumOf(b)))).toBe(exact(a) * exact(b))
      }),
    )
  })

  test('squares are products', () => {
    fc.assert(
      fc.property(terms, (values) => {
        const expected = values.reduce((sum, x) => sum + BigInt(x) ** 2n, 0n)
        expect(exact(sumOfSquares(values))).toBe(expected)
      }),
    )
  })
})
