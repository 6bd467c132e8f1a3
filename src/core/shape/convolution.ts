import type { Shape } from '../tensor.ts'
import type { Mod, Mul } from './arithmetic.ts'
import {
  type DimOk,
  type IsDynShape,
  type Show,
  type ShowDim,
  type Sizes,
  isSize,
  showShape,
  type DynShape,
} from './dimension.ts'
import type { Eq } from './equality.ts'
import {
  type AxisValue,
  type IsCount,
  type OptionOf,
  type Padding,
  type PerAxis,
  type ShowNames,
  slide,
  type Slide,
  type SlidingAxis,
  type SlidingValues,
  type SpatialNames,
} from './sliding.ts'

/** The options of a convolution, as a shape rule takes them. */
export interface ConvolutionOptions {
  readonly strides?: PerAxis
  readonly padding?: Padding
  readonly dilation?: PerAxis
  readonly groups?: number
}

/** The spatial axes by the number of dimensions. */
export interface Spatial {
  readonly 1: ['width']
  readonly 2: ['height', 'width']
  readonly 3: ['depth', 'height', 'width']
}

/** The names of the spatial axes of some dimensions. */
export const spatialNames = {
  1: ['width'],
  2: ['height', 'width'],
  3: ['depth', 'height', 'width'],
} as const satisfies Spatial

/** Numbers of spatial dimensions. */
export type Rank = keyof Spatial

/** The options of what slides, with their defaults. */
export type SlidingOf<O> = {
  readonly strides: OptionOf<O, 'strides', 1>
  readonly dilation: OptionOf<O, 'dilation', 1>
  readonly padding: OptionOf<O, 'padding', 'VALID'>
}

/** The number of groups; `number` where it is not known. */
export type GroupsOf<O> = AxisValue<OptionOf<O, 'groups', 1>, 0>

/** `[batch, spatial, channels]` of an input, or a message. */
export type InputParts<
  Operator extends string,
  Names extends SpatialNames,
  S extends Shape,
> = S extends readonly [infer Batch, ...infer Inner extends Shape, infer Channels]
  ? Inner['length'] extends Names['length']
    ? [Batch, Inner, Channels]
    : InputMessage<Operator, Names, S>
  : InputMessage<Operator, Names, S>

type InputMessage<
  Operator extends string,
  Names extends SpatialNames,
  S extends Shape,
> = `${Operator}: input must be [batch, ${ShowNames<Names>}, channels], got ${Show<S>}`

/** `[spatial, in, out]` of a kernel, or a message. */
export type KernelParts<
  Operator extends string,
  Names extends SpatialNames,
  K extends Shape,
> = K extends readonly [...infer Inner extends Shape, infer In, infer Out]
  ? Inner['length'] extends Names['length']
    ? [Inner, In, Out]
    : KernelMessage<Operator, Names, K>
  : KernelMessage<Operator, Names, K>

type KernelMessage<
  Operator extends string,
  Names extends SpatialNames,
  K extends Shape,
> = `${Operator}: kernel must be [${ShowNames<Names>}, in, out], got ${Show<K>}`

/** What a kernel says of its channels: `8`, or `8 (2 groups of 4)`. */
type Expected<In, Groups> =
  Eq<Groups, 1> extends true
    ? ShowDim<In>
    : `${ShowDim<Mul<In, Groups>>} (${ShowDim<Groups>} groups of ${ShowDim<In>})`

/**
 * The shape of a convolution `conv2d(x, kernel, options)`: `[batch, ...spatial, channels]` under
 * `[...kernel, channels / groups, out]` is `[batch, ...places, out]`.
 */
export type Conv<
  R extends Rank,
  S extends Shape,
  K extends Shape,
  O,
  Operator extends string = `conv${R}d`,
> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : IsDynShape<K> extends true
      ? DynShape<K>
      : InputParts<Operator, Spatial[R], S> extends infer Input
        ? Input extends [infer Batch, infer Inner extends Shape, infer Channels]
          ? KernelParts<Operator, Spatial[R], K> extends infer Kernel
            ? Kernel extends [infer Windows extends Shape, infer In, infer Out]
              ? Channelled<Operator, S, Channels, In, Out, GroupsOf<O>> extends infer Message
                ? Message extends string
                  ? Message
                  : Slide<
                        Operator,
                        'kernel',
                        Spatial[R],
                        Inner,
                        Windows,
                        SlidingOf<O>
                      > extends infer Places
                    ? Places extends Shape
                      ? [Batch, ...Places, Out]
                      : Places
                    : never
                : never
              : Kernel
            : never
          : Input
        : never

/** A message if channels and groups do not fit, else `null`. */
type Channelled<Operator extends string, S extends Shape, Channels, In, Out, Groups> =
  IsCount<Groups> extends false
    ? `${Operator}: groups ${ShowDim<Groups>} is not a whole number >= 1`
    : DimOk<S, Channels, Mul<In, Groups>> extends true
      ? Eq<Groups, 1> extends true
        ? null
        : DimOk<S, Mod<Out, Groups>, 0> extends true
          ? null
          : `${Operator}: ${ShowDim<Out>} output channels do not divide into ${ShowDim<Groups>} groups`
      : `${Operator}: input has ${ShowDim<Channels>} channels, kernel expects ${Expected<In, Groups>}`

// --------------------------------------------------------------------------------- at value level

/** A convolution with everything settled. */
export interface ConvolutionPlan {
  readonly axes: readonly SlidingAxis[]
  readonly groups: number
  readonly shape: Sizes
}

/** The options with their defaults. */
export const slidingOf = ({
  strides = 1,
  dilation = 1,
  padding = 'VALID',
}: ConvolutionOptions): SlidingValues => ({ strides, dilation, padding })

/** A message unless input and kernel have the axes that they need, and groups are a count. */
export const partsMessage = (
  operator: string,
  rank: Rank,
  x: Sizes,
  kernel: Sizes,
  groups: number,
): string | null => {
  const names = spatialNames[rank].join(', ')
  if (x.length !== rank + 2)
    return `${operator}: input must be [batch, ${names}, channels], got ${showShape(x)}`
  if (kernel.length !== rank + 2)
    return `${operator}: kernel must be [${names}, in, out], got ${showShape(kernel)}`
  return isSize(groups) && groups > 0
    ? null
    : `${operator}: groups ${groups} is not a whole number >= 1`
}

/** {@link Conv} at value level, with the numbers of every axis. */
export const convolutionPlan = (
  rank: Rank,
  x: Sizes,
  kernel: Sizes,
  options: ConvolutionOptions,
): ConvolutionPlan | string => {
  const operator = `conv${rank}d`
  const { groups = 1 } = options
  const message = partsMessage(operator, rank, x, kernel, groups)
  if (message !== null) return message
  const [channels = 0, each = 0, out = 0] = [x.at(-1), kernel.at(-2), kernel.at(-1)]
  if (channels !== each * groups) {
    const expected = groups === 1 ? each : `${each * groups} (${groups} groups of ${each})`
    return `${operator}: input has ${channels} channels, kernel expects ${expected}`
  }
  if (out % groups !== 0)
    return `${operator}: ${out} output channels do not divide into ${groups} groups`
  const names = spatialNames[rank]
  const windows = kernel.slice(0, rank)
  const axes = slide(operator, 'kernel', names, x.slice(1, -1), windows, slidingOf(options))
  return typeof axes === 'string'
    ? axes
    : { axes, groups, shape: [x[0] ?? 0, ...axes.map(({ size }) => size), out] }
}

/** {@link Conv} at value level. */
export const convShape = (
  rank: Rank,
  x: Sizes,
  kernel: Sizes,
  options: ConvolutionOptions = {},
): Sizes | string => {
  const plan = convolutionPlan(rank, x, kernel, options)
  return typeof plan === 'string' ? plan : plan.shape
}
