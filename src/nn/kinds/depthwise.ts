import { booleanCodec } from '../../core/codec.ts'
import { floatOf } from '../../core/dtype.ts'
import {
  type IsCount,
  type IsDynShape,
  type Mul,
  type OptionOf,
  type ShowDim,
  sizeOf,
} from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import type * as T from '../../tensor/index.ts'
import type { Only } from '../../tensor/sliding.ts'
import { configCodec, type ConfigOf, count, given, isCount, optionsOf } from '../config.ts'
import { layerKind, type LayerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf, type SpecDim, type TensorSpec, tensorSpec } from '../spec.ts'
import type {
  ConvResult,
  GroupedInput,
  Places,
  UnknownPlaces,
  WindowSizes,
} from './convolution-types.ts'
import {
  channelsOf,
  movingConfig,
  type ConvOptions,
  convolutions,
  windowSizes,
  withBias,
} from './convolution.ts'
import { perAxis, slideSpec } from './sliding.ts'
import { onTensor } from './tensor.ts'

type Multiplier<O> = OptionOf<O, 'multiplier', 1>

/** The type of `depthwiseConv1d` and `depthwiseConv2d`. */
export interface Depthwise<in out R extends 1 | 2, in out W, in out O> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Between<R, `depthwiseConv${R}d`, S, WindowSizes<R, W>, O> extends infer Step
      ? Step extends [infer Out extends readonly [unknown, ...unknown[]], infer M]
        ? ConvResult<[...WindowSizes<R, W>, 1, M], M, D, O, [...Out, M]>
        : Step
      : never
    : `depthwiseConv${R}d: input is not a single tensor`
}

/** `[[batch, places], channels]` of the depthwise step, or a message. */
export type Between<R extends 1 | 2, Name extends string, S extends Shape, W extends Shape, O> =
  IsCount<Multiplier<O>> extends false
    ? `${Name}: multiplier ${ShowDim<Multiplier<O>>} is not a whole number >= 1`
    : IsDynShape<S> extends true
      ? [[number, ...UnknownPlaces[R]], number]
      : GroupedInput<R, Name, S, 1, 1> extends infer Input
        ? Input extends [infer Batch, infer Inner extends Shape, infer C]
          ? Places<R, Name, Inner, W, O> extends infer P
            ? P extends Shape
              ? [[Batch, ...P], Mul<C, Multiplier<O>>]
              : P
            : never
          : Input
        : never

const depthwiseConfig = configCodec(
  { window: perAxis },
  { multiplier: count, ...movingConfig, bias: booleanCodec },
)

type DepthwiseConfig = ConfigOf<typeof depthwiseConfig>

/** The depthwise step on an input: its output, its kernel, and its channels; or a message. */
export const between = (
  name: string,
  rank: 1 | 2,
  { shape, dtype }: TensorSpec,
  options: Omit<DepthwiseConfig, 'bias'>,
) => {
  const { multiplier = 1, strides = 1, dilation = 1, padding = 'SAME', kernelInit } = options
  if (!isCount(multiplier)) return `${name}: multiplier ${multiplier} is not a whole number >= 1`
  const channels = channelsOf(name, rank, shape, 1, 1)
  if (typeof channels === 'string') return channels
  const window = windowSizes(rank, options.window)
  const places = slideSpec(name, 'kernel', rank, shape.slice(1, -1), window, {
    strides,
    dilation,
    padding,
  })
  if (typeof places === 'string') return places
  const width = channels * multiplier
  const output: readonly SpecDim[] = [shape[0] ?? null, ...places]
  return {
    output,
    width,
    kernel: paramSpec([...window, 1, width], dtype, kernelInit ?? null),
    flops: elementsOf(output) * width * 2 * sizeOf(window),
  }
}

/** Applies a kernel to every channel for itself. */
export const depthwise = (
  rank: 1 | 2,
  x: Tensor,
  kernel: Tensor,
  { strides, padding = 'SAME', dilation }: Omit<DepthwiseConfig, 'bias'>,
): Tensor =>
  convolutions[rank](x, kernel, given({ strides, padding, dilation, groups: x.shape.at(-1) ?? 1 }))

const depthwiseKind = (
  rank: 1 | 2,
): LayerKind<DepthwiseConfig, { readonly kernel: Tensor; readonly bias?: Tensor }> => {
  const name = `depthwiseConv${rank}d`
  return layerKind<DepthwiseConfig, { readonly kernel: Tensor; readonly bias?: Tensor }>({
    tag: name,
    documentation: 'each channel convolved for itself, plus b',
    config: depthwiseConfig,
    signature: ({ config }, input) =>
      onTensor(name, (x) => {
        const step = between(name, rank, x, config)
        if (typeof step === 'string') return step
        const { kernel, width, output, flops } = step
        const { bias = true, biasInit = 'zeros' } = config
        return {
          params: bias ? { kernel, bias: paramSpec([width], x.dtype, biasInit) } : { kernel },
          output: tensorSpec([...output, width], floatOf(x.dtype)),
          flops,
        }
      })(input),
    apply: ({ config, params: { kernel, bias }, state }, x: Tensor) => [
      withBias(depthwise(rank, x, kernel, config), bias),
      state,
    ],
  })
}

/** Convolutions of each channel for itself, and with mixing behind them. */
export const depthwiseConv1dKind = depthwiseKind(1)

export const depthwiseConv2dKind = depthwiseKind(2)

/** The options of a depthwise convolution. */
export interface DepthwiseOptions<R extends 1 | 2> extends Omit<ConvOptions<R>, 'groups'> {
  /**
   * how many filters each channel has
   * @defaultValue 1
   */
  readonly multiplier?: number
}

/**
 * A convolution of each channel for itself along one axis: `depthwiseConv1d(window, options)`. See
 * `depthwiseConv2d`.
 *
 * `[batch, width, in] -> [batch, places, in · multiplier]`
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 100, 8), nn.depthwiseConv1d(3))
 * model.signature.output // { _tag: 'TensorSpec', shape: ['batch', 100, 8], dtype: 'f32' }
 */
export const depthwiseConv1d = <
  const W extends T.PerSpatialAxis<1>,
  const O extends DepthwiseOptions<1> = {},
>(
  window: W,
  options?: O & Only<O, DepthwiseOptions<1>>,
): Layer<Depthwise<1, W, O>> =>
  layerOf(depthwiseConv1dKind, {
    window,
    ...optionsOf<DepthwiseOptions<1>>('depthwiseConv1d', depthwiseConfig, options),
  })

/**
 * A convolution of each channel for itself: `depthwiseConv2d(window, { multiplier = 1, strides = 1, padding =
 * 'SAME', dilation = 1, bias = true, kernelInit, biasInit })`. Each channel has `multiplier` filters.
 *
 * `[batch, height, width, in] -> [batch, places, places, in · multiplier]`; parameters `kernel` `[height,
 * width, 1, in · multiplier]` and `bias` `[in · multiplier]`.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 8, 8, 4), nn.depthwiseConv2d(3, { multiplier: 2 }))
 * model.predict(model.init(R.key(0)), T.ones([2, 8, 8, 4])).shape // [2, 8, 8, 8]
 */
export const depthwiseConv2d = <
  const W extends T.PerSpatialAxis<2>,
  const O extends DepthwiseOptions<2> = {},
>(
  window: W,
  options?: O & Only<O, DepthwiseOptions<2>>,
): Layer<Depthwise<2, W, O>> =>
  layerOf(depthwiseConv2dKind, {
    window,
    ...optionsOf<DepthwiseOptions<2>>('depthwiseConv2d', depthwiseConfig, options),
  })
