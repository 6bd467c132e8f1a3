import { describe, expect, test } from 'vitest'
import { ArgumentError, ShapeError, T, type Tensor, vjp } from '../../src/index.ts'

describe('unfold and fold', () => {
  const x = T.reshape(T.range(1, 15), [2, 7])

  test('windows along one axis', () => {
    expect(T.toArray(T.unfold(x, 1, 3, { stride: 3 }))).toEqual([
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [
        [8, 9, 10],
        [11, 12, 13],
      ],
    ])
    expect(T.toArray(T.unfold(x, 0, 2))).toEqual([[1, 2, 3, 4, 5, 6, 7].map((i) => [i, i + 7])])
    expect(T.toArray(T.unfold(1, 3, { dilation: 3 })(x))).toEqual([[[1, 4, 7]], [[8, 11, 14]]])
  })

  test('fold is the pullback of unfold', () => {
    const options = { stride: 2, dilation: 2 } as const
    const [y, pullback] = vjp((v: Tensor<[2, 7]>) => T.unfold(v, 1, 2, options))(x)
    expect(T.toArray(T.fold(y, 1, 7, options))).toEqual(T.toArray(pullback(y)[0]))
    expect(T.toArray(T.fold(1, 7, options)(y))).toEqual([
      [1, 0, 6, 0, 10, 0, 7],
      [8, 0, 20, 0, 24, 0, 14],
    ])
  })

  test('booleans are counted', () => {
    const seen = T.unfold(T.ones([4], 'bool'), 0, 2)
    expect(seen.dtype).toBe('bool')
    expect(T.fold(seen, 0, 4).dtype).toBe('i32')
    expect(T.toArray(T.fold(seen, 0, 4))).toEqual([1, 2, 2, 1])
  })

  test('mistakes', () => {
    const any: Tensor = x
    expect(() => T.unfold(any, 1, 8)).toThrow('unfold: a window of 8 exceeds axis 1 of [2, 7]')
    expect(() => T.fold(any, 0, 3)).toThrow(ShapeError)
    const wrong: object = { strides: 2 }
    expect(() => T.unfold(any, 1, 2, wrong)).toThrow(ArgumentError)
  })
})
