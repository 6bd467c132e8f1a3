import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { erf } from '../support/definitions.ts'
import { grad, hessian, jvp, T, type Tensor, vmap } from '../../src/index.ts'
import * as laws from '../../src/laws/index.ts'

type Vector = Tensor<[number], 'f32' | 'f64'>
type Activation = (x: Vector) => Vector

const f64 = (xs: readonly number[]): Vector => T.tensor([...xs], 'f64') as unknown as Vector
const f32 = (xs: readonly number[]): Vector => T.tensor([...xs], 'f32') as unknown as Vector
const numbers = (x: unknown): readonly number[] => T.toArray(x as Vector) as readonly number[]

/** The derivative at every element: elementwise functions have diagonal Jacobians. */
const slopes = (f: Activation, x: Vector): Vector =>
  grad((v: Vector) => T.sum(f(v)) as Tensor<[], 'f32'>)(x) as Vector

interface Facts {
  readonly f: Activation
  /** the definition, as it stands in textbooks */
  readonly definition: (x: number) => number
  /** the derivative at places where the definition has none, or where two pieces meet */
  readonly corners?: readonly (readonly [at: number, slope: number])[]
  /** where all values lie, ends included: tails round to them */
  readonly range: readonly [low: number, high: number]
  readonly isMonotone: boolean
}

const sigmoidOf = (x: number): number => 1 / (1 + Math.exp(-x))
const softplusOf = (x: number): number => (x > 40 ? x : Math.log(1 + Math.exp(x)))
const half = T.tensor(0.5, 'f64') as unknown as Vector
const [lambda, alpha] = [1.0507009873554805, 1.6732632423543772]

const activations: { readonly [name: string]: Facts } = {
  sigmoid: { f: T.sigmoid, definition: sigmoidOf, range: [0, 1], isMonotone: true },
  tanh: { f: T.tanh, definition: Math.tanh, range: [-1, 1], isMonotone: true },
  relu: {
    f: T.relu as Activation,
    definition: (x) => Math.max(0, x),
    corners: [[0, 0]],
    range: [0, Infinity],
    isMonotone: true,
  },
  relu6: {
    f: T.relu6 as Activation,
    definition: (x) => Math.min(Math.max(x, 0), 6),
    corners: [
      [0, 0],
      [6, 0],
    ],
    range: [0, 6],
    isMonotone: true,
  },
  leakyRelu: {
    f: (x) => T.leakyRelu(x) as Vector,
    definition: (x) => Math.max(0.01 * x, x),
    corners: [[0, 0.01]],
    range: [-Infinity, Infinity],
    isMonotone: true,
  },
  prelu: {
    f: (x) => T.prelu(x, half) as Vector,
    definition: (x) => Math.max(0.5 * x, x),
    corners: [[0, 0.5]],
    range: [-Infinity, Infinity],
    isMonotone: true,
  },
  rrelu: {
    f: (x) => T.rrelu(x, 0.125) as Vector,
    definition: (x) => Math.max(0.125 * x, x),
    corners: [[0, 0.125]],
    range: [-Infinity, Infinity],
    isMonotone: true,
  },
  elu: {
    f: T.elu,
    definition: (x) => (x > 0 ? x : Math.expm1(x)),
    corners: [[0, 1]],
    range: [-1, Infinity],
    isMonotone: true,
  },
  celu: {
    f: (x) => T.celu(x, 2) as Vector,
    definition: (x) => (x > 0 ? x : 2 * Math.expm1(x / 2)),
    corners: [[0, 1]],
    range: [-2, Infinity],
    isMonotone: true,
  },
  selu: {
    f: T.selu,
    definition: (x) => lambda * (x > 0 ? x : alpha * Math.expm1(x)),
    corners: [[0, lambda * alpha]],
    range: [-lambda * alpha, Infinity],
    isMonotone: true,
  },
  gelu: {
    f: T.gelu,
    definition: (x) => (x * (1 + erf(x / Math.SQRT2))) / 2,
    range: [-0.17, Infinity],
    isMonotone: false,
  },
  silu: {
    f: T.silu,
    definition: (x) => x * sigmoidOf(x),
    range: [-0.28, Infinity],
    isMonotone: false,
  },
  mish: {
    f: T.mish,
    definition: (x) => x * Math.tanh(softplusOf(x)),
    range: [-0.31, Infinity],
    isMonotone: false,
  },
  softplus: { f: T.softplus, definition: softplusOf, range: [0, Infinity], isMonotone: true },
  squareplus: {
    f: (x) => T.squareplus(x) as Vector,
    definition: (x) => (x + Math.sqrt(x * x + 4)) / 2,
    range: [0, Infinity],
    isMonotone: true,
  },
  softSign: {
    f: T.softSign,
    definition: (x) => x / (1 + Math.abs(x)),
    corners: [[0, 1]],
    range: [-1, 1],
    isMonotone: true,
  },
  logSigmoid: {
    f: T.logSigmoid,
    definition: (x) => Math.log(sigmoidOf(x)),
    range: [-Infinity, 0],
    isMonotone: true,
  },
  hardSigmoid: {
    f: T.hardSigmoid,
    definition: (x) => Math.min(Math.max(x + 3, 0), 6) / 6,
    corners: [
      [-3, 0],
      [3, 0],
    ],
    range: [0, 1],
    isMonotone: true,
  },
  hardSilu: {
    f: T.hardSilu,
    definition: (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
    corners: [
      [-3, 0],
      [3, 1],
    ],
    range: [-0.375, Infinity],
    isMonotone: false,
  },
  hardTanh: {
    f: T.hardTanh,
    definition: (x) => Math.min(Math.max(x, -1), 1),
    corners: [
      [-1, 0],
      [1, 0],
    ],
    range: [-1, 1],
    isMonotone: true,
  },
}

const everywhere = Array.from({ length: 321 }, (_, i) => (i - 160) / 20 + 0.003)

describe.each(Object.entries(activations))(
  '%s',
  (_, { f, definition, corners, range, isMonotone }) => {
    test('is its definition', () => {
      const values = numbers(f(f64(everywhere)))
      const wrong = everywhere.filter((x, i) => {
        const expected = definition(x)
        return !(Math.abs((values[i] as number) - expected) <= 1e-14 * (1 + Math.abs(expected)))
      })
      expect(wrong).toEqual([])
    })

    test('has its derivatives of both orders', () => {
      laws.expectGrad(f, { order: 2, stopped: 'moves' })(f64(everywhere))
    })

    test('has the stated derivative on its corners, forward and reverse', () => {
      for (const [at, slope] of corners ?? []) {
        expect(numbers(slopes(f, f64([at])))[0]).toBeCloseTo(slope, 14)
        expect(numbers(jvp(f)([f64([at])], [f64([1])])[1])[0]).toBeCloseTo(slope, 14)
      }
    })

    test('stays in its range, in both tails', () => {
      const far = [-1e30, -1e4, -100, -1, 0, 1, 100, 1e4, 1e30]
      const [low, high] = range
      const values = [f32, f64].flatMap((make) => numbers(f(make([...far, ...everywhere]))))
      expect(values.filter((y) => !(y >= low * 1.0000001 && y <= high))).toEqual([])
    })

    test(isMonotone ? 'never falls' : 'falls somewhere', () => {
      const sorted = [-1e30, -1e4, -100, ...everywhere, 100, 1e4, 1e30]
      const values = numbers(f(f64(sorted)))
      expect(values.every((y, i) => i === 0 || y >= (values[i - 1] as number))).toBe(isMonotone)
      const derivatives = numbers(slopes(f, f64(sorted)))
      expect(derivatives.every((slope) => slope >= 0)).toBe(isMonotone)
    })

    test('has finite derivatives of first and second order at ±10⁴', () => {
      for (const make of [f32, f64]) {
        const x = make([-1e4, -1e3, -88, -40, 0, 40, 88, 1e3, 1e4])
        const first = numbers(slopes(f, x))
        const second = numbers(slopes((v) => slopes(f, v), x))
        expect([...first, ...second].filter((slope) => !Number.isFinite(slope))).toEqual([])
        // no corner is there: what was lost would be 0 or NaN where a slope is 1
        const scale = range[1] === Infinity ? definition(1e4) / 1e4 : 0
        expect(first.at(-1)).toBeCloseTo(scale, 3)
      }
    })

    test('passes NaN on', () => {
      expect(numbers(f(f64([Number.NaN])))).toEqual([Number.NaN])
    })

    test('is the same for every example of a batch', () => {
      const rows = f64([-2, -0.5, 0, 0.5, 2])
      expect(
        numbers(
          vmap((x: Tensor<[], 'f64'>) => f(x as unknown as Vector))(
            T.tensor([-2, -0.5, 0, 0.5, 2], 'f64'),
          ),
        ),
      ).toEqual(numbers(f(rows)))
    })
  },
)

const anyNumber = fc.double({ min: -50, max: 50, noNaN: true })
const close = (a: number, b: number, tolerance: number): boolean =>
  Math.abs(a - b) <= tolerance * (1 + Math.abs(b))

describe('the definitions of the curriculum', () => {
  test("sigmoid: a' = a (1 − a), 0.25 at most, reached at 0", () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { minLength: 1, maxLength: 20 }), (xs) => {
        const a = numbers(T.sigmoid(f64(xs)))
        const derivative = numbers(slopes(T.sigmoid, f64(xs)))
        return a.every((y, i) => {
          const slope = derivative[i] as number
          return close(slope, y * (1 - y), 1e-15) && slope <= 0.25 && y >= 0 && y <= 1
        })
      }),
    )
    expect(numbers(slopes(T.sigmoid, f64([0])))).toEqual([0.25])
  })

  test("tanh: a' = 1 − a², odd, and 2 sigmoid(2z) − 1", () => {
    fc.assert(
      fc.property(anyNumber, (z) => {
        const [a, negative] = numbers(T.tanh(f64([z, -z]))) as [number, number]
        const [slope] = numbers(slopes(T.tanh, f64([z]))) as [number]
        const [twice] = numbers(T.sub(T.mul(T.sigmoid(f64([2 * z])), 2), 1)) as [number]
        return negative === -a && close(slope, 1 - a * a, 1e-15) && close(a, twice, 1e-15)
      }),
    )
  })

  test('relu: dead units have no gradient, and sparsity can be counted', () => {
    const x = f64([-2, -1, 0, 1, 2])
    expect(numbers(slopes(T.relu as Activation, x))).toEqual([0, 0, 0, 1, 1])
    const zeros = T.mean(T.cast(T.equal(T.relu(x), 0), 'f64'))
    expect(T.toNumber(zeros)).toBe(0.6)
  })

  test('prelu learns its slope: the gradient is min(x, 0), summed over what shares it', () => {
    const x = T.tensor(
      [
        [-3, 2],
        [-1, -5],
        [4, Infinity],
      ],
      'f64',
    )
    const slope = T.tensor([0.25, 0.5], 'f64')
    const gradient = grad((s: Tensor<[2], 'f64'>) => T.sum(T.prelu(x, s)))(slope)
    expect(T.toArray(gradient)).toEqual([-4, -5])
    expect(T.toArray(T.prelu(slope)(x))).toEqual([
      [-0.75, 2],
      [-0.25, -2.5],
      [4, Infinity],
    ])
  })

  test('softmax sums to 1, does not feel a shift, and keeps the order', () => {
    fc.assert(
      fc.property(
        fc.array(anyNumber, { minLength: 1, maxLength: 9 }),
        fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        (xs, shift) => {
          const p = numbers(T.softmax(f64(xs)))
          const moved = numbers(T.softmax(T.add(f64(xs), shift) as Vector))
          return (
            close(
              p.reduce((sum, y) => sum + y, 0),
              1,
              1e-14,
            ) &&
            p.every((y, i) => close(moved[i] as number, y, 1e-11)) &&
            p.every((y, i) => xs.every((x, k) => x < (xs[i] as number) || y <= (p[k] as number)))
          )
        },
      ),
    )
  })

  test('hardmax puts 1 at the first greatest element', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1 }), (xs) => {
        const best = xs.indexOf(Math.max(...xs))
        expect(numbers(T.hardmax(f64(xs)))).toEqual(xs.map((_, i) => (i === best ? 1 : 0)))
      }),
    )
  })

  test('a net of linear layers is one linear layer; with an activation it is not', () => {
    const [a, b] = [
      T.tensor(
        [
          [1, 2],
          [3, 4],
        ],
        'f64',
      ),
      T.tensor(
        [
          [0, 1],
          [1, -1],
        ],
        'f64',
      ),
    ]
    const x = T.tensor(
      [
        [1, -1],
        [0.5, 2],
      ],
      'f64',
    )
    const deep = T.matmul(T.matmul(x, a), b)
    expect(T.allClose(deep, T.matmul(x, T.matmul(a, b)))).toBe(true)
    const bent = (v: typeof x) => T.matmul(T.relu(T.matmul(v, a)), b)
    expect(T.allClose(bent(T.neg(x)), T.neg(bent(x)))).toBe(false)
  })
})

describe('lower tails', () => {
  test('gelu keeps its digits where the normal distribution is nearly 0', () => {
    // x Φ(x), Φ by Mills' ratio as a continued fraction
    const tail = (x: number): number => {
      let fraction = 0
      for (let k = 300; k >= 1; k--) fraction = k / (x + fraction)
      return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI) / (x + fraction)
    }
    const xs = [-3, -5, -8, -12]
    for (const [make, tolerance] of [
      [f32, 1e-5],
      [f64, 1e-13],
    ] as const) {
      const values = numbers(T.gelu(make(xs)))
      expect(
        values.every((y, i) => {
          const x = xs[i] as number
          return Math.abs(y / (x * tail(-x)) - 1) < tolerance
        }),
      ).toBe(true)
    }
  })
  test('silu, softplus and mish fall off as eˣ does', () => {
    for (const [f, factor] of [
      [T.silu, -50],
      [T.softplus, 1],
      [T.mish, -50],
    ] as const) {
      const [y] = numbers(f(f64([-50]))) as [number]
      expect(Math.abs(y / (factor * Math.exp(-50)) - 1)).toBeLessThan(1e-14)
    }
  })
})

describe('activations of several numbers', () => {
  test('glu is the first half times the sigmoid of the second', () => {
    const x = T.tensor(
      [
        [1, 2, 0, 1000],
        [3, 4, 0, -1000],
      ],
      'f64',
    )
    expect(T.toArray(T.glu(x))).toEqual([
      [0.5, 2],
      [1.5, 0],
    ])
    expect(T.toArray(T.glu(x, 0))).toEqual(T.toArray(T.glu(0)(x)))
    expect(T.glu(x, 0).shape).toEqual([1, 4])
    const known: Tensor<[1, 4], 'f64'> = T.glu(x, 0)
    expect(known.shape).toEqual([1, 4])
    // @ts-expect-error the size of the axis is odd
    expect(() => T.glu(T.zeros([2, 3]), 1)).toThrow(/^glu: dimension 3 \(axis 1 of \[2, 3\]\)/)
    // @ts-expect-error there is no such axis
    expect(() => T.glu(T.zeros([2, 2]), 2)).toThrow(/^glu: /)
  })

  test('log1mexp is accurate where 1 − e⁻ˣ is not', () => {
    const xs = [1e-300, 1e-10, 0.1, 0.6931, 0.6932, 1, 40, 700]
    const expected = xs.map((x) =>
      x < 0.7 ? Math.log(-Math.expm1(-x)) : Math.log1p(-Math.exp(-x)),
    )
    const values = numbers(T.log1mexp(f64(xs)))
    expect(values.map((y, i) => close(y, expected[i] as number, 1e-15))).toEqual(xs.map(() => true))
    const derivatives = numbers(slopes(T.log1mexp, f64(xs)))
    const wanted = xs.map((x) => 1 / Math.expm1(x))
    expect(derivatives.every((d, i) => close(d / (wanted[i] as number), 1, 1e-14))).toBe(true)
    expect(numbers(T.log1mexp(f64([0, -1, Infinity, Number.NaN])))).toEqual([
      -Infinity,
      Number.NaN,
      -0,
      Number.NaN,
    ])
  })

  test('squareplus keeps its digits where x is negative, and does not overflow', () => {
    expect(numbers(T.squareplus(f32([-1e30, -1e4, 1e30])))).toEqual(
      [1e-30, 1e-4, 1e30].map(Math.fround),
    )
    expect(() => T.squareplus(f32([1]), 0)).toThrow(/^squareplus: b must be positive/)
    expect(() => T.celu(f32([1]), -1)).toThrow(/^celu: alpha must be positive/)
  })

  test('the second derivative of softplus is that of the sigmoid', () => {
    const h = hessian((x: Tensor<[], 'f64'>) => T.softplus(x))(T.tensor(0.3, 'f64'))
    const a = sigmoidOf(0.3)
    expect(T.toNumber(h)).toBeCloseTo(a * (1 - a), 15)
  })
})
