import { describe, expect, test } from 'vitest'
import { ArgumentError, ShapeError, T, type Tensor, grad } from '../../../src/index.ts'
import { expectClose, forMatrices, type M, random } from './matrices.ts'

const wide = T.tensor([
  [1, 2, 3],
  [4, 5, 6],
])

describe('tril and triu', () => {
  test('every offset, tall and wide', () => {
    const tall = T.transpose(wide)
    expect(T.toArray(T.tril(wide, -1))).toEqual([
      [0, 0, 0],
      [4, 0, 0],
    ])
    expect(T.toArray(T.tril(wide, 1))).toEqual([
      [1, 2, 0],
      [4, 5, 6],
    ])
    expect(T.toArray(T.triu(tall, 1))).toEqual([
      [0, 4],
      [0, 0],
      [0, 0],
    ])
    expect(T.toArray(T.triu(-1)(tall))).toEqual([
      [1, 4],
      [2, 5],
      [0, 6],
    ])
    expect(T.toArray(T.triu(wide, 9))).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
  })

  test('tril(x, k) + triu(x, k + 1) = x', () => {
    forMatrices((next, batch, n) => {
      const x = random(next, [...batch, n, n + 1])
      for (const k of [-2, -1, 0, 1, 2]) {
        expectClose(T.add(T.tril(x, k), T.triu(x, k + 1)) as M, x, 0)
      }
    })
  })

  test('take every element type, and NaN outside stays outside', () => {
    expect(
      T.toArray(
        T.tril(
          T.tensor([
            [true, true],
            [true, true],
          ]),
        ),
      ),
    ).toEqual([
      [true, false],
      [true, true],
    ])
    expect(
      T.toArray(
        T.triu(
          T.tensor([
            [1, 2],
            [NaN, 3],
          ]),
        ),
      ),
    ).toEqual([
      [1, 2],
      [0, 3],
    ])
  })

  test('errors', () => {
    const vector = T.tensor([1, 2]) as unknown as Tensor<[2, 2]>
    expect(() => T.tril(vector)).toThrow(ShapeError)
    expect(() => T.tril(vector)).toThrow('tril: [2] must have rank >= 2')
    expect(() => T.triu(wide, 0.5)).toThrow(ArgumentError)
  })
})

describe('diagonal, diag and trace', () => {
  test('of tall, wide and batched matrices', () => {
    expect(T.toArray(T.diagonal(T.transpose(wide)))).toEqual([1, 5])
    expect(T.toArray(T.diagonal(T.stack([wide, T.neg(wide)], 0)))).toEqual([
      [1, 5],
      [-1, -5],
    ])
    expect(T.toNumber(T.trace(wide))).toBe(6)
    expect(T.diagonal(T.zeros([0, 3])).shape).toEqual([0])
    expect(T.toNumber(T.trace(T.zeros([0, 3])))).toBe(0)
  })

  test('diagonal ∘ diag is the identity, diag ∘ diagonal masks', () => {
    forMatrices((next, batch, n) => {
      const x = random(next, [...batch, n])
      expectClose(T.diagonal(T.diag(x)) as M, x, 0)
      const y = random(next, [...batch, n, n])
      expectClose(T.diag(T.diagonal(y)) as M, T.tril(T.triu(y)) as M, 0)
    })
  })

  test('trace(A B) = trace(B A), and its gradient is the transposed factor', () => {
    forMatrices((next, _, n) => {
      const [a, b] = [random(next, [n, n + 1]), random(next, [n + 1, n])]
      expectClose(T.trace(T.matmul(a, b)) as M, T.trace(T.matmul(b, a)) as M)
      const gradient = grad((x: M) => T.trace(T.matmul(x, b)) as unknown as Tensor<[], 'f64'>)(a)
      expectClose(gradient, T.transpose(b) as M)
    })
  })

  test('element types stay, booleans are counted', () => {
    expect(
      T.trace(
        T.tensor([
          [true, false],
          [false, true],
        ]),
      ).dtype,
    ).toBe('i32')
    expect(T.diag(T.tensor([1, 2], 'i32')).dtype).toBe('i32')
  })
})
