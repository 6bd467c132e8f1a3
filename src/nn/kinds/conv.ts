import { type DType, floatOf } from '../../core/dtype.ts'
import {
  type GroupsOf,
  type IsCount,
  type IsDynShape,
  type Rank,
  sizeOf,
} from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import type * as T from '../../tensor/index.ts'
import type { Only } from '../../tensor/sliding.ts'
import { configCodec, type ConfigOf, count, given, isCount, optionsOf } from '../config.ts'
import { layerKind, type LayerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, ShowNumber } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf, tensorSpec } from '../spec.ts'
import type {
  WindowSizes,
  Places,
  UnknownPlaces,
  GroupedInput,
  ConvResult,
} from './convolution-types.ts'
import {
  convolutionConfig,
  windowSizes,
  convolutions,
  withBias,
  channelsOf,
  type ConvOptions,
} from './convolution.ts'
import { perAxis, slideSpec } from './sliding.ts'
import { onTensor } from './tensor.ts'

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

const config = configCodec({ filters: count, window: perAxis }, convolutionConfig)

type Config = ConfigOf<typeof config>

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
