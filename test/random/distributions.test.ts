/** What holds of all samplers: bounds, moments, keys, batches, programs, derivatives. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AnyTensor,
  compile,
  grad,
  R,
  type Scalar,
  T,
  type Tensor,
  vmap,
} from '../../src/index.ts'
import { key as keys } from '../../src/laws/arbitrary/key.ts'
import { usesKeysOnce } from '../../src/laws/law/key-reuse.ts'

type Draw = (key: R.Key) => AnyTensor

const elements = (x: AnyTensor): readonly number[] => Array.from(T.toTypedArray(x))

const logits = T.log(
  T.tensor([
    [0.2, 0.5, 0.3],
    [0.7, 0.1, 0.2],
  ]),
)
const p = T.tensor([0.1, 0.4, 0.2, 0.3])

const samplers: Readonly<Record<string, Draw>> = {
  bits: (key) => R.bits(key, [2, 3]),
  uniform: (key) => R.uniform(key, [2, 3], { low: -1, high: 4 }),
  'uniform, f64': (key) => R.uniform(key, [2, 3], { dtype: 'f64' }),
  normal: (key) => R.normal(key, [2, 3], { mean: 1, stddev: 2 }),
  truncatedNormal: (key) => R.truncatedNormal(key, [2, 3]),
  gumbel: (key) => R.gumbel(key, [2, 3]),
  exponential: (key) => R.exponential(key, [2, 3], { rate: 2 }),
  laplace: (key) => R.laplace(key, [2, 3], { location: 1, scale: 2 }),
  bernoulli: (key) => R.bernoulli(key, [2, 4], { p }),
  rademacher: (key) => R.rademacher(key, [2, 3]),
  randint: (key) => R.randint(key, [2, 3], { low: -5, high: 6 }),
  permutation: (key) => R.permutation(key, 7),
  'a long permutation': (key) => R.permutation(key, 1700),
  shuffle: (key) => R.shuffle(key, T.reshape(T.arange(12), [3, 4]), 1),
  categorical: (key) => R.categorical(key, logits, { draws: [5] }),
  choice: (key) => R.choice(key, 6, [2, 3]),
  'choice, once': (key) => R.choice(key, 6, [2, 3], { replace: false }),
  'choice by weights': (key) => R.choice(key, 4, [2, 3], { p }),
  'choice by weights, once': (key) => R.choice(key, 4, [3], { p, replace: false }),
  orthogonal: (key) => R.orthogonal(key, [4, 3]),
  glorotUniform: (key) => R.init.glorotUniform(key, [4, 3]),
  heNormal: (key) => R.init.heNormal(key, [2, 4, 3]),
  varianceScaling: (key) => R.init.varianceScaling(key, [4, 3], { distribution: 'normal' }),
  'init.orthogonal': (key) => R.init.orthogonal(key, [2, 2, 3]),
  deltaOrthogonal: (key) => R.init.deltaOrthogonal(key, [3, 2, 3]),
  sparse: (key) => R.init.sparse(key, [5, 3], { sparsity: 0.5 }),
  next: (key) => R.next(key)[0],
}

describe.each(Object.entries(samplers))('%s', (_, draw) => {
  test('uses each key once', () => {
    fc.assert(
      fc.property(keys(), (key) => {
        expect(usesKeysOnce(draw, [key])).toBeNull()
      }),
      { numRuns: 3 },
    )
  })

  test('draws the same of the same key, also compiled and in a batch', () => {
    fc.assert(
      fc.property(keys(), keys(), (first, second) => {
        const each = [first, second].map((key) => elements(draw(key)))
        expect(elements(draw(first))).toEqual(each[0])
        expect(elements(compile(draw)(first))).toEqual(each[0])
        const batch = T.stack([first, second], 0)
        expect(elements(vmap((key: Tensor<[2], 'u32'>) => draw(key as R.Key))(batch))).toEqual(
          each.flat(),
        )
      }),
      { numRuns: 5 },
    )
  })
})

describe('moments, to six standard errors', () => {
  const count = 20000
  const gamma = 0.5772156649015329
  const cut = 0.8796256610342398
  test.each<readonly [string, Draw, mean: number, variance: number, fourth: number]>([
    // the last column is the fourth central moment
    ['uniform', (key) => R.uniform(key, [count], { low: 2, high: 5 }), 3.5, 0.75, 81 / 80],
    ['normal', (key) => R.normal(key, [count], { mean: 2, stddev: 3 }), 2, 9, 243],
    ['truncatedNormal', (key) => R.truncatedNormal(key, [count]), 0, cut ** 2, 1.42],
    [
      'gumbel',
      (key) => R.gumbel(key, [count], { location: 1, scale: 2 }),
      1 + 2 * gamma,
      (4 * Math.PI ** 2) / 6,
      16 * 14.61,
    ],
    ['exponential', (key) => R.exponential(key, [count], { rate: 2 }), 0.5, 0.25, 9 / 16],
    ['laplace', (key) => R.laplace(key, [count], { location: -1, scale: 2 }), -1, 8, 24 * 16],
    ['bernoulli', (key) => R.bernoulli(key, [count], { p: 0.3 }), 0.3, 0.21, 0.0777],
    ['rademacher', (key) => R.rademacher(key, [count]), 0, 1, 1],
    ['randint', (key) => R.randint(key, [count], { low: 1, high: 7 }), 3.5, 35 / 12, 14.7292],
    ['categorical', (key) => R.categorical(key, T.log(p), { draws: [count] }), 1.7, 1.01, 1.6],
    ['choice by weights', (key) => R.choice(key, 4, [count], { p }), 1.7, 1.01, 1.6],
    ['heUniform', (key) => R.init.heUniform(key, [200, 100]), 0, 2 / 200, (9 / 5) * (2 / 200) ** 2],
    ['heNormal', (key) => R.init.heNormal(key, [200, 100]), 0, 2 / 200, 2.37 * (2 / 200) ** 2],
    [
      'lecunNormal of a convolution',
      (key) => R.init.lecunNormal(key, [5, 5, 8, 100]),
      0,
      1 / 200,
      2.37 * (1 / 200) ** 2,
    ],
  ])('%s', (_, draw, mean, variance, fourth) => {
    for (const seed of [0, 1, 2]) {
      const drawn = elements(draw(R.key(seed)))
      const n = drawn.length
      const average = drawn.reduce((sum, x) => sum + x, 0) / n
      const spread = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n
      expect(Math.abs(average - mean)).toBeLessThan(6 * Math.sqrt(variance / n))
      expect(Math.abs(spread - variance)).toBeLessThan(
        6 * Math.sqrt(Math.max(fourth - variance ** 2, 1e-9) / n),
      )
    }
  })

  test('choice without replacement by weights: the first is drawn in proportion', () => {
    const first = Array.from({ length: 2000 }, (_, i) =>
      Number(elements(R.choice(R.key(i), 4, [2], { p, replace: false }))[0]),
    )
    const share = first.filter((x) => x === 1).length / first.length
    expect(Math.abs(share - 0.4)).toBeLessThan(6 * Math.sqrt(0.24 / 2000))
  })
})

describe('bounds', () => {
  const within = (draw: Draw, isIn: (x: number) => boolean): void => {
    fc.assert(
      fc.property(keys(), (key) => {
        expect(elements(draw(key)).filter((x) => !isIn(x))).toEqual([])
      }),
      { numRuns: 20 },
    )
  }

  test('truncatedNormal, also in a tail and between neighbours', () => {
    for (const [lower, upper] of [
      [-2, 2],
      [3, 4],
      [-5, -4.5],
      [0, 1e-3],
      [1, 1.000001],
    ] as const) {
      for (const dtype of ['f32', 'f64'] as const) {
        within(
          (key) => R.truncatedNormal(key, [100], { lower, upper, dtype }),
          (x) => x > lower && x < upper,
        )
      }
    }
  })

  test('randint', () => {
    within(
      (key) => R.randint(key, [100], { low: -3, high: 2 }),
      (x) => Number.isInteger(x) && x >= -3 && x < 2,
    )
    within(
      (key) => R.randint(key, [100], { low: -(2 ** 31), high: 2 ** 31 }),
      (x) => Number.isInteger(x),
    )
    within(
      (key) => R.randint(key, [10], { low: 5, high: 6 }),
      (x) => x === 5,
    )
  })

  test('exponential is not negative', () => {
    within(
      (key) => R.exponential(key, [100]),
      (x) => x >= 0,
    )
  })

  test('bernoulli of 0 and of 1', () => {
    within(
      (key) => R.bernoulli(key, [100], { p: 0 }),
      (x) => x === 0,
    )
    within(
      (key) => R.bernoulli(key, [100], { p: 1 }),
      (x) => x === 1,
    )
    within(
      (key) => R.bernoulli(key, [50], { p: T.tensor(1, 'f64') }),
      (x) => x === 1,
    )
  })

  test('what is impossible is never drawn', () => {
    const certain = T.tensor([-Infinity, 0, -Infinity])
    within(
      (key) => R.categorical(key, certain, { draws: [50] }),
      (x) => x === 1,
    )
    within(
      (key) => R.choice(key, 3, [50], { p: T.tensor([0, 2, 0]) }),
      (x) => x === 1,
    )
  })
})

describe('order', () => {
  test('shuffle keeps the rows, and is the permutation of its key', () => {
    fc.assert(
      fc.property(keys(), fc.integer({ min: 0, max: 20 }), (key, n) => {
        const x = T.reshape(T.arange(2 * n), [n, 2])
        expect(elements(R.shuffle(key, x))).toEqual(elements(T.take(x, R.permutation(key, n), 0)))
      }),
      { numRuns: 20 },
    )
  })

  test('choice without replacement takes each at most once', () => {
    fc.assert(
      fc.property(keys(), fc.integer({ min: 1, max: 30 }), fc.nat(30), (key, n, extra) => {
        const count = Math.min(n, extra)
        const weights = T.add(T.arange(n, { dtype: 'f32' }), 1)
        for (const options of [{}, { p: weights }]) {
          const chosen = elements(R.choice(key, n, [count], { replace: false, ...options }))
          expect(new Set(chosen).size).toBe(count)
          expect(chosen.every((i) => i >= 0 && i < n)).toBe(true)
        }
      }),
      { numRuns: 20 },
    )
  })

  test('no elements', () => {
    expect(elements(R.choice(R.key(0), 0, [0]))).toEqual([])
    expect(elements(R.shuffle(R.key(0), T.zeros([0, 3])))).toEqual([])
    expect(elements(R.orthogonal(R.key(0), [0, 3]))).toEqual([])
    expect(R.init.heNormal(R.key(0), [0, 3]).shape).toEqual([0, 3])
    expect(R.init.deltaOrthogonal(R.key(0), [0, 3, 3]).shape).toEqual([0, 3, 3])
    expect(R.categorical(R.key(0), T.zeros([0, 3])).shape).toEqual([0])
  })
})

describe('derivatives in parameters', () => {
  // a draw is location + scale · noise, so the derivatives of its sum are known
  test.each<readonly [string, (location: Scalar<'f64'>, scale: Scalar<'f64'>) => AnyTensor]>([
    ['normal', (mean, stddev) => R.normal(R.key(3), [50], { mean, stddev, dtype: 'f64' })],
    ['gumbel', (location, scale) => R.gumbel(R.key(3), [50], { location, scale, dtype: 'f64' })],
    ['laplace', (location, scale) => R.laplace(R.key(3), [50], { location, scale, dtype: 'f64' })],
    [
      'uniform',
      (low, span) => R.uniform(R.key(3), [50], { low, high: T.add(low, span), dtype: 'f64' }),
    ],
  ])('%s', (_, draw) => {
    const sum = (location: Scalar<'f64'>, scale: Scalar<'f64'>): Scalar<'f64'> =>
      T.sum(draw(location, scale) as Tensor<[50], 'f64'>)
    const [zero, one, two] = [T.tensor(0, 'f64'), T.tensor(1, 'f64'), T.tensor(2, 'f64')] as const
    expect(T.toNumber(grad((location: Scalar<'f64'>) => sum(location, two))(one))).toBeCloseTo(50)
    expect(T.toNumber(grad((scale: Scalar<'f64'>) => sum(one, scale))(two))).toBeCloseTo(
      T.toNumber(sum(zero, one)),
      10,
    )
  })

  test('exponential: −draw / rate', () => {
    const sum = (rate: Scalar<'f64'>): Scalar<'f64'> =>
      T.sum(R.exponential(R.key(3), [50], { rate, dtype: 'f64' }))
    const rate = T.tensor(4, 'f64')
    expect(T.toNumber(grad(sum)(rate))).toBeCloseTo(-T.toNumber(sum(rate)) / 4, 10)
  })

  test('parameters of each row', () => {
    const mean = T.tensor([[1], [-1], [100]])
    const drawn = R.normal(R.key(0), [3, 4], { mean })
    expect(elements(T.sub(drawn, mean)).every((x) => Math.abs(x) < 6)).toBe(true)
    const each = vmap((m: Tensor<[1]>, key: Tensor<[2], 'u32'>) =>
      R.normal(key as R.Key, [4], { mean: m }),
    )(mean, T.stack(R.split(R.key(0), 3), 0))
    expect(each.shape).toEqual([3, 4])
  })
})

describe('orthogonal', () => {
  test('its columns or rows are orthonormal', () => {
    fc.assert(
      fc.property(keys(), fc.nat(6), fc.nat(6), (key, rows, columns) => {
        const q = R.orthogonal(key, [rows, columns], { dtype: 'f64' })
        const fewer = Math.min(rows, columns)
        const product = rows < columns ? T.matmul(q, T.transpose(q)) : T.matmul(T.transpose(q), q)
        expect(T.allClose(product, T.eye(fewer, { dtype: 'f64' }), { atol: 1e-12 })).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test('is spread evenly: no entry has a sign that comes first', () => {
    const mean = T.mean(
      T.stack(
        Array.from({ length: 400 }, (_, i) => R.orthogonal(R.key(i), 3)),
        0,
      ),
      0,
    )
    // each entry has variance 1/3
    expect(elements(mean).every((x) => Math.abs(x) < 5 * Math.sqrt(1 / 3 / 400))).toBe(true)
  })
})

describe('initializers without chance', () => {
  test('identity gives back the input of a convolution', () => {
    const x = R.normal(R.key(0), [1, 5, 4, 3])
    const kernel = R.init.identity(R.key(1), [3, 3, 3, 3])
    expect(T.toArray(T.conv2d(x, kernel, { padding: 'SAME' }))).toEqual(T.toArray(x))
  })

  test('zeros, ones, constant', () => {
    expect(T.toArray(R.init.zeros(R.key(0), [2], { dtype: 'i32' }))).toEqual([0, 0])
    expect(R.init.ones(R.key(0), [2], { dtype: 'f64' }).dtype).toBe('f64')
    expect(T.toArray(R.init.constant(R.key(0), [2], { value: 3 }))).toEqual([3, 3])
  })

  test('sparse: as many zeros in each column as asked for, in places of its own', () => {
    const kernel = R.init.sparse(R.key(0), [20, 30], { sparsity: 0.73 })
    const zeros = T.toArray(T.sum(T.equal(kernel, 0), 0))
    expect(zeros).toEqual(Array.from({ length: 30 }, () => 15))
    const columns = T.toArray(T.transpose(T.equal(kernel, 0))).map(String)
    expect(new Set(columns).size).toBeGreaterThan(25)
  })
})

describe('bad input', () => {
  const key = R.key(0)
  test.each<readonly [string, () => unknown]>([
    [
      'uniform: low of shape [3] does not stretch to [2]',
      () => R.uniform(key, [2], { low: T.zeros([3]) }),
    ],
    [
      'normal: mean must be f32 or f64, got i32: cast it first',
      () => R.normal(key, [2], { mean: T.tensor(1, 'i32') as unknown as Scalar }),
    ],
    [
      'normal: stddev of shape [2, 1] does not stretch to [2]',
      () => R.normal(key, [2], { stddev: T.ones([2, 1]) }),
    ],
    [
      'truncatedNormal: needs finite bounds with lower < upper',
      () => R.truncatedNormal(key, [2], { lower: 2, upper: 2 }),
    ],
    [
      'truncatedNormal: needs finite bounds',
      () => R.truncatedNormal(key, [2], { upper: Infinity }),
    ],
    ['gumbel: needs a finite location and a scale > 0', () => R.gumbel(key, [2], { scale: 0 })],
    ['laplace: needs a finite location', () => R.laplace(key, [2], { location: Number.NaN })],
    ['exponential: needs a rate > 0, got -1', () => R.exponential(key, [2], { rate: -1 })],
    [
      'bernoulli: needs a probability p in [0, 1], got 1.5',
      () => R.bernoulli(key, [2], { p: 1.5 }),
    ],
    ['randint: needs whole numbers', () => R.randint(key, [2], { high: 0 })],
    ['randint: needs whole numbers', () => R.randint(key, [2], { high: 2.5 })],
    ['randint: needs whole numbers', () => R.randint(key, [2], { high: 2 ** 31 + 1 })],
    [
      'choice: cannot choose 4 of 3 without replacement',
      () => R.choice(key, 3, [2, 2], { replace: false }),
    ],
    ['choice: cannot choose 1 of 0', () => R.choice(key, 0, [])],
    ['choice: p must be [3], got [2]', () => R.choice(key, 3, [2], { p: T.ones([2]) })],
    ['shuffle: axis 2 is out of range', () => R.shuffle(key, T.ones([2, 2]), 2 as number)],
    [
      'categorical: axis 1 is out of range',
      () => R.categorical(key, T.ones([2]), { axis: 1 as number }),
    ],
    ['categorical: there are no elements', () => R.categorical(key, T.ones([2, 0]))],
    ['orthogonal: takes a whole number ≥ 0', () => R.orthogonal(key, [2, -1])],
    [
      'heNormal: a kernel has an axis of inputs and one of outputs, got [3]',
      () => R.init.heNormal(key, [3]),
    ],
    ['varianceScaling: needs a scale > 0', () => R.init.varianceScaling(key, [3, 2], { scale: 0 })],
    [
      'varianceScaling: axis -1 of [3, 2] is named twice',
      () => R.init.varianceScaling(key, [3, 2], { inAxis: 1 }),
    ],
    ['deltaOrthogonal: needs a window', () => R.init.deltaOrthogonal(key, [3, 2])],
    ['deltaOrthogonal: needs a window', () => R.init.deltaOrthogonal(key, [3, 3, 2])],
    ['sparse: needs a sparsity', () => R.init.sparse(key, [3, 2], { sparsity: 1.1 })],
    ['sparse: takes a matrix', () => R.init.sparse(key, [3, 3, 2], { sparsity: 0.1 })],
  ])('%s', (message, make) => {
    expect(make).toThrow(message)
  })
})
