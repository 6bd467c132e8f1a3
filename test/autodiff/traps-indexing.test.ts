/** Gradients of look-ups, orders and paddings that libraries are known to get wrong or not to have. */
import { describe, expect, test } from 'vitest'
import { T, grad, hessian, jacobian, jvp, vmap } from '../../src/index.ts'
import type { AnyShape, Scalar, Tensor } from '../../src/core/tensor.ts'

type S = Scalar<'f64'>
type V<N extends number> = Tensor<[N], 'f64'>
type X = Tensor<AnyShape, 'f64'>
const vector = <N extends number>(...xs: readonly number[]): V<N> =>
  T.tensor([...xs], 'f64') as unknown as V<N>
const i32 = (...indices: readonly number[]) => T.tensor([...indices], 'i32')
const total = (x: X): S => T.sum(x)

describe('gather with repeated indices', () => {
  const rows = i32(2, 0, 2, 2)

  test('the gradient adds up, it does not overwrite', () => {
    const f = (x: V<3>): S => T.sum(T.mul(T.take(x, rows, 0), vector(1, 10, 100, 1000)))
    expect(T.toArray(grad(f)(vector(5, 6, 7)))).toEqual([10, 0, 1101])
  })

  test('so does the Hessian', () => {
    const f = (x: V<3>): S => T.sum(T.mul(T.take(x, rows, 0), T.take(x, i32(0, 0, 2, 1), 0)))
    // x₂x₀ + x₀² + x₂² + x₂x₁
    expect(T.toArray(hessian(f)(vector(1, 2, 3)))).toEqual([
      [2, 0, 1],
      [0, 0, 1],
      [1, 1, 2],
    ])
  })

  test('per example in a batch, table and indices batched or not', () => {
    const table = vector<3>(1, 2, 3)
    const at = T.tensor(
      [
        [0, 0],
        [1, 2],
        [2, 2],
      ],
      'i32',
    )
    const perExample = vmap((own: Tensor<[2], 'i32'>) =>
      grad((x: V<3>): S => total(T.square(T.take(x, own, 0)) as X))(table),
    )(at)
    expect(T.toArray(perExample)).toEqual([
      [4, 0, 0],
      [0, 4, 6],
      [0, 0, 12],
    ])
    const ofSum = grad(
      (x: V<3>): S =>
        total(vmap((own: Tensor<[2], 'i32'>) => T.square(T.take(x, own, 0)))(at) as X),
    )
    expect(T.toArray(ofSum(table))).toEqual([4, 4, 18])
  })

  test('a look-up by equal tokens of an embedding', () => {
    const table = T.tensor(
      [
        [1, 2],
        [3, 4],
      ],
      'f64',
    )
    const tokens = T.tensor(
      [
        [1, 1],
        [0, 1],
      ],
      'i32',
    )
    const slopes = grad((e: typeof table): S => total(T.take(e, tokens, 0) as X))(table)
    expect(T.toArray(slopes)).toEqual([
      [1, 1],
      [3, 3],
    ])
  })
})

describe('updates', () => {
  test('addAt with repeated indices: every value counts, at second order too', () => {
    const f = (v: V<3>): S => total(T.square(T.addAt(T.zeros([2], 'f64'), i32(0, 1, 0), v)) as X)
    // (v₀ + v₂)² + v₁²
    expect(T.toArray(grad(f)(vector(1, 2, 3)))).toEqual([8, 4, 8])
    expect(T.toArray(hessian(f)(vector(1, 2, 3)))).toEqual([
      [2, 0, 2],
      [0, 2, 0],
      [2, 0, 2],
    ])
  })

  test('setAt cuts what it replaces, in forward mode too', () => {
    const [value, tangent] = jvp((x: V<3>) => T.setAt(x, i32(1), 0))(
      [vector(1, 2, 3)],
      [vector(10, 20, 30)],
    )
    expect(T.toArray(value)).toEqual([1, 0, 3])
    expect(T.toArray(tangent)).toEqual([10, 0, 30])
  })
})

describe('topK', () => {
  test('has a gradient at the chosen elements, weighted by their rank', () => {
    const f = (x: V<4>): S => T.sum(T.mul(T.topK(x, 2)[0], vector(1, 10)))
    expect(T.toArray(grad(f)(vector(1, 4, 2, 3)))).toEqual([0, 1, 0, 10])
  })

  test('has second derivatives, and is closed under jacobian and vmap', () => {
    const f = (x: V<4>): S => total(T.pow(T.topK(x, 2)[0], 3) as X)
    expect(T.toArray(hessian(f)(vector(1, 4, 2, 3)))).toEqual([
      [0, 0, 0, 0],
      [0, 24, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 18],
    ])
    const rows = T.tensor(
      [
        [3, 1, 2],
        [0, 5, 4],
      ],
      'f64',
    )
    const chosen = vmap(jacobian((x: V<3>) => T.topK(x, 1)[0]))(rows)
    expect(T.toArray(chosen)).toEqual([[[1, 0, 0]], [[0, 1, 0]]])
  })

  test('among equal elements gives each cotangent to one of them', () => {
    const f = (x: V<4>): S => T.sum(T.mul(T.topK(x, 3)[0], vector(1, 10, 100)))
    expect(T.toArray(grad(f)(vector(2, 2, 2, 2)))).toEqual([1, 10, 100, 0])
  })
})

describe('sorting with equal elements', () => {
  test('is a permutation: the cotangents arrive, each once', () => {
    const weights = vector<4>(1, 10, 100, 1000)
    const f = (x: V<4>): S => T.sum(T.mul(T.sort(x), weights))
    expect(T.toArray(grad(f)(vector(2, 1, 2, 1)))).toEqual([100, 1, 1000, 10])
    expect(T.toArray(grad(f)(vector(0, -0, 0, -0)))).toEqual([1, 10, 100, 1000])
  })
})

describe('the maximum of equal elements', () => {
  test('over several axes, and in a batch', () => {
    const x = T.tensor(
      [
        [2, 2],
        [1, 2],
      ],
      'f64',
    )
    const third = 1 / 3
    expect(T.toArray(grad((v: typeof x): S => T.max(v))(x))).toEqual([
      [third, third],
      [0, third],
    ])
    const rows = vmap(grad((v: V<2>): S => T.max(v)))(x)
    expect(T.toArray(rows)).toEqual([
      [0.5, 0.5],
      [0, 1],
    ])
  })
})

describe('reflect padding', () => {
  const weights = (n: number): X => T.cast(T.pow(T.cast(T.arange(n), 'f64'), 2), 'f64')

  /** Where each element of a mirrored axis comes from, by walking up and down. */
  const origin = (size: number, low: number, high: number): readonly number[] =>
    Array.from({ length: size + low + high }, (_, i) => {
      const place = Math.abs(i - low)
      return place < size ? place : 2 * (size - 1) - place
    })

  test.each([
    [3, 2, 2],
    [4, 3, 3],
    [5, 0, 4],
    [5, 1, 0],
    [2, 1, 1],
  ])('of %i elements by %i and %i: every copy counts', (size, low, high) => {
    const places = origin(size, low, high)
    const f = (x: X): S =>
      T.sum(T.mul(T.pad(x, [[low, high]], { mode: 'reflect' }), weights(places.length)))
    const expected = Array.from({ length: size }, (_, k) =>
      places.reduce((sum, place, i) => sum + (place === k ? i ** 2 : 0), 0),
    )
    expect(T.toArray(grad(f)(T.ones([size], 'f64')))).toEqual(expected)
  })

  test('of a matrix: the corners are mirrored twice', () => {
    const x = T.ones([2, 3], 'f64')
    const slopes = grad(
      (v: typeof x): S =>
        total(
          T.pad(
            v,
            [
              [1, 1],
              [2, 2],
            ],
            { mode: 'reflect' },
          ),
        ),
    )(x)
    const [rows, columns] = [origin(2, 1, 1), origin(3, 2, 2)]
    const times = (list: readonly number[], k: number): number => list.filter((i) => i === k).length
    expect(T.toArray(slopes)).toEqual(
      [0, 1].map((i) => [0, 1, 2].map((k) => times(rows, i) * times(columns, k))),
    )
  })

  test('has second derivatives', () => {
    const f = (x: X): S => total(T.pow(T.pad(x, [[1, 1]], { mode: 'reflect' }), 2) as X)
    expect(T.toArray(hessian(f)(vector(1, 2, 3)))).toEqual([
      [2, 0, 0],
      [0, 6, 0],
      [0, 0, 2],
    ])
  })
})

describe('einsum with repeated operands', () => {
  test('counts every place of an operand, at second order too', () => {
    const x = vector<2>(2, 3)
    const cube = (v: V<2>): S => T.einsum('i,i,i->', v, v, v) as S
    expect(T.toArray(grad(cube)(x))).toEqual([12, 27])
    expect(T.toArray(hessian(cube)(x))).toEqual([
      [12, 0],
      [0, 18],
    ])
    const square = (m: Tensor<[2, 2], 'f64'>): S => T.einsum('ij,ji->', m, m) as S
    const m = T.tensor(
      [
        [1, 2],
        [3, 4],
      ],
      'f64',
    )
    expect(T.toArray(grad(square)(m))).toEqual([
      [2, 6],
      [4, 8],
    ])
  })
})
