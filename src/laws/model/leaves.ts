import type { SpecDim, TensorSpec } from '../../nn/spec.ts'
import { type Random, oneOf, wholeBetween } from '../random.ts'
import { chance } from './growth.ts'
import { activation, type KindRow, leaf, maybe, type Rows } from './row.ts'

const initializer = (next: Random): unknown =>
  oneOf<unknown>(next, [
    'heNormal',
    'lecunUniform',
    'orthogonal',
    'zeros',
    { name: 'normal', stddev: 0.5 },
    { name: 'uniform', low: -1, high: 0.5 },
    { name: 'constant', value: 0.25 },
    { name: 'varianceScaling', scale: 2, mode: 'fanGeoAvg', distribution: 'truncatedNormal' },
  ])

/** Is there a bias, and how does it begin? */
const affine = (next: Random): object => ({
  ...maybe(next, 0.25, () => ({ bias: false })),
  ...maybe(next, 0.25, () => ({ kernelInit: initializer(next) })),
  ...maybe(next, 0.15, () => ({ biasInit: { name: 'normal', stddev: 0.1 } })),
})

/** One number for all axes, or one for each. */
const perAxis = (next: Random, rank: number, high: number): number | readonly number[] =>
  chance(next, 0.5)
    ? wholeBetween(next, 1, high)
    : Array.from({ length: rank }, () => wholeBetween(next, 1, high))

const paddingOf = (next: Random, rank: number): object => ({
  padding: oneOf<unknown>(next, [
    'SAME',
    'VALID',
    Array.from({ length: rank }, () => [wholeBetween(next, 0, 2), wholeBetween(next, 0, 1)]),
  ]),
})

const channels = (dim: SpecDim | undefined): number => (typeof dim === 'number' ? dim : 1)

const divisors = (n: number): readonly [number, ...number[]] => [
  1,
  ...Array.from({ length: n }, (_, i) => i + 1).filter((part) => part > 1 && n % part === 0),
]

const convolution = (tag: string, rank: number): readonly [string, KindRow] =>
  leaf(tag, ['filters', 'window'], (next, { shape }) => {
    const groups = chance(next, 0.3) ? oneOf(next, divisors(channels(shape.at(-1)))) : 1
    return {
      filters: groups * wholeBetween(next, 1, groups > 2 ? 1 : 3),
      window: perAxis(next, rank, 3),
      ...(groups === 1 ? {} : { groups }),
      ...maybe(next, 0.4, () => ({ strides: perAxis(next, rank, 2) })),
      ...maybe(next, 0.5, () => paddingOf(next, rank)),
      ...maybe(next, 0.2, () => ({ dilation: perAxis(next, rank, 2) })),
      ...affine(next),
    }
  })

/** A transposed convolution. */
const transposed = (tag: string, rank: number) =>
  leaf(tag, ['filters', 'window'], (next) => ({
    filters: wholeBetween(next, 1, 2),
    window: perAxis(next, rank, 3),
    ...maybe(next, 0.5, () => ({ strides: perAxis(next, rank, 2) })),
    ...maybe(next, 0.5, () => ({ padding: oneOf(next, ['SAME', 'VALID']) })),
    ...maybe(next, 0.2, () => ({ dilation: perAxis(next, rank, 2) })),
    ...affine(next),
  }))

const pooling = (how: 'max' | 'avg', rank: number) =>
  leaf(`${how}Pool${rank}d`, ['window'], (next) => ({
    window: perAxis(next, rank, 3),
    ...maybe(next, 0.4, () => ({ strides: perAxis(next, rank, 2) })),
    // what is all padding has no greatest element and no mean
    ...maybe(next, 0.4, () => ({ padding: oneOf(next, ['SAME', 'VALID']) })),
  }))

/** A convolution of each channel by itself, or one that is made with it. */
const depthwise = (tag: string, rank: number, takes: readonly string[]) =>
  leaf(tag, takes, (next) => ({
    ...(takes.includes('filters') ? { filters: wholeBetween(next, 1, 3) } : {}),
    window: perAxis(next, rank, 3),
    ...maybe(next, 0.4, () => ({ multiplier: 2 })),
    ...maybe(next, 0.4, () => ({ strides: perAxis(next, rank, 2) })),
    ...maybe(next, 0.5, () => paddingOf(next, rank)),
    ...maybe(next, 0.2, () => ({ kernelInit: initializer(next) })),
  }))

/** The sizes behind the batch in another arrangement: two of them multiplied, one taken apart, turned round. */
const rearranged = (next: Random, { shape }: TensorSpec): object | null => {
  const sizes = shape.slice(1).flatMap((dim) => (typeof dim === 'number' ? [dim] : []))
  if (sizes.length < shape.length - 1 || shape.length < 2) return null
  const [first = 1, ...rest] = sizes
  return {
    shape: oneOf<readonly number[]>(next, [
      sizes.toReversed(),
      [1, ...sizes],
      [first * (rest[0] ?? 1), ...rest.slice(1)],
      [...sizes.slice(0, -1), 1, sizes.at(-1) ?? 1],
    ]),
  }
}

/** Attention of some heads, in which weights are dropped. */
const attention = (next: Random, features: number): object => ({
  heads: oneOf(next, divisors(features)),
  ...maybe(next, 0.3, () => ({ dropout: oneOf(next, [0, 0.25]) })),
})

/** Without the dropout that is inside. */
const undropped = (config: object): object =>
  'dropout' in config ? { ...config, dropout: 0 } : config

const rateZero = (config: object): object => ({ ...config, rate: 0 })

const epsilon = (next: Random): object => maybe(next, 0.5, () => ({ epsilon: 0.1 }))

/** The rows of layers of one tensor. */
export const leaves: Rows = Object.fromEntries([
  leaf('dense', ['units'], (next) => ({ units: wholeBetween(next, 1, 5), ...affine(next) }), {
    weight: 2,
  }),
  leaf('bias', null, (next) => maybe(next, 0.5, () => ({ init: { name: 'normal', stddev: 0.1 } }))),
  convolution('conv1d', 1),
  convolution('conv2d', 2),
  convolution('conv3d', 3),
  transposed('conv1dTranspose', 1),
  transposed('conv2dTranspose', 2),
  depthwise('depthwiseConv1d', 1, ['window']),
  depthwise('depthwiseConv2d', 2, ['window']),
  depthwise('separableConv1d', 1, ['filters', 'window']),
  depthwise('separableConv2d', 2, ['filters', 'window']),
  pooling('max', 1),
  pooling('max', 2),
  pooling('avg', 1),
  pooling('avg', 2),
  leaf('globalMaxPool', null, () => ({}), { weight: 0.5 }),
  leaf('globalAvgPool', null, () => ({}), { weight: 0.5 }),
  leaf('flatten', null, () => ({}), { weight: 0.5 }),
  leaf('reshape', ['shape'], rearranged, { weight: 0.5 }),
  leaf(
    'batchNorm',
    null,
    (next) => ({
      ...maybe(next, 0.5, () => ({ decay: oneOf(next, [0, 0.5, 0.99]) })),
      ...maybe(next, 0.5, () => ({ epsilon: oneOf(next, [0.1, 0.001]) })),
    }),
    { quiet: (config: object) => ({ ...config, decay: 0 }) },
  ),
  leaf('layerNorm', null, epsilon),
  leaf('rmsNorm', null, epsilon),
  leaf('groupNorm', ['groups'], (next, { shape }) => ({
    groups: oneOf(next, divisors(channels(shape.at(-1)))),
    ...epsilon(next),
  })),
  leaf('instanceNorm', null, epsilon),
  leaf(
    'embedding',
    ['count', 'width'],
    (next, { dtype }) =>
      dtype === 'i32' || dtype === 'u32'
        ? {
            count: wholeBetween(next, 2, 5),
            width: wholeBetween(next, 1, 4),
            ...maybe(next, 0.6, () => ({ dtype: 'f64' })),
          }
        : null,
    { weight: 8 },
  ),
  leaf(
    'dropout',
    ['rate'],
    (next) => ({
      rate: oneOf(next, [0, 0.25, 0.5, 0.75]),
      ...maybe(next, 0.3, () => ({ scaling: 'classical' })),
      ...maybe(next, 0.3, () => ({ spatial: true })),
    }),
    { quiet: rateZero, unbiased: true },
  ),
  leaf(
    'selfAttention',
    ['heads'],
    (next, { shape }) => ({
      ...attention(next, channels(shape.at(-1))),
      ...maybe(next, 0.5, () => ({ causal: true })),
      ...maybe(next, 0.3, () => ({ rotary: true })),
      ...affine(next),
    }),
    { quiet: undropped, unbiased: true },
  ),
  leaf(
    'transformerBlock',
    ['heads'],
    (next, { shape }) => ({
      ...attention(next, channels(shape.at(-1))),
      hidden: wholeBetween(next, 1, 4),
      ...maybe(next, 0.5, () => ({ causal: true })),
      ...maybe(next, 0.3, () => ({ norm: 'post' })),
      ...maybe(next, 0.3, () => ({ activation: oneOf(next, ['relu', 'silu']) })),
    }),
    { quiet: undropped },
  ),
  leaf('sinusoidalPositions', null, (next) => maybe(next, 0.5, () => ({ base: 100 }))),
  leaf('rotaryPositions', null, (next) => maybe(next, 0.5, () => ({ base: 100 }))),
  leaf('learnedPositions', ['count'], (next) => ({ count: wholeBetween(next, 7, 9) })),
  leaf('gaussianNoise', ['stddev'], (next) => ({ stddev: oneOf(next, [0, 0.1, 2]) }), {
    quiet: (config: object) => ({ ...config, stddev: 0 }),
    unbiased: true,
  }),
  leaf('stochasticDepth', ['rate'], (next) => ({ rate: oneOf(next, [0, 0.25, 0.5]) }), {
    quiet: rateZero,
    unbiased: true,
  }),
  leaf('rrelu', null, (next) => maybe(next, 0.5, () => ({ low: 0.25, high: 0.75 })), {
    quiet: ({ low = 1 / 8, high = 1 / 3 }: { readonly low?: number; readonly high?: number }) => ({
      low: (low + high) / 2,
      high: (low + high) / 2,
    }),
    unbiased: true,
  }),
  leaf('prelu', null, (next) => maybe(next, 0.5, () => ({ init: { name: 'constant', value: 2 } }))),
  leaf('glu', null, () => ({})),
  ...['relu', 'relu6', 'elu', 'selu', 'hardTanh', 'hardSigmoid', 'hardSilu'].map((tag) =>
    activation(tag),
  ),
  ...['gelu', 'silu', 'mish', 'softplus', 'sigmoid', 'logSigmoid', 'tanh', 'softSign'].map((tag) =>
    activation(tag),
  ),
  ...['softmax', 'logSoftmax', 'hardmax'].map((tag) => activation(tag)),
  activation('leakyRelu', 'slope'),
  activation('celu', 'alpha'),
  activation('squareplus', 'b'),
])
