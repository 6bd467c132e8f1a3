import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  asinh,
  atan2,
  cos,
  cosh,
  erf,
  erfc,
  erfInv32,
  erfInv64,
  exp,
  expm1,
  lgamma,
  log,
  log1p,
  logistic,
  polygamma,
  pow,
  remainder,
  roundToEven,
  sin,
  sinh,
  tanh,
} from '../../../src/engine/reference/elementary/index.ts'

/** Arguments, the double nearest to the true value, and what that misses in ulps of it. */
type Case = readonly number[]

const casesOf = (name: string): readonly Case[] =>
  JSON.parse(
    readFileSync(new URL(`../../fixtures/elementary/${name}.json`, import.meta.url), 'utf8'),
  ).cases

const bits = new DataView(new ArrayBuffer(8))

/** The distance from |x| to the next larger double. */
const ulp = (x: number): number => {
  bits.setFloat64(0, Math.abs(x))
  const next = bits.getBigUint64(0) + 1n
  bits.setBigUint64(0, next)
  return bits.getFloat64(0) - Math.abs(x)
}

const within = (x: number, y: number, ulps: number): boolean =>
  x === y || Math.abs(x - y) <= ulps * ulp(y)

const SMALLEST_NORMAL = 2.2250738585072014e-308

type Unary = (x: number) => number

const errorOf = (f: (...xs: number[]) => number, c: Case): number => {
  const [near, missing] = c.slice(-2) as [number, number]
  const y = f(...c.slice(0, -2))
  return y === near ? Math.abs(missing) : Math.abs((y - near) / ulp(near) - missing)
}

const worst = (f: (...xs: number[]) => number, cases: readonly Case[]): number =>
  cases.reduce((most, c) => {
    const error = errorOf(f, c)
    // a NaN must not pass for a small error
    return error <= most ? most : error
  }, 0)

const isNormal = (c: Case): boolean => Math.abs(c.at(-2) as number) >= SMALLEST_NORMAL

describe('error against sixty digits', () => {
  it.each<readonly [string, (...xs: number[]) => number, number, number]>([
    ['exp', exp, 0.54, 0.75],
    ['expm1', expm1, 0.72, 0.5],
    ['log', log, 0.501, 0],
    ['log1p', log1p, 0.501, 0.5],
    ['sin', sin, 0.75, 0.5],
    ['cos', cos, 0.75, 0],
    ['tanh', tanh, 0.6, 0.5],
    ['logistic', logistic, 0.54, 0.75],
    ['erf', erf, 1.1, 0.75],
    ['erfc', erfc, 3, 1],
    ['pow', pow, 0.53, 0.75],
    ['sinh', sinh, 1, 0.5],
    ['cosh', cosh, 1, 0],
    ['asinh', asinh, 1, 0.5],
    ['atan2', atan2, 0.501, 0.5],
  ])('%s', (name, f, bound, subnormalBound) => {
    const cases = casesOf(name)
    expect(cases.length).toBeGreaterThan(400)
    expect(worst(f, cases.filter(isNormal))).toBeLessThanOrEqual(bound)
    expect(
      worst(
        f,
        cases.filter((c) => !isNormal(c)),
      ),
    ).toBeLessThanOrEqual(subnormalBound)
  })

  const gammas: readonly (readonly [string, Unary, number, number])[] = [
    ['lgamma', lgamma, 2.5, 4],
    ['polygamma0', (x) => polygamma(0, x), 2.5, 10],
    ['polygamma1', (x) => polygamma(1, x), 4.5, 10],
    ['polygamma2', (x) => polygamma(2, x), 5.5, 10],
    ['polygamma3', (x) => polygamma(3, x), 6, 10],
    ['polygamma4', (x) => polygamma(4, x), 7, 10],
  ]
  it.each(gammas)('%s of positive numbers', (name, f, bound) => {
    const cases = casesOf(name).filter(([x = 0]) => x > 0)
    expect(cases.length).toBeGreaterThan(400)
    expect(worst(f, cases)).toBeLessThanOrEqual(bound)
  })
  it.each(gammas)('%s of negative numbers, by the size of its terms', (name, f, _, bound) => {
    const order = name === 'lgamma' ? -1 : Number(name.at(-1))
    // what cancels around the zeros: the function of the reflected number, and log, or pi/2 ^ n
    const terms = (x: number): number =>
      order < 0 ? Math.log(1 - x) + 1 : Math.abs(polygamma(order, 1 - x)) + Math.PI ** (order + 1)
    const errors = casesOf(name).flatMap(([x = 0, near = 0, missing = 0]) =>
      x < 0
        ? [Math.abs(f(x) - near - missing * ulp(near)) / ulp(Math.max(Math.abs(near), terms(x)))]
        : [],
    )
    expect(errors.length).toBeGreaterThan(100)
    expect(Math.max(...errors)).toBeLessThanOrEqual(bound)
  })

  it('erfInv64 away from ±1', () => {
    const cases = casesOf('erfInv').filter(([x = 0]) => Math.abs(x) < 0.9)
    expect(cases.length).toBeGreaterThan(100)
    expect(worst(erfInv64, cases)).toBeLessThanOrEqual(3.5)
  })

  it('erfInv64 where the square of its argument is exact', () => {
    const cases = casesOf('erfInv').filter(([x = 0]) => Number.isInteger(x * 2 ** 26))
    expect(cases.length).toBeGreaterThan(50)
    expect(worst(erfInv64, cases)).toBeLessThanOrEqual(3.5)
  })

  it('erfInv64 as if its argument had been changed by a quarter of an ulp', () => {
    const excess = casesOf('erfInv').map(([x = 0, near = 0, missing = 0]) => {
      const slope = (Math.sqrt(Math.PI) / 2) * Math.exp(near * near)
      const error = Math.abs(erfInv64(x) - near - missing * ulp(near))
      return error / (4 * ulp(near) + 0.26 * ulp(x) * slope)
    })
    expect(excess.length).toBeGreaterThan(250)
    expect(Math.max(...excess)).toBeLessThanOrEqual(1)
  })
})

describe('special values', () => {
  const table: readonly (readonly [string, Unary, readonly (readonly [number, number])[]])[] = [
    [
      'exp',
      exp,
      [
        [NaN, NaN],
        [0, 1],
        [-0, 1],
        [Infinity, Infinity],
        [-Infinity, 0],
        [709.782712893384, 1.7976931348622732e308],
        [709.7827128933841, Infinity],
        [710, Infinity],
        [1e308, Infinity],
        [-745.1332191019411, 5e-324],
        [-745.1332191019412, 0],
        [-1e308, 0],
      ],
    ],
    [
      'expm1',
      expm1,
      [
        [NaN, NaN],
        [0, 0],
        [-0, -0],
        [Infinity, Infinity],
        [-Infinity, -1],
        [-5e-324, -5e-324],
        [1e308, Infinity],
        [-1e308, -1],
      ],
    ],
    [
      'log',
      log,
      [
        [NaN, NaN],
        [0, -Infinity],
        [-0, -Infinity],
        [1, 0],
        [Infinity, Infinity],
        [-Infinity, NaN],
        [-1, NaN],
        [-5e-324, NaN],
        [5e-324, -744.4400719213812],
      ],
    ],
    [
      'log1p',
      log1p,
      [
        [NaN, NaN],
        [0, 0],
        [-0, -0],
        [-1, -Infinity],
        [-1.0000000000000002, NaN],
        [Infinity, Infinity],
        [-Infinity, NaN],
        [-5e-324, -5e-324],
      ],
    ],
    [
      'sin',
      sin,
      [
        [NaN, NaN],
        [0, 0],
        [-0, -0],
        [Infinity, NaN],
        [-Infinity, NaN],
        [-5e-324, -5e-324],
      ],
    ],
    [
      'cos',
      cos,
      [
        [NaN, NaN],
        [0, 1],
        [-0, 1],
        [Infinity, NaN],
        [-Infinity, NaN],
        [5e-324, 1],
      ],
    ],
    [
      'tanh',
      tanh,
      [
        [NaN, NaN],
        [0, 0],
        [-0, -0],
        [Infinity, 1],
        [-Infinity, -1],
        [-5e-324, -5e-324],
        [1e308, 1],
      ],
    ],
    [
      'logistic',
      logistic,
      [
        [NaN, NaN],
        [0, 0.5],
        [-0, 0.5],
        [Infinity, 1],
        [-Infinity, 0],
        [1e308, 1],
        [-1e308, 0],
        [-745.1332191019411, 5e-324],
      ],
    ],
    [
      'erf',
      erf,
      [
        [NaN, NaN],
        [0, 0],
        [-0, -0],
        [Infinity, 1],
        [-Infinity, -1],
        [6, 1],
        [-6, -1],
        [1e308, 1],
        [-5e-324, -5e-324],
      ],
    ],
    [
      'erfInv32',
      erfInv32,
      [
        [NaN, NaN],
        [0, 0],
        [-0, -0],
        [1, Infinity],
        [-1, -Infinity],
        [1.5, NaN],
        [-Infinity, NaN],
      ],
    ],
    [
      'erfInv64',
      erfInv64,
      [
        [NaN, NaN],
        [0, 0],
        [-0, -0],
        [1, Infinity],
        [-1, -Infinity],
        [1.0000000000000002, NaN],
        [-2, NaN],
        [Infinity, NaN],
      ],
    ],
  ]
  it.each(table)('%s', (_, f, values) => {
    expect(values.map(([x]) => f(x))).toEqual(values.map(([, y]) => y))
  })

  it('atan2', () => {
    const [quarter, half] = [Math.PI / 2, Math.PI]
    const values: readonly (readonly [number, number, number])[] = [
      [NaN, 1, NaN],
      [1, NaN, NaN],
      [Infinity, NaN, NaN],
      [0, 0, 0],
      [-0, 0, -0],
      [0, -0, half],
      [-0, -0, -half],
      [0, 5e-324, 0],
      [-0, 1, -0],
      [0, -1, half],
      [-0, -Infinity, -half],
      [1, 0, quarter],
      [1, -0, quarter],
      [-5e-324, 0, -quarter],
      [Infinity, 1e308, quarter],
      [-Infinity, -1, -quarter],
      [1, Infinity, 0],
      [-1, Infinity, -0],
      [1, -Infinity, half],
      [Infinity, Infinity, quarter / 2],
      [-Infinity, Infinity, -quarter / 2],
      [Infinity, -Infinity, 2.356194490192345],
      [5e-324, 5e-324, quarter / 2],
      [1.7976931348623157e308, -1.7976931348623157e308, 2.356194490192345],
      [5e-324, 1.7976931348623157e308, 0],
      [5e-324, -1.7976931348623157e308, half],
    ]
    expect(values.map(([y, x]) => [y, x, atan2(y, x)])).toEqual(values)
  })

  it('lgamma and polygamma', () => {
    const numbers = [NaN, 0, -0, -1, -2, -1e20, Infinity, -Infinity, 1, 2, 1e-310, 1e300]
    expect(numbers.map(lgamma)).toEqual([
      NaN,
      Infinity,
      Infinity,
      Infinity,
      Infinity,
      Infinity,
      Infinity,
      Infinity,
      0,
      0,
      713.8013788281542,
      6.897755278982137e302,
    ])
    const digammas = [NaN, -Infinity, Infinity, NaN, NaN, NaN, Infinity, NaN]
    expect(numbers.slice(0, 8).map((x) => polygamma(0, x))).toEqual(digammas)
    const trigammas = [NaN, Infinity, Infinity, Infinity, Infinity, Infinity, 0, NaN]
    expect(numbers.slice(0, 8).map((x) => polygamma(1, x))).toEqual(trigammas)
  })

  it('remainder', () => {
    const values: readonly (readonly [number, number, number])[] = [
      [5, 3, 2],
      [-5, 3, 1],
      [5, -3, -1],
      [-5, -3, -2],
      [6, 3, 0],
      [-6, 3, 0],
      [6, -3, -0],
      [-0, 3, 0],
      [0, -3, -0],
      [1, 0, NaN],
      [0, -0, NaN],
      [Infinity, 2, NaN],
      [NaN, 2, NaN],
      [2, NaN, NaN],
      [2, Infinity, 2],
      [-2, Infinity, Infinity],
      [2, -Infinity, -Infinity],
      [5e-324, 3, 5e-324],
      [-5e-324, 3, 3],
      [1e300, 7, 1],
      [5.5, 2, 1.5],
    ]
    expect(values.map(([x, y]) => [x, y, remainder(x, y)])).toEqual(values)
  })

  it('pow', () => {
    const values: readonly (readonly [number, number, number])[] = [
      [NaN, 0, 1],
      [NaN, -0, 1],
      [Infinity, 0, 1],
      [0, 0, 1],
      [-0, -0, 1],
      [1, NaN, 1],
      [1, Infinity, 1],
      [1, -Infinity, 1],
      [-1, Infinity, 1],
      [-1, -Infinity, 1],
      [-1, 1.7976931348623157e308, 1],
      [-1, -1e305, 1],
      [NaN, 1, NaN],
      [NaN, 2, NaN],
      [2, NaN, NaN],
      [-1, NaN, NaN],
      [0, NaN, NaN],
      [-2, 0.5, NaN],
      [-5e-324, 0.5, NaN],
      [-1, 1e-300, NaN],
      [-8, 1 / 3, NaN],
      [0, 3, 0],
      [-0, 3, -0],
      [0, 4, 0],
      [-0, 4, 0],
      [-0, 2, 0],
      [-0, 0.5, 0],
      [-0, 9007199254740991, -0],
      [-0, 9007199254740992, 0],
      [0, -3, Infinity],
      [-0, -3, -Infinity],
      [0, -4, Infinity],
      [-0, -4, Infinity],
      [-0, -0.5, Infinity],
      [0, Infinity, 0],
      [-0, Infinity, 0],
      [0, -Infinity, Infinity],
      [-0, -Infinity, Infinity],
      [Infinity, 3, Infinity],
      [Infinity, -3, 0],
      [-Infinity, 3, -Infinity],
      [-Infinity, 4, Infinity],
      [-Infinity, -3, -0],
      [-Infinity, -4, 0],
      [-Infinity, 0.5, Infinity],
      [-Infinity, -0.5, 0],
      [0.5, Infinity, 0],
      [0.5, -Infinity, Infinity],
      [2, Infinity, Infinity],
      [-2, -Infinity, 0],
      [Infinity, Infinity, Infinity],
      [-Infinity, -Infinity, 0],
      [2, 1023, 8.98846567431158e307],
      [2, 1024, Infinity],
      [-2, 1025, -Infinity],
      [-2, 1024, Infinity],
      [2, -1074, 5e-324],
      [2, -1075, 0],
      [-2, -1075, -0],
      [-2, -1073, -1e-323],
      [0.9999999999999999, 1e300, 0],
      [1.0000000000000002, 1e300, Infinity],
      [1.0000000000000002, -1.7e308, 0],
      [5e-324, -1.7e308, Infinity],
      [-1, 9007199254740991, -1],
      [-1, 9007199254740992, 1],
      [-3, 3, -27],
      [-3, -2, 1 / 9],
      [3, 5e-324, 1],
    ]
    expect(values.map(([x, y]) => [x, y, pow(x, y)])).toEqual(values)
  })
})

/** Doubles of every magnitude. */
const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true })
const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true })
const runs = { numRuns: 2000 }
const holds = (
  property: fc.IPropertyWithHooks<[number]> | fc.IPropertyWithHooks<[number, number]>,
) => fc.assert(property as fc.IPropertyWithHooks<[number]>, runs)

describe('symmetry', () => {
  it.each<readonly [string, Unary, fc.Arbitrary<number>]>([
    ['sin', sin, anyDouble],
    ['tanh', tanh, anyDouble],
    ['erf', erf, anyDouble],
    ['sinh', sinh, anyDouble],
    ['asinh', asinh, anyDouble],
    ['rounding', roundToEven, anyDouble],
    ['atan2(x, 1)', (x) => atan2(x, 1), anyDouble],
    ['erfInv32', erfInv32, between(-1, 1)],
    ['erfInv64', erfInv64, between(-1, 1)],
  ])('%s is odd to the last bit', (_, f, xs) => {
    holds(fc.property(xs, (x) => Object.is(f(-x), -f(x))))
  })
  it('cos and cosh are even to the last bit', () => {
    holds(fc.property(anyDouble, (x) => Object.is(cos(-x), cos(x))))
    holds(fc.property(anyDouble, (x) => Object.is(cosh(-x), cosh(x))))
  })
})

describe('order', () => {
  /** Pairs that are neighbours or near, where a seam between branches would show. */
  const near = (xs: fc.Arbitrary<number>): fc.Arbitrary<readonly [number, number]> =>
    fc
      .tuple(
        xs,
        fc.oneof(
          fc.integer({ min: 1, max: 3 }).map((n) => n * 2 ** -52),
          between(0, 1),
        ),
      )
      .map(([x, step]) => [x, x + Math.abs(x) * step] as const)
  it.each<readonly [string, Unary, fc.Arbitrary<number>, readonly number[]]>([
    ['exp', exp, between(-750, 711), [-708.3964185322641, 0]],
    ['expm1', expm1, between(-60, 60), [-40, -0.125, 0.125, 40, 5.551115123125783e-17]],
    [
      'log',
      log,
      between(0, 1e300),
      [0.69140625, 1 - 1 / 256, 1, 1 + 1 / 128, 1.3828125, SMALLEST_NORMAL],
    ],
    ['log1p', log1p, between(-1, 1e300), [-0.00390625, 0.0078125, 1]],
    ['tanh', tanh, between(-30, 30), [-22, -0.0625, 0.0625, 22, 3.725290298461914e-9]],
    ['logistic', logistic, between(-750, 50), [-40, 0, 40]],
    ['erf', erf, between(-7, 7), Array.from({ length: 21 }, (_, i) => 1 + i / 4)],
    ['sinh', sinh, between(-710, 710), [-40, -0.125, 0.125, 40, 3.725290298461914e-9]],
    ['asinh', asinh, between(-1e300, 1e300), [3.725290298461914e-9, 1, 268435456]],
    [
      'atan2(x, 1)',
      (x) => atan2(x, 1),
      between(-1e9, 1e9),
      [-1, 0.03125, 0.5, 1, 3.725290298461914e-9],
    ],
    ['lgamma', lgamma, between(1.5, 1e300), [1.5, 2.5, 3.5, 13]],
    ['digamma', (x) => polygamma(0, x), between(1e-300, 1e300), [1, 1.4616321449683622, 2, 3, 13]],
    ['x^3', (x) => pow(x, 3), between(-1e100, 1e100), [-1, 1]],
  ])('%s never decreases by more than its error', (_, f, xs, seams) => {
    const ordered = (x: number, y: number): boolean => {
      const [lower, upper] = [f(x), f(y)]
      return lower <= upper || lower <= upper + ulp(upper)
    }
    expect(
      seams.filter((s) => {
        const steps = Array.from({ length: 9 }, (__, i) => s + (i - 4) * ulp(s))
        return steps.some((x, i) => i > 0 && !ordered(steps[i - 1] as number, x))
      }),
    ).toEqual([])
    fc.assert(
      fc.property(near(xs), ([x, y]) => ordered(x, y)),
      runs,
    )
  })
})

describe('identities', () => {
  it('exp(log x) is x, up to the conditioning of exp', () => {
    holds(fc.property(between(1e-300, 1e300), (x) => within(exp(log(x)), x, 2 + Math.abs(log(x)))))
  })
  it('cosh^2 - sinh^2 is 1, up to cancellation', () => {
    holds(
      fc.property(between(-5, 5), (x) => {
        const [c, s] = [cosh(x), sinh(x)]
        return Math.abs(c * c - s * s - 1) <= 6 * ulp(c * c)
      }),
    )
  })
  it('asinh(sinh x) is x', () => {
    holds(fc.property(between(-700, 700), (x) => within(asinh(sinh(x)), x, 5)))
  })
  it('atan2 turns with its point', () => {
    const points = fc.tuple(between(1e-300, 1e300), between(1e-300, 1e300))
    fc.assert(
      fc.property(points, ([x, y]) => within(atan2(y, x) + atan2(x, y), Math.PI / 2, 2)),
      runs,
    )
    fc.assert(
      fc.property(points, ([x, y]) => within(atan2(y, x) + atan2(y, -x), Math.PI, 2)),
      runs,
    )
  })
  it('gamma grows by its argument: lgamma(x + 1) = lgamma x + log x', () => {
    holds(
      fc.property(fc.integer({ min: 1, max: 2 ** 20 }), (n) => {
        const x = n / 64
        const scale = Math.abs(lgamma(x)) + Math.abs(log(x)) + 1e-3
        return Math.abs(lgamma(x + 1) - lgamma(x) - log(x)) <= 4 * ulp(scale)
      }),
    )
  })
  it('gamma of a whole number is a factorial', () => {
    let factorial = 1
    for (let n = 1; n <= 20; n++, factorial *= n - 1)
      expect(within(lgamma(n), log(factorial), 2)).toBe(true)
  })
  it('polygamma(n, x + 1) = polygamma(n, x) ± n! / x^(n + 1)', () => {
    const orders = fc.tuple(fc.nat(4), fc.integer({ min: -2000, max: 2000 }))
    fc.assert(
      fc.property(orders, ([n, k]) => {
        const x = (k + 0.5) / 64
        const step = ([1, 1, 2, 6, 24][n] as number) / x ** (n + 1)
        const [a, b] = [polygamma(n, x), polygamma(n, x + 1)]
        const sum = n % 2 === 0 ? a + step : a - step
        return Math.abs(sum - b) <= 40 * ulp(Math.abs(a) + Math.abs(b) + Math.PI ** (n + 1))
      }),
      runs,
    )
  })
  it('a quotient and its remainder make up the number', () => {
    const whole = fc.integer({ min: -(2 ** 26), max: 2 ** 26 })
    const pairs = fc.tuple(
      whole,
      whole.filter((y) => y !== 0),
    )
    fc.assert(
      fc.property(
        pairs,
        ([x, y]) => remainder(x, y) === x - y * Math.floor(x / y) + 0 || x % y === 0,
      ),
      runs,
    )
  })
  it('log1p(expm1 x) is x', () => {
    holds(fc.property(between(-1, 30), (x) => within(log1p(expm1(x)), x, 6)))
  })
  it('sin^2 + cos^2 is 1', () => {
    holds(fc.property(anyDouble, (x) => within(sin(x) * sin(x) + cos(x) * cos(x), 1, 2)))
  })
  it('logistic(x) + logistic(-x) is 1', () => {
    holds(fc.property(anyDouble, (x) => within(logistic(x) + logistic(-x), 1, 1)))
  })
  it('tanh x is 2 logistic(2x) - 1', () => {
    holds(fc.property(between(1, 40), (x) => within(2 * logistic(2 * x) - 1, tanh(x), 3)))
  })
  it('pow(x, 1) is x', () => {
    holds(fc.property(anyDouble, (x) => Object.is(pow(x, 1), x)))
  })
  it('pow(x, -1) is the rounded 1 / x but for near ties', () => {
    holds(fc.property(between(1e-300, 1e300), (x) => within(pow(x, -1), 1 / x, 1)))
  })
  it('pow(x, 2) is x x, and pow(x, 4) is within an ulp or two of its square', () => {
    holds(fc.property(anyDouble, (x) => Object.is(pow(x, 2), x * x)))
    holds(fc.property(between(-1e70, 1e70), (x) => within(pow(x, 4), x * x * (x * x), 3)))
  })
  it('pow(x, 1/2) is the root', () => {
    holds(fc.property(between(0, 1e308), (x) => within(pow(x, 0.5), Math.sqrt(x), 1)))
  })
  it('pow(2, n) is exact', () => {
    let power = 5e-324
    for (let n = -1074; n <= 1024; n++, power *= 2) expect(pow(2, n)).toBe(power)
  })
  it('pow of small integers is exact', () => {
    const exact = fc.tuple(fc.integer({ min: -15, max: 15 }), fc.integer({ min: 1, max: 13 }))
    fc.assert(
      fc.property(exact, ([x, n]) => pow(x, n) === Number(BigInt(x) ** BigInt(n))),
      runs,
    )
  })
  it('erf(erfInv64 x) is x', () => {
    holds(fc.property(between(-1, 1), (x) => within(erf(erfInv64(x)), x, 4)))
  })
  it('erfInv32 is erfInv64 to single precision', () => {
    const single = fc.float({ min: Math.fround(-0.99999), max: Math.fround(0.99999), noNaN: true })
    holds(
      fc.property(single, (x) => {
        const y = erfInv64(x)
        return Math.abs(erfInv32(x) - y) <= 6e-6 * Math.abs(y) + 1e-45
      }),
    )
  })
  it('erfInv32 answers single-precision numbers', () => {
    const single = fc.float({ min: -1, max: 1, noNaN: true })
    holds(fc.property(single, (x) => Object.is(Math.fround(erfInv32(x)), erfInv32(x))))
  })
})

describe('agreement with Math', () => {
  const COUNT = 100_000
  const logisticByMath = (x: number): number => 1 / (1 + Math.exp(-x))
  it.each<readonly [string, Unary, Unary, number, number, number]>([
    ['exp', exp, Math.exp, -745, 709, 2],
    ['expm1', expm1, Math.expm1, -40, 40, 2],
    ['log', log, Math.log, 0, 10, 2],
    ['log1p', log1p, Math.log1p, -1, 10, 2],
    ['sin', sin, Math.sin, -1e7, 1e7, 2],
    ['cos', cos, Math.cos, -1e7, 1e7, 2],
    ['tanh', tanh, Math.tanh, -20, 20, 3],
    ['sinh', sinh, Math.sinh, -700, 700, 3],
    ['cosh', cosh, Math.cosh, -700, 700, 3],
    ['asinh', asinh, Math.asinh, -1e6, 1e6, 3],
    ['atan2(x, 1)', (x) => atan2(x, 1), Math.atan, -50, 50, 2],
    // the formula on the right loses three half ulps of its own
    ['logistic', logistic, logisticByMath, -40, 40, 3],
  ])('%s', (_, ours, theirs, from, to, ulps) => {
    const xs = Array.from({ length: COUNT }, (__, i) => {
      const part = (i * 0.6180339887498949) % 1
      // most of them spread evenly, some of them near 0
      return (from + (to - from) * part) * (i % 3 === 0 ? 1e-3 : 1)
    })
    const differing = xs.filter((x) => {
      const [y, z] = [ours(x), theirs(x)]
      return !within(y, z, ulps)
    })
    expect(differing).toEqual([])
  })
  it('pow', () => {
    const pairs = Array.from({ length: COUNT }, (_, i) => {
      const x = Math.exp(20 * ((i * 0.6180339887498949) % 1) - 10)
      return [x, 60 * ((i * 0.7548776662466927) % 1) - 30] as const
    })
    const differing = pairs.filter(([x, y]) => {
      return !within(pow(x, y), Math.pow(x, y), 2)
    })
    expect(differing).toEqual([])
  })
})
