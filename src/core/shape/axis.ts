import type { Shape } from '../tensor.ts'
import type { Sub } from './arithmetic.ts'
import { type IsDynShape, type Show, type Sizes, showShape } from './dimension.ts'
import type { Eq, IsUnion } from './equality.ts'

/** The place of an axis counted from the front, or a message; `number` where it is not known. */
export type Axis<S extends Shape, Ax extends number, Operator extends string> =
  IsDynShape<S> extends true
    ? number
    : IsKnown<Ax> extends true
      ? FromFront<S, Ax> extends infer I
        ? I extends number
          ? I
          : `${Operator}: axis ${Ax} is out of range for ${Show<S>} (rank ${S['length'] & number})`
        : never
      : number

/** Is the axis one literal? */
export type IsKnown<Ax> =
  Eq<Ax, number> extends true ? false : IsUnion<Ax> extends false ? true : false

/** The place of a known axis counted from the front, `null` where S has no such axis. */
export type FromFront<S extends Shape, Ax extends number> = (
  `${Ax}` extends `-${infer FromBack extends number}`
    ? Sub<S['length'], FromBack>
    : Ax
) extends infer I extends number
  ? [I] extends [never]
    ? null
    : `${I}` extends keyof S
      ? I
      : null
  : never

/** {@link Axis} at value level. */
export const axisOf = (shape: Sizes, axis: number, operator: string): number | string => {
  const place = axis < 0 ? shape.length + axis : axis
  return Number.isInteger(place) && place >= 0 && place < shape.length
    ? place
    : `${operator}: axis ${axis} is out of range for ${showShape(shape)} (rank ${shape.length})`
}

/**
 * The places of several axes, or a message; an unknown axis is `number` among them. No axis may
 * be named twice.
 */
export type Axes<
  S extends Shape,
  Axs extends readonly number[],
  Operator extends string,
  Places extends readonly number[] = [],
> = Axs extends readonly [infer First extends number, ...infer Rest extends readonly number[]]
  ? Axis<S, First, Operator> extends infer I
    ? I extends number
      ? IsRepeated<I, Places> extends true
        ? `${Operator}: axis ${First} of ${Show<S>} is named twice`
        : Axes<S, Rest, Operator, [...Places, I]>
      : I
    : never
  : Places

type IsRepeated<I extends number, Places extends readonly number[]> = number extends
  | I
  | Places[number]
  ? false
  : I extends Places[number]
    ? true
    : false

/** {@link Axes} at value level. */
export const axesOf = (
  shape: Sizes,
  axes: readonly number[],
  operator: string,
): readonly number[] | string => {
  const places: number[] = []
  for (const axis of axes) {
    const place = axisOf(shape, axis, operator)
    if (typeof place === 'string') return place
    if (places.includes(place))
      return `${operator}: axis ${axis} of ${showShape(shape)} is named twice`
    places.push(place)
  }
  return places
}
