import type { Shape } from '../tensor.ts'
import { type Axis, axisOf } from './axis.ts'
import {
  type DimOk,
  type IsDynShape,
  replaceAt,
  type SetAt,
  type Show,
  type ShowDim,
  type Sizes,
  showShape,
  isSize,
  type DynShape,
} from './dimension.ts'
import { type Dilated, dilatedSize, type Fit, type IsCount, type OptionOf } from './sliding.ts'

/** The options of windows along one axis, as a shape rule takes them. */
export interface UnfoldOptions {
  readonly stride?: number
  readonly dilation?: number
}

/**
 * The shape of `unfold(x, axis, size, options)`: the axis counts windows, and the elements of a
 * window are a new last axis.
 */
export type Unfold<S extends Shape, Ax extends number, Size, O> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : Axis<S, Ax, 'unfold'> extends infer I
      ? I extends number
        ? Places<
            'unfold',
            S,
            I,
            Size,
            OptionOf<O, 'stride', 1>,
            OptionOf<O, 'dilation', 1>
          > extends infer Result
          ? Result extends [infer Count]
            ? [...SetAt<S, I, Count>, Size]
            : Result
          : never
        : I
      : never

/** `[places]` of windows along an axis, or a message. */
type Places<Operator extends string, S extends Shape, I extends number, Size, Stride, Dilation> =
  IsCount<Size> extends false
    ? `${Operator}: size ${ShowDim<Size>} is not a whole number >= 1`
    : IsCount<Stride> extends false
      ? `${Operator}: stride ${ShowDim<Stride>} is not a whole number >= 1`
      : IsCount<Dilation> extends false
        ? `${Operator}: dilation ${ShowDim<Dilation>} is not a whole number >= 1`
        : number extends I
          ? [number]
          : Fit<
              S[I],
              Dilated<Size, Dilation>,
              Stride,
              `${Operator}: a window of ${ShowDim<Dilated<Size, Dilation>>} exceeds axis ${I} of ${Show<S>}`
            >

/**
 * The shape of `fold(x, axis, length, options)`: the windows of the last axis put back along the
 * axis, which becomes `length` elements long.
 */
export type Fold<S extends Shape, Ax extends number, Length, O> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : S extends readonly [...infer Outer extends Shape, infer Size]
      ? Axis<Outer, Ax, 'fold'> extends infer I
        ? I extends number
          ? FoldAt<S, Outer, I, Length, Size, OptionOf<O, 'stride', 1>, OptionOf<O, 'dilation', 1>>
          : I
        : never
      : 'fold: windows [] must have rank >= 2'

type FoldAt<
  S extends Shape,
  Outer extends Shape,
  I extends number,
  Length,
  Size,
  Stride,
  Dilation,
> =
  Places<'fold', SetAt<Outer, I, Length>, I, Size, Stride, Dilation> extends infer Result
    ? Result extends [infer Count]
      ? number extends I
        ? SetAt<Outer, I, Length>
        : DimOk<S, Outer[I], Count> extends true
          ? SetAt<Outer, I, Length>
          : `fold: ${ShowDim<Length>} elements have ${ShowDim<Count>} windows of ${ShowDim<Size>}, not ${ShowDim<Outer[I]>} (axis ${I} of ${Show<S>})`
      : Result
    : never

/** Windows along one axis with everything settled. */
export interface UnfoldPlan {
  readonly axis: number
  readonly size: number
  readonly stride: number
  readonly dilation: number
  readonly shape: Sizes
}

const plan = (
  operator: string,
  shape: Sizes,
  axis: number,
  size: number,
  { stride = 1, dilation = 1 }: UnfoldOptions,
): (UnfoldPlan & { readonly places: number }) | string => {
  for (const [name, value] of Object.entries({ size, stride, dilation }))
    if (!isSize(value) || value === 0)
      return `${operator}: ${name} ${value} is not a whole number >= 1`
  const length = dilatedSize(size, dilation)
  const whole = shape[axis] ?? 0
  return whole < length
    ? `${operator}: a window of ${length} exceeds axis ${axis} of ${showShape(shape)}`
    : { axis, size, stride, dilation, shape, places: Math.floor((whole - length) / stride) + 1 }
}

/** {@link Unfold} at value level, with all numbers. */
export const unfoldPlan = (
  shape: Sizes,
  axis: number,
  size: number,
  options: UnfoldOptions = {},
): UnfoldPlan | string => {
  const place = axisOf(shape, axis, 'unfold')
  if (typeof place === 'string') return place
  const found = plan('unfold', shape, place, size, options)
  return typeof found === 'string'
    ? found
    : { ...found, shape: [...replaceAt(shape, place, found.places), size] }
}

/** {@link Fold} at value level, with all numbers. */
export const foldPlan = (
  shape: Sizes,
  axis: number,
  length: number,
  options: UnfoldOptions = {},
): UnfoldPlan | string => {
  const [outer, size] = [shape.slice(0, -1), shape.at(-1)]
  if (size === undefined) return 'fold: windows [] must have rank >= 2'
  const place = axisOf(outer, axis, 'fold')
  if (typeof place === 'string') return place
  const found = plan('fold', replaceAt(outer, place, length), place, size, options)
  return typeof found === 'string' || found.places === outer[place]
    ? found
    : `fold: ${length} elements have ${found.places} windows of ${size}, not ${outer[place]} (axis ${place} of ${showShape(shape)})`
}
