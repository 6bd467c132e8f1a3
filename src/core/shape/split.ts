import type { AnyShape, Shape } from '../tensor.ts'
import type { Add, DivMod, IsSize } from './arithmetic.ts'
import { type Axis, axisOf, type IsKnown } from './axis.ts'
import {
  type DimOk,
  type IsDynShape,
  isSize,
  replaceAt,
  type SetAt,
  type Show,
  type ShowDim,
  type ShowDims,
  type Sizes,
  showShape,
  type UnknownSizes,
  type DynShape,
} from './dimension.ts'
import type { Eq } from './equality.ts'

/**
 * The shapes of `split(x, parts, axis)`: `parts` is a number of equal parts, or the sizes of the
 * parts, which add up to the dimension.
 */
export type Split<S extends Shape, Parts extends number | readonly number[], Ax extends number> =
  Axis<S, Ax, 'split'> extends infer I
    ? I extends number
      ? [Parts] extends [number]
        ? SplitEqually<S, Parts, I>
        : [Parts] extends [readonly number[]]
          ? SplitSizes<S, Parts, I>
          : AnyShape[]
      : I
    : never

type SplitEqually<S extends Shape, N extends number, I extends number> =
  IsKnown<N> extends true
    ? Quotient<S, I, N> extends infer Q
      ? Q extends null
        ? `split: dimension ${ShowDim<S[I]>} (axis ${I} of ${Show<S>}) is not divisible by ${N}`
        : Repeat<Part<S, I, Q>, N>
      : never
    : Part<S, I, number>[]

/** The Nth part of the dimension at I, `null` where there is none. */
type Quotient<S extends Shape, I extends number, N extends number> =
  IsSize<N> extends true
    ? DivMod<number extends I ? number : S[I], N> extends [infer Q, infer Remainder]
      ? DimOk<S, Remainder, 0> extends true
        ? Q
        : null
      : never
    : null

type SplitSizes<
  S extends Shape,
  Parts extends readonly number[],
  I extends number,
> = number extends Parts['length']
  ? Part<S, I, number>[]
  : number extends I
    ? { -readonly [K in keyof Parts]: Part<S, I, number> }
    : Total<Parts> extends infer Sum
      ? DimOk<S, S[I], Sum> extends true
        ? { -readonly [K in keyof Parts]: SetAt<S, I, Parts[K]> }
        : `split: parts [${ShowDims<Parts>}] add up to ${ShowDim<Sum>}, not to ${ShowDim<S[I]>} (axis ${I} of ${Show<S>})`
      : never

/** S with D at the axis, or with all sizes unknown where the axis is. */
type Part<S extends Shape, I extends number, D> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : Eq<I, number> extends true
      ? UnknownSizes<S>
      : SetAt<S, I, D>

type Total<Parts extends readonly unknown[], Sum = 0> = Parts extends readonly [
  infer First,
  ...infer Rest,
]
  ? Total<Rest, Add<Sum, First>>
  : Sum

/** A tuple of N times the same. */
type Repeat<T, N extends number, Done extends readonly T[] = []> = Done['length'] extends N
  ? Done
  : Repeat<T, N, [...Done, T]>

/** {@link Split} at value level. */
export const splitShapes = (
  shape: Sizes,
  parts: number | readonly number[],
  axis: number,
): readonly Sizes[] | string => {
  const place = axisOf(shape, axis, 'split')
  if (typeof place === 'string') return place
  const size = shape[place] ?? 0
  const where = `(axis ${place} of ${showShape(shape)})`
  if (typeof parts === 'number') {
    return isSize(parts) && size % parts === 0
      ? Array.from({ length: parts }, () => replaceAt(shape, place, size / parts))
      : `split: dimension ${size} ${where} is not divisible by ${parts}`
  }
  const sum = parts.reduce((total, part) => total + part, 0)
  return sum === size && parts.every(isSize)
    ? parts.map((part) => replaceAt(shape, place, part))
    : `split: parts ${showShape(parts)} add up to ${sum}, not to ${size} ${where}`
}
