import { describe } from 'vitest'
import {
  type Conv,
  type ConvolutionOptions,
  type ConvTranspose,
  convShape,
  convTransposeShape,
  type Pool,
  type PoolOptions,
  poolShape,
  type PerAxis,
  type Rank,
} from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface ConvRule<R extends Rank> extends Rule {
  readonly result: Conv<R, Arg<this, 0>, Arg<this, 1>, Arg<this, 2, ConvolutionOptions>>
}
interface TransposeRule<R extends Rank> extends Rule {
  readonly result: ConvTranspose<R, Arg<this, 0>, Arg<this, 1>, Arg<this, 2, ConvolutionOptions>>
}
interface PoolRule extends Rule {
  readonly result: Pool<2, Arg<this, 0>, Arg<this, 1, PerAxis>, Arg<this, 2, PoolOptions>, 'pool'>
}

const conv =
  (rank: Rank) =>
  (x: readonly number[], k: readonly number[], options: ConvolutionOptions): unknown =>
    convShape(rank, x, k, options)
const transposed =
  (rank: Rank) =>
  (x: readonly number[], k: readonly number[], options: ConvolutionOptions): unknown =>
    convTransposeShape(rank, x, k, options)

describe('conv2d', () => {
  const conv2d = agree<ConvRule<2>>(conv(2))
  conv2d([[1, 4, 4, 1], [3, 3, 1, 1], {}], [1, 2, 2, 1])
  conv2d([[32, 28, 28, 1], [3, 3, 1, 16], { padding: 'SAME' }], [32, 28, 28, 16])
  conv2d([[2, 7, 8, 3], [3, 2, 3, 5], { strides: 2 }], [2, 3, 4, 5])
  conv2d([[2, 7, 8, 3], [3, 2, 3, 5], { strides: [2, 3] }], [2, 3, 3, 5])
  conv2d([[2, 7, 8, 3], [3, 2, 3, 5], { strides: [2, 3], padding: 'SAME' }], [2, 4, 3, 5])
  conv2d([[2, 7, 8, 3], [3, 3, 3, 5], { dilation: 2 }], [2, 3, 4, 5])
  conv2d([[2, 7, 8, 3], [3, 2, 3, 5], { dilation: [1, 7] }], [2, 5, 1, 5])
  conv2d(
    [
      [1, 4, 4, 1],
      [3, 3, 1, 1],
      {
        padding: [
          [1, 1],
          [1, 1],
        ],
      },
    ],
    [1, 4, 4, 1],
  )
  conv2d(
    [
      [1, 4, 4, 1],
      [3, 3, 1, 1],
      {
        padding: [
          [0, 2],
          [3, 0],
        ],
        strides: 2,
      },
    ],
    [1, 2, 3, 1],
  )
  conv2d([[1, 4, 4, 6], [3, 3, 2, 9], { groups: 3 }], [1, 2, 2, 9])
  conv2d([[0, 4, 4, 1], [3, 3, 1, 1], {}], [0, 2, 2, 1])
  conv2d([[1, 0, 4, 1], [3, 3, 1, 1], { padding: 'SAME' }], [1, 0, 4, 1])
  conv2d([[1, 5, 5, 2], [1, 1, 2, 4], {}], [1, 5, 5, 4])
  conv2d([[1, 5, 6, 2], [1, 1, 2, 4], { strides: 2 }], [1, 3, 3, 4])
  conv2d([[1, 4, 4, 0], [3, 3, 0, 2], {}], [1, 2, 2, 2])

  conv2d(
    [[32, 28, 28], [3, 3, 1, 16], {}],
    'conv2d: input must be [batch, height, width, channels], got [32, 28, 28]',
  )
  conv2d(
    [[32, 28, 28, 1], [3, 3, 16], {}],
    'conv2d: kernel must be [height, width, in, out], got [3, 3, 16]',
  )
  conv2d([[32, 28, 28, 3], [3, 3, 1, 16], {}], 'conv2d: input has 3 channels, kernel expects 1')
  conv2d(
    [[1, 4, 4, 6], [3, 3, 4, 9], { groups: 3 }],
    'conv2d: input has 6 channels, kernel expects 12 (3 groups of 4)',
  )
  conv2d(
    [[1, 4, 4, 6], [3, 3, 2, 8], { groups: 3 }],
    'conv2d: 8 output channels do not divide into 3 groups',
  )
  conv2d([[1, 4, 4, 6], [3, 3, 2, 8], { groups: 0 }], 'conv2d: groups 0 is not a whole number >= 1')
  conv2d(
    [[1, 2, 4, 1], [3, 3, 1, 1], {}],
    'conv2d: kernel height 3 exceeds input height 2 (VALID padding)',
  )
  conv2d(
    [[1, 4, 4, 1], [3, 3, 1, 1], { dilation: [1, 2] }],
    'conv2d: dilated kernel width 5 exceeds input width 4 (VALID padding)',
  )
  conv2d(
    [
      [1, 1, 4, 1],
      [4, 3, 1, 1],
      {
        padding: [
          [1, 1],
          [0, 0],
        ],
      },
    ],
    'conv2d: kernel height 4 exceeds input height 1 padded by [1, 1]',
  )
  conv2d(
    [[1, 0, 4, 1], [1, 1, 1, 1], {}],
    'conv2d: kernel height 1 exceeds input height 0 (VALID padding)',
  )
  conv2d([[1, 4, 4, 1], [0, 3, 1, 1], {}], 'conv2d: kernel height 0 is not a whole number >= 1')
  conv2d(
    [[1, 4, 4, 1], [3, 3, 1, 1], { strides: 0 }],
    'conv2d: stride 0 is not a whole number >= 1 (height)',
  )
  conv2d(
    [[1, 4, 4, 1], [3, 3, 1, 1], { strides: [1, 1.5] }],
    'conv2d: stride 1.5 is not a whole number >= 1 (width)',
  )
  conv2d(
    [[1, 4, 4, 1], [3, 3, 1, 1], { dilation: -1 }],
    'conv2d: dilation -1 is not a whole number >= 1 (height)',
  )
  conv2d(
    [
      [1, 4, 4, 1],
      [3, 3, 1, 1],
      {
        padding: [
          [1, 1],
          [-1, 0],
        ],
      },
    ],
    'conv2d: padding [-1, 0] is not of whole numbers >= 0 (width)',
  )
  conv2d(
    [[1, 4, 4, 1], [3, 3, 1, 1], { strides: [1, 1, 1] }],
    'conv2d: strides has 3 entries for 2 axes (height, width)',
  )
  conv2d(
    [[1, 4, 4, 1], [3, 3, 1, 1], { padding: [[1, 1]] }],
    'conv2d: padding has 1 entries for 2 axes (height, width)',
  )

  const inferred = infers<ConvRule<2>>()
  inferred([['batch', 28, 28, 1], [3, 3, 1, 16], { padding: 'SAME' }], ['batch', 28, 28, 16])
  inferred([['batch', 'h', 'w', 3], [3, 3, 3, 16], { padding: 'SAME' }], ['batch', 'h', 'w', 16])
  inferred([['batch', 'h', 28, 3], [3, 3, 3, 16], {}], ['batch', size, 26, 16])
  inferred(
    [['batch', 'h', 28, 3], [3, 3, 3, 16], { padding: 'SAME', strides: 2 }],
    ['batch', size, 14, 16],
  )
  inferred([['b', 'h', 'w', 'c'], [1, 1, 'c', 'd'], {}], ['b', 'h', 'w', 'd'])
  inferred([[size, size, size, size], [3, 3, 3, 8], {}], [size, size, size, 8])
  inferred([['b', 9, 9, 3], [size, 3, 3, 8], {}], ['b', size, 7, 8])
  inferred([['b', 9, 9, 3], [3, 3, 3, 8], { strides: size }], ['b', size, size, 8])
  inferred([['b', 9, 9, 3], [3, 3, 3, 8], { strides: [size, 2] as const }], ['b', size, 4, 8])
  inferred([['b', 9, 9, 3], [3, 3, 3, 8], {} as ConvolutionOptions], ['b', size, size, 8])
  inferred(
    [['batch', 28, 28], [3, 3, 1, 16], {}],
    'conv2d: input must be [batch, height, width, channels], got [batch, 28, 28]',
  )
  inferred(
    [['batch', 28, 28, 'c'], [3, 3, 1, 16], {}],
    'conv2d: input has c channels, kernel expects 1',
  )
  const unknown = degrades<ConvRule<2>>()
  unknown([shape, [3, 3, 1, 16], {}])
  unknown([[1, 2, 3, 4], shape, {}])
  unknown([anything, [3, 3, 1, 16], {}])
})

describe('conv1d', () => {
  const conv1d = agree<ConvRule<1>>(conv(1))
  conv1d([[2, 10, 3], [3, 3, 5], { strides: 2 }], [2, 4, 5])
  conv1d([[2, 10, 3], [3, 3, 5], { padding: [[2, 0]] }], [2, 10, 5])
  conv1d([[2, 10], [3, 3, 5], {}], 'conv1d: input must be [batch, width, channels], got [2, 10]')
  conv1d([[2, 2, 3], [3, 3, 5], {}], 'conv1d: kernel width 3 exceeds input width 2 (VALID padding)')
})

describe('conv3d', () => {
  const conv3d = agree<ConvRule<3>>(conv(3))
  conv3d([[2, 5, 6, 7, 3], [2, 3, 4, 3, 5], { strides: [1, 2, 3] }], [2, 4, 2, 2, 5])
  conv3d(
    [[2, 10, 10, 3], [3, 3, 3, 5], {}],
    'conv3d: input must be [batch, depth, height, width, channels], got [2, 10, 10, 3]',
  )
})

describe('conv2dTranspose', () => {
  const transpose = agree<TransposeRule<2>>(transposed(2))
  transpose([[1, 2, 2, 8], [3, 3, 4, 8], {}], [1, 4, 4, 4])
  transpose([[1, 7, 5, 8], [3, 2, 4, 8], { strides: 2 }], [1, 15, 10, 4])
  transpose([[1, 7, 5, 8], [3, 3, 4, 8], { strides: [2, 3], padding: 'SAME' }], [1, 14, 15, 4])
  transpose(
    [
      [1, 7, 5, 8],
      [3, 3, 4, 8],
      {
        padding: [
          [1, 1],
          [0, 2],
        ],
      },
    ],
    [1, 7, 5, 4],
  )
  transpose([[1, 3, 3, 8], [3, 3, 4, 8], { dilation: 2 }], [1, 7, 7, 4])
  transpose([[1, 3, 3, 6], [3, 3, 4, 6], { groups: 2 }], [1, 5, 5, 8])
  transpose([[1, 0, 3, 6], [3, 3, 4, 6], {}], [1, 0, 5, 4])
  transpose([[1, 3, 3, 6], [1, 1, 4, 6], {}], [1, 3, 3, 4])
  transpose([[1, 3, 3, 6], [1, 1, 4, 6], { strides: 2 }], [1, 5, 5, 4])
  transpose(
    [[1, 3, 3], [3, 3, 4, 6], {}],
    'conv2dTranspose: input must be [batch, height, width, channels], got [1, 3, 3]',
  )
  transpose(
    [[1, 3, 3, 4], [3, 3, 4, 6], {}],
    'conv2dTranspose: input has 4 channels, kernel expects 6',
  )
  transpose(
    [[1, 3, 3, 5], [3, 3, 4, 5], { groups: 2 }],
    'conv2dTranspose: 5 input channels do not divide into 2 groups',
  )
  transpose(
    [
      [1, 1, 3, 6],
      [3, 3, 4, 6],
      {
        padding: [
          [2, 2],
          [0, 0],
        ],
      },
    ],
    'conv2dTranspose: padding [2, 2] leaves nothing of height 3',
  )
  transpose(
    [[1, 1, 3, 6], [3, 3, 4, 6], { strides: [1, 0] }],
    'conv2dTranspose: stride 0 is not a whole number >= 1 (width)',
  )
  transpose(
    [[1, 1, 3, 6], [3, 3, 4, 6], { dilation: [1] }],
    'conv2dTranspose: dilation has 1 entries for 2 axes (height, width)',
  )
  const inferred = infers<TransposeRule<2>>()
  inferred([['b', 'h', 7, 8], [3, 3, 4, 8], { strides: 2 }], ['b', size, 15, 4])
  inferred([['b', 'h', 7, 8], [3, 3, 4, 8], { padding: 'SAME' }], ['b', 'h', 7, 4])
  const unknown = degrades<TransposeRule<2>>()
  unknown([shape, [3, 3, 1, 16], {}])
  unknown([[1, 2, 3, 4], anything, {}])
})

describe('conv1dTranspose', () => {
  const transpose = agree<TransposeRule<1>>(transposed(1))
  transpose([[2, 4, 5], [3, 2, 5], { strides: 2 }], [2, 9, 2])
})

describe('pool', () => {
  const pool = agree<PoolRule>((x: readonly number[], window: PerAxis, options: PoolOptions) =>
    poolShape('pool', 2, x, window, options),
  )
  pool([[32, 28, 28, 16], 2, {}], [32, 14, 14, 16])
  pool([[32, 7, 8, 16], 2, {}], [32, 3, 4, 16])
  pool([[32, 7, 8, 16], 2, { padding: 'SAME' }], [32, 4, 4, 16])
  pool([[32, 7, 8, 16], [3, 2], { strides: 1 }], [32, 5, 7, 16])
  pool([[32, 7, 8, 16], [3, 2], { strides: [1, 3] }], [32, 5, 3, 16])
  pool(
    [
      [32, 7, 8, 16],
      3,
      {
        padding: [
          [1, 1],
          [0, 1],
        ],
        strides: 2,
      },
    ],
    [32, 4, 4, 16],
  )
  pool([[0, 4, 4, 1], 2, {}], [0, 2, 2, 1])
  pool(
    [[28, 28, 1], 2, {}],
    'pool: input must be [batch, height, width, channels], got [28, 28, 1]',
  )
  pool([[1, 2, 4, 1], 3, {}], 'pool: window height 3 exceeds input height 2 (VALID padding)')
  pool([[1, 2, 4, 1], 0, {}], 'pool: window height 0 is not a whole number >= 1')
  pool([[1, 2, 4, 1], [1, 2, 3], {}], 'pool: window has 3 entries for 2 axes (height, width)')
  const inferred = infers<PoolRule>()
  inferred([['batch', 28, 'w', 16], 2, {}], ['batch', 14, size, 16])
  inferred([['batch', 28, 28, 16], size, {}], ['batch', size, size, 16])
  const unknown = degrades<PoolRule>()
  unknown([shape, 2, {}])
  unknown([anything, 2, {}])
})
