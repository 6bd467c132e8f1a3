/** What slides along spatial axes: the kernel of a convolution, the window of a pooling. */
import type { Shape } from '../tensor.ts'
import type { Add, CeilDiv, Div, IsSize, Mul, Sub } from './arithmetic.ts'
import { isSize, type ShowDim, type Sizes, showShape } from './dimension.ts'
import type { Eq } from './equality.ts'
import type { PadWidth } from './pad.ts'

/** One number for all spatial axes, or a number for each. */
export type PerAxis = number | readonly number[]

/**
 * What is put around the input: `SAME` zeros for as many results as there are elements, divided by
 * the stride (what is odd goes to the end), `VALID` nothing, or counts before and after each axis.
 */
export type Padding = 'SAME' | 'VALID' | readonly PadWidth[]

/** The names of spatial axes, in order. */
export type SpatialNames = readonly string[]

/** What slides, how it moves, and what is around the input. */
export interface Sliding {
  readonly strides: unknown
  readonly dilation: unknown
  readonly padding: unknown
}

/** An option by its name, or the default where it is not given. */
export type OptionOf<O, Name extends string, Default> = Name extends keyof O
  ? [O[Name]] extends [undefined]
    ? Default
    : O[Name]
  : Default

/** Names as text: `height, width`. */
export type ShowNames<Names extends SpatialNames> = Names extends readonly [
  infer First extends string,
  ...infer Rest extends SpatialNames,
]
  ? Rest extends readonly []
    ? First
    : `${First}, ${ShowNames<Rest>}`
  : ''

/** The entry of an option for one axis; `number` where it is not known. */
export type AxisValue<Values, I extends number> =
  Eq<Values, number> extends true
    ? number
    : [Values] extends [number]
      ? Values
      : [Values] extends [readonly unknown[]]
        ? `${I}` extends keyof Values
          ? Values[`${I}`]
          : number
        : number

/** Is it a whole number >= 1, as far as it is known? */
export type IsCount<N> =
  Eq<N, number> extends true
    ? true
    : Eq<N, 0> extends true
      ? false
      : N extends number
        ? IsSize<N>
        : true

/** The message about an option that is a list of another length than there are axes, or `Else`. */
type ListLength<
  Operator extends string,
  Option extends string,
  Names extends SpatialNames,
  V,
  Else = null,
> = [V] extends [readonly unknown[]]
  ? number extends V['length']
    ? Else
    : V['length'] extends Names['length']
      ? Else
      : `${Operator}: ${Option} has ${V['length']} entries for ${Names['length'] & number} axes (${ShowNames<Names>})`
  : Else

/** Sizes along the spatial axes, or a message. `What` slides: a kernel or a window. */
export type Slide<
  Operator extends string,
  What extends string,
  Names extends SpatialNames,
  S extends Shape,
  Windows,
  O extends Sliding,
> =
  Lists<Operator, What, Names, Windows, O> extends infer Message
    ? Message extends string
      ? Message
      : SlideAxes<Operator, What, Names, S, Windows, O>
    : never

/** A message if an option has the wrong length. */
export type Lists<
  Operator extends string,
  What extends string,
  Names extends SpatialNames,
  Windows,
  O extends Sliding,
> = ListLength<
  Operator,
  What,
  Names,
  Windows,
  ListLength<
    Operator,
    'strides',
    Names,
    O['strides'],
    ListLength<
      Operator,
      'dilation',
      Names,
      O['dilation'],
      ListLength<Operator, 'padding', Names, O['padding']>
    >
  >
>

type SlideAxes<
  Operator extends string,
  What extends string,
  Names extends SpatialNames,
  S extends Shape,
  Windows,
  O extends Sliding,
  Done extends Shape = [],
> = Names extends readonly [infer Name extends string, ...infer Rest extends SpatialNames]
  ? S extends readonly [infer D, ...infer Others extends Shape]
    ? SlideAxis<
        Operator,
        What,
        Name,
        D,
        AxisValue<Windows, Done['length']>,
        AxisValue<O['strides'], Done['length']>,
        AxisValue<O['dilation'], Done['length']>,
        PaddingAt<O['padding'], Done['length']>
      > extends infer Result
      ? Result extends [infer Size]
        ? SlideAxes<Operator, What, Rest, Others, Windows, O, [...Done, Size]>
        : Result
      : never
    : never
  : Done

/** `SAME`, `VALID`, the counts of an axis, or `null` where they are not known. */
export type PaddingAt<Padding, I extends number> =
  Eq<Padding, 'SAME'> extends true
    ? 'SAME'
    : Eq<Padding, 'VALID'> extends true
      ? 'VALID'
      : [Padding] extends [readonly unknown[]]
        ? `${I}` extends keyof Padding
          ? Padding[`${I}`]
          : null
        : null

/** A message if one of the numbers of an axis is not what it has to be, else `null`. */
export type AxisMessage<
  Operator extends string,
  What extends string,
  Name extends string,
  Window,
  Stride,
  Dilation,
  Pad,
> =
  IsCount<Window> extends false
    ? `${Operator}: ${What} ${Name} ${ShowDim<Window>} is not a whole number >= 1`
    : IsCount<Stride> extends false
      ? `${Operator}: stride ${ShowDim<Stride>} is not a whole number >= 1 (${Name})`
      : IsCount<Dilation> extends false
        ? `${Operator}: dilation ${ShowDim<Dilation>} is not a whole number >= 1 (${Name})`
        : Pad extends readonly [infer Low, infer High]
          ? [IsWidth<Low>, IsWidth<High>] extends [true, true]
            ? null
            : `${Operator}: padding [${ShowDim<Low>}, ${ShowDim<High>}] is not of whole numbers >= 0 (${Name})`
          : null

type IsWidth<Width> = Eq<Width, number> extends true ? true : IsSize<Width>

type SlideAxis<
  Operator extends string,
  What extends string,
  Name extends string,
  D,
  Window,
  Stride,
  Dilation,
  Pad,
> =
  AxisMessage<Operator, What, Name, Window, Stride, Dilation, Pad> extends infer Message
    ? Message extends string
      ? Message
      : Pad extends 'SAME'
        ? [Eq<Stride, 1> extends true ? D : CeilDiv<D, Stride>]
        : Pad extends 'VALID'
          ? Fit<
              D,
              Dilated<Window, Dilation>,
              Stride,
              `${Operator}: ${Slider<What, Name, Window, Dilation>} exceeds input ${Name} ${ShowDim<D>} (VALID padding)`
            >
          : Pad extends readonly [infer Low, infer High]
            ? Fit<
                Grown<Grown<D, Low>, High>,
                Dilated<Window, Dilation>,
                Stride,
                `${Operator}: ${Slider<What, Name, Window, Dilation>} exceeds input ${Name} ${ShowDim<D>} padded by [${ShowDim<Low>}, ${ShowDim<High>}]`
              >
            : [number]
    : never

/** `kernel height 3`, or `dilated kernel height 5`. */
type Slider<What extends string, Name extends string, Window, Dilation> =
  Eq<Dilation, 1> extends true
    ? `${What} ${Name} ${ShowDim<Window>}`
    : `dilated ${What} ${Name} ${ShowDim<Dilated<Window, Dilation>>}`

/** How far the first and last element of a window are apart, both counted. */
export type Dilated<Window, Dilation> =
  Eq<Dilation, 1> extends true ? Window : Add<Mul<Sub<Window, 1>, Dilation>, 1>

type Grown<D, Width> = Eq<Width, 0> extends true ? D : Add<D, Width>

/** `[places]` in which something fits, or a message. */
export type Fit<D, Window, Stride, Message> =
  Eq<Window, 1> extends true
    ? Eq<D, 0> extends true
      ? Message
      : [CeilDiv<D, Stride> extends infer N ? (Eq<Stride, 1> extends true ? D : N) : never]
    : [Sub<D, Window>] extends [never]
      ? Message
      : [Add<Div<Sub<D, Window>, Stride>, 1>]

// --------------------------------------------------------------------------------- at value level

/** What slides along one axis, with everything settled. */
export interface SlidingAxis {
  readonly size: number
  readonly window: number
  readonly stride: number
  readonly dilation: number
  readonly padding: PadWidth
}

/** The options of what slides, with their defaults. */
export interface SlidingValues {
  readonly strides: PerAxis
  readonly dilation: PerAxis
  readonly padding: Padding
}

/** The entry of an option for one axis. */
const entry = (values: PerAxis, axis: number): number =>
  typeof values === 'number' ? values : (values[axis] ?? Number.NaN)

/** How far the first and last element of a window are apart, both counted. */
export const dilatedSize = (window: number, dilation: number): number => (window - 1) * dilation + 1

const isCount = (value: number): boolean => isSize(value) && value > 0

/** A message if one of the options is a list of another length than there are axes. */
export const listsMessage = (
  operator: string,
  what: string,
  names: SpatialNames,
  windows: PerAxis,
  { strides, dilation, padding }: SlidingValues,
): string | null => {
  const lists = { [what]: windows, strides, dilation, padding }
  const wrong = Object.entries(lists).find(
    ([, list]) => Array.isArray(list) && list.length !== names.length,
  )
  const count = (wrong?.[1] as readonly unknown[] | undefined)?.length
  return wrong === undefined
    ? null
    : `${operator}: ${wrong[0]} has ${count} entries for ${names.length} axes (${names.join(', ')})`
}

/** The numbers of one axis, or a message if one of them is not what it has to be. */
export const axisValues = (
  operator: string,
  what: string,
  names: SpatialNames,
  windows: PerAxis,
  { strides, dilation, padding }: SlidingValues,
  axis: number,
): Omit<SlidingAxis, 'size' | 'padding'> | string => {
  const name = names[axis]
  const [window, stride, apart] = [windows, strides, dilation].map((list) => entry(list, axis))
  if (window === undefined || !isCount(window))
    return `${operator}: ${what} ${name} ${window} is not a whole number >= 1`
  if (stride === undefined || !isCount(stride))
    return `${operator}: stride ${stride} is not a whole number >= 1 (${name})`
  if (apart === undefined || !isCount(apart))
    return `${operator}: dilation ${apart} is not a whole number >= 1 (${name})`
  const counts = typeof padding === 'string' ? undefined : padding[axis]
  return counts?.every(isSize) === false
    ? `${operator}: padding ${showShape(counts)} is not of whole numbers >= 0 (${name})`
    : { window, stride, dilation: apart }
}

/** The padding that leaves ⌈size / stride⌉ places. */
export const samePadding = (size: number, window: number, stride: number): PadWidth => {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + window - size, 0)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}

/** {@link Slide} at value level, with the numbers of every axis. */
export const slide = (
  operator: string,
  what: string,
  names: SpatialNames,
  spatial: Sizes,
  windows: PerAxis,
  options: SlidingValues,
): readonly SlidingAxis[] | string => {
  const message = listsMessage(operator, what, names, windows, options)
  if (message !== null) return message
  const axes: SlidingAxis[] = []
  for (const [axis, size] of spatial.entries()) {
    const values = axisValues(operator, what, names, windows, options, axis)
    if (typeof values === 'string') return values
    const { window, stride, dilation } = values
    const length = dilatedSize(window, dilation)
    const { padding } = options
    const pair =
      padding === 'SAME'
        ? samePadding(size, length, stride)
        : padding === 'VALID'
          ? ([0, 0] as const)
          : (padding[axis] ?? ([0, 0] as const))
    const extent = size + pair[0] + pair[1]
    if (padding !== 'SAME' && extent < length) {
      const slider = `${dilation === 1 ? '' : 'dilated '}${what} ${names[axis]} ${length}`
      const around = padding === 'VALID' ? ' (VALID padding)' : ` padded by ${showShape(pair)}`
      return `${operator}: ${slider} exceeds input ${names[axis]} ${size}${around}`
    }
    const places =
      padding === 'SAME' ? Math.ceil(size / stride) : Math.floor((extent - length) / stride) + 1
    axes.push({ size: places, window, stride, dilation, padding: pair })
  }
  return axes
}
