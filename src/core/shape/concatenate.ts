import type { AnyShape, Shape } from '../tensor.ts'
import type { Add } from './arithmetic.ts'
import { type Axis, axisOf } from './axis.ts'
import {
  type DimOk,
  type InsertAt,
  type IsDynShape,
  replaceAt,
  type SetAt,
  type Show,
  type Shapes,
  type Sizes,
  showShape,
  type UnifyDim,
  type UnknownSizes,
  type DynShape,
} from './dimension.ts'
import type { Eq, IsUnion } from './equality.ts'

/**
 * The shape of `concat([x, y, ...], axis)`: sizes add up along the axis and are the same along all
 * others. Of an array whose length is not known, the size along the axis is not known.
 */
export type Concat<All extends Shapes, Ax extends number> = All extends readonly [
  infer First extends Shape,
  ...infer Rest extends Shapes,
]
  ? Rest extends readonly []
    ? Axis<First, Ax, 'concat'> extends infer I
      ? I extends string
        ? I
        : First
      : never
    : ConcatRest<First, Rest, Ax>
  : All extends readonly []
    ? 'concat: nothing to put together'
    : IsUnion<All[number]> extends true
      ? AnyShape
      : ConcatArray<All[number], Ax>

/** The shape of an unknown number of tensors of the same shape put together. */
type ConcatArray<S extends Shape, Ax extends number> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : Axis<S, Ax, 'concat'> extends infer I
      ? I extends number
        ? Eq<I, number> extends true
          ? UnknownSizes<S>
          : SetAt<S, I, number>
        : I
      : never

type ConcatRest<A extends Shape, All extends Shapes, Ax extends number> = All extends readonly [
  infer B extends Shape,
  ...infer Rest extends Shapes,
]
  ? Concat2<A, B, Ax> extends infer R
    ? R extends string
      ? R
      : R extends Shape
        ? ConcatRest<R, Rest, Ax>
        : never
    : never
  : A

type Concat2<A extends Shape, B extends Shape, Ax extends number> =
  IsDynShape<A> extends true
    ? DynShape<A>
    : IsDynShape<B> extends true
      ? DynShape<B>
      : A['length'] extends B['length']
        ? Axis<A, Ax, 'concat'> extends infer I
          ? I extends number
            ? Eq<I, number> extends true
              ? UnknownSizes<A>
              : Joined<A, B, I> extends infer R
                ? R extends Shape
                  ? R
                  : `concat: ${Show<A>} and ${Show<B>} differ outside axis ${Ax}`
                : never
            : I
          : never
        : `concat: ${Show<A>} and ${Show<B>} have different ranks`

/** A and B joined at the axis I; `null` where they differ elsewhere. */
type Joined<
  A extends Shape,
  B extends Shape,
  I extends number,
  Done extends Shape = [],
> = A extends readonly [infer FirstA, ...infer RestA]
  ? B extends readonly [infer FirstB, ...infer RestB]
    ? Done['length'] extends I
      ? Joined<RestA, RestB, I, [...Done, Add<FirstA, FirstB>]>
      : DimOk<A, FirstA, FirstB> extends true
        ? Joined<RestA, RestB, I, [...Done, UnifyDim<A, FirstA, FirstB>]>
        : null
    : never
  : Done

/** {@link Concat} at value level. */
export const concatShape = (shapes: readonly Sizes[], axis: number): Sizes | string => {
  const [first, ...rest] = shapes
  if (first === undefined) return 'concat: nothing to put together'
  if (rest.length === 0) {
    const place = axisOf(first, axis, 'concat')
    return typeof place === 'string' ? place : first
  }
  return rest.reduce<Sizes | string>((joined, shape) => {
    if (typeof joined === 'string') return joined
    if (joined.length !== shape.length)
      return `concat: ${showShape(joined)} and ${showShape(shape)} have different ranks`
    const place = axisOf(joined, axis, 'concat')
    if (typeof place === 'string') return place
    return joined.every((size, i) => i === place || size === shape[i])
      ? replaceAt(joined, place, (joined[place] ?? 0) + (shape[place] ?? 0))
      : `concat: ${showShape(joined)} and ${showShape(shape)} differ outside axis ${axis}`
  }, first)
}

/**
 * The shape of `stack([x, y, ...], axis)`: all shapes are the same, and their number is a new
 * dimension at the axis.
 */
export type Stack<All extends Shapes, Ax extends number> = All extends readonly []
  ? 'stack: nothing to put together'
  : All extends readonly [infer First extends Shape, ...infer Rest extends Shapes]
    ? Common<First, Rest> extends infer S
      ? S extends Shape
        ? Insert<S, Ax, All['length'], 'stack'>
        : S
      : never
    : IsUnion<All[number]> extends true
      ? AnyShape
      : Insert<All[number], Ax, number, 'stack'>

/** The shape that all have, or a message. */
type Common<S extends Shape, All extends Shapes> = All extends readonly [
  infer First extends Shape,
  ...infer Rest extends Shapes,
]
  ? IsDynShape<S> extends true
    ? Common<First, Rest>
    : IsDynShape<First> extends true
      ? Common<S, Rest>
      : Joined<S, First, -1> extends infer R
        ? S['length'] extends First['length']
          ? R extends Shape
            ? Common<R, Rest>
            : `stack: ${Show<S>} and ${Show<First>} are different shapes`
          : `stack: ${Show<S>} and ${Show<First>} are different shapes`
        : never
  : S

/** {@link Stack} at value level. */
export const stackShape = (shapes: readonly Sizes[], axis: number): Sizes | string => {
  const [first, ...rest] = shapes
  if (first === undefined) return 'stack: nothing to put together'
  const other = rest.find((shape) => showShape(shape) !== showShape(first))
  return other === undefined
    ? insertShape(first, axis, shapes.length, 'stack')
    : `stack: ${showShape(first)} and ${showShape(other)} are different shapes`
}

/** The shape with a new dimension at an axis, counted in the result. */
export type Insert<S extends Shape, Ax extends number, D, Operator extends string> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : Axis<[D, ...S], Ax, Operator> extends infer I
      ? I extends number
        ? Eq<I, number> extends true
          ? UnknownSizes<[D, ...S]>
          : InsertAt<S, I, D>
        : `${Operator}: axis ${Ax} is out of range for a result of rank ${[D, ...S]['length']}`
      : never

/** {@link Insert} at value level. */
export const insertShape = (
  shape: Sizes,
  axis: number,
  size: number,
  operator: string,
): Sizes | string => {
  const place = axisOf([size, ...shape], axis, operator)
  return typeof place === 'string'
    ? `${operator}: axis ${axis} is out of range for a result of rank ${shape.length + 1}`
    : [...shape.slice(0, place), size, ...shape.slice(place)]
}
