import type { Shape } from '../tensor.ts'
import type { CeilDiv, IsSize, Lte, Sub } from './arithmetic.ts'
import {
  type IsDynShape,
  isSize,
  type Show,
  type ShowDim,
  type Sizes,
  showShape,
  type UnknownSizes,
  type DynShape,
} from './dimension.ts'
import type { Eq } from './equality.ts'

/** Where a slice begins or ends along an axis: from the end if negative; `null` for the end itself. */
export type Bound = number | null

/**
 * The shape of `slice(x, starts, stops, steps?)`: along each axis the places `start`,
 * `start + step`, ... before `stop`. Axes that the lists do not reach are kept whole. Unlike
 * NumPy, a bound outside the dimension is a mistake.
 */
export type Slice<
  S extends Shape,
  Starts extends readonly Bound[],
  Stops extends readonly Bound[],
  Steps extends readonly number[] = [],
> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : number extends Starts['length'] | Stops['length'] | Steps['length']
      ? UnknownSizes<S>
      : Surplus<S, Starts, Stops, Steps> extends infer Excess
        ? Excess extends string
          ? Excess
          : SliceAxes<S, Starts, Stops, Steps, S>
        : never

/** A message if one of the lists is longer than S. */
type Surplus<
  S extends Shape,
  Starts extends readonly unknown[],
  Stops extends readonly unknown[],
  Steps extends readonly unknown[],
> =
  Lte<Starts['length'], S['length']> extends false
    ? `slice: ${Starts['length']} starts given for ${Show<S>} of rank ${S['length'] & number}`
    : Lte<Stops['length'], S['length']> extends false
      ? `slice: ${Stops['length']} stops given for ${Show<S>} of rank ${S['length'] & number}`
      : Lte<Steps['length'], S['length']> extends false
        ? `slice: ${Steps['length']} steps given for ${Show<S>} of rank ${S['length'] & number}`
        : null

type SliceAxes<
  S extends Shape,
  Starts extends readonly Bound[],
  Stops extends readonly Bound[],
  Steps extends readonly number[],
  Whole extends Shape,
  Done extends Shape = [],
> = S extends readonly [infer D, ...infer Rest extends Shape]
  ? SliceAxis<
      D,
      Head<Starts, null>,
      Head<Stops, null>,
      Head<Steps, 1>,
      `axis ${Done['length']} of ${Show<Whole>}`
    > extends infer Result
    ? Result extends [infer Length]
      ? SliceAxes<Rest, Tail<Starts>, Tail<Stops>, Tail<Steps>, Whole, [...Done, Length]>
      : Result
    : never
  : Done

type Head<List extends readonly unknown[], Default> = List extends readonly [
  infer First,
  ...unknown[],
]
  ? First
  : Default
type Tail<List extends readonly unknown[]> = List extends readonly [unknown, ...infer Rest]
  ? Rest
  : []

/** `[length]` of a slice along one axis, or a message in which `Where` says which axis it is. */
type SliceAxis<D, Start, Stop, Step, Where extends string> =
  IsWhole<Start, Stop, Step> extends true
    ? [D]
    : IsStep<Step> extends false
      ? `slice: step ${Step & number} is not a whole number >= 1 (${Where})`
      : [BoundFromFront<D, Start, 0>, BoundFromFront<D, Stop, D>] extends [infer From, infer To]
        ? [From] extends [never]
          ? `slice: start ${Start & number} is before the beginning of dimension ${ShowDim<D>} (${Where})`
          : [To] extends [never]
            ? `slice: stop ${Stop & number} is before the beginning of dimension ${ShowDim<D>} (${Where})`
            : Lte<To, D> extends false
              ? `slice: stop ${ShowDim<To>} exceeds dimension ${ShowDim<D>} (${Where})`
              : Lte<From, To> extends false
                ? `slice: start ${ShowDim<From>} is after stop ${ShowDim<To>} (${Where})`
                : [CeilDiv<Sub<To, From>, Step>]
        : never

type IsWhole<Start, Stop, Step> =
  Eq<Stop, null> extends true
    ? Eq<Step, 1> extends true
      ? Eq<Start, 0> extends true
        ? true
        : Eq<Start, null>
      : false
    : false

type IsStep<Step> =
  Eq<Step, number> extends true ? true : Eq<Step, 0> extends true ? false : IsSize<Step>

/** A bound counted from the front: `Default` for null, `never` before the beginning. */
type BoundFromFront<D, B, Default> =
  Eq<B, null> extends true
    ? Default
    : B extends number
      ? `${B}` extends `-${infer FromBack extends number}`
        ? Sub<D, FromBack>
        : B
      : number

/** A slice with all bounds counted from the front, one of each kind for every axis. */
export interface SliceBounds {
  readonly starts: readonly number[]
  readonly stops: readonly number[]
  readonly steps: readonly number[]
  readonly shape: Sizes
}

/** The bounds of a slice counted from the front, or a message. */
export const sliceBounds = (
  shape: Sizes,
  starts: readonly Bound[],
  stops: readonly Bound[],
  steps: readonly number[] = [],
): SliceBounds | string => {
  for (const [name, list] of Object.entries({ starts, stops, steps }))
    if (list.length > shape.length)
      return `slice: ${list.length} ${name} given for ${showShape(shape)} of rank ${shape.length}`

  const axes = shape.map((size, axis) =>
    sliceAxis(
      size,
      starts[axis] ?? null,
      stops[axis] ?? null,
      steps[axis] ?? 1,
      `axis ${axis} of ${showShape(shape)}`,
    ),
  )
  const known = axes.filter((axis) => typeof axis !== 'string')
  const message = axes.find((axis) => typeof axis === 'string')
  return (
    message ?? {
      starts: known.map(({ from }) => from),
      stops: known.map(({ to }) => to),
      steps: known.map(({ step }) => step),
      shape: known.map(({ from, to, step }) => Math.ceil((to - from) / step)),
    }
  )
}

const sliceAxis = (
  size: number,
  start: Bound,
  stop: Bound,
  step: number,
  where: string,
): { readonly from: number; readonly to: number; readonly step: number } | string => {
  const from = start === null ? 0 : start < 0 ? size + start : start
  const to = stop === null ? size : stop < 0 ? size + stop : stop
  return !isSize(step) || step === 0
    ? `slice: step ${step} is not a whole number >= 1 (${where})`
    : !Number.isInteger(from) || !Number.isInteger(to)
      ? `slice: bounds have to be whole numbers, got ${start} and ${stop} (${where})`
      : from < 0
        ? `slice: start ${start} is before the beginning of dimension ${size} (${where})`
        : to < 0
          ? `slice: stop ${stop} is before the beginning of dimension ${size} (${where})`
          : to > size
            ? `slice: stop ${to} exceeds dimension ${size} (${where})`
            : from > to
              ? `slice: start ${from} is after stop ${to} (${where})`
              : { from, to, step }
}

/** {@link Slice} at value level. */
export const sliceShape = (
  shape: Sizes,
  starts: readonly Bound[],
  stops: readonly Bound[],
  steps: readonly number[] = [],
): Sizes | string => {
  const bounds = sliceBounds(shape, starts, stops, steps)
  return typeof bounds === 'string' ? bounds : bounds.shape
}
