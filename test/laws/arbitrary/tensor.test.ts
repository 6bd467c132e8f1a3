/** Elements lie where the domain says, all of them come up, and failing cases become small. */
import { runInNewContext } from 'node:vm'
import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DType, T, type Tensor } from '../../../src/index.ts'
import type { AnyShape } from '../../../src/core/tensor.ts'
import * as laws from '../../../src/laws/index.ts'
import { smallest } from '../../support/smallest.ts'

type Any = Tensor<AnyShape, DType>

const elements = (x: Any): readonly number[] => Array.from(T.toTypedArray(x))

/** Some thousands of elements. */
const drawn = (dtype: DType, domain: laws.Domain, count = 300): readonly number[] =>
  fc.sample(laws.tensor([count], { dtype, domain }), 20).flatMap((x) => elements(x))

const floats = ['f32', 'f64'] as const
const all = ['f32', 'f64', 'i32', 'u32', 'bool'] as const

describe('a tensor', () => {
  test.each(all)('of %s has the shape and the element type', (dtype) => {
    fc.assert(
      fc.property(laws.shape({ zero: true }), fc.nat(), (shape, seed) => {
        const [x] = fc.sample(laws.tensor(shape, { dtype }), { seed, numRuns: 1 })
        expect(x?.shape).toEqual(shape)
        expect(x?.dtype).toBe(dtype)
      }),
    )
  })

  test('follows from the seed', () => {
    const once = () =>
      fc.sample(laws.tensor(laws.shape(), { domain: 'edge' }), { seed: 5, numRuns: 50 })
    const texts = once().map((x) => fc.stringify(x))
    expect(once().map((x) => fc.stringify(x))).toEqual(texts)
    expect(new Set(texts).size).toBeGreaterThan(30)
  })

  test('is reported as the program that makes it', () => {
    const run = (text: string): Any => runInNewContext(text, { T }) as Any
    const tensors = fc.oneof(
      ...all.map(
        (dtype) =>
          laws.tensor(laws.shape({ zero: true }), { dtype, domain: 'edge' }) as Arbitrary<Any>,
      ),
    )
    fc.assert(
      fc.property(tensors, (x) => {
        const again = run(fc.stringify(x))
        expect(again.shape).toEqual(x.shape)
        expect(again.dtype).toBe(x.dtype)
        expect(elements(again)).toEqual(elements(x))
      }),
    )
    expect(fc.stringify(fc.sample(laws.tensor([100, 100]), 1)[0]).length).toBeLessThan(1000)
  })

  test('refuses what is no shape, and domains without elements', () => {
    expect(() => laws.tensor([2, -1])).toThrow(/sizes are whole numbers/)
    expect(() => laws.tensor([2], { domain: { low: 2, high: 1 } })).toThrow(/low ≤ high/)
    expect(() => laws.tensor([2], { dtype: 'i32', domain: 'unit' })).toThrow(
      /no whole number of i32/,
    )
    expect(() => laws.tensor([9], { domain: { low: 0, high: 1, apart: 0.5 } })).toThrow(
      /9 elements that are 0.5 apart do not fit/,
    )
  })
})

describe('the domain', () => {
  test.each(floats)('well-scaled, %s: magnitudes of every scale, both signs', (dtype) => {
    const values = drawn(dtype, 'well-scaled')
    expect(values.every((x) => Math.abs(x) >= 0.01 && Math.abs(x) <= 10)).toBe(true)
    expect(values.some((x) => x < 0) && values.some((x) => x > 0)).toBe(true)
    for (const scale of [0.01, 0.1, 1]) {
      const share = values.filter((x) => Math.abs(x) >= scale && Math.abs(x) < 10 * scale).length
      expect(share / values.length).toBeGreaterThan(0.25)
    }
    expect(new Set(values).size).toBeGreaterThan(0.99 * values.length)
  })

  test.each(floats)('positive and unit, %s', (dtype) => {
    expect(drawn(dtype, 'positive').every((x) => x >= 0.01 && x <= 10)).toBe(true)
    const unit = drawn(dtype, 'unit')
    expect(unit.every((x) => x > 0 && x < 1)).toBe(true)
    expect(unit.reduce((sum, x) => sum + x, 0) / unit.length).toBeCloseTo(0.5, 1)
  })

  test.each(floats)('edge, %s: every special value, ties and ordinary numbers', (dtype) => {
    const values = drawn(dtype, 'edge')
    const [greatest, leastNormal, least] =
      dtype === 'f32'
        ? [3.4028234663852886e38, 2 ** -126, 2 ** -149]
        : [Number.MAX_VALUE, 2 ** -1022, Number.MIN_VALUE]
    const specials = [0, -0, 1, -1, NaN, Infinity, -Infinity]
    const ends = [greatest, leastNormal, least, leastNormal / 2].flatMap((x) => [x, -x])
    const missing = [...specials, ...ends].filter(
      (special) => values.filter((x) => Object.is(x, special)).length < 10,
    )
    expect(missing).toEqual([])
    const ordinary = values.filter((x) => Math.abs(x) < 3 && Math.abs(x) > 0.001)
    expect(new Set(ordinary).size).toBeGreaterThan(500)
    const ties = fc.sample(laws.tensor([8], { dtype, domain: 'edge' }), 100)
    const tied = ties.filter((x) => new Set(elements(x)).size < 8)
    expect(tied.length).toBeGreaterThan(30)
  })

  test('edge, integers: the ends', () => {
    expect(drawn('i32', 'edge')).toEqual(expect.arrayContaining([2 ** 31 - 1, -(2 ** 31), 0, -1]))
    expect(drawn('u32', 'edge')).toEqual(expect.arrayContaining([2 ** 32 - 1, 2 ** 31, 0]))
  })

  test('ties: few values, zeros of both signs', () => {
    const values = drawn('f32', 'ties')
    for (const value of [-1, -0, 0, 0.5, 1]) {
      expect(values.some((x) => Object.is(x, value))).toBe(true)
    }
    expect(new Set(values).size).toBe(4)
    expect(new Set(drawn('i32', 'ties'))).toEqual(new Set([-1, 0, 1]))
    expect(new Set(drawn('u32', 'ties'))).toEqual(new Set([0, 1, 2]))
    expect(new Set(drawn('bool', 'well-scaled'))).toEqual(new Set([0, 1]))
  })

  test('integers: every one of them', () => {
    expect(new Set(drawn('i32', 'well-scaled'))).toEqual(
      new Set(Array.from({ length: 19 }, (_, i) => i - 9)),
    )
    expect(new Set(drawn('u32', { low: -3, high: 2 }))).toEqual(new Set([0, 1, 2]))
    expect(new Set(drawn('i32', { low: -2.5, high: 2.5, except: [0] }))).toEqual(
      new Set([-2, -1, 1, 2]),
    )
    expect(new Set(drawn('f64', { low: 1, high: 3, whole: true }))).toEqual(new Set([1, 2, 3]))
    expect(drawn('i32', { low: -1, high: 1 }).some((x) => Object.is(x, -0))).toBe(false)
  })

  test('an interval, with places left out', () => {
    const intervals = fc.record({
      low: fc.double({ min: -100, max: 100, noNaN: true }),
      span: fc.double({ min: 1, max: 100, noNaN: true }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      margin: fc.constantFrom(0, 0.125, 0.3),
      dtype: fc.constantFrom(...floats),
    })
    fc.assert(
      fc.property(intervals, fc.nat(), ({ low, span, share, margin, dtype }, seed) => {
        const [high, point] = [low + span, low + share * span]
        const domain = { low, high, except: [point, 0], margin }
        const [x] = fc.sample(laws.tensor([50], { dtype, domain }), { seed, numRuns: 1 })
        for (const element of elements(x as Any)) {
          expect(element >= low && element <= high).toBe(true)
          expect(element).not.toBe(point)
          expect(Math.abs(element - point)).toBeGreaterThanOrEqual(margin * (1 - 1e-15))
          expect(Math.abs(element)).toBeGreaterThanOrEqual(margin)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('elements some distance apart, also where f32 is coarse', () => {
    const domains = fc.record({
      apart: fc.constantFrom(0.001, 0.3, 1, 7),
      count: fc.integer({ min: 1, max: 300 }),
      dtype: fc.constantFrom('f32', 'f64', 'i32'),
      bounds: fc.constantFrom({}, { low: -1000, high: 2000 }, { low: 1e6, high: 1e6 + 4000 }),
    })
    fc.assert(
      fc.property(domains, fc.nat(), ({ apart, count, dtype, bounds }, seed) => {
        const domain = { ...bounds, apart }
        const [x] = fc.sample(laws.tensor([count], { dtype, domain }), { seed, numRuns: 1 })
        const sorted = elements(x as Any).toSorted((a, b) => a - b)
        sorted.slice(1).forEach((element, i) => {
          expect(element - (sorted[i] as number)).toBeGreaterThanOrEqual(apart)
        })
      }),
      { numRuns: 500 },
    )
    const [some] = fc.sample(laws.tensor([50], { domain: { apart: 0.5 } }), 1)
    const values = elements(some as Any)
    expect(values).not.toEqual(values.toSorted((a, b) => a - b))
  })
})

describe('shrinking', () => {
  const shapes = laws.shape({ rank: [0, 4], size: [1, 6] })

  test('a failing element is isolated', () => {
    const x = smallest(laws.tensor([3, 4]), (y) => elements(y).some((a) => a > 5))
    expect(elements(x).toSorted((a, b) => a - b)).toEqual([
      ...Array.from({ length: 11 }, () => 1),
      6,
    ])
    const any = smallest(laws.tensor([3, 4], { domain: { low: -9, high: 9 } }), (y) =>
      elements(y).some((a) => a < -5),
    )
    expect(elements(any).toSorted((a, b) => a - b)).toEqual([
      -6,
      ...Array.from({ length: 11 }, () => 0),
    ])
  })

  test('and the shape shrinks with it', () => {
    const domain = { low: -9, high: 9 }
    const x = smallest(laws.tensor(shapes, { domain }), (y) => elements(y).some((a) => a > 5))
    expect(fc.stringify(x)).toBe('T.tensor(6)')
    const matrix = smallest(laws.tensor(laws.shape({ rank: [2, 2] })), (y) =>
      elements(y).some((a) => Math.abs(a) > 5),
    )
    expect(fc.stringify(matrix)).toBe('T.tensor([[6]])')
    const long = smallest(laws.tensor(shapes), (y) => (y.shape[1] ?? 0) > 2)
    expect(fc.stringify(long)).toBe('T.tensor([[1, 1, 1]])')
  })

  test('to elements of the domain alone', () => {
    const domains: readonly (readonly [laws.Domain, number])[] = [
      ['well-scaled', 1],
      ['positive', 1],
      ['unit', 0.5],
      ['edge', 0],
      ['ties', 0],
      [{ low: 100.5, high: 200 }, 101],
      [{ low: -7, high: -2.5 }, -3],
      [{ low: 0.6, high: 0.7 }, 0.625],
      [{ except: [0], margin: 0.25 }, 1],
    ]
    for (const [domain, simplest] of domains) {
      const x = smallest(laws.tensor([2, 2], { domain }), () => true)
      expect(elements(x)).toEqual([simplest, simplest, simplest, simplest])
    }
    expect(elements(smallest(laws.tensor([3], { dtype: 'bool' }), () => true))).toEqual([0, 0, 0])
    expect(
      elements(
        smallest(laws.tensor([3], { dtype: 'i32' }), (x) => elements(x).some((a) => a < -2)),
      ),
    ).toContain(-3)
  })

  test('elements stay apart', () => {
    const apart = laws.tensor([4], { domain: { apart: 0.75 } })
    const x = smallest(apart, (y) => elements(y)[0] === Math.max(...elements(y)))
    const sorted = elements(x).toSorted((a, b) => a - b)
    expect(elements(x)[0]).toBe(sorted[3])
    expect(sorted.slice(1).map((a, i) => a - (sorted[i] as number))).toEqual([1, 1, 1])
    expect(sorted).toContain(0)
  })

  test('special values are found among ordinary ones', () => {
    const edges = laws.tensor(shapes, { domain: 'edge' })
    expect(fc.stringify(smallest(edges, (x) => elements(x).some(Number.isNaN)))).toBe(
      'T.tensor(NaN)',
    )
    expect(fc.stringify(smallest(edges, (x) => elements(x).some((a) => Object.is(a, -0))))).toBe(
      'T.tensor(-0)',
    )
    const notFinite = smallest(
      edges,
      (x) => elements(x).filter((a) => !Number.isFinite(a)).length > 1,
    )
    expect(elements(notFinite).length).toBe(2)
    const tie = smallest(edges, (x) => {
      const some = elements(x).filter((a) => a > 1)
      return new Set(some).size < some.length
    })
    expect(fc.stringify(tie)).toMatch(
      /^T\.tensor\(\[2, 2\]\)$|^T\.tensor\(\[Infinity, Infinity\]\)$/,
    )
  })

  test('what takes two tensors becomes simple in both', () => {
    const domain = { low: -9, high: 9 }
    const pairs = fc.tuple(laws.tensor([2, 3], { domain }), laws.tensor([2, 3], { domain }))
    const [x, y] = smallest(pairs, ([a, b]) => elements(T.add(a, b)).some((sum) => sum > 8))
    const [left, right] = [elements(x), elements(y)]
    expect([...left, ...right].filter((a) => a !== 0).length).toBeLessThanOrEqual(2)
    expect(Math.max(...left) + Math.max(...right)).toBeLessThanOrEqual(9)
    expect([...left, ...right].every(Number.isInteger)).toBe(true)
  })

  test('ten thousand elements take a few tries, whatever fails', () => {
    const triesOf = (has: (x: readonly number[]) => boolean, domain: laws.Domain): number => {
      let tries = 0
      const large = laws.tensor([100, 100], { domain })
      smallest(large, (x) => {
        tries += 1
        return has(elements(x))
      })
      return tries
    }
    const interval = { low: -9, high: 9 }
    expect(triesOf((x) => x.some((a) => a > 8.9), interval)).toBeLessThan(300)
    expect(triesOf((x) => x[1234] === x[7] || (x[1234] ?? 0) > 1, interval)).toBeLessThan(300)
    expect(triesOf((x) => x.every((a) => a !== 0), interval)).toBeLessThan(2000)
    expect(triesOf((x) => x.filter((a) => a > 3).length > 1000, interval)).toBeLessThan(20_000)
  })

  test('ends, whatever fails, and never leaves the domain', () => {
    const cases = fc.record({
      dtype: fc.constantFrom(...floats, 'i32' as const),
      domain: fc.constantFrom<laws.Domain[]>(
        ...(['well-scaled', 'edge', 'ties', 'positive'] as const),
        { low: -7, high: -2.5 },
        { low: 100.5, high: 200, except: [150] },
        { low: -3, high: 3, except: [0, 1], margin: 0.25 },
        { low: -40, high: 60, apart: 1.5 },
      ),
      modulus: fc.integer({ min: 2, max: 7 }),
      seed: fc.nat(),
    })
    fc.assert(
      fc.property(cases, ({ dtype, domain, modulus, seed }) => {
        let tries = 0
        let outside = false
        const small = laws.shape({ rank: [0, 2], size: [1, 5] })
        const within = (x: number): boolean =>
          typeof domain !== 'object' ||
          (x >= (domain.low ?? -10) &&
            x <= (domain.high ?? 10) &&
            (domain.except ?? []).every(
              (point) => x !== point && Math.abs(x - point) >= (domain.margin ?? 0),
            ))
        // a predicate without any sense: some bits of all elements
        const fails = (x: Any): boolean => {
          tries += 1
          const values = elements(x)
          outside ||= !values.every(within)
          const bits = new Uint32Array(Float64Array.from(values).buffer)
          return bits.reduce((sum, word) => (Math.imul(sum, 31) + word) >>> 0, seed) % modulus === 0
        }
        const some = laws.tensor(small, { dtype, domain })
        fc.check(
          fc.property(some, (x) => !fails(x)),
          { seed, numRuns: 50 },
        )
        expect(tries).toBeLessThan(20_000)
        expect(outside).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  test('a tensor that somebody wrote shrinks as well', () => {
    const domain = { low: -10, high: 10 }
    const written = T.tensor([
      [7, 2],
      [3, -4],
    ])
    const x = smallest(laws.tensor([2, 2], { domain }), (y) => elements(y).some((a) => a > 5), {
      examples: [[written]],
    })
    expect(T.toArray(x)).toEqual([
      [6, 0],
      [0, 0],
    ])
  })
})
