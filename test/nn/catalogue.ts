/** A layer of every kind on a small input in f64, for the laws. */
import { nn, T } from '../../src/index.ts'

/** A layer, the input that it stands on, and what is promised of it. */
export interface Entry {
  readonly layer: nn.AnyLayer
  readonly input: nn.Input<unknown>
  /** is every example mapped for itself? */
  readonly alone: boolean
  /** the part of the parameters that is not learned */
  readonly fixed?: string
}

const rows = nn.inputOf('f64', 'batch', 3)
const sequence = nn.inputOf('f64', 'batch', 5, 2)
const image = nn.inputOf('f64', 'batch', 4, 5, 2)
const volume = nn.inputOf('f64', 'batch', 3, 3, 2, 2)
const pair = nn.inputs(rows, nn.inputOf('f64', 'batch', 4))
const gated = nn.custom('gated', { gate: [3, 4], value: [3, 4], bias: [4] }, rows, (p, x) =>
  T.add(T.mul(T.sigmoid(T.matmul(x, p.gate)), T.matmul(x, p.value)), p.bias),
)
const wired = nn.wire(
  'wired',
  {
    norm: nn.on(rows, nn.batchNormWith({ epsilon: 0.1 })),
    twice: nn.model(rows, nn.dense(3), nn.dropout(0.3)),
  },
  rows,
  ({ norm, twice }, x) => T.add(twice(twice(x)), norm(x)),
)
const heads = nn.inputOf('f64', 'batch', 3, 4)
const tokens = nn.inputOf('i32', 'batch', 4)

const on = (input: nn.Input<unknown>, layer: nn.AnyLayer, alone = true): Entry => ({
  layer,
  input,
  alone,
})

/** Functions of `T` as layers. */
const activations = [
  nn.relu,
  nn.relu6,
  nn.leakyRelu,
  nn.elu,
  nn.celu,
  nn.selu,
  nn.hardTanh,
  nn.hardSigmoid,
  nn.hardSilu,
  nn.gelu,
  nn.silu,
  nn.mish,
  nn.softplus,
  nn.squareplus,
  nn.sigmoid,
  nn.logSigmoid,
  nn.tanh,
  nn.softSign,
  nn.softmax,
  nn.logSoftmax,
  nn.hardmax,
] as const

/** The names of entries that are a function of `T`, which has laws of its own. */
export const plain: ReadonlySet<string> = new Set(activations.map(({ kind }) => kind.tag))

export const catalogue: Readonly<Record<string, Entry>> = {
  ...Object.fromEntries(activations.map((layer) => [layer.kind.tag, on(rows, layer)])),
  'leakyRelu with a slope': on(rows, nn.leakyReluWith({ slope: 0.3 })),
  'celu with an alpha': on(rows, nn.celuWith({ alpha: 0.5 })),
  'squareplus with a b': on(rows, nn.squareplusWith({ b: 1 })),
  dense: on(rows, nn.dense(2)),
  'dense without bias': on(rows, nn.dense(2, { bias: false, kernelInit: 'orthogonal' })),
  conv1d: on(sequence, nn.conv1d(3, 2, { strides: 2 })),
  conv2d: on(image, nn.conv2d(4, [3, 2], { groups: 2, bias: false })),
  'conv2d, VALID': on(image, nn.conv2d(1, 2, { padding: 'VALID', dilation: [2, 1] })),
  conv3d: on(volume, nn.conv3d(1, 2)),
  maxPool1d: on(sequence, nn.maxPool1d(2)),
  maxPool2d: on(image, nn.maxPool2d([2, 3], { strides: 1, padding: 'SAME' })),
  avgPool1d: on(sequence, nn.avgPool1d(3, { strides: 1 })),
  avgPool2d: on(image, nn.avgPool2d(2, { padding: 'SAME' })),
  bias: on(rows, nn.bias),
  'bias of ones': on(rows, nn.biasWith({ init: 'ones' })),
  bilinear: on(pair, nn.bilinear(2)),
  conv1dTranspose: on(sequence, nn.conv1dTranspose(3, 3, { strides: 2 })),
  conv2dTranspose: on(image, nn.conv2dTranspose(4, [2, 3], { groups: 2, padding: 'VALID' })),
  depthwiseConv1d: on(sequence, nn.depthwiseConv1d(2, { bias: false })),
  depthwiseConv2d: on(image, nn.depthwiseConv2d([2, 3], { multiplier: 2, strides: 2 })),
  separableConv1d: on(sequence, nn.separableConv1d(3, 2, { padding: 'VALID' })),
  separableConv2d: on(image, nn.separableConv2d(3, 2, { multiplier: 2 })),
  globalMaxPool: on(image, nn.globalMaxPool),
  globalAvgPool: on(sequence, nn.globalAvgPool),
  reshape: on(image, nn.reshape([10, -1])),
  rmsNorm: on(rows, nn.rmsNormWith({ epsilon: 0.1 })),
  groupNorm: on(image, nn.groupNorm(2, { epsilon: 0.1 })),
  'groupNorm of vectors': on(nn.inputOf('f64', 'batch', 4), nn.groupNorm(2, { epsilon: 0.1 })),
  instanceNorm: on(image, nn.instanceNormWith({ epsilon: 0.1 })),
  gaussianNoise: on(rows, nn.gaussianNoise(0.3)),
  stochasticDepth: on(sequence, nn.residual(nn.tanh, nn.stochasticDepth(0.4))),
  prelu: on(rows, nn.preluWith({ init: { name: 'constant', value: 0.1 } })),
  rrelu: on(rows, nn.rrelu),
  glu: on(nn.inputOf('f64', 'batch', 4), nn.glu),
  flatten: on(image, nn.flatten),
  batchNorm: on(rows, nn.batchNormWith({ decay: 0.75, epsilon: 0.1 }), false),
  layerNorm: on(rows, nn.layerNormWith({ epsilon: 0.1 })),
  embedding: on(tokens, nn.embedding(6, 3, { dtype: 'f64' })),
  selfAttention: on(heads, nn.selfAttention(2, { dropout: 0.3 })),
  'selfAttention, causal': on(heads, nn.selfAttention(2, { causal: true, rotary: true })),
  crossAttention: on(
    nn.inputs(heads, nn.inputOf('f64', 'batch', 2, 5)),
    nn.crossAttention(2, { bias: false }),
  ),
  sinusoidalPositions: on(heads, nn.sinusoidalPositions),
  rotaryPositions: on(heads, nn.rotaryPositionsWith({ base: 100 })),
  learnedPositions: on(heads, nn.learnedPositions(5)),
  dropout: on(rows, nn.dropout(0.4)),
  'dropout, classical': on(rows, nn.dropout(0.4, { scaling: 'classical' })),
  'dropout, spatial': on(sequence, nn.dropout(0.4, { spatial: true })),
  fanout: on(rows, nn.sequential(nn.fanout(nn.dense(2), { b: nn.tanh }), nn.concat())),
  split: on(pair, nn.sequential(nn.split(nn.dense(4), nn.batchNorm), nn.multiply), false),
  add: on(pair, nn.sequential(nn.split(nn.dense(2), nn.dense(2)), nn.add)),
  repeat: on(rows, nn.repeat(2, nn.layerNorm, nn.dense(3), nn.tanh)),
  'repeat with state': on(
    rows,
    nn.repeat(2, nn.batchNormWith({ epsilon: 0.1 }), nn.dropout(0.2)),
    false,
  ),
  shared: on(rows, nn.shared(2, nn.dense(3), nn.tanh)),
  'a function': on(rows, gated),
  'wired models': on(rows, wired, false),
  transformerBlock: on(heads, nn.transformerBlock(2, { hidden: 3, causal: true })),
  'transformerBlock, post': on(
    heads,
    nn.transformerBlock(1, { hidden: 3, norm: 'post', activation: 'silu', dropout: 0.2 }),
  ),
  lora: { ...on(rows, nn.lora(1, nn.dense(4), { alpha: 2 })), fixed: 'base' },
  tiedEmbedding: on(tokens, nn.tiedEmbedding(6, 3, nn.tanh, nn.dense(3))),
  sequential: on(rows, nn.sequential(nn.dense(4), nn.tanh, { out: nn.dense(2) })),
  residual: on(rows, nn.residual(nn.dense(4), nn.tanh, nn.dense(3))),
  tie: on(rows, nn.tie(nn.sequential({ a: nn.dense(3) }, nn.tanh, { b: nn.dense(3) }), 'b', 'a')),
  'tie, transposed': on(
    rows,
    nn.tie(nn.sequential({ a: nn.dense(4) }, nn.tanh, { b: nn.dense(3) }), 'b.kernel', 'a.kernel', {
      transpose: true,
    }),
  ),
}
