import { addKind, concatKind, multiplyKind } from '../combinators/merge.ts'
import { fanoutKind, splitKind } from '../combinators/parallel.ts'
import { repeatKind, sharedKind } from '../combinators/repeat.ts'
import { residualKind } from '../combinators/residual.ts'
import { sequentialKind } from '../combinators/sequential.ts'
import type { LayerKind } from '../kind.ts'
import { batchNormKind } from './batch-norm.ts'
import { conv1dKind, conv2dKind, conv3dKind } from './conv.ts'
import { denseKind } from './dense.ts'
import { dropoutKind } from './dropout.ts'
import { embeddingKind } from './embedding.ts'
import { flattenKind } from './flatten.ts'
import { layerNormKind } from './layer-norm.ts'
import { avgPool1dKind, avgPool2dKind, maxPool1dKind, maxPool2dKind } from './pool.ts'
import * as rectifiers from './rectifiers.ts'
import * as smooth from './smooth.ts'

const isKind = (value: unknown): value is LayerKind =>
  typeof value === 'object' && value !== null && 'tag' in value && 'signature' in value

const all: readonly LayerKind[] = [
  sequentialKind,
  residualKind,
  repeatKind,
  sharedKind,
  fanoutKind,
  splitKind,
  addKind,
  multiplyKind,
  concatKind,
  denseKind,
  conv1dKind,
  conv2dKind,
  conv3dKind,
  maxPool1dKind,
  maxPool2dKind,
  avgPool1dKind,
  avgPool2dKind,
  flattenKind,
  batchNormKind,
  layerNormKind,
  embeddingKind,
  dropoutKind,
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
