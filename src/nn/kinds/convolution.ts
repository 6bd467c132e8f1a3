import { booleanCodec } from '../../core/codec.ts'
import { type PerAxis, type Rank, spatialNames } from '../../core/shape/index.ts'
import type { Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { count, isCount } from '../config.ts'
import { type Initializer, initializerCodec } from '../initializer.ts'
import { showDims, type SpecDim } from '../spec.ts'
import { padding, perAxis } from './sliding.ts'
import { parameterSize } from './tensor.ts'

// What all convolutions have in common at value level.

// -------------------------------------------------------------------------------- at value level

/** What all convolutions can be told, those of each channel for itself too. */
export const movingConfig = {
  strides: perAxis,
  padding,
  dilation: perAxis,
  kernelInit: initializerCodec,
  biasInit: initializerCodec,
} as const

/** What convolutions that mix channels can be told. */
export const convolutionConfig = { ...movingConfig, groups: count, bias: booleanCodec } as const

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
