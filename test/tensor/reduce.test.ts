import { describe, expect, it } from 'vitest'
import { type Scalar, T, type Tensor, grad, hessian, jacobian } from '../../src/index.ts'

const x = T.tensor([
  [1, 5, 3],
  [4, 2, 6],
])

describe('reductions', () => {
  it('go over all axes, one or several', () => {
    expect(T.toNumber(T.sum(x))).toBe(21)
    expect(T.toArray(T.sum(x, 0))).toEqual([5, 7, 9])
    expect(T.toArray(T.sum(x, -1))).toEqual([9, 12])
    expect(T.toNumber(T.sum(x, [1, 0]))).toBe(21)
    expect(T.toArray(T.sum(x, []))).toEqual(T.toArray(x))
    expect(T.toArray(T.sum(x, 1, { keepdims: true }))).toEqual([[9], [12]])
    expect(T.toArray(T.sum(x, undefined, { keepdims: true }))).toEqual([[21]])
    expect(T.toArray(T.sum(0)(x))).toEqual([5, 7, 9])
    expect(T.toArray(T.sum([0], { keepdims: true })(x))).toEqual([[5, 7, 9]])
    expect(T.toNumber(T.sum(undefined)(x))).toBe(21)
  })
  it('know their element types', () => {
    const bools = T.tensor([true, true, false])
    const ints = T.tensor([1, 2], 'i32')
    expect([T.sum(bools).dtype, T.toNumber(T.sum(bools))]).toEqual(['i32', 2])
    expect(T.prod(bools).dtype).toBe('i32')
    expect(T.max(bools).dtype).toBe('bool')
    expect(T.sum(ints).dtype).toBe('i32')
    expect([T.mean(ints).dtype, T.toNumber(T.mean(ints))]).toEqual(['f32', 1.5])
    expect(T.mean(bools).dtype).toBe('f32')
    expect(T.argmax(x).dtype).toBe('i32')
    expect(T.any(x).dtype).toBe('bool')
    expect(T.variance(T.zeros([2], 'f64')).dtype).toBe('f64')
  })
  it('refuse axes that are not there', () => {
    const y: Tensor = x
    expect(() => T.sum(y, 2)).toThrow(
      expect.objectContaining({
        _tag: 'ShapeError',
        message: 'sum: axis 2 is out of range for [2, 3] (rank 2)',
      }),
    )
    expect(() => T.mean(y, [0, -2])).toThrow('mean: axis -2 of [2, 3] is named twice')
    expect(() => T.argmax(y, 5)).toThrow('argmax: axis 5 is out of range')
    expect(() => T.argmax(y, [0] as unknown as number)).toThrow('argmax: takes one axis or none')
    expect(() => T.softmax(y, 2)).toThrow('softmax: axis 2 is out of range')
    expect(() => T.softmax(T.tensor(1) as Tensor)).toThrow(
      'softmax: axis -1 is out of range for [] (rank 0)',
    )
    expect(() => T.sum([[1, 2]] as unknown as Tensor, 0)).not.toThrow() // a function of a tensor
  })
  it('of nothing', () => {
    expect(T.toNumber(T.sum(T.zeros([0])))).toBe(0)
    expect(T.toArray(T.prod(T.zeros([0, 2]), 0))).toEqual([1, 1])
    expect(T.toNumber(T.mean(T.zeros([0])))).toBeNaN()
    expect(T.toNumber(T.all(T.zeros([0])))).toBe(1)
    expect(T.toNumber(T.any(T.zeros([0])))).toBe(0)
    expect(T.toNumber(T.logsumexp(T.zeros([0])))).toBe(-Infinity)
    expect(() => T.max(T.zeros([2, 0]), 1)).toThrow(
      'max: there are no elements along axes (1) of [2, 0]',
    )
    expect(T.max(T.zeros([2, 0]), 0).shape).toEqual([0])
    expect(() => T.argmin(T.zeros([0]))).toThrow('argmin: there are no elements')
  })
  it('choose extrema, NaN first of all', () => {
    expect(T.toArray(T.max(x, 0))).toEqual([4, 5, 6])
    expect(T.toNumber(T.min(x))).toBe(1)
    expect(T.toNumber(T.max(T.tensor([1, NaN, 2])))).toBeNaN()
    expect(T.toArray(T.argmax(x, 1))).toEqual([1, 2])
    expect(T.toNumber(T.argmax(x))).toBe(5)
    expect(T.toArray(T.argmin(x, 0, { keepdims: true }))).toEqual([[0, 1, 0]])
    expect(T.toArray(T.argmax(x, undefined, { keepdims: true }))).toEqual([[5]])
    expect(T.toArray(T.argmin(0)(x))).toEqual([0, 1, 0])
    expect(T.toNumber(T.argmax(T.tensor([1, 3, 3])))).toBe(1)
    expect(T.toNumber(T.argmax(T.tensor([1, NaN, 3, NaN])))).toBe(1)
    expect(T.toNumber(T.argmin(T.tensor([1, NaN, -3])))).toBe(1)
    expect(T.toNumber(T.argmax(T.tensor([-Infinity, -Infinity])))).toBe(0)
    expect(T.toArray(T.hardmax(x))).toEqual([
      [0, 1, 0],
      [0, 0, 1],
    ])
  })
  it('of products, for any count', () => {
    for (let n = 1; n <= 9; n++) {
      const factors = Array.from({ length: n }, (_, i) => i + 1)
      expect(T.toNumber(T.prod(T.tensor(factors)))).toBe(factors.reduce((a, b) => a * b, 1))
    }
    expect(T.toArray(T.prod(T.reshape(T.arange(24), [2, 3, 4]), [0, 2]))).toEqual([
      0,
      4 * 5 * 6 * 7 * 16 * 17 * 18 * 19,
      8 * 9 * 10 * 11 * 20 * 21 * 22 * 23,
    ])
  })
  it('of distances', () => {
    expect(T.toNumber(T.variance(T.tensor([1, 3, 5, 7])))).toBe(5)
    expect(
      T.toArray(
        T.std(
          T.tensor([
            [1, 5],
            [2, 2],
          ]),
          1,
        ),
      ),
    ).toEqual([2, 0])
    expect(
      T.toArray(
        T.norm(
          T.tensor([
            [3, 4],
            [0, 0],
          ]),
          1,
        ),
      ),
    ).toEqual([5, 0])
    expect(T.variance(x, 0, { keepdims: true }).shape).toEqual([1, 3])
  })
})

describe('derivatives of reductions', () => {
  it('prod is exact with zeros, at every order', () => {
    const prod = (v: Tensor<[3]>): Scalar => T.prod(v)
    expect(T.toArray(grad(prod)(T.tensor([0, 3, 4])))).toEqual([12, 0, 0])
    expect(T.toArray(grad(prod)(T.tensor([0, 0, 4])))).toEqual([0, 0, 0])
    expect(T.toArray(hessian(prod)(T.tensor([0, 0, 4])))).toEqual([
      [0, 4, 0],
      [4, 0, 0],
      [0, 0, 0],
    ])
    const third = jacobian(hessian(prod))(T.tensor([0, 0, 0]))
    expect(T.toNumber(T.sum(third))).toBe(6)
  })
  it('norm and std are 0 at 0', () => {
    expect(T.toArray(grad((v: Tensor<[2]>): Scalar => T.norm(v))(T.zeros([2])))).toEqual([0, 0])
    expect(T.toArray(grad((v: Tensor<[2]>): Scalar => T.std(v))(T.ones([2])))).toEqual([0, 0])
    expect(T.toArray(grad((v: Tensor<[2]>): Scalar => T.norm(v))(T.tensor([3, 4])))).toEqual([
      Math.fround(0.6),
      Math.fround(0.8),
    ])
  })
  it('max shares among equals', () => {
    expect(T.toArray(grad((v: Tensor<[3]>): Scalar => T.max(v))(T.tensor([1, 2, 2])))).toEqual([
      0, 0.5, 0.5,
    ])
  })
})

describe('softmax and its kin', () => {
  const rows = T.tensor([
    [1e4, -1e4, 0],
    [-1e4, -1e4, -1e4],
    [-Infinity, 0, 0],
    [1, 2, 3],
  ])
  it('sum to one and stay finite', () => {
    const p = T.softmax(rows)
    expect(T.allClose(T.sum(p, 1), 1)).toBe(true)
    expect(T.toArray(T.slice(p, [0], [3]))).toEqual([
      [1, 0, 0],
      [Math.fround(1 / 3), Math.fround(1 / 3), Math.fround(1 / 3)],
      [0, 0.5, 0.5],
    ])
    expect(T.toArray(T.slice(T.logSoftmax(rows), [0], [1]))).toEqual([[0, -2e4, -1e4]])
    expect(T.allClose(T.exp(T.logSoftmax(rows)), p)).toBe(true)
    expect(T.allClose(T.softmax(rows, 0), T.transpose(T.softmax(T.transpose(rows))))).toBe(true)
    expect(T.allClose(T.softmax(0)(rows), T.softmax(rows, 0))).toBe(true)
  })
  it('logsumexp is stable, with rows of −∞', () => {
    const lse = T.logsumexp(
      T.tensor([
        [1e4, 1e4],
        [-1e4, -1e4],
        [-Infinity, -Infinity],
        [-Infinity, 3],
        [Infinity, 0],
      ]),
      1,
    )
    const ln2 = Math.log(2)
    expect(T.toArray(lse)).toEqual(
      [1e4 + ln2, -1e4 + ln2, -Infinity, 3, Infinity].map((v) => Math.fround(v)),
    )
    const total = (v: Tensor<[2]>): Scalar => T.logsumexp(v)
    expect(T.toArray(grad(total)(T.tensor([-Infinity, -Infinity])))).toEqual([0, 0])
    expect(T.toArray(grad(total)(T.tensor([1e4, 1e4])))).toEqual([0.5, 0.5])
    expect(T.toArray(grad(total)(T.tensor([-Infinity, 0])))).toEqual([0, 1])
  })
  it('have the derivatives that they should', () => {
    const v = T.tensor([0.5, -1, 2], 'f64')
    const p = T.softmax(v)
    const expected = T.sub(T.mul(T.eye(3, { dtype: 'f64' }), p), T.outer(p, p))
    expect(T.allClose(jacobian((u: Tensor<[3], 'f64'>) => T.softmax(u))(v), expected)).toBe(true)
    expect(
      T.allClose(
        hessian((u: Tensor<[3], 'f64'>): Tensor<[], 'f64'> => T.logsumexp(u))(v),
        expected,
      ),
    ).toBe(true)
  })
})
