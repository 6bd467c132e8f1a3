import type { AnyShape, Shape } from '../tensor.ts'
import type { IsSize } from './arithmetic.ts'
import { type Axes, axesOf } from './axis.ts'
import { type Insert, insertShape } from './concatenate.ts'
import {
  type DimOk,
  type IsDynShape,
  type Show,
  type ShowDim,
  type Sizes,
  showShape,
  type DynShape,
} from './dimension.ts'
import type { Eq } from './equality.ts'
import { type ReductionAxes, type Reduce, reduceShape } from './reduce.ts'

/**
 * The shape of `squeeze(x, axes?)`: without the axes named, which have size 1, or without all
 * dimensions of size 1. For the latter all sizes have to be known, since a name may stand for 1.
 */
export type Squeeze<S extends Shape, Axs extends ReductionAxes> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : Eq<Axs, undefined> extends true
      ? WithoutOnes<S>
      : ([Axs] extends [number] ? [Axs] : Axs) extends infer List extends readonly number[]
        ? number extends List['length']
          ? AnyShape
          : Axes<S, List, 'squeeze'> extends infer Places
            ? Places extends readonly number[]
              ? NotOne<S, Places> extends infer Message
                ? Message extends string
                  ? Message
                  : Reduce<S, Places, false, 'squeeze'>
                : never
              : Places
            : never
        : AnyShape

type WithoutOnes<S extends Shape, Kept extends Shape = []> = S extends readonly [
  infer First,
  ...infer Rest extends Shape,
]
  ? IsSize<First> extends true
    ? WithoutOnes<Rest, First extends 1 ? Kept : [...Kept, First]>
    : AnyShape
  : Kept

/** A message if one of the axes cannot have size 1. */
type NotOne<S extends Shape, Places extends readonly number[]> = Places extends readonly [
  infer I extends number,
  ...infer Rest extends readonly number[],
]
  ? number extends I
    ? NotOne<S, Rest>
    : DimOk<S, S[I], 1> extends true
      ? NotOne<S, Rest>
      : `squeeze: axis ${I} of ${Show<S>} has size ${ShowDim<S[I]>}, not 1`
  : null

/** {@link Squeeze} at value level. */
export const squeezeShape = (shape: Sizes, axes: ReductionAxes): Sizes | string => {
  if (axes === undefined) return shape.filter((size) => size !== 1)
  const places = axesOf(shape, typeof axes === 'number' ? [axes] : axes, 'squeeze')
  if (typeof places === 'string') return places
  const wrong = places.find((axis) => shape[axis] !== 1)
  return wrong === undefined
    ? reduceShape(shape, places, false, 'squeeze')
    : `squeeze: axis ${wrong} of ${showShape(shape)} has size ${shape[wrong]}, not 1`
}

/** The shape of `expandDims(x, axis)`: with a new dimension of size 1 at the axis of the result. */
export type ExpandDims<S extends Shape, Ax extends number> = Insert<S, Ax, 1, 'expandDims'>

/** {@link ExpandDims} at value level. */
export const expandDimsShape = (shape: Sizes, axis: number): Sizes | string =>
  insertShape(shape, axis, 1, 'expandDims')
