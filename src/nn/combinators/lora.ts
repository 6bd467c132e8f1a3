import * as E from '../../core/either.ts'
import { stopGradient } from '../../autodiff/stop-gradient.ts'
import type { DType, FloatOf } from '../../core/dtype.ts'
import type { IsCount, IsDynShape } from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import { flatten, tensorOf, unflatten } from '../../core/tree.ts'
import * as R from '../../random/index.ts'
import * as T from '../../tensor/index.ts'
import { configCodec, type ConfigOf, count, finite, isCount, optionsOf } from '../config.ts'
import { applyLayer, layerKind, layerOf, signatureOf } from '../kind.ts'
import type {
  AnySignature,
  LastOf,
  Layer,
  LayerType,
  ShowNumber,
  ShowType,
  Signature,
  SignatureOf,
} from '../layer.ts'
import { paramSpec, within } from '../params.ts'
import { elementsOf, isTensorSpec, showSpec } from '../spec.ts'

/** The parameters of a layer with an adaptation of low rank. */
export interface LoraParams<out P, out I, out N, out O, out D extends DType = 'f32'> {
  /** those of the layer, which are not learned */
  readonly base: P
  readonly down: Tensor<[I, N], D>
  readonly up: Tensor<[N, O], D>
}

/** The type of `lora(rank, layer)`. */
export interface Lora<in out N extends number, in out F extends LayerType> extends LayerType {
  readonly Signature: Adapted<
    `lora(${ShowNumber<N>})`,
    N,
    SignatureOf<F, this['Input']>,
    this['Input']
  >
}

type Adapted<Name extends string, N extends number, Result, I> =
  IsCount<N> extends false
    ? `${Name}: rank must be a positive integer`
    : Result extends Signature<infer P, infer S, infer O, infer E>
      ? [I, O] extends [Tensor<infer SI, infer DI>, Tensor<infer SO, infer _DO>]
        ? SameRows<SI, SO> extends true
          ? Signature<LoraParams<P, LastOf<SI>, N, LastOf<SO>, FloatOf<DI>>, S, O, E>
          : `${Name}: the layer maps ${ShowType<I>} to ${ShowType<O>}, only the last dimension may change`
        : `${Name}: input and output are not single tensors`
      : unknown extends Result
        ? AnySignature
        : `${Name}: ${Result & string}`

/** Do two shapes differ in the last dimension only? */
type SameRows<SI extends Shape, SO extends Shape> =
  IsDynShape<SI> extends true
    ? true
    : IsDynShape<SO> extends true
      ? true
      : [SI, SO] extends [readonly [...infer A, unknown], readonly [...infer B, unknown]]
        ? [A, B] extends [B, A]
          ? true
          : false
        : false

const config = configCodec({ rank: count }, { alpha: finite })
type Config = ConfigOf<typeof config>

interface Params {
  readonly base: unknown
  readonly down: Tensor
  readonly up: Tensor
}

/** Parameters through which nothing is differentiated. */
const frozen = (params: unknown): unknown => {
  const { structure, leaves } = flatten(params)
  return unflatten(
    structure,
    leaves.map((leaf) => stopGradient(tensorOf(leaf))),
  )
}

/** A layer that stays, and a map of low rank beside it that is learned. */
export const loraKind = layerKind<Config, Params, unknown>({
  tag: 'lora',
  documentation: 'f(x) + α / rank · x A B, where f is not learned',
  config,
  arity: 1,
  signature: ({ config: { rank }, children: [base] }, input) => {
    const name = `lora(${rank})`
    if (!isCount(rank)) return E.left(`${name}: rank must be a positive integer`)
    if (base === undefined) return E.left(`${name}: needs a layer`)
    const part = signatureOf(base.layer, input, base.name)
    if (E.isLeft(part)) return E.left(`${name}: ${part.left}`)
    const { params, state, output, random, flops } = part.right
    if (!isTensorSpec(input) || !isTensorSpec(output))
      return E.left(`${name}: input and output are not single tensors`)
    const [inputs, outputs] = [input.shape.at(-1), output.shape.at(-1)]
    const rows = output.shape.slice(0, -1)
    const isSame =
      input.shape.length === output.shape.length && rows.every((dim, i) => dim === input.shape[i])
    if (!isSame || typeof inputs !== 'number' || typeof outputs !== 'number')
      return E.left(
        `${name}: the layer maps ${showSpec(input)} to ${showSpec(output)}, only the last dimension may change`,
      )
    return E.right({
      params: {
        base: within(params, 0),
        down: within(paramSpec([inputs, rank], input.dtype, 'heUniform'), 1),
        up: within(paramSpec([rank, outputs], input.dtype, 'zeros'), 2),
      },
      state,
      output,
      random,
      flops: flops + 2 * elementsOf(rows) * rank * (inputs + outputs),
      parts: [part.right],
    })
  },
  apply: ({ config: { rank, alpha = rank }, children: [base], params, state, key }, x: Tensor) => {
    if (base === undefined) return [x, state]
    const own = key === null ? null : R.foldIn(key, 0)
    const [y, next] = applyLayer(base.layer, frozen(params.base), state, x, own)
    const change = T.matmul(T.matmul(x, params.down), params.up)
    return [T.add(y as Tensor, T.mul(change, alpha / rank)), next]
  },
  suits: ({ children: [base] }, behind) =>
    base === undefined ? behind : base.layer.kind.suits(base.layer, behind),
})

/** The options of `lora`. */
export interface LoraOptions {
  /**
   * what the change is multiplied by, divided by the rank
   * @defaultValue the rank, so that the change is as it is
   */
  readonly alpha?: number
}

/**
 * Low-rank adaptation (Hu et al. 2021): `lora(rank, layer, { alpha = rank })`. The layer stays as it is, its
 * parameters have the gradient 0, and a map of low rank beside it is learned.
 *
 * `x -> f(x) + α / rank · x A B`, `[..., in] -> [..., out]`; parameters `base`, those of the layer, `down` `[in,
 * rank]` and `up` `[rank, out]`.
 *
 * Laws:
 * 1. In the beginning, `up` being 0, it is the layer.
 * 2. The gradient of `base` is 0.
 *
 * @example
 * import { grad, nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 16), nn.lora(2, nn.dense(8)))
 * const { params } = model.init(R.key(0))
 * params.down.shape // [16, 2]
 * const f = nn.apply(model)
 * const gradient = grad((p: typeof params) => T.sum(f(p, T.ones([1, 16]))))(params)
 * T.toArray(gradient.base.bias) // [0, 0, 0, 0, 0, 0, 0, 0]
 */
export const lora = <const N extends number, F extends LayerType>(
  rank: N,
  layer: Layer<F>,
  options?: LoraOptions,
): Layer<Lora<N, F>> =>
  layerOf(loraKind, { rank, ...optionsOf<LoraOptions>('lora', config, options) }, [
    { name: null, layer },
  ])
