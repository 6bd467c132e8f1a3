/** What is drawn is what JAX draws: decisions exactly, numbers within the ulp that the pages state. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type AnyTensor, R, T } from '../../src/index.ts'
import { ulps } from '../support/ulps.ts'

const golden = JSON.parse(
  readFileSync(new URL('../fixtures/jax/samplers.json', import.meta.url), 'utf8'),
) as Readonly<Record<'samplers' | 'initializers', Readonly<Record<string, readonly number[]>>>>

const key = R.key(42)
const logits = T.tensor([
  [0.5, -1, 2],
  [0, 0, 3],
])
const weights = T.tensor([1, 2, 0, 4, 3])
const p = T.div(weights, T.sum(weights))
const rows = T.reshape(T.arange(24, { dtype: 'f32' }), [6, 4])

const drawn = (x: AnyTensor): readonly number[] => Array.from(T.toTypedArray(x))

describe('exactly', () => {
  test.each<readonly [string, AnyTensor]>([
    ['bernoulli(0.3)', R.bernoulli(key, [400], { p: 0.3 })],
    ['bernoulli([0.1, 0.5, 0.9])', R.bernoulli(key, [50, 3], { p: T.tensor([0.1, 0.5, 0.9]) })],
    ['rademacher', R.rademacher(key, [400])],
    ['rademacher', R.rademacher(key, [400], { dtype: 'i32' })],
    ['randint(0, 10)', R.randint(key, [400], { high: 10 })],
    ['randint(-7, 70000)', R.randint(key, [400], { low: -7, high: 70000 })],
    ['randint(-2**31, 2**31 - 1)', R.randint(key, [100], { low: -(2 ** 31), high: 2 ** 31 - 1 })],
    ['permutation(200)', R.permutation(key, 200)],
    ['permutation(1700)', R.permutation(key, 1700)],
    ['shuffle(rows, 0)', R.shuffle(key, rows)],
    ['shuffle(rows, 1)', R.shuffle(key, rows, 1)],
    ['categorical', R.categorical(key, logits)],
    ['categorical(axis 0)', R.categorical(key, logits, { axis: 0 })],
    ['categorical(draws 100)', R.categorical(key, logits, { draws: [100] })],
    ['choice(10, [4, 5])', R.choice(key, 10, [4, 5])],
    ['choice(10, [2, 3], once)', R.choice(key, 10, [2, 3], { replace: false })],
    ['choice(5, [200], p)', R.choice(key, 5, [200], { p })],
    ['choice(5, [4], p, once)', R.choice(key, 5, [4], { p, replace: false })],
  ])('%s', (name, x) => {
    expect(drawn(x)).toEqual(golden.samplers[name])
  })
})

describe('within ulps', () => {
  const worst = (x: AnyTensor, expected: readonly number[] = []): number => {
    const values = drawn(x)
    expect(values.length).toBe(expected.length)
    return Math.max(...values.map((value, i) => ulps(value, expected[i] ?? Number.NaN)))
  }

  test.each<readonly [string, AnyTensor, number]>([
    ['truncatedNormal', R.truncatedNormal(key, [400]), 3],
    ['truncatedNormal(-0.5, 3)', R.truncatedNormal(key, [400], { lower: -0.5, upper: 3 }), 3],
    ['exponential', R.exponential(key, [400]), 1],
    ['laplace', R.laplace(key, [400]), 1],
  ])('%s', (name, x, bound) => {
    expect(worst(x, golden.samplers[name])).toBeLessThanOrEqual(bound)
  })

  test.each<readonly [string, AnyTensor, number]>([
    ['glorot_normal [6, 4]', R.init.glorotNormal(key, [6, 4]), 2],
    ['glorot_normal [3, 3, 2, 5]', R.init.glorotNormal(key, [3, 3, 2, 5]), 2],
    ['glorot_uniform [6, 4]', R.init.glorotUniform(key, [6, 4]), 0],
    ['glorot_uniform [3, 3, 2, 5]', R.init.glorotUniform(key, [3, 3, 2, 5]), 0],
    ['he_normal [6, 4]', R.init.heNormal(key, [6, 4]), 2],
    ['he_normal [3, 3, 2, 5]', R.init.heNormal(key, [3, 3, 2, 5]), 2],
    ['he_uniform [6, 4]', R.init.heUniform(key, [6, 4]), 0],
    ['he_uniform [3, 3, 2, 5]', R.init.heUniform(key, [3, 3, 2, 5]), 0],
    ['lecun_normal [6, 4]', R.init.lecunNormal(key, [6, 4]), 2],
    ['lecun_normal [3, 3, 2, 5]', R.init.lecunNormal(key, [3, 3, 2, 5]), 2],
    ['lecun_uniform [6, 4]', R.init.lecunUniform(key, [6, 4]), 0],
    ['lecun_uniform [3, 3, 2, 5]', R.init.lecunUniform(key, [3, 3, 2, 5]), 0],
    [
      'variance_scaling geometric',
      R.init.varianceScaling(key, [3, 2, 5], {
        scale: 3,
        mode: 'fanGeoAvg',
        distribution: 'normal',
      }),
      3,
    ],
    [
      'variance_scaling fan_out, in_axis 0, out_axis [1, 2]',
      R.init.varianceScaling(key, [4, 2, 5], {
        mode: 'fanOut',
        distribution: 'uniform',
        inAxis: 0,
        outAxis: [1, 2],
      }),
      0,
    ],
    [
      'variance_scaling fan_in, in_axis 0, out_axis [1, 2]',
      R.init.varianceScaling(key, [4, 2, 5], {
        distribution: 'uniform',
        inAxis: 0,
        outAxis: [1, 2],
      }),
      0,
    ],
  ])('%s', (name, x, bound) => {
    expect(worst(x, golden.initializers[name])).toBeLessThanOrEqual(bound)
  })
})

// near 0, where log(−log u) cancels, what is left of the inner rounding is no ulp
test('gumbel: within 2 ulp, or 2⁻²³', () => {
  const expected = golden.samplers['gumbel'] ?? []
  drawn(R.gumbel(key, [400])).forEach((value, i) => {
    const wanted = expected[i] ?? Number.NaN
    const distance = Math.abs(value - wanted)
    expect(ulps(value, wanted) <= 2 || distance <= 2 ** -23).toBe(true)
  })
})

describe('to 1e-6: another decomposition', () => {
  test.each<readonly [string, AnyTensor, readonly number[] | undefined]>([
    ['orthogonal(5)', R.orthogonal(key, 5), golden.samplers['orthogonal(5)']],
    ['orthogonal(4, 6)', R.orthogonal(key, [4, 6]), golden.samplers['orthogonal(4, 6)']],
    ['orthogonal(6, 4)', R.orthogonal(key, [6, 4]), golden.samplers['orthogonal(6, 4)']],
    ['orthogonal [6, 4]', R.init.orthogonal(key, [6, 4]), golden.initializers['orthogonal [6, 4]']],
    [
      'orthogonal [3, 3, 2, 5]',
      R.init.orthogonal(key, [3, 3, 2, 5]),
      golden.initializers['orthogonal [3, 3, 2, 5]'],
    ],
    [
      'orthogonal [2, 3, 4], columns on axis 0',
      R.init.orthogonal(key, [2, 3, 4], { scale: 3, columnAxis: 0 }),
      golden.initializers['orthogonal [2, 3, 4] column_axis 0'],
    ],
    [
      'deltaOrthogonal [3, 4, 2, 5]',
      R.init.deltaOrthogonal(key, [3, 4, 2, 5], { scale: 2 }),
      golden.initializers['delta_orthogonal [3, 4, 2, 5]'],
    ],
    [
      'deltaOrthogonal [3, 2, 2]',
      R.init.deltaOrthogonal(key, [3, 2, 2]),
      golden.initializers['delta_orthogonal [3, 2, 2]'],
    ],
  ])('%s', (_, x, expected = []) => {
    const values = drawn(x)
    expect(values.length).toBe(expected.length)
    values.forEach((value, i) => {
      expect(Math.abs(value - (expected[i] ?? Number.NaN))).toBeLessThan(1e-6)
    })
  })
})
