import type { Shape } from '../tensor.ts'
import { type Axis, axisOf } from './axis.ts'
import { type BroadcastTo, broadcastToShape } from './broadcast.ts'
import {
  type DimOk,
  type IsDynShape,
  type Show,
  type Sizes,
  showShape,
  type UnifyDim,
  type UnknownSizes,
  type DynShape,
} from './dimension.ts'
import type { Eq } from './equality.ts'

/** The shape of `take(x, indices, axis)`: the indices stand in the place of the axis. */
export type Take<S extends Shape, I extends Shape, Ax extends number> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : Axis<S, Ax, 'take'> extends infer Place
      ? Place extends number
        ? IsDynShape<I> extends true
          ? DynShape<I>
          : Eq<Place, number> extends true
            ? UnknownSizes<[...I, ...Rows<S>]>
            : PutAt<S, Place, I>
        : Place
      : never

/** S with the dimensions of I instead of the one at a place. */
type PutAt<
  S extends Shape,
  Place extends number,
  I extends Shape,
  Before extends Shape = [],
> = S extends readonly [infer First, ...infer Rest extends Shape]
  ? Before['length'] extends Place
    ? [...Before, ...I, ...Rest]
    : PutAt<Rest, Place, I, [...Before, First]>
  : Before

/** The shape of one row: all dimensions but the first. */
type Rows<S extends Shape> = S extends readonly [unknown, ...infer Rest extends Shape] ? Rest : []

/** {@link Take} at value level. */
export const takeShape = (shape: Sizes, indices: Sizes, axis: number): Sizes | string => {
  const place = axisOf(shape, axis, 'take')
  return typeof place === 'string' ? place : shape.toSpliced(place, 1, ...indices)
}

/** The shape of `takeAlongAxis(x, indices, axis)`: that of the indices, which is S elsewhere. */
export type TakeAlongAxis<S extends Shape, I extends Shape, Ax extends number> =
  IsDynShape<S> extends true
    ? I
    : Axis<S, Ax, 'takeAlongAxis'> extends infer Place
      ? Place extends number
        ? IsDynShape<I> extends true
          ? DynShape<I>
          : S['length'] extends I['length']
            ? Eq<Place, number> extends true
              ? I
              : Fitted<S, I, Place> extends infer R
                ? R extends Shape
                  ? R
                  : `takeAlongAxis: ${Show<S>} and indices ${Show<I>} differ outside axis ${Ax}`
                : never
            : `takeAlongAxis: ${Show<S>} and indices ${Show<I>} have different ranks`
        : Place
      : never

/** I where it is S but for one place; `null` where it is not. */
type Fitted<
  S extends Shape,
  I extends Shape,
  Place extends number,
  Done extends Shape = [],
> = S extends readonly [infer FirstS, ...infer RestS]
  ? I extends readonly [infer FirstI, ...infer RestI]
    ? Done['length'] extends Place
      ? Fitted<RestS, RestI, Place, [...Done, FirstI]>
      : DimOk<S, FirstS, FirstI> extends true
        ? Fitted<RestS, RestI, Place, [...Done, UnifyDim<S, FirstS, FirstI>]>
        : null
    : never
  : Done

/** {@link TakeAlongAxis} at value level. */
export const takeAlongAxisShape = (shape: Sizes, indices: Sizes, axis: number): Sizes | string => {
  const place = axisOf(shape, axis, 'takeAlongAxis')
  if (typeof place === 'string') return place
  if (shape.length !== indices.length)
    return `takeAlongAxis: ${showShape(shape)} and indices ${showShape(indices)} have different ranks`
  return indices.every((size, i) => i === place || size === shape[i])
    ? indices
    : `takeAlongAxis: ${showShape(shape)} and indices ${showShape(indices)} differ outside axis ${axis}`
}

/**
 * The shape of `setAt(x, indices, values)`, which is that of x: the values stretch to a row for each
 * index.
 */
export type AtRows<S extends Shape, I extends Shape, V extends Shape, Operator extends string> =
  IsDynShape<S> extends true
    ? S
    : S extends readonly []
      ? `${Operator}: a scalar has no rows`
      : IsDynShape<I> extends true
        ? S
        : BroadcastTo<V, [...I, ...Rows<S>]> extends string
          ? `${Operator}: values ${Show<V>} do not stretch to rows ${Show<[...I, ...Rows<S>]>} of ${Show<S>}`
          : S

/** {@link AtRows} at value level: the shape that the values stretch to, a row for each index. */
export const rowsShape = (
  shape: Sizes,
  indices: Sizes,
  values: Sizes,
  operator: string,
): Sizes | string => {
  if (shape.length === 0) return `${operator}: a scalar has no rows`
  const rows = [...indices, ...shape.slice(1)]
  return typeof broadcastToShape(values, rows) === 'string'
    ? `${operator}: values ${showShape(values)} do not stretch to rows ${showShape(rows)} of ${showShape(shape)}`
    : rows
}
