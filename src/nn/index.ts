/**
 * Models as data: a layer is an immutable description, a model binds it to an input, and everything else
 * is an interpreter of it: first values, prediction, training, summary, JSON. Parameters and state are
 * plain records beside the model.
 *
 * @module
 */

// Layers and models
export type {
  AnyLayer,
  Child,
  Item,
  Layer,
  LayerType,
  Signature,
  SignatureOf,
  Unit,
} from './layer.ts'
export {
  type Input,
  type InputTypes,
  input,
  inputOf,
  inputs,
  type Spec,
  type SpecDim,
  type TensorSpec,
} from './spec.ts'
export {
  type AnyModel,
  apply,
  build,
  buildDyn,
  type DynModel,
  model,
  type Model,
  on,
  type OutputOf,
  type ParamsOf,
  type StateOf,
  type Vars,
} from './model.ts'
export { type Summary, type SummaryRow, showSummary, summary } from './summary.ts'
export { codec, decode, decodeAs, type DecodeOptions, type LayerJson, toJSON } from './json.ts'

// Kinds
export {
  type Application,
  type Description,
  type KindSignature,
  type LayerKind,
  layerKind,
  layerOf,
  type LayerSignature,
} from './kind.ts'
export type { Draw, DrawOptions, Fans, Initializer, InitializerName } from './initializer.ts'
export { paramSpec, type ParamSpec, type ParamTree } from './params.ts'
export { kinds } from './kinds/table.ts'
export {
  type AttentionKernels,
  type AttentionParams,
  type CrossAttentionOptions,
} from './kinds/attention.ts'
export { crossAttention, type CrossAttention } from './kinds/cross-attention.ts'
export {
  selfAttention,
  type SelfAttention,
  type SelfAttentionOptions,
} from './kinds/self-attention.ts'
export {
  type BatchNorm,
  batchNorm,
  type BatchNormOptions,
  batchNormWith,
  type BatchStats,
} from './kinds/batch-norm.ts'
export { bias, type Bias, type BiasParams, biasWith } from './kinds/bias.ts'
export { bilinear, type Bilinear, type BilinearParams } from './kinds/bilinear.ts'
export {
  conv1dTranspose,
  conv2dTranspose,
  type TransposedConvolution,
} from './kinds/conv-transpose.ts'
export {
  conv1d,
  conv2d,
  conv3d,
  type Convolution,
} from './kinds/conv.ts'
export type { ConvOptions } from './kinds/convolution.ts'
export type { ConvKernel, ConvParams } from './kinds/convolution-types.ts'
export {
  dense,
  type Dense,
  type DenseOptions,
  type DenseParams,
  type DenseWithoutBias,
  type KernelParams,
} from './kinds/dense.ts'
export {
  type Depthwise,
  depthwiseConv1d,
  depthwiseConv2d,
  type DepthwiseOptions,
} from './kinds/depthwise.ts'
export {
  type Separable,
  separableConv1d,
  separableConv2d,
  type SeparableOptions,
  type SeparableParams,
} from './kinds/separable.ts'
export { dropout, type DropoutOptions } from './kinds/dropout.ts'
export type { Activation, RandomActivation } from './kinds/elementwise.ts'
export {
  embedding,
  type Embedding,
  type EmbeddingOptions,
  type EmbeddingParams,
} from './kinds/embedding.ts'
export { flatten, type Flatten } from './kinds/flatten.ts'
export {
  globalAvgPool,
  type GlobalAvgPool,
  globalMaxPool,
  type GlobalMaxPool,
} from './kinds/global-pool.ts'
export { glu, type Glu } from './kinds/glu.ts'
export {
  groupNorm,
  type GroupNorm,
  type GroupNormOptions,
  instanceNorm,
  type InstanceNorm,
  instanceNormWith,
} from './kinds/group-norm.ts'
export { layerNorm, type LayerNorm, layerNormWith } from './kinds/layer-norm.ts'
export { gaussianNoise, stochasticDepth } from './kinds/noise.ts'
export type { NormParams, ScaleParams } from './kinds/norm.ts'
export { avgPool1d, avgPool2d, maxPool1d, maxPool2d, type Pooling } from './kinds/pool.ts'
export {
  celu,
  celuWith,
  elu,
  hardSigmoid,
  hardSilu,
  hardTanh,
  leakyRelu,
  leakyReluWith,
  relu,
  relu6,
  selu,
} from './kinds/rectifiers.ts'
export {
  learnedPositions,
  type LearnedPositions,
  type PositionParams,
  type Positions,
  rotaryPositions,
  rotaryPositionsWith,
  sinusoidalPositions,
  sinusoidalPositionsWith,
} from './kinds/positions.ts'
export { reshape, type Reshape } from './kinds/reshape.ts'
export { rmsNorm, type RmsNorm, rmsNormWith } from './kinds/rms-norm.ts'
export {
  prelu,
  type Prelu,
  preluWith,
  rrelu,
  rreluWith,
  type SlopeParams,
} from './kinds/slopes.ts'
export {
  gelu,
  hardmax,
  logSigmoid,
  logSoftmax,
  mish,
  sigmoid,
  silu,
  softmax,
  softplus,
  softSign,
  squareplus,
  squareplusWith,
  tanh,
} from './kinds/smooth.ts'

export {
  transformerBlock,
  type TransformerBlock,
  type TransformerOptions,
  type TransformerParams,
} from './kinds/transformer.ts'

// Combinators
export { lora, type Lora, type LoraOptions, type LoraParams } from './combinators/lora.ts'
export { add, concat, type Concat, type Merge, multiply } from './combinators/merge.ts'
export { fanout, type Fanout, split, type Split } from './combinators/parallel.ts'
export {
  type Custom,
  custom,
  type CustomParam,
  type CustomParams,
  type ParamsFrom,
} from './combinators/custom.ts'
export { repeat, type Repeat, shared, type Shared, type Stack } from './combinators/repeat.ts'
export { residual, type Residual } from './combinators/residual.ts'
export { sequential, type Sequential } from './combinators/sequential.ts'
export { tiedEmbedding, type TiedEmbedding, type TiedParams } from './combinators/tied.ts'
export { wire, type Wire, type Wired, type WiredModels } from './combinators/wire.ts'

// Surgery
export { insert, modifyAll, remove, replace } from './surgery/edit.ts'
export type { WhichLayers } from './surgery/layers.ts'
export { parametersOf } from './surgery/parameters-of.ts'
export type { Edit, Edited, LayerAt } from './surgery/path.ts'
export { get, ofKind, select } from './surgery/select.ts'
export { tie, type Tied, type TieOptions } from './surgery/tie.ts'
export {
  type Carried,
  type Fresh,
  type Left,
  type Move,
  showMoves,
  transplant,
} from './surgery/transplant.ts'

// Diagrams
export { toMermaid } from './diagram/mermaid.ts'
export { toSvg } from './diagram/svg.ts'
