/** The derivatives that libraries are known to get wrong, at the very points where they do. */
import { describe, expect, test } from 'vitest'
import { T, grad, hessian, jacobian, jvp, vjp, vmap } from '../../src/index.ts'
import type { Scalar, Tensor } from '../../src/core/tensor.ts'

type S = Scalar<'f64'>
type V<N extends number> = Tensor<[N], 'f64'>
const scalar = (x: number): S => T.tensor(x, 'f64')
const slope = (f: (x: S) => S, x: number): number => T.toNumber(grad(f)(scalar(x)))
const bend = (f: (x: S) => S, x: number): number => T.toNumber(grad(grad(f))(scalar(x)))

describe('pow at 0', () => {
  test('in the base', () => {
    expect(slope((x) => T.pow(x, 0), 0)).toBe(0)
    expect(slope((x) => T.pow(x, 1), 0)).toBe(1)
    expect(slope((x) => T.pow(x, 2), 0)).toBe(0)
    expect(slope((x) => T.pow(x, 3), 0)).toBe(0)
    expect(slope((x) => T.pow(x, 0.5), 0)).toBe(Number.POSITIVE_INFINITY)
  })

  test('in the base, second order', () => {
    expect(bend((x) => T.pow(x, 0), 0)).toBe(0)
    expect(bend((x) => T.pow(x, 1), 0)).toBe(0)
    expect(bend((x) => T.pow(x, 2), 0)).toBe(2)
    expect(bend((x) => T.pow(x, 3), 0)).toBe(0)
    const third = grad(grad(grad((x: S) => T.pow(x, 3))))
    expect(T.toNumber(third(scalar(0)))).toBe(6)
  })

  test('in the exponent', () => {
    expect(slope((y) => T.pow(scalar(0), y), 2)).toBe(0)
    expect(slope((y) => T.pow(scalar(0), y), 0)).toBe(0)
    expect(slope((y) => T.pow(scalar(2), y), 3)).toBeCloseTo(8 * Math.LN2, 14)
  })

  test('mixed, where the exponent is 0: ∂²/∂x∂y xʸ = x⁻¹', () => {
    const f = (x: S): S => grad((y: S) => T.pow(x, y))(scalar(0))
    expect(slope(f, 4)).toBeCloseTo(0.25, 15)
    const g = (y: S): S => grad((x: S) => T.pow(x, y))(scalar(4))
    expect(slope(g, 0)).toBeCloseTo(0.25, 15)
  })

  test('of negative bases with whole exponents', () => {
    expect(slope((x) => T.pow(x, 2), -3)).toBe(-6)
    expect(slope((x) => T.pow(x, 3), -2)).toBe(12)
    expect(slope((x) => T.pow(x, -1), -2)).toBe(-0.25)
  })
})

describe('norm at 0', () => {
  const zero = T.zeros([3], 'f64') as V<3>

  test('has the gradient 0 and a finite Hessian', () => {
    const norm = (x: V<3>): S => T.norm(x) as S
    expect(T.toArray(grad(norm)(zero))).toEqual([0, 0, 0])
    for (const row of T.toArray(hessian(norm)(zero)) as readonly (readonly number[])[]) {
      for (const entry of row) expect(Number.isNaN(entry)).toBe(false)
    }
  })

  test('is x / ‖x‖ elsewhere', () => {
    const x = T.tensor([3, 0, 4], 'f64') as V<3>
    const slopes = T.toArray(grad((v: V<3>) => T.norm(v) as S)(x)) as readonly number[]
    slopes.forEach((entry, i) => {
      expect(entry).toBeCloseTo([0.6, 0, 0.8][i] ?? Number.NaN, 15)
    })
  })

  test('row by row, one row being 0', () => {
    const x = T.tensor(
      [
        [0, 0],
        [3, 4],
      ],
      'f64',
    )
    const slopes = grad((v: typeof x) => T.sum(T.norm(v, 1)) as S)(x)
    const expected = T.tensor(
      [
        [0, 0],
        [0.6, 0.8],
      ],
      'f64',
    )
    expect(T.allClose(slopes, expected, { rtol: 1e-15, atol: 0 })).toBe(true)
  })
})

describe('ties', () => {
  test('the maximum of equal elements shares its cotangent equally', () => {
    const x = T.tensor([1, 3, 3, 2, 3], 'f64') as V<5>
    const third = 1 / 3
    expect(T.toArray(grad((v: V<5>) => T.max(v) as S)(x))).toEqual([0, third, third, 0, third])
    expect(T.toArray(grad((v: V<5>) => T.min(v) as S)(x))).toEqual([1, 0, 0, 0, 0])
  })

  test('a maximum with itself has the derivative 1', () => {
    expect(slope((x) => T.maximum(x, x), 2)).toBe(1)
    expect(slope((x) => T.minimum(x, x), 2)).toBe(1)
    expect(slope((x) => T.maximum(x, 2), 2)).toBe(0.5)
  })

  test('relu, abs and sign at 0', () => {
    expect(slope(T.relu, 0)).toBe(0)
    expect(slope(T.abs, 0)).toBe(0)
    expect(slope(T.sign, 0)).toBe(0)
    expect(slope((x) => T.leakyRelu(x), -2)).toBe(0.01)
  })

  test('the edges of clip', () => {
    expect(slope((x) => T.clip(x, 0, 1), 0.5)).toBe(1)
    expect(slope((x) => T.clip(x, 0, 1), 0)).toBe(0.5)
    expect(slope((x) => T.clip(x, 0, 1), 1)).toBe(0.5)
    expect(slope((x) => T.clip(x, 0, 1), 2)).toBe(0)
  })
})

describe('broadcasting', () => {
  test('sums the cotangent over what was repeated, on either side', () => {
    const a = T.tensor([[1, 2, 3]], 'f64')
    const b = T.tensor([[10], [20]], 'f64')
    const [, pullback] = vjp((x: typeof a, y: typeof b) => T.mul(x, y))(a, b)
    const [da, db] = pullback(
      T.tensor(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        'f64',
      ),
    )
    expect(T.toArray(da)).toEqual([[10 + 80, 20 + 100, 30 + 120]])
    expect(T.toArray(db)).toEqual([[1 + 4 + 9], [4 + 10 + 18]])
  })

  test('of a scalar and of a vector against a matrix', () => {
    const m = T.tensor(
      [
        [1, 2],
        [3, 4],
      ],
      'f64',
    )
    expect(T.toNumber(grad((x: S) => T.sum(T.add(m, x)) as S)(scalar(1)))).toBe(4)
    expect(T.toArray(grad((v: V<2>) => T.sum(T.mul(m, v)) as S)(T.tensor([1, 1], 'f64')))).toEqual([
      4, 6,
    ])
    expect(T.toArray(grad((v: V<2>) => T.sum(T.sub(v, m)) as S)(T.tensor([1, 1], 'f64')))).toEqual([
      2, 2,
    ])
  })
})

describe('nothing at all', () => {
  test('zero-size arrays have gradients of their shape', () => {
    const empty = T.zeros([0, 3], 'f64')
    expect(grad((x: typeof empty) => T.sum(T.exp(x)) as S)(empty).shape).toEqual([0, 3])
    const w = T.ones([3, 2], 'f64')
    const through = grad((v: typeof w) => T.sum(T.matmul(empty, v)) as S)(w)
    expect(T.toArray(through)).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ])
    expect(T.toNumber(T.sum(empty) as S)).toBe(0)
    expect(T.toNumber(T.prod(empty) as S)).toBe(1)
    expect(vmap((x: V<3>) => T.sum(x) as S)(empty).shape).toEqual([0])
  })

  test('a contraction over nothing is zero', () => {
    const a = T.zeros([2, 0], 'f64')
    const b = T.zeros([0, 3], 'f64')
    expect(T.toArray(T.matmul(a, b))).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
    const [da, db] = grad((p: readonly [typeof a, typeof b]) => T.sum(T.matmul(p[0], p[1])) as S)([
      a,
      b,
    ])
    expect([da.shape, db.shape]).toEqual([
      [2, 0],
      [0, 3],
    ])
  })
})

describe('log-sum-exp', () => {
  test('is finite at ±1e4, with the softmax as its gradient', () => {
    for (const size of [1e4, -1e4]) {
      const x = T.tensor([size, size, 0], 'f64') as V<3>
      const f = (v: V<3>): S => T.logsumexp(v) as S
      const expected = size > 0 ? [0.5, 0.5, 0] : [0, 0, 1]
      expect(T.toNumber(f(x))).toBeCloseTo(size > 0 ? size + Math.LN2 : 0, 10)
      expect(T.toArray(grad(f)(x))).toEqual(expected)
      expect(T.toArray(T.softmax(x))).toEqual(expected)
    }
    const x = T.tensor([1e4, -1e4], 'f64') as V<2>
    expect(T.toArray(T.logSoftmax(x))).toEqual([0, -2e4])
  })

  test('of −∞ alone is −∞, and −∞ among others adds nothing', () => {
    const none = T.full([2], Number.NEGATIVE_INFINITY, 'f64') as V<2>
    expect(T.toNumber(T.logsumexp(none) as S)).toBe(Number.NEGATIVE_INFINITY)
    const one = T.tensor([Number.NEGATIVE_INFINITY, 1], 'f64') as V<2>
    expect(T.toNumber(T.logsumexp(one) as S)).toBe(1)
    expect(T.toArray(grad((v: V<2>) => T.logsumexp(v) as S)(one))).toEqual([0, 1])
  })

  test('its Hessian is that of the softmax', () => {
    const x = T.tensor([0.1, -0.3, 0.7], 'f64') as V<3>
    const p = T.toArray(T.softmax(x)) as readonly number[]
    const h = T.toArray(
      hessian((v: V<3>) => T.logsumexp(v) as S)(x),
    ) as readonly (readonly number[])[]
    h.forEach((row, i) => {
      row.forEach((entry, k) => {
        const exact = (p[i] ?? 0) * ((i === k ? 1 : 0) - (p[k] ?? 0))
        expect(entry).toBeCloseTo(exact, 14)
      })
    })
  })
})

describe('division by zero', () => {
  test('has the derivatives of its limits, and none of them is hidden', () => {
    const inX = (x: number, y: number): number => slope((v) => T.div(v, scalar(y)), x)
    const inY = (x: number, y: number): number => slope((v) => T.div(scalar(x), v), y)
    expect(inX(1, 0)).toBe(Number.POSITIVE_INFINITY)
    expect(inY(1, 0)).toBe(Number.NEGATIVE_INFINITY)
    expect(inY(0, 0)).toBeNaN()
    expect(inY(1, 2)).toBe(-0.25)
  })

  test('behind a where, guarded on both sides, gives 0 and not NaN', () => {
    const safe = (x: S): S => {
      const isZero = T.equal(x, 0)
      return T.where(isZero, 0, T.div(1, T.where(isZero, 1, x)))
    }
    expect(slope(safe, 0)).toBe(0)
    expect(slope(safe, 2)).toBe(-0.25)
  })
})

describe('smooth functions in their tails', () => {
  test('softplus, sigmoid, tanh, gelu, silu far out', () => {
    for (const f of [T.softplus, T.sigmoid, T.tanh, T.gelu, T.silu, T.elu, T.selu] as const) {
      for (const x of [-1e4, -50, 50, 1e4]) {
        expect(Number.isFinite(slope(f, x))).toBe(true)
        expect(Number.isFinite(bend(f, x))).toBe(true)
      }
    }
    expect(slope(T.softplus, 0)).toBe(0.5)
    expect(slope(T.sigmoid, 0)).toBe(0.25)
    expect(T.toNumber(T.sigmoid(scalar(-40)))).toBeCloseTo(Math.exp(-40), 30)
    expect(T.toNumber(T.softplus(scalar(800)))).toBe(800)
  })

  test('log1p and expm1 keep their digits near 0', () => {
    expect(T.toNumber(T.log1p(scalar(1e-20)))).toBe(1e-20)
    expect(T.toNumber(T.expm1(scalar(1e-20)))).toBe(1e-20)
    expect(slope(T.log1p, 1e-20)).toBe(1)
  })
})

describe('products with zeros', () => {
  test('one zero, two zeros, every order', () => {
    const product = (v: V<3>): S => T.prod(v) as S
    expect(T.toArray(grad(product)(T.tensor([2, 0, 5], 'f64')))).toEqual([0, 10, 0])
    expect(T.toArray(grad(product)(T.tensor([0, 0, 5], 'f64')))).toEqual([0, 0, 0])
    expect(T.toArray(hessian(product)(T.tensor([0, 0, 5], 'f64')))).toEqual([
      [0, 5, 0],
      [5, 0, 0],
      [0, 0, 0],
    ])
  })
})

describe('repeated indices and diagonals', () => {
  test('einsum with a diagonal, a trace and a repeated operand', () => {
    const m = T.tensor(
      [
        [1, 2],
        [3, 4],
      ],
      'f64',
    )
    expect(T.toArray(grad((x: typeof m) => T.einsum('ii->', x))(m))).toEqual([
      [1, 0],
      [0, 1],
    ])
    const square = grad((x: typeof m) => T.einsum('ij,ij->', x, x))(m)
    expect(T.toArray(square)).toEqual([
      [2, 4],
      [6, 8],
    ])
  })

  test('a jacobian of a jacobian', () => {
    const cube = (v: V<2>): V<2> => T.mul(v, T.mul(v, v)) as V<2>
    const second = jacobian(jacobian(cube))(T.tensor([1, 2], 'f64'))
    expect(T.toArray(second)).toEqual([
      [
        [6, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 12],
      ],
    ])
  })

  test('forward mode through a mean, a variance and a standard deviation', () => {
    const x = T.tensor([1, 2, 4], 'f64') as V<3>
    const t = T.tensor([1, 0, -1], 'f64') as V<3>
    const [, mean] = jvp((v: V<3>) => T.mean(v) as S)([x], [t])
    expect(T.toNumber(mean)).toBe(0)
    const [, variance] = jvp((v: V<3>) => T.variance(v) as S)([x], [t])
    // 2/n · Σ (x − mean) · t
    expect(T.toNumber(variance)).toBeCloseTo((2 / 3) * (1 - 4), 14)
  })
})
