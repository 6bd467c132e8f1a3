import * as t from 'io-ts'
import { type DType, type FloatOf, floatOf } from '../../core/dtype.ts'
import {
  type DimOk,
  type Div,
  type Eq,
  type GroupsOf,
  type InputParts,
  type IsCount,
  type IsDynShape,
  type Mod,
  type OptionOf,
  type PerAxis,
  type Rank,
  type Show,
  type ShowDim,
  sizeOf,
  type Slide,
  type Spatial,
  spatialNames,
} from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import type { Only } from '../../tensor/sliding.ts'
import { configCodec, type ConfigOf, count, given, isCount, optionsOf } from '../config.ts'
import { type Initializer, initializerCodec } from '../initializer.ts'
import { layerKind, type LayerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, ParameterDim, ShowNumber, Signature, Unit } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf, showDims, type SpecDim, tensorSpec } from '../spec.ts'
import { padding, perAxis, slideSpec } from './sliding.ts'
import { onTensor, parameterSize } from './tensor.ts'

// --------------------------------------------------------------------------------- at type level

/** The parameters of a convolution: K is `[...window, in / groups, out]`. */
export interface ConvParams<out K extends Shape, out O, out D extends DType = 'f32'>
  extends ConvKernel<K, D> {
  readonly bias: Tensor<[O], D>
}

/** The parameters of a convolution without bias. */
export interface ConvKernel<out K extends Shape, out D extends DType = 'f32'> {
  readonly kernel: Tensor<K, D>
}

/** The sizes of a window along R axes. */
export type WindowSizes<R extends Rank, W> = [W] extends [number]
  ? { 1: [W]; 2: [W, W]; 3: [W, W, W] }[R]
  : W extends readonly unknown[]
    ? [...W]
    : never

/** How a window moves, where SAME is the default. */
export type SamePadded<O> = {
  readonly strides: OptionOf<O, 'strides', 1>
  readonly dilation: OptionOf<O, 'dilation', 1>
  readonly padding: OptionOf<O, 'padding', 'SAME'>
}

/** The type of `conv1d`, `conv2d` and `conv3d`. */
export interface Convolution<
  in out R extends Rank,
  in out Filters extends number,
  in out W,
  in out O,
> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Convolved<R, `conv${R}d(${ShowNumber<Filters>})`, S, D, Filters, WindowSizes<R, W>, O>
    : `conv${R}d(${ShowNumber<Filters>}): input is not a single tensor`
}

type Convolved<
  R extends Rank,
  Name extends string,
  S extends Shape,
  D extends DType,
  Filters extends number,
  W extends Shape,
  O,
> =
  IsCount<Filters> extends false
    ? `${Name}: filters must be a positive integer`
    : IsDynShape<S> extends true
      ? ConvResult<[...W, number, Filters], Filters, D, O, [number, ...UnknownPlaces[R], Filters]>
      : GroupedInput<R, Name, S, GroupsOf<O>, Filters> extends infer Input
        ? Input extends [infer Batch, infer Inner extends Shape, infer In]
          ? Places<R, Name, Inner, W, O> extends infer Places
            ? Places extends Shape
              ? ConvResult<[...W, In, Filters], Filters, D, O, [Batch, ...Places, Filters]>
              : Places
            : never
          : Input
        : never

/** Where windows of size W go. With the options left out they go everywhere, which is known at once. */
export type Places<R extends Rank, Name extends string, Inner extends Shape, W extends Shape, O> =
  Eq<Extract<keyof O, 'strides' | 'padding' | 'dilation'>, never> extends true
    ? W['length'] extends Inner['length']
      ? AreCounts<W> extends true
        ? Inner
        : Slide<Name, 'kernel', Spatial[R], Inner, W, SamePadded<O>>
      : Slide<Name, 'kernel', Spatial[R], Inner, W, SamePadded<O>>
    : Slide<Name, 'kernel', Spatial[R], Inner, W, SamePadded<O>>

type AreCounts<W extends Shape> = W extends readonly [infer First, ...infer Rest]
  ? IsCount<First> extends true
    ? AreCounts<Rest>
    : false
  : true

export interface UnknownPlaces {
  1: [number]
  2: [number, number]
  3: [number, number, number]
}

/** `[batch, spatial, channels / groups]` of an input, or a message. */
export type GroupedInput<R extends Rank, Name extends string, S extends Shape, Groups, Filters> =
  InputParts<Name, Spatial[R], S> extends infer Parts
    ? Parts extends [infer Batch, infer Inner, infer C]
      ? ParameterDim<C> extends infer M extends string
        ? `${Name}: ${M} (input ${Show<S>})`
        : Eq<Groups, 1> extends true
          ? Parts
          : IsCount<Groups> extends false
            ? `${Name}: groups ${ShowDim<Groups>} is not a whole number >= 1`
            : DimOk<S, Mod<C, Groups>, 0> extends true
              ? DimOk<S, Mod<Filters, Groups>, 0> extends true
                ? [Batch, Inner, Div<C, Groups>]
                : `${Name}: ${ShowDim<Filters>} output channels do not divide into ${ShowDim<Groups>} groups`
              : `${Name}: ${ShowDim<C>} input channels do not divide into ${ShowDim<Groups>} groups`
      : Parts
    : never

/** The signature of a convolution. */
export type ConvResult<K extends Shape, Filters, D extends DType, O, Out extends Shape> = Signature<
  O extends { readonly bias: false }
    ? ConvKernel<K, FloatOf<D>>
    : ConvParams<K, Filters, FloatOf<D>>,
  Unit,
  Tensor<Out, FloatOf<D>>,
  never
>

// -------------------------------------------------------------------------------- at value level

/** What all convolutions can be told. */
export const convolutionConfig = {
  strides: perAxis,
  padding,
  dilation: perAxis,
  groups: count,
  bias: t.boolean,
  kernelInit: initializerCodec,
  biasInit: initializerCodec,
} as const

const config = configCodec({ filters: count, window: perAxis }, convolutionConfig)
type Config = ConfigOf<typeof config>

/** The sizes of a window along some axes. */
export const windowSizes = (rank: Rank, window: PerAxis): readonly number[] =>
  typeof window === 'number' ? spatialNames[rank].map(() => window) : window

type Convolve = (x: Tensor, kernel: Tensor, options: object) => Tensor

/** A convolution by its number of axes. */
export const convolutions: { readonly [R in Rank]: Convolve } = {
  1: (x, kernel, options) => T.conv1d(x, kernel, options),
  2: (x, kernel, options) => T.conv2d(x, kernel, options),
  3: (x, kernel, options) => T.conv3d(x, kernel, options),
}

/** Its bias is added to a result, if there is one. */
export const withBias = (y: Tensor, bias: Tensor | undefined): Tensor =>
  bias === undefined ? y : T.add(y, bias)

/** The channels of an input, having checked its axes and groups, or a message. */
export const channelsOf = (
  name: string,
  rank: Rank,
  shape: readonly SpecDim[],
  groups: number,
  filters: number,
): number | string => {
  if (shape.length !== rank + 2)
    return `${name}: input must be [batch, ${spatialNames[rank].join(', ')}, channels], got ${showDims(shape)}`
  const channels = parameterSize(name, shape.at(-1), shape)
  if (typeof channels === 'string') return channels
  if (!isCount(groups)) return `${name}: groups ${groups} is not a whole number >= 1`
  if (channels % groups !== 0)
    return `${name}: ${channels} input channels do not divide into ${groups} groups`
  return filters % groups === 0
    ? channels
    : `${name}: ${filters} output channels do not divide into ${groups} groups`
}

const convKind = (
  rank: Rank,
): LayerKind<Config, { readonly kernel: Tensor; readonly bias?: Tensor }> =>
  layerKind<Config, { readonly kernel: Tensor; readonly bias?: Tensor }>({
    tag: `conv${rank}d`,
    documentation: `x ∗ W + b over ${rank} ${rank === 1 ? 'axis' : 'axes'}`,
    config,
    signature: ({ config: options }, input) => {
      const { filters, bias = true, groups = 1, kernelInit, biasInit } = options
      const { strides = 1, dilation = 1, padding = 'SAME' } = options
      const name = `conv${rank}d(${filters})`
      return onTensor(name, ({ shape, dtype }) => {
        if (!isCount(filters)) return `${name}: filters must be a positive integer`
        const channels = channelsOf(name, rank, shape, groups, filters)
        if (typeof channels === 'string') return channels
        const window = windowSizes(rank, options.window)
        const places = slideSpec(name, 'kernel', rank, shape.slice(1, -1), window, {
          strides,
          dilation,
          padding,
        })
        if (typeof places === 'string') return places
        const kernel = [...window, channels / groups, filters]
        const output = [shape[0] ?? null, ...places, filters]
        return {
          params: {
            kernel: paramSpec(kernel, dtype, kernelInit ?? null),
            ...(bias ? { bias: paramSpec([filters], dtype, biasInit ?? 'zeros') } : {}),
          },
          output: tensorSpec(output, floatOf(dtype)),
          flops: elementsOf(output) * (2 * sizeOf(kernel.slice(0, -1)) - (bias ? 0 : 1)),
        }
      })(input)
    },
    apply: ({ config: { strides, padding, dilation, groups }, params, state }, x: Tensor) => {
      const options = given({ strides, padding: padding ?? 'SAME', dilation, groups })
      const y = convolutions[rank](x, params.kernel, options)
      return [withBias(y, params.bias), state]
    },
  })

/** Convolutions over one, two and three axes. */
export const conv1dKind = convKind(1)
export const conv2dKind = convKind(2)
export const conv3dKind = convKind(3)

/** The options of a convolution. */
export interface ConvOptions<R extends Rank> {
  /**
   * how far the next window is
   * @defaultValue 1
   */
  readonly strides?: T.PerSpatialAxis<R>
  /**
   * `SAME`: zeros around the input for ⌈size / stride⌉ windows. `VALID`: windows lie inside of it. Or how
   * many zeros there are before and after each axis.
   * @defaultValue 'SAME'
   */
  readonly padding?: NonNullable<T.ConvolutionOptions<R>['padding']>
  /**
   * how far the elements of a window are apart
   * @defaultValue 1
   */
  readonly dilation?: T.PerSpatialAxis<R>
  /**
   * channels in so many groups, each with filters of its own
   * @defaultValue 1
   */
  readonly groups?: number
  /**
   * is there a bias?
   * @defaultValue true
   */
  readonly bias?: boolean
  /**
   * how the kernel begins
   * @defaultValue what suits the activation that follows, as in `dense`
   */
  readonly kernelInit?: Initializer
  /**
   * how the bias begins
   * @defaultValue 'zeros'
   */
  readonly biasInit?: Initializer
}

/** The options of a convolution, having checked that there are no others. */
export const convOptions = <R extends Rank>(
  operator: string,
  options: ConvOptions<R> | undefined,
): ConvOptions<R> => optionsOf<ConvOptions<R>>(operator, config, options)

/**
 * A convolution along one axis: `conv1d(filters, window, { strides = 1, padding = 'SAME', dilation = 1,
 * groups = 1, bias = true, kernelInit, biasInit })`.
 *
 * `x -> x ∗ W + b`, `[batch, width, in] -> [batch, places, filters]`; parameters `kernel` `[window, in /
 * groups, filters]` and `bias` `[filters]`.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * nn.on(nn.input('batch', 100, 8), nn.conv1d(16, 5, { strides: 2 })).signature.output
 * // { _tag: 'TensorSpec', shape: ['batch', 50, 16], dtype: 'f32' }
 */
export const conv1d = <
  const Filters extends number,
  const W extends T.PerSpatialAxis<1>,
  const O extends ConvOptions<1> = {},
>(
  filters: Filters,
  window: W,
  options?: O & Only<O, ConvOptions<1>>,
): Layer<Convolution<1, Filters, W, O>> =>
  layerOf(conv1dKind, { filters, window, ...convOptions<1>('conv1d', options) })

/**
 * A convolution over images: `conv2d(filters, window, { strides = 1, padding = 'SAME', dilation = 1, groups
 * = 1, bias = true, kernelInit, biasInit })`. The window is a size, or `[height, width]`.
 *
 * `x -> x ∗ W + b`, `[batch, height, width, in] -> [batch, places, places, filters]`; parameters `kernel`
 * `[height, width, in / groups, filters]` and `bias` `[filters]`. The kernel begins as suits the activation
 * that follows, as in `dense`. (The padding of `T.conv2d` is VALID unless another one is given; that of a
 * layer is SAME, so that depth does not eat up the picture.)
 *
 * Law: shifting the input by the stride shifts the output by a place, away from the border.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 28, 28, 1), nn.conv2d(8, [3, 3]))
 * model.predict(model.init(R.key(0)), T.ones([2, 28, 28, 1])).shape // [2, 28, 28, 8]
 */
export const conv2d = <
  const Filters extends number,
  const W extends T.PerSpatialAxis<2>,
  const O extends ConvOptions<2> = {},
>(
  filters: Filters,
  window: W,
  options?: O & Only<O, ConvOptions<2>>,
): Layer<Convolution<2, Filters, W, O>> =>
  layerOf(conv2dKind, { filters, window, ...convOptions<2>('conv2d', options) })

/**
 * A convolution over volumes: `conv3d(filters, window, options)`, as `conv2d`. The window is a size, or
 * `[depth, height, width]`.
 *
 * `[batch, depth, height, width, in] -> [batch, places, places, places, filters]`
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 8, 8, 8, 2), nn.conv3d(4, 3, { padding: 'VALID' }))
 * model.signature.output // { _tag: 'TensorSpec', shape: ['batch', 6, 6, 6, 4], dtype: 'f32' }
 */
export const conv3d = <
  const Filters extends number,
  const W extends T.PerSpatialAxis<3>,
  const O extends ConvOptions<3> = {},
>(
  filters: Filters,
  window: W,
  options?: O & Only<O, ConvOptions<3>>,
): Layer<Convolution<3, Filters, W, O>> =>
  layerOf(conv3dKind, { filters, window, ...convOptions<3>('conv3d', options) })
