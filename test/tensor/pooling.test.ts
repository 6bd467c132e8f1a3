import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError, grad, hessian, ShapeError, T, type Tensor, vmap } from '../../src/index.ts'
import { inputOf, nodeOfInput } from '../../src/laws/input.ts'
import { between, randomOf } from '../../src/laws/random.ts'

const matrix = (x: Tensor): unknown => T.toArray(T.reshape(x, x.shape.slice(1, 3)))

/** 1 … 25, five by five. */
const counting: Tensor<[1, 5, 5, 1]> = T.reshape(T.range(1, 26), [1, 5, 5, 1])

const random = (shape: readonly number[], seed: number): Tensor => {
  const next = randomOf(seed)
  const type = { shape, dtype: 'f32' } as const
  return nodeOfInput(inputOf(type, () => between(next, -1, 1))) as unknown as Tensor
}

// Expected values: the operator tests of ONNX, NCHW there (onnx/backend/test/case/node)
describe('pooling of published examples', () => {
  const around = [
    [2, 2],
    [2, 2],
  ] as const

  test('maxpool_2d_precomputed_pads', () => {
    expect(matrix(T.maxPool2d(counting, 5, { strides: 1, padding: around }))).toEqual([
      [13, 14, 15, 15, 15],
      [18, 19, 20, 20, 20],
      [23, 24, 25, 25, 25],
      [23, 24, 25, 25, 25],
      [23, 24, 25, 25, 25],
    ])
  })

  test('maxpool_2d_precomputed_strides', () => {
    expect(matrix(T.maxPool2d(counting, 2))).toEqual([
      [7, 9],
      [17, 19],
    ])
  })

  test('maxpool_2d_precomputed_same_upper', () => {
    expect(matrix(T.maxPool2d(counting, 3, { strides: 2, padding: 'SAME' }))).toEqual([
      [7, 9, 10],
      [17, 19, 20],
      [22, 24, 25],
    ])
  })

  test('averagepool_2d_precomputed_pads', () => {
    expect(matrix(T.avgPool2d(counting, 5, { strides: 1, padding: around }))).toEqual([
      [7, 7.5, 8, 8.5, 9],
      [9.5, 10, 10.5, 11, 11.5],
      [12, 12.5, 13, 13.5, 14],
      [14.5, 15, 15.5, 16, 16.5],
      [17, 17.5, 18, 18.5, 19],
    ])
  })

  test('averagepool_2d_precomputed_strides', () => {
    expect(matrix(T.avgPool2d(counting, 2))).toEqual([
      [4, 6],
      [14, 16],
    ])
  })

  test('averagepool_2d_precomputed_same_upper', () => {
    expect(matrix(T.avgPool2d(counting, 3, { strides: 2, padding: 'SAME' }))).toEqual([
      [4, 5.5, 7],
      [11.5, 13, 14.5],
      [19, 20.5, 22],
    ])
  })
})

describe('pooling by hand', () => {
  test('padding is never the greatest element', () => {
    const x = T.neg(counting)
    expect(matrix(T.maxPool2d(x, 3, { strides: 2, padding: 'SAME' }))).toEqual([
      [-1, -2, -4],
      [-6, -7, -9],
      [-16, -17, -19],
    ])
    const bytes = T.fromTypedArray(new Int32Array([-5, -7]), [1, 2, 1])
    const pooled = T.maxPool1d(bytes, 3, { strides: 1, padding: 'SAME' })
    expect(T.toArray(T.flatten(pooled))).toEqual([[-5, -5]])
  })

  test('NaN is the greatest, and stays in its window', () => {
    const x = T.reshape(T.tensor([1, NaN, 3, 4]), [1, 4, 1])
    expect(T.toArray(T.flatten(T.maxPool1d(x, 2)))).toEqual([[NaN, 4]])
  })

  test('channels and examples stay apart', () => {
    const x = random([3, 5, 6, 4], 7)
    const y = T.maxPool2d(x, [2, 3], { strides: [1, 2] })
    for (const [n, c] of [
      [0, 0],
      [2, 3],
    ] as const) {
      const own = T.slice(x, [n, 0, 0, c], [n + 1, 5, 6, c + 1])
      expect(matrix(T.slice(y, [n, 0, 0, c], [n + 1, 4, 2, c + 1]))).toEqual(
        matrix(T.maxPool2d(own, [2, 3], { strides: [1, 2] })),
      )
    }
  })

  test('one window over everything is the reduction', () => {
    const x = random([3, 4, 5, 2], 8)
    expect(T.toArray(T.maxPool2d(x, [4, 5]))).toEqual(
      T.toArray(T.max(x, [1, 2], { keepdims: true })),
    )
    expect(T.allClose(T.avgPool2d(x, [4, 5]), T.mean(x, [1, 2], { keepdims: true }))).toBe(true)
  })

  test('a mean is a convolution with equal weights', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const x = random([2, 7, 8, 1], seed)
        const weights = T.full([3, 2, 1, 1], 1 / 6)
        const strides = [2, 1] as const
        expect(
          T.allClose(T.avgPool2d(x, [3, 2], { strides }), T.conv2d(x, weights, { strides }), {
            atol: 1e-6,
          }),
        ).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test('data last is data first', () => {
    const x = random([2, 5, 6, 3], 1)
    expect(T.toArray(T.maxPool2d(2)(x))).toEqual(T.toArray(T.maxPool2d(x, 2)))
    const options = { strides: 1, padding: 'SAME' } as const
    expect(T.toArray(T.avgPool2d([2, 3], options)(x))).toEqual(
      T.toArray(T.avgPool2d(x, [2, 3], options)),
    )
  })

  test('vmap is a loop', () => {
    const x = random([3, 2, 5, 6, 2], 3)
    const pool = (one: Tensor): Tensor => T.maxPool2d(one, 2, { padding: 'SAME' })
    const together = vmap(pool)(x)
    const flat = pool(T.reshape(x, [6, 5, 6, 2]))
    expect([...T.toTypedArray(together)]).toEqual([...T.toTypedArray(flat)])
  })

  test('integers become real numbers', () => {
    const x = T.fromTypedArray(new Int32Array([1, 2]), [1, 2, 1])
    expect(T.avgPool1d(x, 2).dtype).toBe('f32')
    expect(T.toArray(T.avgPool1d(x, 2))).toEqual([[[1.5]]])
  })

  test('nothing gives nothing', () => {
    expect(T.maxPool2d(T.zeros([0, 4, 4, 1]), 2).shape).toEqual([0, 2, 2, 1])
    expect(T.avgPool2d(T.zeros([2, 4, 4, 0]), 2, { padding: 'SAME' }).shape).toEqual([2, 2, 2, 0])
  })
})

describe('derivatives of pooling', () => {
  test('ties share equally', () => {
    const x = T.zeros([1, 2, 2, 1])
    const f = (image: Tensor<[1, 2, 2, 1]>) => T.sum(T.maxPool2d(image, 2))
    expect(matrix(grad(f)(x) as unknown as Tensor)).toEqual([
      [0.25, 0.25],
      [0.25, 0.25],
    ])
  })

  // other libraries have no second derivative of pooling, or a wrong one
  test('second order through max pooling', () => {
    const x = T.reshape(T.tensor([1, 5, 2, 3, 4, 6, 9, 8, 7], 'f64'), [9])
    const f = (flat: Tensor<[9], 'f64'>) => {
      const pooled = T.maxPool2d(T.reshape(flat, [1, 3, 3, 1]), 2, { strides: 1 })
      return T.sum(T.mul(pooled, T.square(pooled)))
    }
    // windows see 5, 6, 9 and 8 as their greatest: f = 5³ + 6³ + 9³ + 8³
    const expected = [0, 5, 0, 0, 0, 6, 9, 8, 0].map((own, i) =>
      Array.from({ length: 9 }, (_, k) => (i === k ? 6 * own : 0)),
    )
    expect(T.toArray(hessian(f)(x))).toEqual(expected)
    expect(T.toArray(grad(f)(x))).toEqual([0, 75, 0, 0, 0, 108, 243, 192, 0])
  })

  test('third order through max pooling', () => {
    const x = T.tensor([1, 5, 2, 4], 'f64')
    const f = (flat: Tensor<[4], 'f64'>) => {
      const pooled = T.maxPool1d(T.reshape(flat, [1, 4, 1]), 2)
      return T.sum(T.square(T.square(pooled)))
    }
    const once = (g: (v: Tensor<[4], 'f64'>) => Tensor<[], 'f64'>) => (v: Tensor<[4], 'f64'>) =>
      T.sum(grad(g)(v))
    expect(T.toArray(grad(once(once(f)))(x))).toEqual([0, 24 * 5, 0, 24 * 4])
  })

  test('overlapping windows add up', () => {
    const x = T.reshape(T.tensor([1, 9, 2]), [1, 3, 1])
    const f = (v: Tensor<[1, 3, 1]>) => T.sum(T.maxPool1d(v, 2, { strides: 1 }))
    expect(T.toArray(T.flatten(grad(f)(x)))).toEqual([[0, 2, 0]])
    const g = (v: Tensor<[1, 3, 1]>) => T.sum(T.avgPool1d(v, 3, { strides: 1, padding: 'SAME' }))
    // two windows see two elements, one sees three
    const third = Math.fround(1 / 3)
    const sums = [0.5 + third, 1 + third, 0.5 + third].map(Math.fround)
    expect(T.allClose(T.flatten(grad(g)(x)), T.tensor([sums]))).toBe(true)
  })
})

describe('pooling says what is wrong', () => {
  const x: Tensor = T.zeros([1, 4, 4, 3])

  test('with shapes', () => {
    expect(() => T.maxPool2d(x, 5)).toThrow(
      'maxPool2d: window height 5 exceeds input height 4 (VALID padding)',
    )
    expect(() =>
      T.maxPool2d(x, 2, {
        padding: [
          [0, 0],
          [0, 2],
        ],
      }),
    ).toThrow('maxPool2d: a window sees padding alone: width of [1, 4, 4, 3] is padded by [0, 2]')
    expect(() => T.avgPool1d(x, 2)).toThrow(ShapeError)
  })

  test('with options', () => {
    const wrong = (options: object) => () => T.maxPool2d(x, 2, options)
    expect(wrong({ dilation: 2 })).toThrow(ArgumentError)
    expect(wrong({ padding: 'FULL' })).toThrow(ArgumentError)
  })
})
