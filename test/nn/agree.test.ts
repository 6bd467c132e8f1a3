/** What the compiler says of a layer and what the program says are the same. */
import { describe } from 'vitest'
import { nn, T } from '../../src/index.ts'
import { agree } from './agree.ts'

const { input, inputOf } = nn
const rows = input('batch', 784)
const images = input('batch', 28, 28, 3)
const large = input('batch', 'height', 'width', 3)

describe('dense', () => {
  const params = { kernel: '[784, 10]', bias: '[10]' } as const
  agree(nn.dense(10), rows, { output: '[batch, 10]', params })
  agree(nn.dense(10), input('batch', 'time', 784), { output: '[batch, time, 10]', params })
  agree(nn.dense(10, { bias: false }), rows, {
    output: '[batch, 10]',
    params: { kernel: '[784, 10]' },
  })
  agree(nn.dense(2), inputOf('f64', 5, 3), {
    output: '[5, 2] of f64',
    params: { kernel: '[3, 2] of f64', bias: '[2] of f64' },
  })
  agree(nn.dense(2), inputOf('i32', 5, 3), {
    output: '[5, 2]',
    params: { kernel: '[3, 2]', bias: '[2]' },
  })
  agree(nn.dense(0), rows, 'dense(0): units must be a positive integer')
  agree(nn.dense(-3), rows, 'dense(-3): units must be a positive integer')
  agree(nn.dense(2.5), rows, 'dense(2.5): units must be a positive integer')
  agree(nn.dense(10), input(784), 'dense(10): needs a batch axis, got [784]')
  agree(nn.dense(10), input(), 'dense(10): cannot be applied to a scalar')
  agree(
    nn.dense(10),
    input('batch', 'features'),
    "dense(10): dimension 'features' is symbolic; parameters need a concrete size (input [batch, features])",
  )
  agree(nn.dense(10), nn.inputs(rows, rows), 'dense(10): input is not a single tensor')
})

describe('activations', () => {
  agree(nn.relu, rows, { output: '[batch, 784]' })
  agree(nn.tanh, inputOf('i32', 'batch'), { output: '[batch]' })
  agree(nn.softmax, inputOf('f64', 'batch', 3), { output: '[batch, 3] of f64' })
  agree(nn.relu, nn.inputs(rows), 'relu: input is not a single tensor')
})

describe('convolution', () => {
  agree(nn.conv2d(32, [3, 3]), images, {
    output: '[batch, 28, 28, 32]',
    params: { kernel: '[3, 3, 3, 32]', bias: '[32]' },
  })
  agree(nn.conv2d(32, 3, { bias: false, padding: 'VALID' }), images, {
    output: '[batch, 26, 26, 32]',
    params: { kernel: '[3, 3, 3, 32]' },
  })
  agree(nn.conv2d(6, [3, 5], { groups: 3, strides: [2, 3] }), images, {
    output: '[batch, 14, 10, 6]',
    params: { kernel: '[3, 5, 1, 6]', bias: '[6]' },
  })
  agree(
    nn.conv2d(6, 3, {
      dilation: 2,
      padding: [
        [1, 2],
        [0, 0],
      ],
    }),
    images,
    {
      output: '[batch, 27, 24, 6]',
      params: { kernel: '[3, 3, 3, 6]', bias: '[6]' },
    },
  )
  agree(nn.conv2d(6, 3), large, {
    output: '[batch, height, width, 6]',
    params: { kernel: '[3, 3, 3, 6]', bias: '[6]' },
  })
  agree(nn.conv2d(6, [1, 3], { padding: 'VALID' }), large, {
    output: '[batch, height, number, 6]',
    params: { kernel: '[1, 3, 3, 6]', bias: '[6]' },
  })
  agree(
    nn.conv2d(6, 1, {
      padding: [
        [0, 0],
        [1, 1],
      ],
    }),
    large,
    {
      output: '[batch, height, number, 6]',
      params: { kernel: '[1, 1, 3, 6]', bias: '[6]' },
    },
  )
  agree(nn.conv2d(6, 3, { strides: [1, 2] }), large, {
    output: '[batch, height, number, 6]',
    params: { kernel: '[3, 3, 3, 6]', bias: '[6]' },
  })
  agree(nn.conv1d(6, 3), inputOf('f64', 'batch', 'time', 2), {
    output: '[batch, time, 6] of f64',
    params: { kernel: '[3, 2, 6] of f64', bias: '[6] of f64' },
  })
  agree(nn.conv3d(6, 2, { strides: 2 }), input('batch', 4, 6, 8, 1), {
    output: '[batch, 2, 3, 4, 6]',
    params: { kernel: '[2, 2, 2, 1, 6]', bias: '[6]' },
  })
  agree(
    nn.conv2d(32, [3, 3]),
    input('batch', 28, 28),
    'conv2d(32): input must be [batch, height, width, channels], got [batch, 28, 28]',
  )
  agree(
    nn.conv1d(32, 3),
    images,
    'conv1d(32): input must be [batch, width, channels], got [batch, 28, 28, 3]',
  )
  agree(nn.conv2d(0, 3), images, 'conv2d(0): filters must be a positive integer')
  agree(
    nn.conv2d(32, 30, { padding: 'VALID' }),
    images,
    'conv2d(32): kernel height 30 exceeds input height 28 (VALID padding)',
  )
  agree(
    nn.conv2d(32, [3, 15], { padding: 'VALID', dilation: 2 }),
    images,
    'conv2d(32): dilated kernel width 29 exceeds input width 28 (VALID padding)',
  )
  agree(
    nn.conv2d(32, 3, { groups: 2 }),
    images,
    'conv2d(32): 3 input channels do not divide into 2 groups',
  )
  agree(
    nn.conv2d(32, 3, { groups: 3 }),
    images,
    'conv2d(32): 32 output channels do not divide into 3 groups',
  )
  agree(nn.conv2d(32, 3, { groups: 0 }), images, 'conv2d(32): groups 0 is not a whole number >= 1')
  agree(
    nn.conv2d(32, 3, { strides: 0 }),
    images,
    'conv2d(32): stride 0 is not a whole number >= 1 (height)',
  )
  agree(
    nn.conv2d(32, 3),
    input('batch', 28, 28, 'channels'),
    "conv2d(32): dimension 'channels' is symbolic; parameters need a concrete size (input [batch, 28, 28, channels])",
  )
})

describe('pooling', () => {
  agree(nn.maxPool2d(2), images, { output: '[batch, 14, 14, 3]' })
  agree(nn.maxPool2d([3, 2], { strides: 1, padding: 'SAME' }), large, {
    output: '[batch, height, width, 3]',
  })
  agree(nn.maxPool2d(2), large, { output: '[batch, number, number, 3]' })
  agree(nn.maxPool2d(2), inputOf('i32', 'batch', 4, 4, 1), { output: '[batch, 2, 2, 1] of i32' })
  agree(nn.avgPool2d(2), inputOf('i32', 'batch', 4, 4, 1), { output: '[batch, 2, 2, 1]' })
  agree(nn.avgPool1d(3, { strides: 2 }), input('batch', 9, 4), { output: '[batch, 4, 4]' })
  agree(
    nn.maxPool2d(30),
    images,
    'maxPool2d: window height 30 exceeds input height 28 (VALID padding)',
  )
  agree(
    nn.maxPool1d(2),
    images,
    'maxPool1d: input must be [batch, width, channels], got [batch, 28, 28, 3]',
  )
})

describe('flatten', () => {
  agree(nn.flatten, images, { output: '[batch, 2352]' })
  agree(nn.flatten, input('batch', 'time', 3), { output: '[batch, number]' })
  agree(nn.flatten, input('batch', 'time', 1), { output: '[batch, time]' })
  agree(nn.flatten, input(5), { output: '[5, 1]' })
  agree(nn.flatten, input(), 'flatten: a scalar has no batch axis')
})

describe('normalization', () => {
  agree(nn.batchNorm, images, {
    output: '[batch, 28, 28, 3]',
    params: { scale: '[3]', offset: '[3]' },
    state: { mean: '[3]', variance: '[3]' },
  })
  agree(nn.batchNorm, input(3), 'batchNorm: needs a batch axis, got [3]')
  agree(
    nn.batchNorm,
    input('batch', 'features'),
    "batchNorm: dimension 'features' is symbolic; parameters need a concrete size (input [batch, features])",
  )
  agree(nn.layerNorm, inputOf('f64', 3), {
    output: '[3] of f64',
    params: { scale: '[3] of f64', offset: '[3] of f64' },
  })
  agree(nn.layerNorm, input(), 'layerNorm: needs an axis of features, got []')
})

describe('transposed convolution', () => {
  const small = input('batch', 7, 9, 4)
  agree(nn.conv2dTranspose(8, 3, { strides: 2 }), small, {
    output: '[batch, 14, 18, 8]',
    params: { kernel: '[3, 3, 8, 4]', bias: '[8]' },
  })
  agree(nn.conv2dTranspose(8, [2, 3], { strides: [1, 2], padding: 'VALID', bias: false }), small, {
    output: '[batch, 8, 19, 8]',
    params: { kernel: '[2, 3, 8, 4]' },
  })
  agree(nn.conv2dTranspose(8, 3, { groups: 2 }), inputOf('f64', 'batch', 'h', 9, 4), {
    output: '[batch, h, 9, 8] of f64',
    params: { kernel: '[3, 3, 4, 4] of f64', bias: '[8] of f64' },
  })
  agree(nn.conv1dTranspose(2, 3, { strides: 2 }), input('batch', 'time', 4), {
    output: '[batch, number, 2]',
    params: { kernel: '[3, 2, 4]', bias: '[2]' },
  })
  agree(nn.conv1dTranspose(2, 1, { padding: 'VALID' }), input('batch', 'time', 4), {
    output: '[batch, time, 2]',
    params: { kernel: '[1, 2, 4]', bias: '[2]' },
  })
  agree(nn.conv1dTranspose(2, 3, { padding: [[1, 1]] }), input('batch', 'time', 4), {
    output: '[batch, number, 2]',
    params: { kernel: '[3, 2, 4]', bias: '[2]' },
  })
  agree(nn.conv1dTranspose(2, 3, { padding: [[2, 2]] }), input('batch', 3, 4), {
    output: '[batch, 1, 2]',
    params: { kernel: '[3, 2, 4]', bias: '[2]' },
  })
  agree(
    nn.conv2dTranspose(8, 3, { groups: 3 }),
    small,
    'conv2dTranspose(8): 4 input channels do not divide into 3 groups',
  )
  agree(
    nn.conv2dTranspose(6, 3, { groups: 4 }),
    small,
    'conv2dTranspose(6): 6 output channels do not divide into 4 groups',
  )
  agree(
    nn.conv1dTranspose(2, 3, { padding: [[3, 3]] }),
    input('batch', 3, 4),
    'conv1dTranspose(2): padding [3, 3] leaves nothing of width 5',
  )
  agree(
    nn.conv1dTranspose(8, 3),
    small,
    'conv1dTranspose(8): input must be [batch, width, channels], got [batch, 7, 9, 4]',
  )
})

describe('depthwise and separable convolution', () => {
  agree(nn.depthwiseConv2d(3, { multiplier: 2, strides: 2 }), images, {
    output: '[batch, 14, 14, 6]',
    params: { kernel: '[3, 3, 1, 6]', bias: '[6]' },
  })
  agree(nn.depthwiseConv1d(2, { bias: false }), inputOf('f64', 'batch', 'time', 3), {
    output: '[batch, time, 3] of f64',
    params: { kernel: '[2, 1, 3] of f64' },
  })
  agree(nn.separableConv2d(16, [3, 5], { padding: 'VALID' }), images, {
    output: '[batch, 26, 24, 16]',
    params: { depthwise: '[3, 5, 1, 3]', pointwise: '[3, 16]', bias: '[16]' },
  })
  agree(nn.separableConv1d(16, 3, { multiplier: 4 }), input('batch', 10, 3), {
    output: '[batch, 10, 16]',
    params: { depthwise: '[3, 1, 12]', pointwise: '[12, 16]', bias: '[16]' },
  })
  agree(
    nn.depthwiseConv2d(3, { multiplier: 0 }),
    images,
    'depthwiseConv2d: multiplier 0 is not a whole number >= 1',
  )
  agree(
    nn.separableConv1d(4, 3),
    images,
    'separableConv1d(4): input must be [batch, width, channels], got [batch, 28, 28, 3]',
  )
  agree(nn.separableConv2d(0, 3), images, 'separableConv2d(0): filters must be a positive integer')
  agree(
    nn.depthwiseConv2d(30, { padding: 'VALID' }),
    images,
    'depthwiseConv2d: kernel height 30 exceeds input height 28 (VALID padding)',
  )
})

describe('pooling of everything', () => {
  agree(nn.globalAvgPool, images, { output: '[batch, 3]' })
  agree(nn.globalMaxPool, inputOf('i32', 'batch', 'time', 4), { output: '[batch, 4] of i32' })
  agree(nn.globalAvgPool, inputOf('i32', 'batch', 'time', 4), { output: '[batch, 4]' })
  agree(
    nn.globalAvgPool,
    rows,
    'globalAvgPool: needs batch, spatial axes and channels, got [batch, 784]',
  )
})

describe('reshape', () => {
  agree(nn.reshape([28, 28]), rows, { output: '[batch, 28, 28]' })
  agree(nn.reshape([7, -1]), rows, { output: '[batch, 7, 112]' })
  agree(nn.reshape([-1, 4]), input('batch', 'time', 4), { output: '[batch, time, 4]' })
  agree(nn.reshape([-1]), input('batch', 'time', 4), { output: '[batch, number]' })
  agree(nn.reshape([3]), input('batch', 'time', 4), { output: '[batch, 3]' })
  agree(nn.reshape([]), input(5, 1), { output: '[5]' })
  agree(
    nn.reshape([700]),
    rows,
    'reshape: [batch, 784] has 784 elements, [batch, 700] has 700 (equal dimensions cancelled)',
  )
  agree(
    nn.reshape([3]),
    input('batch', 'time'),
    'reshape: [batch, time] has time elements, [batch, 3] has 3 (equal dimensions cancelled)',
  )
  agree(
    nn.reshape([5, -1]),
    rows,
    'reshape: [batch, 784] cannot be reshaped to [batch, 5, -1]: 784 is not divisible by 5 (equal dimensions cancelled)',
  )
  agree(nn.reshape([-1, -1]), rows, 'reshape: [batch, -1, -1] has more than one -1')
  agree(nn.reshape([-2]), rows, 'reshape: -2 in [batch, -2] is not a size (a whole number >= 0)')
  agree(nn.reshape([1]), input(), 'reshape: a scalar has no batch axis')
})

describe('bias, slopes, gates, noise', () => {
  agree(nn.bias, images, { output: '[batch, 28, 28, 3]', params: { bias: '[3]' } })
  agree(nn.bias, input(), 'bias: needs an axis of features, got []')
  agree(nn.prelu, inputOf('f64', 'batch', 3), {
    output: '[batch, 3] of f64',
    params: { slope: '[3] of f64' },
  })
  agree(nn.rrelu, rows, { output: '[batch, 784]', random: true })
  agree(nn.glu, rows, { output: '[batch, 392]' })
  agree(nn.glu, input('features'), { output: '[number]' })
  agree(nn.glu, images, 'glu: 3 features do not divide into two halves (input [batch, 28, 28, 3])')
  agree(nn.gaussianNoise(1), inputOf('i32', 3), { output: '[3]', random: true })
  agree(nn.stochasticDepth(0.1), rows, { output: '[batch, 784]', random: true })
  const pair = nn.inputs(input('batch', 3), inputOf('f64', 'batch', 4))
  agree(nn.bilinear(2), pair, {
    output: '[batch, 2] of f64',
    params: { kernel: '[3, 4, 2] of f64', bias: '[2] of f64' },
  })
  agree(nn.bilinear(2), nn.inputs(input('n', 7, 3), input('n', 7, 4)), {
    output: '[n, 7, 2]',
    params: { kernel: '[3, 4, 2]', bias: '[2]' },
  })
  agree(nn.bilinear(0), pair, 'bilinear(0): units must be a positive integer')
  agree(nn.bilinear(2), rows, 'bilinear(2): input is not a pair of tensors')
  agree(
    nn.bilinear(2),
    nn.inputs(input('n', 3), input(5, 6, 4)),
    'bilinear(2): ([n, 3], [5, 6, 4]) differ outside of the last axis',
  )
  agree(
    nn.bilinear(2),
    nn.inputs(input('n', 3), input('n', 'm')),
    "bilinear(2): dimension 'm' is symbolic; parameters need a concrete size (input [n, m])",
  )
})

describe('more normalization', () => {
  agree(nn.rmsNorm, rows, { output: '[batch, 784]', params: { scale: '[784]' } })
  agree(nn.groupNorm(4), input('batch', 'h', 'w', 8), {
    output: '[batch, h, w, 8]',
    params: { scale: '[8]', offset: '[8]' },
  })
  agree(nn.groupNorm(4), images, 'groupNorm(4): 3 channels do not divide into 4 groups')
  agree(nn.groupNorm(0), images, 'groupNorm(0): groups must be a positive integer')
  agree(nn.groupNorm(2), input(4), 'groupNorm(2): needs a batch axis, got [4]')
  agree(nn.instanceNorm, images, {
    output: '[batch, 28, 28, 3]',
    params: { scale: '[3]', offset: '[3]' },
  })
  agree(
    nn.instanceNorm,
    rows,
    'instanceNorm: needs batch, spatial axes and channels, got [batch, 784]',
  )
})

describe('attention', () => {
  const x = input('batch', 'time', 8)
  const square = { kernel: '[8, 8]', bias: '[8]' } as const
  agree(nn.selfAttention(2, { causal: true }), x, {
    output: '[batch, time, 8]',
    params: { query: square, key: square, value: square, out: square },
  })
  const kernel = { kernel: '[8, 8] of f64' } as const
  agree(nn.selfAttention(4, { bias: false, dropout: 0.1 }), inputOf('f64', 5, 7, 8), {
    output: '[5, 7, 8] of f64',
    params: { query: kernel, key: kernel, value: kernel, out: kernel },
    random: true,
  })
  agree(nn.selfAttention(3), x, 'selfAttention(3): 8 features do not divide into 3 heads')
  agree(nn.selfAttention(0), x, 'selfAttention(0): heads must be a positive integer')
  agree(
    nn.selfAttention(8, { rotary: true }),
    x,
    'selfAttention(8): rotary positions need an even number of features in each head, not 1',
  )
  agree(
    nn.selfAttention(2),
    rows,
    'selfAttention(2): input must be [batch, time, features], got [batch, 784]',
  )
  agree(
    nn.selfAttention(2),
    input('batch', 7, 'features'),
    "selfAttention(2): dimension 'features' is symbolic; parameters need a concrete size (input [batch, 7, features])",
  )
  const wide = { kernel: '[6, 8]', bias: '[8]' } as const
  agree(nn.crossAttention(2), nn.inputs(x, input('batch', 9, 6)), {
    output: '[batch, time, 8]',
    params: { query: square, key: wide, value: wide, out: square },
  })
  agree(
    nn.crossAttention(2),
    nn.inputs(x, input('other', 9, 6)),
    'crossAttention(2): batches differ: [batch, time, 8] and [other, 9, 6]',
  )
  agree(
    nn.crossAttention(2),
    nn.inputs(x, input('batch', 6)),
    'crossAttention(2): input must be [batch, time, features], got [batch, 6]',
  )
  agree(nn.crossAttention(2), x, 'crossAttention(2): input is not a pair of tensors')
})

describe('positions', () => {
  const x = input('batch', 'time', 8)
  agree(nn.sinusoidalPositions, x, { output: '[batch, time, 8]' })
  agree(nn.rotaryPositions, inputOf('f64', 'batch', 5, 4), { output: '[batch, 5, 4] of f64' })
  agree(nn.learnedPositions(10), x, { output: '[batch, time, 8]', params: { table: '[10, 8]' } })
  agree(nn.rotaryPositions, input(1, 2, 3), 'rotaryPositions: 3 features do not make pairs')
  agree(
    nn.sinusoidalPositions,
    rows,
    'sinusoidalPositions: input must be [batch, time, features], got [batch, 784]',
  )
  agree(
    nn.learnedPositions(10),
    input('batch', 11, 8),
    'learnedPositions(10): there are no positions for time 11',
  )
})

describe('embedding', () => {
  agree(nn.embedding(100, 8), inputOf('i32', 'batch', 'time'), {
    output: '[batch, time, 8]',
    params: { table: '[100, 8]' },
  })
  agree(nn.embedding(100, 8, { dtype: 'f64' }), inputOf('u32'), {
    output: '[8] of f64',
    params: { table: '[100, 8] of f64' },
  })
  agree(nn.embedding(100, 8), rows, 'embedding: indices must be i32, got f32')
})

describe('dropout', () => {
  agree(nn.dropout(0.5), rows, { output: '[batch, 784]', random: true })
  agree(nn.dropout(0.5), inputOf('i32', 'batch'), { output: '[batch]', random: true })
})

describe('sequential', () => {
  agree(nn.sequential(), rows, { output: '[batch, 784]' })
  agree(nn.sequential(nn.dense(8), nn.relu, nn.dense(2)), rows, {
    output: '[batch, 2]',
    params: [{ kernel: '[784, 8]', bias: '[8]' }, [], { kernel: '[8, 2]', bias: '[2]' }],
  })
  agree(nn.sequential({ hidden: nn.dense(8) }, nn.batchNorm, nn.dropout(0.1)), rows, {
    output: '[batch, 8]',
    params: {
      hidden: { kernel: '[784, 8]', bias: '[8]' },
      '1': { scale: '[8]', offset: '[8]' },
    },
    state: { '1': { mean: '[8]', variance: '[8]' } },
    random: true,
  })
  agree(nn.sequential({ act: nn.relu }), rows, { output: '[batch, 784]', params: {} })
  agree(
    nn.sequential(nn.relu, nn.dense(3), nn.sequential(nn.relu, nn.conv1d(3, 2))),
    rows,
    '[2] [1] conv1d(3): input must be [batch, width, channels], got [batch, 3]',
  )
})

describe('side by side', () => {
  const pair = nn.inputs(input('batch', 3), inputOf('f64', 'batch', 4))
  agree(nn.fanout(nn.dense(2), nn.dropout(0.5)), input('batch', 3), {
    output: '([batch, 2], [batch, 3])',
    params: [{ kernel: '[3, 2]', bias: '[2]' }, []],
    random: true,
  })
  agree(nn.fanout({ a: nn.batchNorm }, nn.relu), input('batch', 3), {
    output: '([batch, 3], [batch, 3])',
    params: { a: { scale: '[3]', offset: '[3]' } },
    state: { a: { mean: '[3]', variance: '[3]' } },
  })
  agree(nn.split(nn.relu, { b: nn.dense(1) }), pair, {
    output: '([batch, 3], [batch, 1] of f64)',
    params: { b: { kernel: '[4, 1] of f64', bias: '[1] of f64' } },
  })
  agree(
    nn.fanout(nn.relu, nn.dense(0)),
    rows,
    'fanout[1]: dense(0): units must be a positive integer',
  )
  agree(
    nn.split(nn.flatten, nn.conv1d(1, 1)),
    pair,
    'split[1]: conv1d(1): input must be [batch, width, channels], got [batch, 4]',
  )
  agree(nn.split(nn.relu), pair, 'split: takes 1 inputs, got 2')
  agree(nn.split(nn.relu, nn.tanh), rows, 'split: takes 2 inputs, got a single one')
})

describe('merging', () => {
  const two = nn.inputs(input('batch', 3), input('batch', 4))
  agree(nn.add, nn.inputs(rows, rows, rows), { output: '[batch, 784]' })
  agree(nn.multiply, nn.inputs(rows), { output: '[batch, 784]' })
  agree(nn.add, two, 'add: [batch, 3] and [batch, 4] differ')
  agree(
    nn.add,
    nn.inputs(rows, inputOf('f64', 'batch', 784)),
    'add: [batch, 784] and [batch, 784] of f64 differ',
  )
  agree(nn.multiply, rows, 'multiply: input is not a tuple of tensors')
  agree(nn.add, nn.inputs(two, two), 'add: input is not a tuple of tensors')
  agree(nn.concat(), two, { output: '[batch, 7]' })
  agree(nn.concat(0), nn.inputs(input('batch', 3), input(2, 3)), { output: '[number, 3]' })
  agree(nn.concat(1), nn.inputs(rows), { output: '[batch, 784]' })
  agree(nn.concat(0), two, 'concat: [batch, 3] and [batch, 4] differ outside axis 0')
  agree(nn.concat(2), two, 'concat: axis 2 is out of range for [batch, 3] (rank 2)')
  agree(
    nn.concat(),
    nn.inputs(rows, input('batch')),
    'concat: [batch, 784] and [batch] have different ranks',
  )
  agree(
    nn.concat(),
    nn.inputs(rows, inputOf('f64', 'batch', 784)),
    'concat: element types f32 and f64 differ',
  )
  agree(nn.concat(), rows, 'concat: input is not a tuple of tensors')
})

describe('several times', () => {
  agree(nn.repeat(3, nn.dense(784)), rows, {
    output: '[batch, 784]',
    params: { kernel: '[3, 784, 784]', bias: '[3, 784]' },
  })
  agree(nn.repeat(2, nn.batchNorm, nn.dropout(0.1)), rows, {
    output: '[batch, 784]',
    params: [{ scale: '[2, 784]', offset: '[2, 784]' }, []],
    state: [{ mean: '[2, 784]', variance: '[2, 784]' }, []],
    random: true,
  })
  agree(nn.repeat(2, nn.repeat(3, nn.layerNorm)), inputOf('f64', 4), {
    output: '[4] of f64',
    params: { scale: '[2, 3, 4] of f64', offset: '[2, 3, 4] of f64' },
  })
  agree(nn.shared(3, nn.dense(784)), rows, {
    output: '[batch, 784]',
    params: { kernel: '[784, 784]', bias: '[784]' },
  })
  agree(nn.repeat(0, nn.relu), rows, 'repeat(0): takes a whole number >= 1')
  agree(nn.shared(1.5, nn.relu), rows, 'shared(1.5): takes a whole number >= 1')
  agree(
    nn.repeat(2, nn.dense(3)),
    rows,
    'repeat: body maps [batch, 784] to [batch, 3], shapes must be equal',
  )
  agree(nn.shared(2, nn.dense(0)), rows, 'shared: dense(0): units must be a positive integer')
})

describe('functions', () => {
  const x = input('b', 't', 4)
  const gate = nn.custom('gate', { w: [4, 3], deep: { b: [3] } }, x, (p, x) =>
    T.add(T.matmul(x, p.w), p.deep.b),
  )
  agree(gate, input('batch', 7, 4), {
    output: '[batch, 7, 3]',
    params: { w: '[4, 3]', deep: { b: '[3]' } },
  })
  agree(gate, input('batch', 't', 5), 'gate: expected [b, t, 4], got [batch, t, 5]')
  agree(gate, input('batch', 4), 'gate: expected [b, t, 4], got [batch, 4]')
  agree(gate, inputOf('f64', 'batch', 7, 4), 'gate: expected [b, t, 4], got [batch, 7, 4] of f64')
  const swap = nn.custom('swap', {}, x, (_, x) => T.transpose(x, [1, 0, 2]))
  agree(swap, input('batch', 7, 4), { output: '[7, batch, 4]', params: {} })
  const pairs = nn.custom('pairs', {}, x, (_, x) => T.concat([x, x], 1))
  agree(pairs, input('batch', 'time', 4), { output: '[batch, number, 4]', params: {} })
  const both = nn.custom('both', {}, nn.inputs(x, input('b', 4)), (_, [x, y]) => [y, x] as const)
  agree(both, nn.inputs(input(5, 6, 4), input(5, 4)), {
    output: '([5, 4], [5, 6, 4])',
    params: {},
  })
  const wired = nn.wire(
    'wired',
    { a: nn.on(x, nn.dense(3)), n: nn.on(x, nn.batchNorm), r: nn.on(x, nn.dropout(0.1)) },
    x,
    ({ a, n, r }, x) => a(r(n(x))),
  )
  agree(wired, input('batch', 7, 4), {
    output: '[batch, 7, 3]',
    params: {
      a: { kernel: '[4, 3]', bias: '[3]' },
      n: { scale: '[4]', offset: '[4]' },
    },
    state: { n: { mean: '[4]', variance: '[4]' } },
    random: true,
  })
  agree(wired, rows, 'wired: expected [b, t, 4], got [batch, 784]')
})

describe('residual', () => {
  agree(nn.residual(nn.dense(784)), rows, {
    output: '[batch, 784]',
    params: { kernel: '[784, 784]', bias: '[784]' },
  })
  agree(nn.residual(nn.relu, nn.conv2d(3, 3)), large, {
    output: '[batch, height, width, 3]',
    params: [[], { kernel: '[3, 3, 3, 3]', bias: '[3]' }],
  })
  agree(
    nn.residual(nn.dense(10)),
    rows,
    'residual: branch maps [batch, 784] to [batch, 10], shapes must be equal',
  )
  agree(
    nn.residual(nn.tanh),
    inputOf('i32', 'batch'),
    'residual: branch maps [batch] of i32 to [batch], shapes must be equal',
  )
  agree(
    nn.residual(nn.relu, nn.dense(0)),
    rows,
    'residual: [1] dense(0): units must be a positive integer',
  )
})

describe('transformers', () => {
  const x = input('batch', 'time', 8)
  const norm = { scale: '[8]', offset: '[8]' } as const
  const square = { kernel: '[8, 8]', bias: '[8]' } as const
  const attention = { query: square, key: square, value: square, out: square } as const
  agree(nn.transformerBlock(2), x, {
    output: '[batch, time, 8]',
    params: {
      attentionNorm: norm,
      attention,
      hiddenNorm: norm,
      hidden: { kernel: '[8, 32]', bias: '[32]' },
      out: { kernel: '[32, 8]', bias: '[8]' },
    },
  })
  agree(nn.transformerBlock(2, { hidden: 5, dropout: 0.1, norm: 'post' }), x, {
    output: '[batch, time, 8]',
    params: {
      attentionNorm: norm,
      attention,
      hiddenNorm: norm,
      hidden: { kernel: '[8, 5]', bias: '[5]' },
      out: { kernel: '[5, 8]', bias: '[8]' },
    },
    random: true,
  })
  agree(nn.transformerBlock(3), x, 'transformerBlock(3): 8 features do not divide into 3 heads')
  agree(
    nn.transformerBlock(2, { hidden: 0 }),
    x,
    'transformerBlock(2): hidden must be a positive integer',
  )
  agree(
    nn.transformerBlock(2),
    rows,
    'transformerBlock(2): input must be [batch, time, features], got [batch, 784]',
  )
})

describe('low rank and tied tables', () => {
  agree(nn.lora(2, nn.dense(10)), rows, {
    output: '[batch, 10]',
    params: {
      base: { kernel: '[784, 10]', bias: '[10]' },
      down: '[784, 2]',
      up: '[2, 10]',
    },
  })
  agree(nn.lora(0, nn.dense(10)), rows, 'lora(0): rank must be a positive integer')
  agree(nn.lora(1, nn.dense(0)), rows, 'lora(1): dense(0): units must be a positive integer')
  agree(
    nn.lora(1, nn.flatten),
    images,
    'lora(1): the layer maps [batch, 28, 28, 3] to [batch, 2352], only the last dimension may change',
  )
  agree(nn.tiedEmbedding(50, 8, nn.dense(8)), inputOf('i32', 'batch', 'time'), {
    output: '[batch, time, 50]',
    params: { table: '[50, 8]', body: { kernel: '[8, 8]', bias: '[8]' } },
  })
  agree(
    nn.tiedEmbedding(50, 8, nn.dense(7)),
    inputOf('i32', 'batch'),
    'tiedEmbedding: the body gives [batch, 7], its last dimension must be 8',
  )
  agree(nn.tiedEmbedding(50, 8), rows, 'tiedEmbedding: indices must be i32, got f32')
})
