import { describe, expect, test } from 'vitest'
import { T, UnknownValueError, compile, explain, grad } from '../../src/index.ts'
import type { Scalar, Tensor } from '../../src/core/tensor.ts'

const x = T.zeros([4, 3])
const w = T.zeros([3, 5])
const layer = (a: Tensor<[4, 3]>, b: Tensor<[3, 5]>) => T.relu(T.matmul(a, b))

describe('explain', () => {
  test('shows the groups and what they take', () => {
    expect(explain(layer)(x, w).split('\n')).toEqual([
      'contraction [4, 5]',
      '  c = dotGeneral a b',
      '  e = lessEqual c 0',
      '  f = select e 0 c',
      '  -> f: f32[4, 5]',
      '',
      '5 equations, simplified to 4, in 1 group',
      '1 call of 1 kernel',
      // 4 · 5 sums of 3 products
      '120 floating-point operations in products and convolutions',
      // (12 + 15) · 4 of inputs; the 0; 20 · 4 in steps of 64
      '108 bytes of inputs, 4 of constants, 128 of everything that is computed',
    ])
  })

  test('says the same of the compiled function', () => {
    expect(explain(compile(layer))(x, w)).toBe(explain(layer)(x, w))
  })

  test('counts the products of convolutions, and of derivatives', () => {
    const images = T.zeros([2, 8, 8, 3])
    const kernel = T.zeros([3, 3, 3, 6])
    const conv = (a: typeof images, b: typeof kernel) => T.conv2d(a, b)
    const once = 2 * (2 * 6 * 6 * 6) * (3 * 3 * 3)
    expect(explain(conv)(images, kernel)).toContain(`\n${once} floating-point operations`)
    // the value, the cotangent of the kernel: nobody asks for that of the images
    const slope = (a: typeof images, b: typeof kernel) =>
      grad((k: typeof kernel) => T.sum(T.square(conv(a, k))) as Scalar)(b)
    expect(explain(slope)(images, kernel)).toContain(`\n${2 * once} floating-point operations`)
  })

  test('shows poolings and what the reference engine computes', () => {
    const text = explain((a: Tensor<[2, 4, 4, 3]>) => T.maxPool2d(a, 2))(T.zeros([2, 4, 4, 3]))
    expect(text).toMatch(/^pool \[2, 2, 2, 3\]/)
    const solved = explain((a: Tensor<[3, 3]>) => T.cholesky(a))(T.zeros([3, 3]))
    expect(solved).toMatch(/1 of the reference engine/)
  })

  test('does not say what a function would do that looks at values', () => {
    const f = (a: Scalar) => (T.toNumber(a) > 0 ? a : T.neg(a))
    expect(() => explain(f)(T.tensor(1))).toThrow(UnknownValueError)
  })
})
