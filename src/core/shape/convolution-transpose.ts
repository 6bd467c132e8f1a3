import type { Shape } from '../tensor.ts'
import type { Add, Mod, Mul, Sub } from './arithmetic.ts'
import {
  type ConvolutionOptions,
  type ConvolutionPlan,
  type GroupsOf,
  type InputParts,
  type KernelParts,
  partsMessage,
  type Rank,
  slidingOf,
  type SlidingOf,
  type Spatial,
  spatialNames,
} from './convolution.ts'
import {
  type DimOk,
  type IsDynShape,
  type ShowDim,
  type Sizes,
  showShape,
  type DynShape,
} from './dimension.ts'
import type { Eq } from './equality.ts'
import {
  type AxisMessage,
  axisValues,
  type AxisValue,
  type Dilated,
  dilatedSize,
  type IsCount,
  type Lists,
  listsMessage,
  type PaddingAt,
  samePadding,
  type Sliding,
  type SlidingAxis,
  type SpatialNames,
} from './sliding.ts'

/**
 * The shape of a transposed convolution: that of the input which the convolution with this kernel
 * and these options takes to x. `[batch, ...places, out]` under `[...kernel, in / groups, out]` is
 * `[batch, ...spatial, in]`.
 */
export type ConvTranspose<
  R extends Rank,
  S extends Shape,
  K extends Shape,
  O,
  Operator extends string = `conv${R}dTranspose`,
> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : IsDynShape<K> extends true
      ? DynShape<K>
      : InputParts<Operator, Spatial[R], S> extends infer Input
        ? Input extends [infer Batch, infer Inner extends Shape, infer Channels]
          ? KernelParts<Operator, Spatial[R], K> extends infer Kernel
            ? Kernel extends [infer Windows extends Shape, infer In, infer Out]
              ? TransposedMessage<Operator, S, Channels, Out, GroupsOf<O>> extends infer Message
                ? Message extends string
                  ? Message
                  : Spread<Operator, Spatial[R], Inner, Windows, SlidingOf<O>> extends infer Places
                    ? Places extends Shape
                      ? [Batch, ...Places, Mul<In, GroupsOf<O>>]
                      : Places
                    : never
                : never
              : Kernel
            : never
          : Input
        : never

/** A message if channels and groups do not fit, else `null`. */
type TransposedMessage<Operator extends string, S extends Shape, Channels, Out, Groups> =
  IsCount<Groups> extends false
    ? `${Operator}: groups ${ShowDim<Groups>} is not a whole number >= 1`
    : DimOk<S, Channels, Out> extends true
      ? Eq<Groups, 1> extends true
        ? null
        : DimOk<S, Mod<Out, Groups>, 0> extends true
          ? null
          : `${Operator}: ${ShowDim<Out>} input channels do not divide into ${ShowDim<Groups>} groups`
      : `${Operator}: input has ${ShowDim<Channels>} channels, kernel expects ${ShowDim<Out>}`

type Spread<
  Operator extends string,
  Names extends SpatialNames,
  S extends Shape,
  Windows extends Shape,
  O extends Sliding,
> =
  Lists<Operator, 'kernel', Names, Windows, O> extends infer Message
    ? Message extends string
      ? Message
      : SpreadAxes<Operator, Names, S, Windows, O>
    : never

type SpreadAxes<
  Operator extends string,
  Names extends SpatialNames,
  S extends Shape,
  Windows,
  O extends Sliding,
  Done extends Shape = [],
> = Names extends readonly [infer Name extends string, ...infer Rest extends SpatialNames]
  ? S extends readonly [infer D, ...infer Others extends Shape]
    ? SpreadAxis<
        Operator,
        Name,
        D,
        AxisValue<Windows, Done['length']>,
        AxisValue<O['strides'], Done['length']>,
        AxisValue<O['dilation'], Done['length']>,
        PaddingAt<O['padding'], Done['length']>
      > extends infer Result
      ? Result extends [infer Size]
        ? SpreadAxes<Operator, Rest, Others, Windows, O, [...Done, Size]>
        : Result
      : never
    : never
  : Done

type SpreadAxis<Operator extends string, Name extends string, D, Window, Stride, Dilation, Pad> =
  AxisMessage<Operator, 'kernel', Name, Window, Stride, Dilation, Pad> extends infer Message
    ? Message extends string
      ? Message
      : Pad extends 'SAME'
        ? [Mul<D, Stride>]
        : Pad extends 'VALID'
          ? [Extent<D, Dilated<Window, Dilation>, Stride>]
          : Pad extends readonly [infer Low, infer High]
            ? [Sub<Extent<D, Dilated<Window, Dilation>, Stride>, Add<Low, High>>] extends [never]
              ? `${Operator}: padding [${ShowDim<Low>}, ${ShowDim<High>}] leaves nothing of ${Name} ${ShowDim<Extent<D, Dilated<Window, Dilation>, Stride>>}`
              : [Sub<Extent<D, Dilated<Window, Dilation>, Stride>, Add<Low, High>>]
            : [number]
    : never

/** What windows in D places cover. */
type Extent<D, Window, Stride> =
  Eq<D, 0> extends true
    ? 0
    : Eq<Window, 1> extends true
      ? Eq<Stride, 1> extends true
        ? D
        : Add<Mul<Sub<D, 1>, Stride>, 1>
      : Add<Mul<Sub<D, 1>, Stride>, Window>

/** {@link ConvTranspose} at value level; the axes are those of the convolution that it transposes. */
export const transposedPlan = (
  rank: Rank,
  x: Sizes,
  kernel: Sizes,
  options: ConvolutionOptions,
): ConvolutionPlan | string => {
  const operator = `conv${rank}dTranspose`
  const { groups = 1 } = options
  const message = partsMessage(operator, rank, x, kernel, groups)
  if (message !== null) return message
  const [channels = 0, each = 0, out = 0] = [x.at(-1), kernel.at(-2), kernel.at(-1)]
  if (channels !== out) return `${operator}: input has ${channels} channels, kernel expects ${out}`
  if (out % groups !== 0)
    return `${operator}: ${out} input channels do not divide into ${groups} groups`
  const axes = spread(operator, rank, x.slice(1, -1), kernel.slice(0, rank), options)
  return typeof axes === 'string'
    ? axes
    : { axes, groups, shape: [x[0] ?? 0, ...axes.map(({ size }) => size), each * groups] }
}

const spread = (
  operator: string,
  rank: Rank,
  spatial: Sizes,
  windows: Sizes,
  given: ConvolutionOptions,
): readonly SlidingAxis[] | string => {
  const names = spatialNames[rank]
  const options = slidingOf(given)
  const message = listsMessage(operator, 'kernel', names, windows, options)
  if (message !== null) return message
  const axes: SlidingAxis[] = []
  for (const [axis, places] of spatial.entries()) {
    const values = axisValues(operator, 'kernel', names, windows, options, axis)
    if (typeof values === 'string') return values
    const { stride, dilation, window } = values
    const length = dilatedSize(window, dilation)
    const extent = places === 0 ? 0 : (places - 1) * stride + length
    const { padding } = options
    if (padding === 'SAME') {
      const size = places * stride
      axes.push({ ...values, size, padding: samePadding(size, length, stride) })
      continue
    }
    const pair = padding === 'VALID' ? ([0, 0] as const) : (padding[axis] ?? ([0, 0] as const))
    const size = extent - pair[0] - pair[1]
    if (size < 0)
      return `${operator}: padding ${showShape(pair)} leaves nothing of ${names[axis]} ${extent}`
    axes.push({ ...values, size, padding: pair })
  }
  return axes
}

/** {@link ConvTranspose} at value level. */
export const convTransposeShape = (
  rank: Rank,
  x: Sizes,
  kernel: Sizes,
  options: ConvolutionOptions = {},
): Sizes | string => {
  const plan = transposedPlan(rank, x, kernel, options)
  return typeof plan === 'string' ? plan : plan.shape
}
