import { loraKind } from '../combinators/lora.ts'
import { addKind, concatKind, multiplyKind } from '../combinators/merge.ts'
import { fanoutKind, splitKind } from '../combinators/parallel.ts'
import { repeatKind, sharedKind } from '../combinators/repeat.ts'
import { residualKind } from '../combinators/residual.ts'
import { sequentialKind } from '../combinators/sequential.ts'
import { tiedEmbeddingKind } from '../combinators/tied.ts'
import type { LayerKind } from '../kind.ts'
import { tiedKind } from '../surgery/tie.ts'
import { crossAttentionKind } from './cross-attention.ts'
import { selfAttentionKind } from './self-attention.ts'
import { batchNormKind } from './batch-norm.ts'
import { biasKind } from './bias.ts'
import { bilinearKind } from './bilinear.ts'
import { conv1dTransposeKind, conv2dTransposeKind } from './conv-transpose.ts'
import { conv1dKind, conv2dKind, conv3dKind } from './conv.ts'
import { denseKind } from './dense.ts'
import { depthwiseConv1dKind, depthwiseConv2dKind } from './depthwise.ts'
import { separableConv1dKind, separableConv2dKind } from './separable.ts'
import { dropoutKind } from './dropout.ts'
import { embeddingKind } from './embedding.ts'
import { flattenKind } from './flatten.ts'
import { globalAvgPoolKind, globalMaxPoolKind } from './global-pool.ts'
import { gluKind } from './glu.ts'
import { groupNormKind, instanceNormKind } from './group-norm.ts'
import { layerNormKind } from './layer-norm.ts'
import { gaussianNoiseKind, stochasticDepthKind } from './noise.ts'
import { avgPool1dKind, avgPool2dKind, maxPool1dKind, maxPool2dKind } from './pool.ts'
import * as rectifiers from './rectifiers.ts'
import { learnedPositionsKind, rotaryPositionsKind, sinusoidalPositionsKind } from './positions.ts'
import { reshapeKind } from './reshape.ts'
import { rmsNormKind } from './rms-norm.ts'
import { preluKind, rreluKind } from './slopes.ts'
import * as smooth from './smooth.ts'
import { transformerBlockKind } from './transformer.ts'

const isKind = (value: unknown): value is LayerKind =>
  typeof value === 'object' && value !== null && 'tag' in value && 'signature' in value

const all: readonly LayerKind[] = [
  sequentialKind,
  residualKind,
  repeatKind,
  sharedKind,
  loraKind,
  tiedEmbeddingKind,
  fanoutKind,
  splitKind,
  addKind,
  multiplyKind,
  concatKind,
  tiedKind,
  denseKind,
  biasKind,
  bilinearKind,
  conv1dKind,
  conv2dKind,
  conv3dKind,
  conv1dTransposeKind,
  conv2dTransposeKind,
  depthwiseConv1dKind,
  depthwiseConv2dKind,
  separableConv1dKind,
  separableConv2dKind,
  maxPool1dKind,
  maxPool2dKind,
  avgPool1dKind,
  avgPool2dKind,
  globalMaxPoolKind,
  globalAvgPoolKind,
  flattenKind,
  reshapeKind,
  batchNormKind,
  layerNormKind,
  rmsNormKind,
  groupNormKind,
  instanceNormKind,
  embeddingKind,
  selfAttentionKind,
  crossAttentionKind,
  transformerBlockKind,
  sinusoidalPositionsKind,
  rotaryPositionsKind,
  learnedPositionsKind,
  dropoutKind,
  gaussianNoiseKind,
  stochasticDepthKind,
  preluKind,
  rreluKind,
  gluKind,
  ...Object.values(rectifiers).filter(isKind),
  ...Object.values(smooth).filter(isKind),
]

/**
 * The kinds of layers that the library knows, by name: what `decode` finds a layer by. The set is open,
 * `decode(json, { kinds })` takes more.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * nn.kinds.dense?.documentation // 'x W + b along the last axis'
 */
export const kinds: Readonly<Record<string, LayerKind>> = Object.freeze(
  Object.fromEntries(all.map((kind) => [kind.tag, kind])),
)
