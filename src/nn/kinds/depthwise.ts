import { type DType, type FloatOf, floatOf } from '../../core/dtype.ts'
import type { IsCount, IsDynShape, Mul, OptionOf, ShowDim } from '../../core/shape/index.ts'
import { sizeOf } from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import type { Only } from '../../tensor/sliding.ts'
import { configCodec, type ConfigOf, count, given, isCount, optionsOf } from '../config.ts'
import { layerKind, type LayerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, ShowNumber, Signature, Unit } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf, type SpecDim, type TensorSpec, tensorSpec } from '../spec.ts'
import {
  channelsOf,
  convolutionConfig,
  type ConvOptions,
  type ConvResult,
  convolutions,
  type GroupedInput,
  type Places,
  type UnknownPlaces,
  windowSizes,
  type WindowSizes,
  withBias,
} from './conv.ts'
import { perAxis, slideSpec } from './sliding.ts'
import { onTensor } from './tensor.ts'

// --------------------------------------------------------------------------------- at type level

/** The parameters of a separable convolution: W is the window, M the channels between the two steps. */
export interface SeparableParams<out W extends Shape, out M, out O, out D extends DType = 'f32'> {
  readonly depthwise: Tensor<[...W, 1, M], D>
  readonly pointwise: Tensor<[M, O], D>
  readonly bias: Tensor<[O], D>
}

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

/** The type of `separableConv1d` and `separableConv2d`. */
export interface Separable<
  in out R extends 1 | 2,
  in out Filters extends number,
  in out W,
  in out O,
> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? IsCount<Filters> extends false
      ? `separableConv${R}d(${ShowNumber<Filters>}): filters must be a positive integer`
      : Between<
            R,
            `separableConv${R}d(${ShowNumber<Filters>})`,
            S,
            WindowSizes<R, W>,
            O
          > extends infer Step
        ? Step extends [infer Out extends readonly [unknown, ...unknown[]], infer M]
          ? Signature<
              SeparableParams<WindowSizes<R, W>, M, Filters, FloatOf<D>>,
              Unit,
              Tensor<[...Out, Filters], FloatOf<D>>,
              never
            >
          : Step
        : never
    : `separableConv${R}d(${ShowNumber<Filters>}): input is not a single tensor`
}

/** `[[batch, places], channels]` of the depthwise step, or a message. */
type Between<R extends 1 | 2, Name extends string, S extends Shape, W extends Shape, O> =
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

// -------------------------------------------------------------------------------- at value level

const { groups: _groups, bias: _bias, kernelInit, biasInit, ...moving } = convolutionConfig
const depthwiseConfig = configCodec(
  { window: perAxis },
  { multiplier: count, ...moving, bias: convolutionConfig.bias, kernelInit, biasInit },
)
const separableConfig = configCodec(
  { filters: count, window: perAxis },
  { multiplier: count, ...moving, kernelInit, biasInit },
)
type DepthwiseConfig = ConfigOf<typeof depthwiseConfig>
type SeparableConfig = ConfigOf<typeof separableConfig>

/** The depthwise step on an input: its output, its kernel, and its channels; or a message. */
const between = (
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
const depthwise = (
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

interface SeparableTensors {
  readonly depthwise: Tensor
  readonly pointwise: Tensor
  readonly bias: Tensor
}

const separableKind = (rank: 1 | 2): LayerKind<SeparableConfig, SeparableTensors> => {
  const tag = `separableConv${rank}d`
  return layerKind<SeparableConfig, SeparableTensors>({
    tag,
    documentation: 'each channel convolved for itself, then mixed at each place, plus b',
    config: separableConfig,
    signature: ({ config }, input) => {
      const { filters, kernelInit = null, biasInit = 'zeros' } = config
      const name = `${tag}(${filters})`
      return onTensor(name, (x) => {
        if (!isCount(filters)) return `${name}: filters must be a positive integer`
        const step = between(name, rank, x, config)
        if (typeof step === 'string') return step
        const { kernel, width, output, flops } = step
        return {
          params: {
            depthwise: kernel,
            pointwise: paramSpec([width, filters], x.dtype, kernelInit),
            bias: paramSpec([filters], x.dtype, biasInit),
          },
          output: tensorSpec([...output, filters], floatOf(x.dtype)),
          flops: flops + elementsOf(output) * 2 * width * filters,
        }
      })(input)
    },
    apply: ({ config, params, state }, x: Tensor) => {
      const y = depthwise(rank, x, params.depthwise, config)
      return [T.add(T.matmul(y, params.pointwise), params.bias), state]
    },
  })
}

/** Convolutions of each channel for itself, and with mixing behind them. */
export const depthwiseConv1dKind = depthwiseKind(1)
export const depthwiseConv2dKind = depthwiseKind(2)
export const separableConv1dKind = separableKind(1)
export const separableConv2dKind = separableKind(2)

/** The options of a depthwise convolution. */
export interface DepthwiseOptions<R extends 1 | 2> extends Omit<ConvOptions<R>, 'groups'> {
  /**
   * how many filters each channel has
   * @defaultValue 1
   */
  readonly multiplier?: number
}

/** The options of a separable convolution. */
export type SeparableOptions<R extends 1 | 2> = Omit<DepthwiseOptions<R>, 'bias'>

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

/**
 * A separable convolution along one axis: `separableConv1d(filters, window, options)`. See
 * `separableConv2d`.
 *
 * `[batch, width, in] -> [batch, places, filters]`
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 100, 8), nn.separableConv1d(16, 3, { strides: 2 }))
 * model.signature.output // { _tag: 'TensorSpec', shape: ['batch', 50, 16], dtype: 'f32' }
 */
export const separableConv1d = <
  const Filters extends number,
  const W extends T.PerSpatialAxis<1>,
  const O extends SeparableOptions<1> = {},
>(
  filters: Filters,
  window: W,
  options?: O & Only<O, SeparableOptions<1>>,
): Layer<Separable<1, Filters, W, O>> =>
  layerOf(separableConv1dKind, {
    filters,
    window,
    ...optionsOf<SeparableOptions<1>>('separableConv1d', separableConfig, options),
  })

/**
 * A separable convolution (Chollet 2016): `separableConv2d(filters, window, { multiplier = 1, strides = 1,
 * padding = 'SAME', dilation = 1, kernelInit, biasInit })`. Each channel is convolved for itself, then all are
 * mixed at each place.
 *
 * `[batch, height, width, in] -> [batch, places, places, filters]`; parameters `depthwise` `[height, width, 1,
 * in · multiplier]`, `pointwise` `[in · multiplier, filters]` and `bias` `[filters]`.
 *
 * Law: it computes what `conv2d` does with the kernel that is the product of the two.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 8, 8, 4), nn.separableConv2d(16, 3))
 * model.predict(model.init(R.key(0)), T.ones([2, 8, 8, 4])).shape // [2, 8, 8, 16]
 */
export const separableConv2d = <
  const Filters extends number,
  const W extends T.PerSpatialAxis<2>,
  const O extends SeparableOptions<2> = {},
>(
  filters: Filters,
  window: W,
  options?: O & Only<O, SeparableOptions<2>>,
): Layer<Separable<2, Filters, W, O>> =>
  layerOf(separableConv2dKind, {
    filters,
    window,
    ...optionsOf<SeparableOptions<2>>('separableConv2d', separableConfig, options),
  })
