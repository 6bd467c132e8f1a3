import { describe, expect, test } from 'vitest'
import { T, type Scalar, type Tensor, grad, hessian, jvp } from '../../../src/index.ts'
import { expectClose, forMatrices, identity, type M, random, swap } from './matrices.ts'

type Number64 = Scalar<'f64'>
const det = (x: M): Number64 => T.det(x) as unknown as Number64
const matrix = (rows: readonly (readonly number[])[]): M => T.tensor(rows, 'f64') as unknown as M

/** The determinant by expanding along the first row. */
const expanded = (rows: readonly (readonly number[])[]): number =>
  (rows[0] ?? []).reduce(
    (sum, x, j) => sum + (j % 2 === 0 ? 1 : -1) * x * expanded(without(rows, 0, j)),
    rows.length === 0 ? 1 : 0,
  )
const without = (rows: readonly (readonly number[])[], i: number, j: number) =>
  rows.filter((_, row) => row !== i).map((row) => row.filter((_, column) => column !== j))
const adjugate = (rows: readonly (readonly number[])[]) =>
  rows.map((row, i) =>
    row.map((_, j) => ((i + j) % 2 === 0 ? 1 : -1) * expanded(without(rows, i, j))),
  )
const rowsOf = (x: M) => T.toArray(x) as unknown as readonly (readonly number[])[]

/** A matrix of rank r: the product of n × r and r × n. */
const ofRank = (next: () => number, n: number, r: number): M =>
  T.matmul(random(next, [n, r]), random(next, [r, n])) as M

describe('det', () => {
  test('is the expansion along a row', () => {
    forMatrices((next, _, n) => {
      const a = random(next, [n, n])
      const expected = expanded(rowsOf(a))
      expect(Math.abs(T.toNumber(det(a)) - expected)).toBeLessThanOrEqual(
        1e-9 * (1 + Math.abs(expected)),
      )
    })
  })

  test('of a product, of the transposed, of the identity', () => {
    forMatrices((next, batch, n) => {
      const [a, b] = [random(next, [...batch, n, n]), random(next, [...batch, n, n])]
      expectClose(T.det(T.matmul(a, b)) as M, T.mul(T.det(a), T.det(b)) as M)
      expectClose(T.det(swap(a)) as M, T.det(a) as M)
      expectClose(T.det(identity(batch, n)) as M, T.ones([...batch], 'f64') as M, 0)
    })
  })

  test('its derivative is the adjugate, also where the rank is n − 1', () => {
    forMatrices((next, _, n) => {
      if (n === 0) return
      for (const a of [random(next, [n, n]), ofRank(next, n, n - 1)]) {
        expectClose(grad(det)(a), matrix(adjugate(rowsOf(a))), 1e-7)
      }
    })
  })

  test('exactly singular, at second order too: det is bilinear in two rows', () => {
    const singular: readonly (readonly (readonly number[])[])[] = [
      [
        [1, 2],
        [2, 4],
      ],
      [
        [0, 1],
        [0, 2],
      ],
      [
        [0, 0],
        [3, 1],
      ],
      [
        [0, 0],
        [0, 1],
      ],
    ]
    for (const rows of singular) {
      expectClose(T.det(matrix(rows)) as M, T.tensor(0, 'f64') as unknown as M, 0)
      expectClose(grad(det)(matrix(rows)), matrix(adjugate(rows)), 0)
      const second = [
        [
          [
            [0, 0],
            [0, 1],
          ],
          [
            [0, 0],
            [-1, 0],
          ],
        ],
        [
          [
            [0, -1],
            [0, 0],
          ],
          [
            [1, 0],
            [0, 0],
          ],
        ],
      ]
      expectClose(hessian(det)(matrix(rows)) as M, T.tensor(second, 'f64') as unknown as M, 0)
    }
  })

  test('where the rank is n − 2 or less: 0, without a derivative', () => {
    const zero = T.zeros([3, 3], 'f64')
    expect(T.toNumber(T.det(zero))).toBe(0)
    for (const row of rowsOf(grad(det)(zero as unknown as M))) {
      expect(row.some(Number.isNaN)).toBe(true)
    }
  })

  test('third derivatives of a determinant of three rows are those of a polynomial', () => {
    const along = matrix([
      [1, 2, 0],
      [0, 1, 1],
      [1, 0, 3],
    ])
    const start = matrix([
      [2, 0, 1],
      [1, 1, 0],
      [0, 1, 1],
    ])
    const f = (t: Number64): Number64 => det(T.add(start, T.mul(along, t)) as M)
    const third = grad(grad(grad(f)))(T.tensor(0.5, 'f64'))
    expect(T.toNumber(third)).toBeCloseTo(6 * expanded(rowsOf(along)), 9)
  })

  test('NaN stays NaN', () => {
    expect(
      T.toNumber(
        T.det(
          T.tensor([
            [1, NaN],
            [2, 3],
          ]),
        ),
      ),
    ).toBeNaN()
  })
})

describe('slogdet', () => {
  test('sign · exp(log |det|) = det', () => {
    forMatrices((next, batch, n) => {
      const a = random(next, [...batch, n, n])
      const [sign, logarithm] = T.slogdet(a)
      expectClose(T.mul(sign, T.exp(logarithm)) as M, T.det(a) as M)
    })
  })

  test('the gradient of log |det| is the transposed inverse', () => {
    forMatrices((next, _, n) => {
      const a = T.add(random(next, [n, n]), T.mul(identity([], n), 3 * n)) as M
      const gradient = grad((x: M) => T.slogdet(x)[1] as unknown as Number64)(a)
      expectClose(gradient, swap(T.inverse(a) as M))
    })
  })

  test('does not overflow where the determinant does', () => {
    const a = T.mul(T.eye(200), 1000)
    expect(T.toNumber(T.det(a))).toBe(Number.POSITIVE_INFINITY)
    expect(T.toNumber(T.slogdet(a)[1])).toBeCloseTo(200 * Math.log(1000), 2)
  })

  test('of a singular matrix: 0 and −∞', () => {
    const [sign, logarithm] = T.slogdet(
      T.tensor([
        [1, 2],
        [2, 4],
      ]),
    )
    expect(T.toNumber(sign)).toBe(0)
    expect(T.toNumber(logarithm)).toBe(Number.NEGATIVE_INFINITY)
  })

  test('of a matrix without rows: 1 and 0', () => {
    const [sign, logarithm] = T.slogdet(T.zeros([0, 0]))
    expect([T.toNumber(sign), T.toNumber(logarithm)]).toEqual([1, 0])
  })

  test('the sign has no derivative', () => {
    const f = (x: Tensor<[2, 2]>) => T.slogdet(x)[0]
    const a = T.tensor([
      [1, 2],
      [3, 4],
    ])
    expect(T.toNumber(jvp(f)([a], [a])[1])).toBe(0)
  })
})
