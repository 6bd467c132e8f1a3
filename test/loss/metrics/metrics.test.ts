/** Metrics are monoids, batches do not matter, and values are those of the definitions. */
import fc, { type Arbitrary } from 'fast-check'
import { concatAll, struct } from 'fp-ts/lib/Monoid.js'
import { describe, expect, test } from 'vitest'
import { type AnyTensor, metrics, T } from '../../../src/index.ts'
import type { Metric } from '../../../src/loss/metrics/index.ts'

type Rows = readonly (readonly [number, number])[]
type Batch = (rows: Rows) => readonly [AnyTensor, AnyTensor]

const columns =
  (dtype: 'f32' | 'i32'): Batch =>
  (rows) => [
    T.tensor(
      rows.map(([p]) => p),
      dtype,
    ),
    T.tensor(
      rows.map(([, t]) => t),
      dtype,
    ),
  ]

/** Logits of four classes that follow from a number, and a class. */
const scored: Batch = (rows) => [
  T.reshape(T.tensor(rows.flatMap(([p]) => [p, -p, p * p - 2, Math.sin(9 * p)])), [rows.length, 4]),
  T.tensor(
    rows.map(([, t]) => t),
    'i32',
  ),
]

const classes = (count: number) =>
  fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 12 })
const number = fc.double({ min: -100, max: 100, noNaN: true }).map(Math.fround)
const numbers = fc.array(fc.tuple(number, number), { maxLength: 12 })
const scores = fc.array(
  fc.tuple(
    number.map((x) => Math.fround(x / 20)),
    fc.nat(3),
  ),
  { maxLength: 12 },
)

interface Subject {
  readonly metric: Metric<readonly [AnyTensor, AnyTensor], unknown, unknown>
  readonly rows: Arbitrary<Rows>
  readonly batch: Batch
}

const subject = <S, V>(
  { empty, concat, of, value }: Metric<readonly [AnyTensor, AnyTensor], S, V>,
  rows: Arbitrary<Rows>,
  batch: Batch,
): Subject => ({
  // states are opaque here: what one method gives goes back to another of the same metric
  metric: { empty, of, concat: (x, y) => concat(x as S, y as S), value: (x) => value(x as S) },
  rows,
  batch,
})

const subjects: Readonly<Record<string, Subject>> = {
  accuracy: subject(metrics.accuracy, classes(3), columns('i32')),
  topKAccuracy: subject(metrics.topKAccuracy(2), scores, scored),
  confusionMatrix: subject(metrics.confusionMatrix(3), classes(3), columns('i32')),
  precision: subject(metrics.precision(), classes(2), columns('i32')),
  'recall of each class': subject(metrics.recall({ classes: 3 }), classes(3), columns('i32')),
  'f1, macro': subject(metrics.f1({ classes: 3, average: 'macro' }), classes(3), columns('i32')),
  'f1, micro': subject(metrics.f1({ classes: 3, average: 'micro' }), classes(3), columns('i32')),
  mean: subject(
    { ...metrics.mean, of: (values) => metrics.mean.of(values) },
    numbers,
    columns('f32'),
  ),
  meanAbsoluteError: subject(metrics.meanAbsoluteError, numbers, columns('f32')),
  meanSquaredError: subject(metrics.meanSquaredError, numbers, columns('f32')),
  rootMeanSquaredError: subject(metrics.rootMeanSquaredError, numbers, columns('f32')),
  r2: subject(metrics.r2, numbers, columns('f32')),
  perplexity: subject(metrics.perplexity, scores, scored),
}

test('no metric is without laws', () => {
  const names = new Set(Object.keys(subjects).map((name) => name.split(/[ ,]/)[0]))
  expect(Object.keys(metrics).filter((name) => !names.has(name))).toEqual([])
})

describe.each(Object.entries(subjects))('%s', (_, { metric, rows, batch }) => {
  const of = (part: Rows): unknown => metric.of(...batch(part))

  test('batches do not matter, exactly', () => {
    fc.assert(
      fc.property(rows, fc.nat(12), fc.nat(12), (all, i, j) => {
        const [first, second] = [Math.min(i, j), Math.max(i, j)]
        const parts = [all.slice(0, first), all.slice(first, second), all.slice(second)]
        const together = concatAll(metric)(parts.map(of))
        expect(together).toEqual(of(all))
        expect(metric.value(together)).toEqual(metric.value(of(all)))
        // and neither does their order
        expect(concatAll(metric)(parts.toReversed().map(of))).toEqual(together)
      }),
    )
  })

  test('is a monoid', () => {
    fc.assert(
      fc.property(rows, rows, rows, (a, b, c) => {
        const { concat, empty } = metric
        const [x, y, z] = [of(a), of(b), of(c)]
        expect(concat(concat(x, y), z)).toEqual(concat(x, concat(y, z)))
        expect(concat(x, empty)).toEqual(x)
        expect(concat(empty, x)).toEqual(x)
        expect(of([])).toEqual(empty)
      }),
    )
  })

  test('has states that can be stored', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const stored: unknown = JSON.parse(JSON.stringify(of(all)))
        expect(metric.value(stored)).toEqual(metric.value(of(all)))
      }),
      { numRuns: 20 },
    )
  })
})

test('several metrics are one monoid, by the struct of fp-ts', () => {
  const both = struct({ right: metrics.accuracy, table: metrics.confusionMatrix(2) })
  const [p, t] = columns('i32')([
    [0, 0],
    [1, 0],
  ])
  const seen = { right: metrics.accuracy.of(p, t), table: metrics.confusionMatrix(2).of(p, t) }
  expect(concatAll(both)([seen, seen])).toEqual({
    right: { hits: 2, count: 4 },
    table: [
      [2, 2],
      [0, 0],
    ],
  })
})

describe('values by definition', () => {
  const [p, t] = columns('i32')([
    [0, 0],
    [1, 0],
    [1, 1],
    [2, 1],
    [2, 2],
    [2, 2],
    [0, 2],
  ])
  // class 0: 1 right, 1 wrong, 1 missed; class 1: 1, 1, 1; class 2: 2, 1, 1
  const value = <S, V>(metric: Metric<readonly [AnyTensor, AnyTensor], S, V>): V =>
    metric.value(metric.of(p, t))

  test('of each class', () => {
    expect(value(metrics.precision({ classes: 3 }))).toEqual([1 / 2, 1 / 2, 2 / 3])
    expect(value(metrics.recall({ classes: 3 }))).toEqual([1 / 2, 1 / 2, 2 / 3])
    expect(value(metrics.f1({ classes: 3 }))).toEqual([1 / 2, 1 / 2, 2 / 3])
  })

  test('averaged: micro is the accuracy where each example has one class', () => {
    expect(value(metrics.precision({ classes: 3, average: 'macro' }))).toBeCloseTo(5 / 9, 15)
    for (const metric of [metrics.precision, metrics.recall, metrics.f1] as const) {
      expect(value(metric({ classes: 3, average: 'micro' }))).toBe(4 / 7)
    }
    expect(value(metrics.accuracy)).toBe(4 / 7)
    expect(value(metrics.confusionMatrix(3))).toEqual([
      [1, 1, 0],
      [0, 1, 1],
      [1, 0, 2],
    ])
  })

  test('of yes and no', () => {
    const found = T.tensor([true, true, true, false, false])
    const there = T.tensor([true, false, false, true, false])
    const of = <S, V>(metric: Metric<readonly [AnyTensor, AnyTensor], S, V>): V =>
      metric.value(metric.of(found, there))
    expect(of(metrics.precision())).toBe(1 / 3)
    expect(of(metrics.recall())).toBe(1 / 2)
    expect(of(metrics.f1())).toBe(2 / 5)
  })

  test('of nothing', () => {
    for (const metric of [metrics.precision(), metrics.recall(), metrics.f1()]) {
      expect(metric.value(metric.empty)).toBe(0)
    }
    expect(metrics.accuracy.value(metrics.accuracy.empty)).toBeNaN()
    expect(metrics.r2.value(metrics.r2.empty)).toBeNaN()
    expect(metrics.perplexity.value(metrics.perplexity.empty)).toBeNaN()
  })

  test('topK is what sorting says, with ties to the first class', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }), fc.nat(3)), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.integer({ min: 1, max: 5 }),
        (rows, k) => {
          const hits = rows.filter(([row, label]) =>
            row
              .map((score, i) => [score, i] as const)
              .sort(([a, i], [b, j]) => b - a || i - j)
              .slice(0, k)
              .some(([, i]) => i === label),
          ).length
          const metric = metrics.topKAccuracy(k)
          const seen = metric.of(
            T.tensor(rows.map(([row]) => [...row])),
            T.tensor(
              rows.map(([, label]) => label),
              'i32',
            ),
          )
          expect(seen).toEqual({ hits, count: rows.length })
        },
      ),
    )
  })

  test('r2 has all its digits where targets are far from 0', () => {
    const offset = 2 ** 40
    const errors = [0.5, -0.25, 0, 1]
    const targets = [1, 2, 3, 5]
    const of = (shift: number): number => {
      const wanted = targets.map((x) => x + shift)
      const predicted = wanted.map((x, i) => x + (errors[i] ?? 0))
      return metrics.r2.value(metrics.r2.of(T.tensor(predicted, 'f64'), T.tensor(wanted, 'f64')))
    }
    expect(of(0)).toBe(1 - (4 * 1.3125) / (4 * 39 - 121))
    expect(of(offset)).toBe(of(0))
    expect(metrics.r2.value(metrics.r2.of(T.ones([3]), T.ones([3])))).toBeNaN()
  })

  test('perplexity of a certain model is 1', () => {
    const seen = metrics.perplexity.of(
      T.tensor([
        [1000, 0],
        [0, 1000],
      ]),
      T.tensor([0, 1], 'i32'),
    )
    expect(metrics.perplexity.value(seen)).toBe(1)
  })
})

describe('bad input', () => {
  const [two, three] = [T.zeros([2], 'i32'), T.zeros([3], 'i32')]
  test.each<readonly [string, () => unknown]>([
    ['accuracy: predictions [2] and targets [3] differ', () => metrics.accuracy.of(two, three)],
    ['confusionMatrix: needs a number of classes > 0, got 0', () => metrics.confusionMatrix(0)],
    [
      'f1: classes are 0 … 1, got prediction 2 for target 0',
      () => metrics.f1().of(T.tensor([2], 'i32'), T.tensor([0], 'i32')),
    ],
    [
      'recall: classes are 0 … 1, got prediction 0 for target 0.5',
      () => metrics.recall().of(T.tensor([0]), T.tensor([0.5])),
    ],
    ['topKAccuracy: takes a whole number > 0, got 0', () => metrics.topKAccuracy(0)],
    [
      'topKAccuracy: predictions [2] need a class for each of [], got [2]',
      () => metrics.topKAccuracy(1).of(two, two),
    ],
    [
      'topKAccuracy: labels must be i32 or u32',
      () => metrics.topKAccuracy(1).of(T.zeros([2, 2]), T.zeros([2])),
    ],
    [
      'softmaxCrossEntropy: predictions [2, 3]',
      () => metrics.perplexity.of(T.zeros([2, 3]), three),
    ],
  ])('%s', (message, make) => {
    expect(make).toThrow(message)
  })
})
