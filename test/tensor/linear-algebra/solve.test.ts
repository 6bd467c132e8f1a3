import { describe, expect, test } from 'vitest'
import { DTypeError, ShapeError, T, type Tensor, grad, jacobian, vmap } from '../../../src/index.ts'
import { expectClose, forMatrices, identity, type M, random, swap } from './matrices.ts'

/** A regular matrix: a random one, away from singular ones by its diagonal. */
const regular = (next: () => number, batch: readonly number[], n: number): M =>
  T.add(random(next, [...batch, n, n]), T.mul(identity([], n), 3 * n)) as M

describe('solve', () => {
  test('A solve(A, B) = B, also where the great elements are not on the diagonal', () => {
    forMatrices((next, batch, n) => {
      const a = T.flip(regular(next, batch, n), -1) as M
      const b = random(next, [...batch, n, 2])
      expectClose(T.matmul(a, T.solve(a, b)) as M, b)
    })
  })

  test('a vector is one right-hand side for the batch', () => {
    forMatrices((next, batch, n) => {
      const a = regular(next, batch, n)
      const b = random(next, [n])
      const x = T.solve(a, b) as M
      expect(x.shape).toEqual([...batch, n])
      expectClose(
        T.matmul(a, T.expandDims(x, -1)) as M,
        T.broadcastTo(T.reshape(b, [n, 1]), [...batch, n, 1]) as M,
      )
    })
  })

  test('batches are broadcast', () => {
    forMatrices((next, batch, n) => {
      const a = regular(next, [], n)
      const b = random(next, [...batch, n, 2])
      expectClose(T.solve(a, b) as M, T.solve(T.broadcastTo(a, [...batch, n, n]) as M, b) as M, 0)
    })
  })

  test('data last, element types and numbers of rows', () => {
    const a = T.tensor(
      [
        [2, 0],
        [1, 4],
      ],
      'i32',
    )
    const b = T.tensor([2, 9], 'f64')
    expect(T.solve(a, b).dtype).toBe('f64')
    expect(T.toArray(T.solve(b)(a))).toEqual([1, 2])
    expect(T.solve(a, T.tensor([2, 9], 'i32')).dtype).toBe('f32')
    expect(T.toArray(T.solve(T.zeros([0, 0]), T.zeros([0, 2])))).toEqual([])
    const unknown = T.zeros([2, 3]) as unknown as Tensor<[2, 2]>
    expect(() => T.solve(unknown, T.zeros([2]))).toThrow(ShapeError)
    expect(() => T.solve(unknown, T.zeros([2]))).toThrow(
      'solve: [2, 3] is not square: 2 rows, 3 columns',
    )
  })

  test('a singular system is what division by 0 gives, and leaves the rest of the batch alone', () => {
    const a = T.tensor([
      [
        [1, 1],
        [1, 1],
      ],
      [
        [2, 0],
        [0, 2],
      ],
    ])
    const x = T.toArray(T.solve(a, T.tensor([1, 2])))
    expect(x[0]?.some((element) => !Number.isFinite(element))).toBe(true)
    expect(x[1]).toEqual([0.5, 1])
  })

  test('f32 is computed in doubles: a system of condition 10⁶ keeps its digits', () => {
    const n = 5
    const hilbert = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (__, j) => Math.fround(1 / (i + j + 1))),
    )
    const single = T.tensor(hilbert) as unknown as Tensor<[5, 5]>
    const b = T.tensor([1, 1, 1, 1, 1])
    const exact = T.solve(T.cast(single, 'f64'), T.cast(b, 'f64'))
    const rounded = T.cast(exact, 'f32')
    expect(T.toArray(T.solve(single, b))).toEqual(T.toArray(rounded))
  })
})

describe('triangularSolve', () => {
  test('op(A) X = B for every triangle', () => {
    forMatrices((next, batch, n) => {
      const a = regular(next, batch, n)
      const b = random(next, [...batch, n, 2])
      for (const lower of [true, false]) {
        for (const transposed of [true, false]) {
          for (const unitDiagonal of [true, false]) {
            const own = (lower ? T.tril(a, -1) : T.triu(a, 1)) as M
            const diagonal = unitDiagonal ? identity(batch, n) : (T.diag(T.diagonal(a)) as M)
            const triangle = T.add(own, diagonal) as M
            const x = T.triangularSolve(a, b, { lower, transposed, unitDiagonal })
            const back = T.matmul(transposed ? swap(triangle) : triangle, x) as M
            expectClose(back, b, 1e-6)
          }
        }
      }
    }, 15)
  })

  test('data first and data last, with options and without', () => {
    const a = T.tensor([
      [2, 7],
      [1, 4],
    ])
    const b = T.tensor([2, 9])
    expect(T.toArray(T.triangularSolve(b)(a))).toEqual([1, 2])
    expect(T.toArray(T.triangularSolve(T.tensor([9, 4]), { lower: false })(a))).toEqual([1, 1])
  })

  test('what is not read has derivative 0', () => {
    const f = (a: Tensor<[2, 2]>) => T.sum(T.triangularSolve(a, T.tensor([2, 9])))
    const [[, above]] = T.toArray(
      grad(f)(
        T.tensor([
          [2, 7],
          [1, 4],
        ]),
      ),
    ) as [[number, number]]
    expect(above).toBe(0)
  })
})

describe('inverse', () => {
  test('A A⁻¹ = 1 = A⁻¹ A, and twice it is A', () => {
    forMatrices((next, batch, n) => {
      const a = regular(next, batch, n)
      const inverse = T.inverse(a) as M
      expectClose(T.matmul(a, inverse) as M, identity(batch, n))
      expectClose(T.matmul(inverse, a) as M, identity(batch, n))
      expectClose(T.inverse(inverse) as M, a, 1e-6)
    })
  })

  test('its derivative is −A⁻¹ dA A⁻¹', () => {
    forMatrices((next, _, n) => {
      const a = regular(next, [], n)
      const inverse = T.inverse(a) as M
      const whole = jacobian((x: M) => T.inverse(x) as M)(a) as M
      expectClose(whole, T.neg(T.einsum('ij,kl->iljk', inverse, inverse)) as M, 1e-6)
    }, 10)
  })

  test('of a batch by vmap is that of the batch, bit for bit', () => {
    forMatrices((next, batch, n) => {
      const a = regular(next, [...batch, 3], n)
      expectClose(vmap((x: M) => T.inverse(x) as M)(a) as M, T.inverse(a) as M, 0)
    }, 10)
  })

  test('takes no strings for tensors', () => {
    expect(() => T.inverse('a' as unknown as Tensor<[2, 2]>)).toThrow('inverse: expected a tensor')
    expect(() => T.toNumber(T.trace(T.tensor([[true]])))).not.toThrow(DTypeError)
  })
})
