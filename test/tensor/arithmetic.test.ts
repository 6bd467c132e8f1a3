import { describe, expect, it } from 'vitest'
import { type DType, type Scalar, T, type Tensor, grad } from '../../src/index.ts'

const x = T.tensor([1, 2, 3])
const column = T.tensor([[10], [20]])

describe('binary operators', () => {
  it('broadcast as NumPy does', () => {
    expect(T.toArray(T.add(x, column))).toEqual([
      [11, 12, 13],
      [21, 22, 23],
    ])
    expect(T.sub(T.zeros([4, 1, 3]), T.zeros([5, 1])).shape).toEqual([4, 5, 3])
    expect(T.mul(T.zeros([0, 3]), T.zeros([3])).shape).toEqual([0, 3])
    expect(T.add(T.zeros([1]), T.zeros([0])).shape).toEqual([0])
  })

  it('take their data first, or last with one operand less', () => {
    expect(T.toArray(T.sub(x, 1))).toEqual([0, 1, 2])
    expect(T.toArray(T.sub(1)(x))).toEqual([0, 1, 2])
    expect(T.toArray(T.sub(1, x))).toEqual([0, -1, -2])
    expect(T.toArray(T.sub(x)(T.tensor([5, 5, 5])))).toEqual([4, 3, 2])
    expect(T.toArray(T.div(2)(x))).toEqual([0.5, 1, 1.5])
    expect(T.toArray(T.pow(2)(x))).toEqual([1, 4, 9])
    expect(T.toArray(T.less(2)(x))).toEqual([true, false, false])
  })

  it('promote element types', () => {
    const of = (dtype: DType): Tensor<[1], DType> => T.ones([1], dtype)
    const dtypes: readonly DType[] = ['bool', 'u32', 'i32', 'f32', 'f64']
    for (const [i, a] of dtypes.entries())
      for (const [k, b] of dtypes.entries()) {
        const winner = dtypes[Math.max(i, k)]
        const number = winner === 'bool' ? 'i32' : winner
        const float = winner === 'f64' ? 'f64' : 'f32'
        expect([a, b, T.add(of(a), of(b)).dtype]).toEqual([a, b, number])
        expect([a, b, T.maximum(of(a), of(b)).dtype]).toEqual([a, b, number])
        expect([a, b, T.div(of(a), of(b)).dtype]).toEqual([a, b, float])
        expect([a, b, T.pow(of(a), of(b)).dtype]).toEqual([a, b, float])
        expect([a, b, T.equal(of(a), of(b)).dtype]).toEqual([a, b, 'bool'])
        expect([a, b, T.where(T.tensor(true), of(a), of(b)).dtype]).toEqual([a, b, winner])
      }
  })

  it('give a number the element type of the tensor beside it', () => {
    expect(T.add(x, 1).dtype).toBe('f32')
    expect(T.add(T.tensor([1], 'f64'), 0.1).dtype).toBe('f64')
    expect(T.toArray(T.add(T.tensor([0], 'f64'), 0.1))).toEqual([0.1])
    expect(T.mul(2, T.tensor([1], 'i32')).dtype).toBe('i32')
    expect(T.add(T.tensor([true]), 1).dtype).toBe('i32')
    expect(T.toArray(T.div(T.tensor([1], 'i32'), 0.5))).toEqual([2])
  })

  it('refuse a number that is not one of the element type', () => {
    expect(() => T.add(T.tensor([1], 'i32'), 0.5)).toThrow(
      expect.objectContaining({
        _tag: 'DTypeError',
        message: 'add: 0.5 is not a whole number, and the tensor is i32: cast it to f32 first',
      }),
    )
    expect(() => T.add(T.tensor([1], 'u32'), -1)).toThrow(
      'add: -1 is outside u32, which ends at 0 and 4294967295',
    )
    expect(() => T.less(T.tensor([1], 'i32'), 2 ** 31)).toThrow('less: 2147483648 is outside i32')
    expect(() => T.mul(x, 1e300)).toThrow('mul: 1e+300 is too large for f32')
    expect(T.toArray(T.mul(x, Infinity))).toEqual([Infinity, Infinity, Infinity])
  })

  it('refuse what is not a tensor', () => {
    const anything = (value: unknown): Tensor => value as Tensor
    expect(() => T.add(1, 2)).toThrow(
      'add: takes a tensor: for numbers alone use JavaScript, or make one with T.tensor(…)',
    )
    expect(() => T.add(x, anything([1, 2, 3]))).toThrow(
      expect.objectContaining({
        _tag: 'ArgumentError',
        message: 'add: expected a tensor, got an array of 3: make one with T.tensor(…)',
      }),
    )
  })

  it('say which shapes do not broadcast', () => {
    const y: Tensor = T.zeros([4])
    expect(() => T.add(x, y)).toThrow(
      expect.objectContaining({
        _tag: 'ShapeError',
        operator: 'add',
        message: 'add: dimension 3 of [3] and dimension 4 of [4] are neither equal nor 1',
        shapes: [[3], [4]],
      }),
    )
    expect(() => T.less(x, y)).toThrow('less: dimension 3 of [3]')
  })

  it('wrap integers and keep NaN', () => {
    expect(T.toArray(T.add(T.tensor([2147483647], 'i32'), 1))).toEqual([-2147483648])
    expect(T.toArray(T.sub(T.tensor([0], 'u32'), 1))).toEqual([4294967295])
    expect(T.toArray(T.maximum(T.tensor([NaN, 1]), 0))).toEqual([NaN, 1])
    expect(T.toArray(T.minimum(T.tensor([1]), T.tensor([NaN])))).toEqual([NaN])
  })
})

describe('functions of one operand', () => {
  it('give f32 for integers and booleans where the result is a real number', () => {
    for (const f of [T.exp, T.log, T.sqrt, T.sin, T.tanh, T.sigmoid, T.reciprocal, T.gelu]) {
      expect(f(T.tensor([1], 'i32')).dtype).toBe('f32')
      expect(f(T.tensor([true])).dtype).toBe('f32')
      expect(f(T.tensor([1], 'f64')).dtype).toBe('f64')
    }
  })
  it('keep integers elsewhere', () => {
    const i = T.tensor([-3, 0, 2], 'i32')
    expect(T.toArray(T.neg(i))).toEqual([3, 0, -2])
    expect(T.toArray(T.abs(i))).toEqual([3, 0, 2])
    expect(T.toArray(T.sign(i))).toEqual([-1, 0, 1])
    expect(T.toArray(T.square(i))).toEqual([9, 0, 4])
    expect(T.toArray(T.floor(i))).toEqual([-3, 0, 2])
    expect(T.toArray(T.ceil(i))).toEqual([-3, 0, 2])
    expect(T.neg(T.tensor([true])).dtype).toBe('i32')
    expect(T.ceil(i).dtype).toBe('i32')
  })
  it('are close to what JavaScript computes', () => {
    const points = [-3, -0.5, -1e-3, 0, 1e-3, 0.5, 3]
    const cases = [
      [T.sinh, Math.sinh],
      [T.cosh, Math.cosh],
      [T.tan, Math.tan],
      [T.ceil, Math.ceil],
      [T.floor, Math.floor],
      [T.square, (v: number) => v * v],
      [T.rsqrt, (v: number) => 1 / Math.sqrt(v)],
      [T.silu, (v: number) => v / (1 + Math.exp(-v))],
      [T.softplus, (v: number) => Math.log1p(Math.exp(v))],
      [T.elu, (v: number) => (v > 0 ? v : Math.expm1(v))],
    ] as const
    for (const [f, g] of cases) {
      const given: readonly number[] = T.toArray(f(T.tensor(points, 'f64')))
      given.forEach((value, i) => {
        const wanted = g(points[i] ?? 0)
        if (Number.isNaN(wanted)) expect(value).toBeNaN()
        else if (Number.isFinite(wanted)) expect(value).toBeCloseTo(wanted, 12)
        else expect(value).toBe(wanted)
      })
    }
  })
  it('stay finite where they can', () => {
    const far = T.tensor([-1e4, 1e4])
    expect(T.toArray(T.sigmoid(far))).toEqual([0, 1])
    expect(T.toArray(T.softplus(far))).toEqual([0, 1e4])
    expect(T.toArray(T.elu(far))).toEqual([-1, 1e4])
    expect(T.toArray(T.silu(far))).toEqual([-0, 1e4])
    expect(T.toArray(T.gelu(far))).toEqual([-0, 1e4])
    expect(T.toArray(T.sinh(far))).toEqual([-Infinity, Infinity])
    for (const f of [T.softplus, T.elu, T.selu, T.silu, T.gelu, T.relu]) {
      const slopes = grad((v: Tensor<[2]>): Scalar => T.sum(f(v)))(far)
      for (const slope of T.toArray(slopes)) expect(slope).toBeGreaterThanOrEqual(0)
    }
  })
})

describe('activations at their kinks', () => {
  const slopeAt = (f: (v: Scalar) => Scalar, at: number): number =>
    T.toNumber(grad(f)(T.tensor(at)))
  it('relu has derivative 0 at 0 and lets NaN through', () => {
    expect([-1, 0, 1].map((at) => slopeAt((v) => T.relu(v), at))).toEqual([0, 0, 1])
    expect(T.toArray(T.relu(T.tensor([NaN, -Infinity, Infinity])))).toEqual([NaN, 0, Infinity])
    expect(T.relu(T.tensor([-1], 'i32')).dtype).toBe('i32')
  })
  it('leakyRelu takes its slope as a second argument or first', () => {
    expect(T.toArray(T.leakyRelu(T.tensor([-1, 1])))).toEqual([Math.fround(-0.01), 1])
    expect(T.toArray(T.leakyRelu(T.tensor([-1, 1]), 0.5))).toEqual([-0.5, 1])
    expect(T.toArray(T.leakyRelu(0.5)(T.tensor([-1, 1])))).toEqual([-0.5, 1])
    expect(slopeAt((v) => T.leakyRelu(v, 0.25), 0)).toBe(0.25)
  })
  it('clip has derivative ½ on its bounds and passes infinite bounds', () => {
    const clip = (v: Scalar): Scalar => T.clip(v, 0, 1)
    expect([-1, 0, 0.5, 1, 2].map((at) => slopeAt(clip, at))).toEqual([0, 0.5, 1, 0.5, 0])
    expect(T.toArray(T.clip(T.tensor([-5, 5], 'i32'), 0, Infinity))).toEqual([0, 5])
    expect(T.toArray(T.clip(-1, 1)(T.tensor([-5, NaN, 5])))).toEqual([-1, NaN, 1])
    expect(() => T.clip(T.tensor([1], 'i32'), 0.5, 2)).toThrow('clip: 0.5 is not a whole number')
  })
  it('softplus is smooth at 0', () => {
    const softplus = (v: Scalar): Scalar => T.softplus(v)
    expect(slopeAt(softplus, 0)).toBe(0.5)
    expect(slopeAt(grad(softplus), 0)).toBe(0.25)
    expect(slopeAt((v) => T.abs(v), 0)).toBe(0)
  })
})

describe('comparison and logic', () => {
  const a = T.tensor([1, NaN, 3])
  it('treats NaN as unequal to everything', () => {
    expect(T.toArray(T.equal(a, a))).toEqual([true, false, true])
    expect(T.toArray(T.notEqual(a, a))).toEqual([false, true, false])
    expect(T.toArray(T.greater(a, 2))).toEqual([false, false, true])
    expect(T.toArray(T.greaterEqual(a, 3))).toEqual([false, false, true])
    expect(T.toArray(T.lessEqual(a, 1))).toEqual([true, false, false])
    expect(T.toArray(T.isNaN(a))).toEqual([false, true, false])
    expect(T.toArray(T.isFinite(T.tensor([-Infinity, NaN, 0])))).toEqual([false, false, true])
    expect(T.toArray(T.isNaN(T.tensor([1], 'i32')))).toEqual([false])
    expect(T.toArray(T.isFinite(T.tensor([1], 'i32')))).toEqual([true])
  })
  it('combines booleans and nothing else', () => {
    const [p, q] = [T.tensor([true, true, false, false]), T.tensor([true, false, true, false])]
    expect(T.toArray(T.and(p, q))).toEqual([true, false, false, false])
    expect(T.toArray(T.or(q)(p))).toEqual([true, true, true, false])
    expect(T.toArray(T.not(p))).toEqual([false, false, true, true])
    expect(() => T.and(p, T.ones([4]) as unknown as Tensor<[4], 'bool'>)).toThrow(
      'and: takes bool, got f32: compare it with a number first',
    )
  })
  it('chooses with where', () => {
    const condition = T.tensor([[true], [false]])
    expect(T.toArray(T.where(condition, a, 0))).toEqual([
      [1, NaN, 3],
      [0, 0, 0],
    ])
    expect(T.toArray(T.where(1, 2)(condition))).toEqual([[1], [2]])
    expect(T.where(condition, 1, 2).dtype).toBe('f32')
    expect(T.where(condition, T.tensor(1, 'i32'), 2).dtype).toBe('i32')
    expect(() => T.where(a as unknown as Tensor<[3], 'bool'>, 1, 2)).toThrow('where: takes bool')
  })
})

describe('cast', () => {
  it('saturates, wraps and rounds', () => {
    expect(T.toArray(T.cast(T.tensor([1.9, -1.9, NaN, 1e20, -1e20]), 'i32'))).toEqual([
      1, -1, 0, 2147483647, -2147483648,
    ])
    expect(T.toArray(T.cast(T.tensor([-1], 'i32'), 'u32'))).toEqual([4294967295])
    expect(T.toArray(T.cast('bool')(T.tensor([0, 2])))).toEqual([false, true])
    expect(T.toArray(T.cast(T.tensor([0.1], 'f64'), 'f32'))).toEqual([Math.fround(0.1)])
    expect(() => T.cast(T.tensor(1), 'f16' as 'f32')).toThrow(
      'cast: f16 is not an element type: there are bool, u32, i32, f32, f64',
    )
  })
})
