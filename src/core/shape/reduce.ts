import type { AnyShape, Shape } from '../tensor.ts'
import { type Axes, axesOf } from './axis.ts'
import type { IsDynShape, Ones, Sizes, UnknownSizes, DynShape } from './dimension.ts'
import type { Eq } from './equality.ts'

/** The axes of a reduction: all of them, one or several. */
export type ReductionAxes = undefined | number | readonly number[]

/**
 * The shape of a reduction such as `sum(x, axes, { keepdims })`: without the axes that are reduced,
 * or with size 1 for them where they are kept.
 */
export type Reduce<
  S extends Shape,
  Axs extends ReductionAxes,
  Keep extends boolean,
  Operator extends string = 'reduce',
> = S extends unknown ? Reduced<S, Axs, Keep, Operator> : never

type Reduced<
  S extends Shape,
  Axs extends ReductionAxes,
  Keep extends boolean,
  Operator extends string,
> =
  Eq<Axs, undefined> extends true
    ? Eq<Keep, false> extends true
      ? []
      : IsDynShape<S> extends true
        ? DynShape<S>
        : Eq<Keep, true> extends true
          ? Ones<S>
          : AnyShape
    : IsDynShape<S> extends true
      ? DynShape<S>
      : AxesList<Axs> extends infer List extends readonly number[]
        ? number extends List['length']
          ? Eq<Keep, true> extends true
            ? UnknownSizes<S>
            : AnyShape
          : Axes<S, List, Operator> extends infer Places
            ? Places extends readonly number[]
              ? Eq<Keep, true> extends true
                ? number extends Places[number]
                  ? UnknownSizes<S>
                  : ReplaceAxes<S, Places, 1>
                : Eq<Keep, false> extends true
                  ? number extends Places[number]
                    ? DropFirst<UnknownSizes<S>, Places>
                    : RemoveAxes<S, Places>
                  : AnyShape
              : Places
            : never
        : AnyShape

/** One axis as a list of one. */
type AxesList<Axs> = [Axs] extends [number]
  ? [Axs]
  : [Axs] extends [readonly number[]]
    ? Axs
    : readonly number[]

/** S without the dimensions at the given places. */
export type RemoveAxes<
  S extends Shape,
  Places extends readonly number[],
  Seen extends Shape = [],
  Kept extends Shape = [],
> = S extends readonly [infer First, ...infer Rest extends Shape]
  ? RemoveAxes<
      Rest,
      Places,
      [...Seen, First],
      Seen['length'] extends Places[number] ? Kept : [...Kept, First]
    >
  : Kept

/** S with D for the dimensions at the given places. */
type ReplaceAxes<S extends Shape, Places extends readonly number[], D> = {
  -readonly [K in keyof S]: K extends `${Places[number]}` ? D : S[K]
}

/** S without as many dimensions as there are places. */
type DropFirst<S extends Shape, Places extends readonly unknown[]> = Places extends readonly [
  unknown,
  ...infer Others,
]
  ? S extends readonly [unknown, ...infer Rest extends Shape]
    ? DropFirst<Rest, Others>
    : []
  : S

/** The axes of a reduction counted from the front: all, one or several; or a message. */
export const reductionAxes = (
  shape: Sizes,
  axes: ReductionAxes,
  operator: string,
): readonly number[] | string =>
  axes === undefined
    ? shape.map((_, axis) => axis)
    : axesOf(shape, typeof axes === 'number' ? [axes] : axes, operator)

/** {@link Reduce} at value level. */
export const reduceShape = (
  shape: Sizes,
  axes: ReductionAxes,
  keepdims: boolean,
  operator = 'reduce',
): Sizes | string => {
  const places = reductionAxes(shape, axes, operator)
  return typeof places === 'string'
    ? places
    : keepdims
      ? shape.map((size, axis) => (places.includes(axis) ? 1 : size))
      : shape.filter((_, axis) => !places.includes(axis))
}
