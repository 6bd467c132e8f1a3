import { describe, expect, test } from 'vitest'
import {
  ShapeError,
  T,
  type Scalar,
  type Tensor,
  grad,
  jacobian,
  vmap,
} from '../../../src/index.ts'
import {
  expectClose,
  forMatrices,
  identity,
  type M,
  positive,
  random,
  swap,
  symmetric,
} from './matrices.ts'

type Number64 = Scalar<'f64'>
const asNumber = (x: unknown): Number64 => x as Number64

describe('cholesky', () => {
  test('L Lᵀ = A, L being lower with a positive diagonal', () => {
    forMatrices((next, batch, n) => {
      const a = positive(next, batch, n)
      const l = T.cholesky(a) as M
      expectClose(T.matmul(l, swap(l)) as M, a)
      expectClose(T.tril(l) as M, l, 0)
      for (const x of T.toTypedArray(T.diagonal(l))) expect(x).toBeGreaterThan(0)
    })
  })

  test('takes the symmetric part, and its derivative is symmetric', () => {
    forMatrices((next, batch, n) => {
      const a = positive(next, batch, n)
      const skew = T.sub(random(next, [...batch, n, n]), 0) as M
      const part = T.sub(skew, swap(skew)) as M
      expectClose(T.cholesky(T.add(a, part)) as M, T.cholesky(a) as M)
      const gradient = grad((x: M) => asNumber(T.sum(T.sin(T.cholesky(x)))))(a)
      expectClose(gradient, swap(gradient))
    })
  })

  test('the gradient of 2 Σ log Lᵢᵢ = log det A is A⁻¹', () => {
    forMatrices((next, _, n) => {
      const a = positive(next, [], n)
      const f = (x: M) => asNumber(T.mul(2, T.sum(T.log(T.diagonal(T.cholesky(x))))))
      expectClose(grad(f)(a), T.inverse(a) as M)
    })
  })

  test('what is not positive definite is NaN, alone in its batch', () => {
    const a = T.tensor([
      [
        [1, 2],
        [2, 1],
      ],
      [
        [4, 2],
        [2, 5],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ])
    expect(T.toArray(T.cholesky(a))).toEqual([
      [
        [NaN, 0],
        [NaN, NaN],
      ],
      [
        [2, 0],
        [1, 2],
      ],
      [
        [NaN, 0],
        [NaN, NaN],
      ],
    ])
  })

  test('errors name the operator', () => {
    const wide = T.zeros([2, 3]) as unknown as Tensor<[2, 2]>
    expect(() => T.cholesky(wide)).toThrow(ShapeError)
    expect(() => T.cholesky(wide)).toThrow('cholesky: [2, 3] is not square: 2 rows, 3 columns')
    expect(T.cholesky(T.tensor([[4]], 'i32')).dtype).toBe('f32')
  })
})

describe('qr', () => {
  test('tall and wide: Q R = A, QᵀQ = 1, R with a diagonal that is not negative', () => {
    forMatrices((next, batch, n) => {
      for (const [rows, columns] of [
        [n + 2, n],
        [n, n],
        [n, n + 2],
      ] as const) {
        const a = random(next, [...batch, rows, columns])
        const [q, r] = T.qr(a) as unknown as readonly [M, M]
        const k = Math.min(rows, columns)
        expect(q.shape).toEqual([...batch, rows, k])
        expectClose(T.matmul(q, r) as M, a)
        expectClose(T.matmul(swap(q), q) as M, identity(batch, k))
        expectClose(T.triu(r) as M, r, 0)
        for (const x of T.toTypedArray(T.diagonal(r))) expect(x).toBeGreaterThanOrEqual(0)
      }
    })
  })

  test('functions that do not depend on the signs have the derivative of their other form', () => {
    forMatrices((next, _, n) => {
      // Q Qᵀ is the projection A (AᵀA)⁻¹ Aᵀ, Rᵀ R is AᵀA
      const a = T.add(
        random(next, [n + 1, n]),
        T.pad(T.mul(identity([], n), 9), [
          [0, 1],
          [0, 0],
        ]),
      ) as M
      const weights = random(next, [n + 1, n + 1])
      const weigh = (x: unknown): Number64 => asNumber(T.sum(T.mul(x as M, weights)))
      const byQr = grad((x: M) => {
        const [q] = T.qr(x) as unknown as readonly [M, M]
        return weigh(T.matmul(q, swap(q)))
      })(a)
      const bySolve = grad((x: M) => weigh(T.matmul(x, T.solve(T.matmul(swap(x), x), swap(x)))))(a)
      expectClose(byQr, bySolve, 1e-8)
    }, 20)
  })

  test('a wide matrix has derivatives where its first columns are independent', () => {
    const a = T.tensor(
      [
        [2, 1, 5],
        [1, 3, 4],
      ],
      'f64',
    )
    const f = (x: Tensor<[2, 3], 'f64'>) => {
      const [q, r] = T.qr(x)
      return T.matmul(q, r)
    }
    const whole = T.reshape(jacobian(f)(a), [6, 6])
    expectClose(whole as unknown as M, identity([], 6), 1e-12)
  })

  test('dependent columns: factors, but no derivative', () => {
    const a = T.tensor(
      [
        [1, 1],
        [1, 1],
      ],
      'f64',
    )
    const [q, r] = T.qr(a)
    expectClose(T.matmul(q, r) as unknown as M, a as unknown as M, 1e-15)
    const gradient = grad((x: Tensor<[2, 2], 'f64'>) => T.sum(T.qr(x)[0]))(T.zeros([2, 2], 'f64'))
    expect(T.toArray(gradient).flat().some(Number.isNaN)).toBe(true)
  })
})

describe('eigh and eigvalsh', () => {
  test('A V = V diag(λ), VᵀV = 1, λ ascends', () => {
    forMatrices((next, batch, n) => {
      const a = symmetric(next, batch, n)
      const [values, vectors] = T.eigh(a) as unknown as readonly [M, M]
      expectClose(T.matmul(a, vectors) as M, T.matmul(vectors, T.diag(values)) as M)
      expectClose(T.matmul(swap(vectors), vectors) as M, identity(batch, n))
      expectClose(T.eigvalsh(a) as M, values, 0)
      const rows = T.toTypedArray(T.reshape(values, [-1, Math.max(n, 1)]))
      rows.forEach((x, i) => {
        if (n > 0 && i % n > 0) expect(x).toBeGreaterThanOrEqual(rows[i - 1] as number)
      })
    })
  })

  test('sum and product of the eigenvalues', () => {
    forMatrices((next, batch, n) => {
      const a = symmetric(next, batch, n)
      const values = T.eigvalsh(a) as M
      expectClose(T.sum(values, -1) as M, T.trace(a) as M)
      expectClose(T.prod(values, -1) as M, T.det(a) as M)
    })
  })

  test('the derivative of V f(λ) Vᵀ is that of the function of the matrix: here the square', () => {
    forMatrices((next, _, n) => {
      const a = symmetric(next, [], n)
      const weights = random(next, [n, n])
      const byEigh = grad((x: M) => {
        const [values, v] = T.eigh(x) as unknown as readonly [M, M]
        const square = T.matmul(T.mul(v, T.square(values)), swap(v))
        return asNumber(T.sum(T.mul(square, weights)))
      })(a)
      const direct = grad((x: M) => {
        const own = T.mul(0.5, T.add(x, swap(x))) as M
        return asNumber(T.sum(T.mul(T.matmul(own, own), weights)))
      })(a)
      expectClose(byEigh, direct, 1e-7)
    }, 20)
  })

  test('equal eigenvalues: symmetric functions of them have their derivative', () => {
    forMatrices((next, _, n) => {
      const one = identity([], n)
      // Σ λ², at a multiple of the identity and at a projection
      const f = (x: M) => asNumber(T.sum(T.square(T.eigvalsh(x))))
      expectClose(grad(f)(T.mul(one, 3) as M), T.mul(one, 6) as M, 1e-12)
      const u = random(next, [n, 1])
      const projection = T.matmul(u, swap(u)) as M
      expectClose(grad(f)(projection), T.mul(2, projection) as M)
      const viaEigh = (x: M) => asNumber(T.sum(T.square(T.eigh(x)[0])))
      expectClose(grad(viaEigh)(one), T.mul(one, 2) as M, 1e-12)
    })
  })

  test('equal eigenvalues: eigenvectors have none', () => {
    const f = (x: Tensor<[2, 2]>) => T.sum(T.eigh(x)[1])
    expect(
      T.toArray(grad(f)(T.eye(2)))
        .flat()
        .some(Number.isNaN),
    ).toBe(true)
  })

  test('signs and orders are stated: a diagonal matrix', () => {
    const [values, vectors] = T.eigh(T.diag(T.tensor([3, -1, 2])))
    expect(T.toArray(values)).toEqual([-1, 2, 3])
    expect(T.toArray(vectors)).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
    ])
  })

  test('large and tiny elements neither overflow nor vanish', () => {
    const a = T.tensor(
      [
        [2, 1],
        [1, 2],
      ],
      'f64',
    )
    for (const factor of [2 ** 1020, 2 ** -1060]) {
      const [low, high] = T.toArray(T.eigvalsh(T.mul(a, factor)))
      expect([(low as number) / factor, (high as number) / factor]).toEqual([1, 3])
    }
  })

  test('a matrix of 40 rows', () => {
    const a = symmetric(() => 0, [], 40)
    const wave = T.sin(T.reshape(T.arange(1600, { dtype: 'f64' }), [40, 40])) as unknown as M
    const b = T.add(a, T.add(wave, swap(wave))) as M
    const [values, v] = T.eigh(b) as unknown as readonly [M, M]
    expectClose(T.matmul(T.mul(v, values), swap(v)) as M, b, 1e-12)
  })

  test('of a batch by vmap is that of the batch, bit for bit', () => {
    forMatrices((next, _, n) => {
      const a = symmetric(next, [3], n)
      expectClose(vmap((x: M) => T.eigh(x)[1] as M)(a) as M, T.eigh(a)[1] as M, 0)
    }, 10)
  })
})
