/** Derivatives of both orders and batches of functions that are made of primitives: the kit, as users have it. */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { type AnyShape, T, type Tensor } from '../../src/index.ts'
import * as laws from '../../src/laws/index.ts'
import { runs } from '../support/holds.ts'

type Doubles = Tensor<AnyShape, 'f64'>
const distinct: laws.Domain = { apart: 0.25 }
const zeros: laws.Domain = 'ties'

const i32 = (indices: readonly number[]) => T.tensor([...indices], 'i32')
const rows = i32([2, 0, 2, -1, 2])
const values = T.tensor(
  [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
    [10, 11, 12],
    [13, 14, 15],
  ],
  'f64',
)
const table = T.tensor(
  [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
    [0.5, -2, 1],
  ],
  'f64',
)
const columns = T.tensor(
  [
    [0, 2],
    [1, 1],
    [2, 0],
    [-1, -3],
  ],
  'i32',
)

const cases: readonly (readonly [
  name: string,
  shape: readonly number[],
  domain: laws.Domain,
  f: (x: Doubles) => unknown,
])[] = [
  ['cumsum', [3, 5], zeros, (x) => T.cumsum(x, 0)],
  ['cumsum, reverse', [3, 5], zeros, (x) => T.cumsum(x, -1, { reverse: true })],
  ['cumprod', [2, 7], zeros, (x) => T.cumprod(x)],
  ['cumprod, reverse', [5, 2], zeros, (x) => T.cumprod(x, 0, { reverse: true })],
  ['prod', [2, 5], zeros, (x) => T.prod(x, 1)],
  ['sort', [3, 4], distinct, (x) => T.mul(T.sort(x), T.sort(x, 0)) as typeof x],
  ['sort, descending', [3, 4], distinct, (x) => T.square(T.sort(x, 0, { descending: true }))],
  ['topK', [3, 5], distinct, (x) => T.exp(T.topK(x, 2)[0])],
  ['take', [4, 3], distinct, (x) => T.square(T.take(x, rows, 0))],
  ['take, axis 1', [3, 4, 2], distinct, (x) => T.square(T.take(x, columns, 1))],
  ['takeAlongAxis', [4, 3], distinct, (x) => T.square(T.takeAlongAxis(x, columns, 1))],
  ['takeAlongAxis, axis 0', [3, 2], distinct, (x) => T.exp(T.takeAlongAxis(x, columns, 0))],
  ['setAt, in x', [4, 3], distinct, (x) => T.square(T.setAt(x, rows, values))],
  ['setAt, in the values', [5, 3], distinct, (v) => T.square(T.setAt(table, rows, v))],
  ['setAt, in one value', [3], distinct, (v) => T.square(T.setAt(table, rows, v))],
  ['addAt, in x', [4, 3], distinct, (x) => T.square(T.addAt(x, rows, values))],
  ['addAt, in the values', [5, 3], distinct, (v) => T.square(T.addAt(table, rows, v))],
  ['median, odd', [3, 5], distinct, (x) => T.square(T.median(x, 1))],
  ['median, even', [3, 4], distinct, (x) => T.square(T.median(x))],
  ['quantile', [4, 3], distinct, (x) => T.exp(T.quantile(x, 0.4, 0))],
  ['quantile, nearer the upper', [7], distinct, (x) => T.exp(T.quantile(x, 0.95))],
  ['cov', [3, 4], distinct, (x) => T.cov(x)],
  ['corrcoef', [2, 5], distinct, (x) => T.corrcoef(x)],
  [
    'pad, reflect',
    [3, 4],
    distinct,
    (x) =>
      T.square(
        T.pad(
          x,
          [
            [2, 1],
            [3, 2],
          ],
          { mode: 'reflect' },
        ),
      ),
  ],
  [
    'pad, edge',
    [3, 2],
    distinct,
    (x) =>
      T.square(
        T.pad(
          x,
          [
            [2, 1],
            [0, 3],
          ],
          { mode: 'edge' },
        ),
      ),
  ],
]

describe.each(cases)('%s', (_, shape, domain, f) => {
  const points = fc.tuple(laws.tensor(shape, { dtype: 'f64', domain }))
  laws.testLaws(test, laws.gradientLaws(f, points, { stopped: 'moves' }), runs(4))
})
