import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError, grad, ShapeError, T, type Tensor, vjp } from '../../src/index.ts'
import { pad } from '../../src/core/primitives/selection.ts'
import { dotGeneral } from '../../src/core/primitives/contraction.ts'
import { windows } from '../../src/core/primitives/windows.ts'
import { nodeOf } from '../../src/core/tree.ts'
import { inputOf, nodeOfInput } from '../../src/laws/input.ts'
import { compute } from '../../src/laws/oracle/measure.ts'
import { between, randomOf } from '../../src/laws/random.ts'

/** The elements of an image of one channel as a matrix. */
const matrix = (x: Tensor): unknown => T.toArray(T.reshape(x, x.shape.slice(1, 3)))

const image = (height: number, width: number, first = 0): Tensor =>
  T.reshape(T.add(T.arange(height * width), first), [1, height, width, 1])

const random = (shape: readonly number[], seed: number): Tensor => {
  const next = randomOf(seed)
  const type = { shape, dtype: 'f32' } as const
  return nodeOfInput(inputOf(type, () => between(next, -1, 1))) as unknown as Tensor
}

const bits = (x: Tensor): unknown => [x.shape, [...T.toTypedArray(x)]]

// Expected values: the operator tests of ONNX, NCHW there (onnx/backend/test/case/node)
describe('conv2d of published examples', () => {
  const ones = T.ones([3, 3, 1, 1])

  test('basic_conv_with_padding', () => {
    expect(
      matrix(
        T.conv2d(image(5, 5), ones, {
          padding: [
            [1, 1],
            [1, 1],
          ],
        }),
      ),
    ).toEqual([
      [12, 21, 27, 33, 24],
      [33, 54, 63, 72, 51],
      [63, 99, 108, 117, 81],
      [93, 144, 153, 162, 111],
      [72, 111, 117, 123, 84],
    ])
  })

  test('basic_conv_without_padding', () => {
    expect(matrix(T.conv2d(image(5, 5), ones))).toEqual([
      [54, 63, 72],
      [99, 108, 117],
      [144, 153, 162],
    ])
  })

  test('conv_with_strides_padding', () => {
    expect(
      matrix(
        T.conv2d(image(7, 5), ones, {
          strides: 2,
          padding: [
            [1, 1],
            [1, 1],
          ],
        }),
      ),
    ).toEqual([
      [12, 27, 24],
      [63, 108, 81],
      [123, 198, 141],
      [112, 177, 124],
    ])
  })

  test('conv_with_strides_no_padding', () => {
    expect(matrix(T.conv2d(image(7, 5), ones, { strides: 2 }))).toEqual([
      [54, 72],
      [144, 162],
      [234, 252],
    ])
  })

  test('conv_with_strides_and_asymmetric_padding', () => {
    expect(
      matrix(
        T.conv2d(image(7, 5), ones, {
          strides: 2,
          padding: [
            [1, 1],
            [0, 0],
          ],
        }),
      ),
    ).toEqual([
      [21, 33],
      [99, 117],
      [189, 207],
      [171, 183],
    ])
  })

  test('convtranspose', () => {
    const y = T.conv2dTranspose(image(3, 3), T.ones([3, 3, 2, 1]))
    expect(y.shape).toEqual([1, 5, 5, 2])
    const [first, second] = T.split(y, 2, 3) as readonly Tensor[]
    expect(matrix(first as Tensor)).toEqual([
      [0, 1, 3, 3, 2],
      [3, 8, 15, 12, 7],
      [9, 21, 36, 27, 15],
      [9, 20, 33, 24, 13],
      [6, 13, 21, 15, 8],
    ])
    expect(matrix(second as Tensor)).toEqual(matrix(first as Tensor))
  })

  test('convtranspose_1d', () => {
    const x = T.reshape(T.arange(3), [1, 3, 1])
    const y = T.conv1dTranspose(x, T.ones([3, 1, 1]))
    expect(T.toArray(T.flatten(y))).toEqual([[0, 1, 3, 3, 2]])
  })

  test('convtranspose_pads', () => {
    const options = {
      strides: [3, 2],
      padding: [
        [1, 1],
        [2, 2],
      ],
    } as const
    expect(matrix(T.conv2dTranspose(image(3, 3), T.ones([3, 3, 1, 1]), options))).toEqual([
      [1, 1, 3],
      [1, 1, 3],
      [7, 4, 9],
      [7, 4, 9],
      [7, 4, 9],
      [13, 7, 15],
      [13, 7, 15],
    ])
  })
})

// Curriculum: (4 × 4) * (3 × 3) = (2 × 2), and padding 1 keeps 4 × 4. Values by hand.
describe('conv2d by hand', () => {
  const x = T.reshape(T.tensor([1, 2, 3, 0, 0, 1, 2, 3, 3, 0, 1, 2, 2, 3, 0, 1]), [1, 4, 4, 1])
  const kernel = T.reshape(T.tensor([2, 0, 1, 0, 1, 2, 1, 0, 2]), [3, 3, 1, 1])

  test('four by four under three by three is two by two', () => {
    expect(matrix(T.conv2d(x, kernel))).toEqual([
      [15, 16],
      [6, 15],
    ])
  })

  test('padding 1 keeps four by four', () => {
    const expected = [
      [7, 12, 10, 2],
      [4, 15, 16, 10],
      [10, 6, 15, 6],
      [8, 10, 4, 3],
    ]
    expect(
      matrix(
        T.conv2d(x, kernel, {
          padding: [
            [1, 1],
            [1, 1],
          ],
        }),
      ),
    ).toEqual(expected)
    expect(matrix(T.conv2d(x, kernel, { padding: 'SAME' }))).toEqual(expected)
  })

  test('a kernel is not mirrored, and its channels are summed', () => {
    const two = T.tensor([
      [
        [
          [1, 10],
          [2, 20],
          [3, 30],
        ],
      ],
    ])
    const weights = T.tensor([
      [
        [[1], [100]],
        [[1000], [10000]],
      ],
    ])
    // 1·1 + 10·100 + 2·1000 + 20·10000, and one further
    expect(T.toArray(T.conv2d(two, weights))).toEqual([[[[203001], [305002]]]])
  })

  test('dilation leaves holes', () => {
    const line = T.reshape(T.tensor([1, 2, 3, 4, 5]), [1, 5, 1])
    const three = T.reshape(T.tensor([1, 10, 100]), [3, 1, 1])
    expect(T.toArray(T.flatten(T.conv1d(line, three, { dilation: 2 })))).toEqual([[531]])
  })

  test('SAME puts the odd zero at the end', () => {
    const line = T.reshape(T.tensor([1, 2, 3, 4]), [1, 4, 1])
    const two = T.reshape(T.tensor([1, 10]), [2, 1, 1])
    expect(T.toArray(T.flatten(T.conv1d(line, two, { padding: 'SAME' })))).toEqual([
      [21, 32, 43, 4],
    ])
  })

  test('integers wrap, booleans are counted', () => {
    const big = T.fromTypedArray(new Int32Array([2 ** 30, 2 ** 30]), [1, 2, 1])
    const threes = T.fromTypedArray(new Int32Array([3, 3]), [2, 1, 1])
    expect(T.toArray(T.conv1d(big, threes))).toEqual([[[-2147483648]]])
    const yes = T.fromTypedArray(new Uint8Array([1, 0, 1]), [1, 3, 1])
    const counted = T.conv1d(yes, T.fromTypedArray(new Uint8Array([1, 1, 1]), [3, 1, 1]))
    expect(bits(counted as unknown as Tensor)).toEqual([[1, 1, 1], [2]])
  })

  test('what lies outside adds nothing, whatever the kernel holds', () => {
    const one = T.reshape(T.tensor([1]), [1, 1, 1])
    const infinite = T.reshape(T.tensor([Infinity, 2, NaN]), [3, 1, 1])
    expect(T.toArray(T.conv1d(one, infinite, { padding: 'SAME' }))).toEqual([[[2]]])
    const line = T.reshape(T.tensor([1, 1, 1]), [1, 3, 1])
    const step = T.reshape(T.tensor([1, Infinity]), [2, 1, 1])
    const cotangent = T.reshape(T.tensor([1]), [1, 1, 1])
    const [, pullback] = vjp((x: Tensor) => T.conv1d(x, step, { strides: 2 }))(line as Tensor)
    expect(T.toArray(T.flatten(pullback(cotangent)[0]))).toEqual([[1, Infinity, 0]])
  })
})

describe('laws of conv2d', () => {
  const options = fc.record({
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    padding: fc.constantFrom(
      'SAME' as const,
      'VALID' as const,
      [
        [1, 0],
        [2, 3],
      ] as const,
    ),
    dilation: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
  })

  test('a kernel of one by one is matmul, bit for bit', () => {
    const [x, k] = [random([3, 4, 5, 7], 1), random([1, 1, 7, 6], 2)]
    expect(bits(T.conv2d(x, k))).toEqual(bits(T.matmul(x, T.reshape(k, [7, 6]))))
  })

  test('it is the contraction of unfolded windows, bit for bit', () => {
    fc.assert(
      fc.property(options, fc.nat(), ({ strides, dilation }, seed) => {
        const [x, k] = [random([2, 7, 8, 3], seed), random([3, 2, 3, 5], seed + 1)]
        const padded = pad(nodeOf('test', x), [0, 1, 2, 0], [0, 0, 3, 0], [0, 0, 0, 0])
        const seen = windows(padded, { axes: [1, 2], sizes: [3, 2], strides, dilations: dilation })
        // [batch, places, places, channels, k, l] with [k, l, channels, out]
        const expected = dotGeneral(seen, nodeOf('test', k), {
          contract: [
            [4, 5, 3],
            [0, 1, 2],
          ],
          batch: [[], []],
        })
        const y = T.conv2d(x, k, {
          strides,
          dilation,
          padding: [
            [1, 0],
            [2, 3],
          ],
        })
        expect(y.shape).toEqual(expected.shape)
        expect(T.toTypedArray(y)).toEqual(compute([expected])[0])
      }),
      { numRuns: 50 },
    )
  })

  test('as many groups as channels: every channel by itself', () => {
    fc.assert(
      fc.property(options, fc.nat(), (own, seed) => {
        const [x, k] = [random([2, 7, 8, 3], seed), random([3, 2, 1, 6], seed + 1)]
        const channels = T.split(x, 3, 3) as readonly Tensor[]
        const kernels = T.split(k, 3, 3) as readonly Tensor[]
        const each = channels.map((one, c) => T.conv2d(one, kernels[c] as Tensor, own))
        expect(bits(T.conv2d(x, k, { ...own, groups: 3 }))).toEqual(bits(T.concat(each, 3)))
      }),
      { numRuns: 50 },
    )
  })

  test('SAME and explicit padding are padding', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const [x, k] = [random([2, 5, 6, 3], seed), random([3, 4, 3, 2], seed + 1)]
        const padded = T.pad(x, [
          [0, 0],
          [1, 1],
          [1, 2],
          [0, 0],
        ])
        expect(bits(T.conv2d(x, k, { padding: 'SAME' }))).toEqual(bits(T.conv2d(padded, k)))
        expect(
          bits(
            T.conv2d(x, k, {
              padding: [
                [1, 1],
                [1, 2],
              ],
            }),
          ),
        ).toEqual(bits(T.conv2d(padded, k)))
      }),
      { numRuns: 20 },
    )
  })

  test('data last is data first', () => {
    const [x, k] = [random([2, 5, 6, 3], 1), random([3, 4, 3, 2], 2)]
    expect(bits(T.conv2d(k)(x))).toEqual(bits(T.conv2d(x, k)))
    expect(bits(T.conv2d(k, { strides: 2 })(x))).toEqual(bits(T.conv2d(x, k, { strides: 2 })))
  })

  test('one dimension is two with one row, three with one plane and row', () => {
    const [x, k] = [random([2, 9, 3], 1), random([3, 3, 4], 2)]
    const y = T.conv1d(x, k, { strides: 2, padding: [[2, 1]], dilation: 2 })
    const flat = T.conv2d(T.expandDims(x, 1), T.expandDims(k, 0), {
      strides: [1, 2],
      padding: [
        [0, 0],
        [2, 1],
      ],
      dilation: [1, 2],
    })
    expect(bits(T.squeeze(flat, 1))).toEqual(bits(y))
    const deep = T.conv3d(
      T.expandDims(T.expandDims(x, 1), 1),
      T.expandDims(T.expandDims(k, 0), 0),
      {
        strides: [1, 1, 2],
        padding: [
          [0, 0],
          [0, 0],
          [2, 1],
        ],
        dilation: [1, 1, 2],
      },
    )
    expect(bits(T.squeeze(deep, [1, 2]))).toEqual(bits(y))
  })

  test('conv2dTranspose is the pullback of conv2d', () => {
    fc.assert(
      fc.property(options, fc.constantFrom(1, 2), fc.nat(), (given, groups, seed) => {
        const own = { ...given, groups }
        const [y, k] = [random([2, 4, 3, 4], seed), random([3, 4, 2, 4], seed + 1)]
        const x = T.conv2dTranspose(y, k, own)
        const [again, pullback] = vjp((input: Tensor) => T.conv2d(input, k, own))(
          T.zeros(x.shape as number[]),
        )
        expect(again.shape).toEqual(y.shape)
        expect(bits(pullback(y)[0])).toEqual(bits(x))
      }),
      { numRuns: 50 },
    )
  })

  test('nothing gives nothing', () => {
    expect(T.conv2d(T.zeros([0, 4, 4, 1]), T.ones([3, 3, 1, 2])).shape).toEqual([0, 2, 2, 2])
    const k = T.ones([3, 3, 0, 2])
    expect([...T.toTypedArray(T.conv2d(T.zeros([1, 3, 3, 0]), k))]).toEqual([0, 0])
    const f = (w: Tensor<[3, 3, 1, 2]>) => T.sum(T.conv2d(T.zeros([0, 4, 4, 1]), w))
    expect([...T.toTypedArray(grad(f)(T.ones([3, 3, 1, 2])))]).toEqual(
      new Array<number>(18).fill(0),
    )
  })
})

describe('conv2d says what is wrong', () => {
  const x: Tensor = T.zeros([1, 4, 4, 3])
  const k: Tensor = T.zeros([3, 3, 3, 2])

  test('with shapes', () => {
    const flat: Tensor = T.zeros([4, 4, 3])
    expect(() => T.conv2d(flat, k)).toThrow(
      new ShapeError('conv2d', 'input must be [batch, height, width, channels], got [4, 4, 3]', [
        [4, 4, 3],
        [3, 3, 3, 2],
      ]),
    )
    expect(() => T.conv2d(x, k, { strides: 0 })).toThrow(ShapeError)
  })

  test('with options', () => {
    const wrong = (options: object) => () => T.conv2d(x, k, options)
    expect(wrong({ stride: 2 })).toThrow(
      new ArgumentError(
        'conv2d',
        'there is no option stride: there are strides, padding, dilation, groups',
      ),
    )
    expect(wrong({ padding: 'same' })).toThrow(ArgumentError)
    expect(wrong({ padding: [1, 1] })).toThrow(ArgumentError)
    expect(() => T.conv2d(x, k, 2 as never)).toThrow(ArgumentError)
  })
})
