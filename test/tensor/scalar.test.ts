import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { grad, hessian, jvp, T, type Tensor } from '../../src/index.ts'

type Vector = Tensor<[number], 'f64'>

const f64 = (...xs: readonly number[]): Vector => T.tensor([...xs], 'f64') as unknown as Vector
const i32 = (...xs: readonly number[]) => T.tensor([...xs], 'i32')
const u32 = (...xs: readonly number[]) => T.tensor([...xs], 'u32')
const numbers = (x: unknown): readonly number[] => T.toArray(x as Vector) as readonly number[]

const slopes = (f: (x: Vector) => Vector, x: Vector): readonly number[] =>
  numbers(grad((v: Vector) => T.sum(f(v)))(x))

const slope1 = (f: (x: Tensor<[], 'f64'>) => Tensor<[], 'f64'>, at: number): number =>
  T.toNumber(grad(f)(T.tensor(at, 'f64')))

const { NaN: nan } = Number
const inf = Infinity

/** Within some ulp, or both NaN, or the same infinity. */
const near = (actual: readonly number[], expected: readonly number[], ulps: number): void => {
  const wrong = actual.filter((y, i) => {
    const z = expected[i] as number
    return !(Object.is(y, z) || Math.abs(y - z) <= ulps * 2 ** -52 * Math.abs(z))
  })
  expect(wrong).toEqual([])
  expect(actual.length).toBe(expected.length)
}

describe('inverse functions', () => {
  const spread = Array.from({ length: 201 }, (_, i) => (i - 100) / 100)
  const large = [-1e300, -1e20, -50, -3, -1, -1e-8, -1e-300, 1e-300, 1e-8, 1, 3, 50, 1e20, 1e300]
  test.each<readonly [string, (x: Vector) => Vector, (x: number) => number, readonly number[]]>([
    ['asin', T.asin, Math.asin, spread],
    ['acos', T.acos, Math.acos, spread],
    ['atan', T.atan, Math.atan, large],
    ['asinh', T.asinh, Math.asinh, large],
    ['acosh', T.acosh, Math.acosh, [1, 1.5, 3, 50, 1e20, 1e300, 1.7e308]],
    ['atanh', T.atanh, Math.atanh, spread],
    ['sinh', T.sinh, Math.sinh, [...spread, -710, 710, 710.4, 711]],
    ['cosh', T.cosh, Math.cosh, [...spread, -710, 710, 710.4, 711]],
  ])('%s is that of Math to some ulp', (_, f, g, xs) => {
    near(numbers(f(f64(...xs))), xs.map(g), 4)
  })

  test('digits near the ends are not lost', () => {
    // acosh(1 + d) = √(2 d) (1 − d / 12 + …), acos(1 − d) = √(2 d) (1 + d / 12 + …)
    const ds = [2 ** -52, 2 ** -40, 2 ** -30]
    near(
      numbers(T.acosh(f64(...ds.map((d) => 1 + d)))),
      ds.map((d) => Math.sqrt(2 * d) * (1 - d / 12)),
      4,
    )
    near(
      numbers(T.acos(f64(...ds.map((d) => 1 - d)))),
      ds.map((d) => Math.sqrt(2 * d) * (1 + d / 12)),
      4,
    )
    near(numbers(T.sinh(f64(1e-9))), [1e-9], 1)
    near(numbers(T.atanh(f64(1e-9, -1e-300))), [1e-9, -1e-300], 1)
  })

  test('special values', () => {
    expect(numbers(T.asin(f64(-0, 1.1, nan)))).toEqual([-0, nan, nan])
    expect(numbers(T.acos(f64(1, -1.1, nan)))).toEqual([0, nan, nan])
    expect(numbers(T.atan(f64(-0, inf, -inf, nan)))).toEqual([-0, Math.PI / 2, -Math.PI / 2, nan])
    expect(numbers(T.asinh(f64(-0, inf, -inf, nan)))).toEqual([-0, inf, -inf, nan])
    expect(numbers(T.acosh(f64(1, 0.9, inf, nan)))).toEqual([0, nan, inf, nan])
    expect(numbers(T.atanh(f64(0, -0, 1, -1, 2, nan)))).toEqual([0, -0, inf, -inf, nan, nan])
    expect(numbers(T.erfInv(f64(0, -0, 1, -1, 2, nan)))).toEqual([0, -0, inf, -inf, nan, nan])
  })

  test.each<
    readonly [
      string,
      (x: Tensor<[], 'f64'>) => Tensor<[], 'f64'>,
      (x: number) => number,
      readonly number[],
    ]
  >([
    ['asin', T.asin, (x) => 1 / Math.sqrt((1 - x) * (1 + x)), [-0.999999, 0, 0.5]],
    ['acos', T.acos, (x) => -1 / Math.sqrt((1 - x) * (1 + x)), [-0.999999, 0, 0.5]],
    ['atan', T.atan, (x) => 1 / x / (x + 1 / x), [-1e200, -3, 0.5, 1e9]],
    ['asinh', T.asinh, (x) => 1 / Math.hypot(x, 1), [-1e200, -3, 0, 0.5, 1e200]],
    ['acosh', T.acosh, (x) => 1 / (Math.sqrt(x - 1) * Math.sqrt(x + 1)), [1 + 1e-10, 2, 1e300]],
    ['atanh', T.atanh, (x) => 1 / ((1 - x) * (1 + x)), [-0.999999, 0, 0.5]],
    ['sinh', T.sinh, Math.cosh, [-700, 0, 1e-9, 3]],
    ['cosh', T.cosh, Math.sinh, [-700, 0, 1e-9, 3]],
  ])('%s has accurate derivatives', (_, f, derivative, places) => {
    near(
      places.map((x) => slope1(f, x)),
      places.map(derivative),
      8,
    )
  })

  test('derivatives at the ends and at infinity', () => {
    expect(slopes(T.asin, f64(1, -1))).toEqual([inf, inf])
    expect(slopes(T.acos, f64(1, -1))).toEqual([-inf, -inf])
    expect(slopes(T.atan, f64(inf, -inf))).toEqual([0, 0])
    expect(slopes(T.asinh, f64(inf, -inf))).toEqual([0, 0])
    expect(slopes(T.atanh, f64(1))).toEqual([inf])
  })

  test('f32 derivatives of large numbers do not vanish', () => {
    const at = T.tensor(1e30)
    const expected = Math.fround(1e-30)
    expect(T.toNumber(grad((x: Tensor<[]>) => T.asinh(x))(at))).toBeCloseTo(expected, 36)
    const one = T.tensor(1e30)
    const angle = grad((y: Tensor<[]>) => T.atan2(y, one))(at)
    expect(T.toNumber(angle) / 5e-31).toBeCloseTo(1, 6)
  })
})

describe('hypot', () => {
  test('is √(x² + y²), without overflow', () => {
    const x = f64(3, 3e300, 3e-300, 0, -0, inf, nan, nan, -5)
    const y = f64(4, 4e300, 4e-300, 0, -0, nan, -inf, 1, 12)
    near(numbers(T.hypot(x, y)), [5, 5e300, 5e-300, 0, 0, inf, inf, nan, 13], 2)
  })
  test('has the derivatives of a norm, 0 at the origin', () => {
    const [dx, dy] = grad(([x, y]: [Tensor<[], 'f64'>, Tensor<[], 'f64'>]) => T.hypot(x, y))([
      T.tensor(3e200, 'f64'),
      T.tensor(-4e200, 'f64'),
    ])
    near([T.toNumber(dx), T.toNumber(dy)], [0.6, -0.8], 2)
    expect(slopes((x) => T.hypot(x, 0), f64(0, 2, -2))).toEqual([0, 1, -1])
    const h = hessian((x: Tensor<[], 'f64'>) => T.hypot(x, 4))(T.tensor(3, 'f64'))
    near([T.toNumber(h)], [16 / 125], 4)
  })
})

describe('mod', () => {
  test('has the sign of the divisor, as in NumPy and Python', () => {
    expect(numbers(T.mod(f64(7, -7, 7, -7, 5.5), f64(3, 3, -3, -3, 2)))).toEqual([
      1, 2, -2, -1, 1.5,
    ])
    expect(numbers(T.mod(i32(7, -7, 7, -7), i32(3, 3, -3, -3)))).toEqual([1, 2, -2, -1])
    expect(numbers(T.mod(u32(7, 4294967295), 10))).toEqual([7, 5])
    expect(numbers(T.mod(3)(f64(4, -4)))).toEqual([1, 2])
    expect(T.mod(T.tensor([true, true]), 2).dtype).toBe('i32')
  })
  test('special values', () => {
    expect(numbers(T.mod(f64(1, 0, inf, 2, -2, -0), f64(0, 0, 3, inf, inf, 3)))).toEqual([
      nan,
      nan,
      nan,
      2,
      inf,
      0,
    ])
    expect(numbers(T.mod(i32(5, 0, -2147483648), i32(0, 0, -1)))).toEqual([0, 0, 0])
  })
  test('derivative: 1 in x, −⌊x / y⌋ in y', () => {
    expect(slopes((x) => T.mod(x, 3), f64(7, -7, 6))).toEqual([1, 1, 1])
    expect(slopes((y) => T.mod(7, y), f64(3, -3))).toEqual([-2, 3])
  })
})

describe('rounding', () => {
  test('round: halves to even, the sign of zero stays', () => {
    const x = [-2.5, -1.5, -0.5, -0.4, -0, 0, 0.4, 0.5, 1.5, 2.5, 0.49999999999999994, 2 ** 52 + 1]
    expect(numbers(T.round(f64(...x)))).toEqual([
      -2, -2, -0, -0, -0, 0, 0, 0, 2, 2, 0, 4503599627370497,
    ])
    expect(numbers(T.round(f64(inf, -inf, nan)))).toEqual([inf, -inf, nan])
    expect(T.round(i32(3)).dtype).toBe('i32')
  })
  test('trunc goes towards zero', () => {
    expect(numbers(T.trunc(f64(-1.5, -0.5, -0, 0.5, 1.5, inf, nan)))).toEqual([
      -1,
      -0,
      -0,
      0,
      1,
      inf,
      nan,
    ])
  })
  test('has no derivative to speak of', () => {
    expect(slopes(T.round, f64(0.5, 1.2))).toEqual([0, 0])
    expect(slopes(T.trunc, f64(0.5, 1))).toEqual([0, 0])
  })
})

describe('bits', () => {
  const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
  test('are those of the operators of the language', () => {
    fc.assert(
      fc.property(word, word, (x, y) => {
        const [a, b] = [i32(x), i32(y)]
        expect(numbers(T.bitAnd(a, b))).toEqual([x & y])
        expect(numbers(T.bitOr(a, b))).toEqual([x | y])
        expect(numbers(T.bitXor(a, b))).toEqual([x ^ y])
        expect(numbers(T.bitNot(a))).toEqual([~x])
        const [p, q] = [u32(x >>> 0), u32(y >>> 0)]
        expect(numbers(T.bitAnd(p, q))).toEqual([(x & y) >>> 0])
        expect(numbers(T.bitNot(p))).toEqual([~x >>> 0])
      }),
    )
  })
  test('shifts multiply and divide by powers of two, and nothing comes round again', () => {
    expect(numbers(T.shiftLeft(i32(1, 1, 1, 1, 1, 3), i32(0, 4, 31, 32, -1, 31)))).toEqual([
      1, 16, -2147483648, 0, 0, -2147483648,
    ])
    expect(numbers(T.shiftRight(i32(-8, -1, -8, 8, -8), i32(1, 31, 32, 40, -1)))).toEqual([
      -4, -1, -1, 0, -1,
    ])
    expect(numbers(T.shiftRight(u32(4294967295, 8, 8), u32(28, 3, 32)))).toEqual([15, 1, 0])
    expect(numbers(T.shiftLeft(4)(i32(3)))).toEqual([48])
  })
  test('floats and fractions have none', () => {
    expect(() => T.bitAnd(f64(1), 1)).toThrow(/^bitAnd: works on bits of i32 or u32, not of f64/)
    expect(() => T.bitNot(f64(1))).toThrow(/^bitNot: /)
    expect(() => T.shiftLeft(i32(1), 0.5)).toThrow(/^shiftLeft: /)
  })
})

describe('logic and finiteness', () => {
  test('xor', () => {
    const x = T.tensor([true, true, false, false])
    expect(T.toArray(T.xor(x, T.tensor([true, false, true, false])))).toEqual([
      false,
      true,
      true,
      false,
    ])
    // @ts-expect-error numbers are no booleans
    expect(() => T.xor(i32(1), i32(1))).toThrow(/^xor: takes bool/)
  })
  test('isInf', () => {
    expect(T.toArray(T.isInf(f64(inf, -inf, nan, 1)))).toEqual([true, true, false, false])
    expect(T.toArray(T.isInf(i32(2147483647)))).toEqual([false])
  })
  test('nanToNum', () => {
    const big = Number.MAX_VALUE
    expect(numbers(T.nanToNum(f64(nan, inf, -inf, 2, -0)))).toEqual([0, big, -big, 2, -0])
    expect(numbers(T.nanToNum(T.tensor([inf])))).toEqual([3.4028234663852886e38])
    expect(slopes(T.nanToNum, f64(nan, inf, 2))).toEqual([0, 0, 1])
  })
})

describe('logAddExp', () => {
  test('is the logarithm of a sum, without overflow', () => {
    const x = f64(0, 1000, -1000, -inf, -inf, inf, inf, nan, 1)
    const y = f64(0, 999, -1001, -inf, 3, inf, -inf, inf, -1e300)
    const e = Math.log1p(Math.exp(-1))
    near(numbers(T.logAddExp(x, y)), [Math.LN2, 1000 + e, -1000 + e, -inf, 3, inf, inf, nan, 1], 2)
  })
  test('its derivatives are shares; the second is theirs at a tie too', () => {
    const share = (x: number, y: number): number =>
      slope1((v) => T.logAddExp(v, T.tensor(y, 'f64')), x)
    near([share(2, 2), share(1000, 0), share(-1000, 0)], [0.5, 1, 0], 1)
    const h = hessian((x: Tensor<[], 'f64'>) => T.logAddExp(x, 2))(T.tensor(2, 'f64'))
    expect(T.toNumber(h)).toBe(0.25)
  })
})

describe('derivatives of third order', () => {
  const third = (f: (x: Tensor<[], 'f64'>) => Tensor<[], 'f64'>, at: number): number =>
    slope1((x) => grad((y: Tensor<[], 'f64'>) => grad(f)(y))(x), at)
  test.each<readonly [string, (x: Tensor<[], 'f64'>) => Tensor<[], 'f64'>, (x: number) => number]>([
    ['atan', T.atan, (x) => (6 * x * x - 2) / (1 + x * x) ** 3],
    ['asin', T.asin, (x) => (2 * x * x + 1) / (1 - x * x) ** 2.5],
    ['asinh', T.asinh, (x) => (2 * x * x - 1) / (1 + x * x) ** 2.5],
    ['hypot', (x) => T.hypot(x, 1), (x) => (-3 * x) / (1 + x * x) ** 2.5],
    ['atanh', T.atanh, (x) => (6 * x * x + 2) / (1 - x * x) ** 3],
    ['cosh', T.cosh, Math.sinh],
    ['erfc', T.erfc, (x) => (-2 / Math.sqrt(Math.PI)) * (4 * x * x - 2) * Math.exp(-x * x)],
  ])('%s', (_, f, expected) => {
    near(
      [-0.7, 0, 0.1, 0.5].map((x) => third(f, x) + 0),
      [-0.7, 0, 0.1, 0.5].map((x) => expected(x) + 0),
      40,
    )
  })
  test('digamma', () => {
    near([third(T.digamma, 1.5)], [T.toNumber(T.polygamma(T.tensor(1.5, 'f64'), 3))], 1)
  })
})

describe('gamma', () => {
  test('derivatives follow one another', () => {
    const at = T.tensor(2.5, 'f64')
    near([slope1(T.lgamma, 2.5)], [T.toNumber(T.digamma(at))], 1)
    near([slope1(T.digamma, 2.5)], [T.toNumber(T.polygamma(at, 1))], 1)
    near([slope1((x) => T.polygamma(x, 3), 2.5)], [T.toNumber(T.polygamma(4)(at))], 1)
    const [, tangent] = jvp((x: Tensor<[], 'f64'>) => T.lgamma(x))([at], [T.tensor(2, 'f64')])
    near([T.toNumber(tangent)], [2 * T.toNumber(T.digamma(at))], 1)
  })
  test('orders are whole numbers', () => {
    expect(() => T.polygamma(f64(1), -1)).toThrow(/^polygamma: the order/)
    expect(() => T.polygamma(f64(1), 0.5)).toThrow(/^polygamma: the order/)
  })
})
