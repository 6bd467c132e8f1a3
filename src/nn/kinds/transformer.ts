import * as E from '../../core/either.ts'
import { booleanCodec, oneOfTexts } from '../../core/codec.ts'
import type { DType, FloatOf } from '../../core/dtype.ts'
import type { IsCount, Mul, OptionOf } from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as R from '../../random/index.ts'
import * as T from '../../tensor/index.ts'
import type { Only } from '../../tensor/sliding.ts'
import { configCodec, type ConfigOf, count, given, isCount, optionsOf, rate } from '../config.ts'
import { applyLayer, layerKind, layerOf, type LayerSignature, signatureOf } from '../kind.ts'
import type { AnyLayer, Layer, LayerType, ShowNumber, Signature, Unit } from '../layer.ts'
import { suited, within } from '../params.ts'
import { isTensorSpec, type Spec } from '../spec.ts'
import { type AttentionParams, type DropoutEffect, type HeadsMessage } from './attention.ts'
import { selfAttentionKind } from './self-attention.ts'
import { dense, type DenseParams } from './dense.ts'
import { dropout } from './dropout.ts'
import { layerNorm } from './layer-norm.ts'
import type { NormParams } from './norm.ts'
import { sequenceFeatures, type SequenceFeatures } from './positions.ts'
import { relu } from './rectifiers.ts'
import { gelu, silu } from './smooth.ts'

/** The parameters of a transformer block: E features, H hidden ones. */
export interface TransformerParams<out E, out H, out D extends DType = 'f32'> {
  readonly attentionNorm: NormParams<E, D>
  readonly attention: AttentionParams<E, E, D>
  readonly hiddenNorm: NormParams<E, D>
  readonly hidden: DenseParams<E, H, D>
  readonly out: DenseParams<H, E, D>
}

/** The type of `transformerBlock(heads)`. */
export interface TransformerBlock<in out Heads extends number, in out O> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Block<`transformerBlock(${ShowNumber<Heads>})`, Heads, O, S, D>
    : `transformerBlock(${ShowNumber<Heads>}): input is not a single tensor`
}

type Block<Name extends string, Heads extends number, O, S extends Shape, D extends DType> =
  SequenceFeatures<Name, S> extends infer F
    ? F extends [infer E]
      ? HeadsMessage<Name, S, E, Heads> extends infer M extends string
        ? M
        : OptionOf<O, 'hidden', Mul<E, 4>> extends infer H
          ? IsCount<H> extends false
            ? `${Name}: hidden must be a positive integer`
            : Signature<
                TransformerParams<E, H, FloatOf<D>>,
                Unit,
                Tensor<S, FloatOf<D>>,
                DropoutEffect<O>
              >
          : never
      : F
    : never

const activations = { gelu, relu, silu } as const

const config = configCodec(
  { heads: count },
  {
    hidden: count,
    causal: booleanCodec,
    activation: oneOfTexts('gelu', 'relu', 'silu'),
    norm: oneOfTexts('pre', 'post'),
    dropout: rate,
  },
)
type Config = ConfigOf<typeof config>

type Part = 'attentionNorm' | 'attention' | 'hiddenNorm' | 'hidden' | 'out'

/** The layers of a block on some features. */
const partsOf = (
  { heads, hidden, causal, dropout: dropRate }: Config,
  features: number,
): { readonly [P in Part]: AnyLayer } => ({
  attentionNorm: layerNorm,
  attention: layerOf<LayerType>(selfAttentionKind, given({ heads, causal, dropout: dropRate })),
  hiddenNorm: layerNorm,
  hidden: dense(hidden ?? 4 * features),
  out: dense(features),
})

/** Attention, then a dense network at each place, each with what passes around it. */
export const transformerBlockKind = layerKind<Config, { readonly [P in Part]: unknown }>({
  tag: 'transformerBlock',
  documentation: 'x + attention(norm(x)), then x + dense(f(dense(norm(x))))',
  config,
  signature: ({ config }, input) => {
    const name = `transformerBlock(${config.heads})`
    if (!isTensorSpec(input)) return E.left(`${name}: input is not a single tensor`)
    const features = sequenceFeatures(name, input.shape)
    if (typeof features === 'string') return E.left(features)
    if (!isCount(config.heads)) return E.left(`${name}: heads must be a positive integer`)
    if (features % config.heads !== 0)
      return E.left(`${name}: ${features} features do not divide into ${config.heads} heads`)
    if (!isCount(config.hidden ?? 1)) return E.left(`${name}: hidden must be a positive integer`)
    const parts: LayerSignature[] = []
    let x: Spec = input
    for (const [part, layer] of Object.entries(partsOf(config, features))) {
      const said = signatureOf(layer, x, part)
      if (E.isLeft(said)) return E.left(`${name}: ${said.left}`)
      parts.push(said.right)
      x = said.right.output
    }
    const isActivated = (part: string | null): boolean => part === 'hidden'
    return E.right({
      params: Object.fromEntries(
        parts.map(({ name, params }, i) => [
          name ?? '',
          within(suited(params, isActivated(name) ? 'heNormal' : 'glorotUniform'), i),
        ]),
      ),
      output: x,
      random: config.dropout !== undefined,
      flops: parts.reduce((sum, { flops }) => sum + flops, 0),
      parts,
    })
  },
  apply: ({ config, params, state, key }, x: Tensor) => {
    const { activation = 'gelu', norm = 'pre', dropout: dropRate = 0 } = config
    const parts = partsOf(config, x.shape.at(-1) ?? 0)
    const run = (part: Part, y: Tensor, own: R.Key | null): Tensor =>
      applyLayer(parts[part], params[part], [], y, own)[0] as Tensor
    const keyOf = (i: number): R.Key | null => (key === null ? null : R.foldIn(key, i))
    const drop = (y: Tensor, i: number): Tensor =>
      applyLayer(dropout(dropRate), [], [], y, keyOf(i))[0] as Tensor
    const attend = (y: Tensor): Tensor => drop(run('attention', y, keyOf(0)), 1)
    const mix = (y: Tensor): Tensor => {
      const hidden = run('hidden', y, null)
      const active = applyLayer(activations[activation], [], [], hidden, null)[0] as Tensor
      return drop(run('out', drop(active, 2), null), 3)
    }
    if (norm === 'post') {
      const attended = run('attentionNorm', T.add(x, attend(x)), null)
      return [run('hiddenNorm', T.add(attended, mix(attended)), null), state]
    }
    const attended = T.add(x, attend(run('attentionNorm', x, null)))
    return [T.add(attended, mix(run('hiddenNorm', attended, null))), state]
  },
})

/** The options of `transformerBlock`. */
export interface TransformerOptions {
  /**
   * how many features there are inside the dense network
   * @defaultValue four times the features
   */
  readonly hidden?: number
  /**
   * does each place attend to those before it, and to itself, only?
   * @defaultValue false
   */
  readonly causal?: boolean
  /** @defaultValue 'gelu' */
  readonly activation?: keyof typeof activations
  /**
   * is what enters attention and network normalized (`pre`), or the sums behind them (`post`, as in the
   * paper)?
   * @defaultValue 'pre'
   */
  readonly norm?: 'pre' | 'post'
  /**
   * in training, the probability with which weights of the attention, hidden features, and what both
   * branches give are 0
   * @defaultValue none: the block is not random
   */
  readonly dropout?: number
}

/**
 * A block of a transformer (Vaswani et al. 2017; with `norm: 'pre'` as in GPT-2): `transformerBlock(heads, {
 * hidden = 4 · features, causal = false, activation = 'gelu', norm = 'pre', dropout })`.
 *
 * `x -> y + f(norm(y))`, where `y = x + attention(norm(x))` and f is two dense layers; `[batch, time,
 * features] -> [batch, time, features]`; parameters `attentionNorm`, `attention`, `hiddenNorm`, `hidden`, `out`.
 *
 * Law: with `causal` the output at a place does not depend on later places.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const gpt = nn.model(
 *   nn.inputOf('i32', 'batch', 'time'),
 *   { tokens: nn.embedding(100, 16) },
 *   { positions: nn.learnedPositions(32) },
 *   { blocks: nn.repeat(2, nn.transformerBlock(4, { causal: true })) },
 *   { norm: nn.layerNorm },
 *   { logits: nn.dense(100) },
 * )
 * const vars = gpt.init(R.key(0))
 * vars.params.blocks.hidden.kernel.shape // [2, 16, 64]
 * gpt.predict(vars, T.tensor([[1, 2, 3]], 'i32')).shape // [1, 3, 100]
 */
export const transformerBlock = <
  const Heads extends number,
  const O extends TransformerOptions = {},
>(
  heads: Heads,
  options?: O & Only<O, TransformerOptions>,
): Layer<TransformerBlock<Heads, O>> =>
  layerOf(transformerBlockKind, {
    heads,
    ...optionsOf<TransformerOptions>('transformerBlock', config, options),
  })
