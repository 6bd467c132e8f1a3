import { type DType, floatOf } from '../../core/dtype.ts'
import {
  type ConvTranspose,
  convTransposeShape,
  dilatedSize,
  type Div,
  type GroupsOf,
  type IsCount,
  type IsDynShape,
  sizeOf,
} from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import type { Only } from '../../tensor/sliding.ts'
import { configCodec, type ConfigOf, count, given, isCount } from '../config.ts'
import { layerKind, type LayerKind, layerOf } from '../kind.ts'
import type { LastOf, Layer, LayerType, ShowNumber } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf, type SpecDim, tensorSpec } from '../spec.ts'
import { convOptions } from './conv.ts'
import type { ConvResult, GroupedInput, SamePadded, WindowSizes } from './convolution-types.ts'
import {
  channelsOf,
  convolutionConfig,
  type ConvOptions,
  windowSizes,
  withBias,
} from './convolution.ts'
import { perAxis } from './sliding.ts'
import { onTensor } from './tensor.ts'

/** The type of `conv1dTranspose` and `conv2dTranspose`. */
export interface TransposedConvolution<
  in out R extends 1 | 2,
  in out Filters extends number,
  in out W,
  in out O,
> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Transposed<
        R,
        `conv${R}dTranspose(${ShowNumber<Filters>})`,
        S,
        D,
        Filters,
        WindowSizes<R, W>,
        O
      >
    : `conv${R}dTranspose(${ShowNumber<Filters>}): input is not a single tensor`
}

interface UnknownPlaces {
  1: [number]
  2: [number, number]
}

type Transposed<
  R extends 1 | 2,
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
      ? ConvResult<
          [...W, Div<Filters, GroupsOf<O>>, number],
          Filters,
          D,
          O,
          [number, ...UnknownPlaces[R], Filters]
        >
      : GroupedInput<R, Name, S, GroupsOf<O>, Filters> extends infer Input
        ? Input extends string
          ? Input
          : Out<R, Name, S, D, Filters, [...W, Div<Filters, GroupsOf<O>>, LastOf<S>], O>
        : never

type Out<
  R extends 1 | 2,
  Name extends string,
  S extends Shape,
  D extends DType,
  Filters extends number,
  K extends Shape,
  O,
> =
  ConvTranspose<R, S, K, SamePadded<O>, Name> extends infer Places
    ? Places extends readonly [infer Batch, ...infer Inner, unknown]
      ? ConvResult<K, Filters, D, O, [Batch, ...Inner, Filters]>
      : Places
    : never

// -------------------------------------------------------------------------------- at value level

const config = configCodec({ filters: count, window: perAxis }, convolutionConfig)
type Config = ConfigOf<typeof config>

/** In the place of a size that is not known. */
const large = 2 ** 20

const entryAt = (values: number | readonly number[], axis: number): number =>
  typeof values === 'number' ? values : (values[axis] ?? 1)

type Operator = (x: Tensor, kernel: Tensor, options: object) => Tensor

const operators: { readonly 1: Operator; readonly 2: Operator } = {
  1: (x, kernel, options) => T.conv1dTranspose(x, kernel, options),
  2: (x, kernel, options) => T.conv2dTranspose(x, kernel, options),
}

const transposeKind = (
  rank: 1 | 2,
): LayerKind<Config, { readonly kernel: Tensor; readonly bias?: Tensor }> => {
  const tag = `conv${rank}dTranspose`
  return layerKind<Config, { readonly kernel: Tensor; readonly bias?: Tensor }>({
    tag,
    documentation: 'what a convolution maps here, spread out: the transpose of the map, plus b',
    config,
    signature: ({ config: options }, input) => {
      const { filters, bias = true, groups = 1, kernelInit, biasInit } = options
      const { strides = 1, dilation = 1, padding = 'SAME' } = options
      const name = `${tag}(${filters})`
      return onTensor(name, ({ shape, dtype }) => {
        if (!isCount(filters)) return `${name}: filters must be a positive integer`
        const channels = channelsOf(name, rank, shape, groups, filters)
        if (typeof channels === 'string') return channels
        const window = windowSizes(rank, options.window)
        const kernel = [...window, filters / groups, channels]
        const spatial = shape.slice(1, -1)
        const sizes = spatial.map((dim) => (typeof dim === 'number' ? dim : large))
        const found = convTransposeShape(rank, [1, ...sizes, channels], kernel, {
          strides,
          dilation,
          padding,
        })
        if (typeof found === 'string') return name + found.slice(tag.length)
        const places = spatial.map((dim, i): SpecDim => {
          if (typeof dim === 'number') return found[i + 1] ?? null
          const isOne = dilatedSize(window[i] ?? 0, entryAt(dilation, i)) === 1
          const stays = padding === 'SAME' || (padding === 'VALID' && isOne)
          return stays && entryAt(strides, i) === 1 ? dim : null
        })
        return {
          params: {
            kernel: paramSpec(kernel, dtype, kernelInit ?? null, { inAxis: -1, outAxis: -2 }),
            ...(bias ? { bias: paramSpec([filters], dtype, biasInit ?? 'zeros') } : {}),
          },
          output: tensorSpec([shape[0] ?? null, ...places, filters], floatOf(dtype)),
          flops: 2 * elementsOf(spatial) * sizeOf(kernel),
        }
      })(input)
    },
    apply: ({ config: { strides, padding, dilation, groups }, params, state }, x: Tensor) => {
      const options = given({ strides, padding: padding ?? 'SAME', dilation, groups })
      return [withBias(operators[rank](x, params.kernel, options), params.bias), state]
    },
  })
}

/** Transposed convolutions. */
export const conv1dTransposeKind = transposeKind(1)
export const conv2dTransposeKind = transposeKind(2)

/**
 * A transposed convolution along one axis: `conv1dTranspose(filters, window, options)`, with the options of
 * `conv1d`. See `conv2dTranspose`.
 *
 * `[batch, width, in] -> [batch, width · stride, filters]` (SAME)
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 50, 8), nn.conv1dTranspose(4, 3, { strides: 2 }))
 * model.signature.output // { _tag: 'TensorSpec', shape: ['batch', 100, 4], dtype: 'f32' }
 */
export const conv1dTranspose = <
  const Filters extends number,
  const W extends T.PerSpatialAxis<1>,
  const O extends ConvOptions<1> = {},
>(
  filters: Filters,
  window: W,
  options?: O & Only<O, ConvOptions<1>>,
): Layer<TransposedConvolution<1, Filters, W, O>> =>
  layerOf(conv1dTransposeKind, {
    filters,
    window,
    ...convOptions<1>('conv1dTranspose', options),
  })

/**
 * A transposed convolution over images, which makes them larger: `conv2dTranspose(filters, window, options)`,
 * with the options of `conv2d`. It is the transpose of the convolution with this kernel, as a linear map,
 * plus a bias; known as deconvolution.
 *
 * `[batch, height, width, in] -> [batch, height · stride, width · stride, filters]` (SAME); parameters
 * `kernel` `[height, width, filters / groups, in]` and `bias` `[filters]`.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 7, 7, 8), nn.conv2dTranspose(4, 3, { strides: 2 }))
 * model.predict(model.init(R.key(0)), T.ones([2, 7, 7, 8])).shape // [2, 14, 14, 4]
 */
export const conv2dTranspose = <
  const Filters extends number,
  const W extends T.PerSpatialAxis<2>,
  const O extends ConvOptions<2> = {},
>(
  filters: Filters,
  window: W,
  options?: O & Only<O, ConvOptions<2>>,
): Layer<TransposedConvolution<2, Filters, W, O>> =>
  layerOf(conv2dTransposeKind, {
    filters,
    window,
    ...convOptions<2>('conv2dTranspose', options),
  })
