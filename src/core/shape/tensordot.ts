import type { AnyShape, Shape } from '../tensor.ts'
import type { IsSize, Lte, Sub } from './arithmetic.ts'
import { type Axes, axesOf, type IsKnown } from './axis.ts'
import {
  type DimOk,
  type IsDynShape,
  isSize,
  type Show,
  type ShowDim,
  type Sizes,
  showShape,
  type DynShape,
} from './dimension.ts'
import type { RemoveAxes } from './reduce.ts'

/** The axes that a tensordot sums over: the last n of the left and the first n of the right, or two lists. */
export type ContractedAxes = number | readonly [left: readonly number[], right: readonly number[]]

/**
 * The shape of `tensordot(x, y, axes)`: the dimensions of x and then of y without those that are
 * multiplied and summed over, which are the same in both.
 */
export type TensorDot<A extends Shape, B extends Shape, C extends ContractedAxes> =
  IsDynShape<A> extends true
    ? DynShape<A>
    : IsDynShape<B> extends true
      ? DynShape<B>
      : C extends number
        ? IsKnown<C> extends true
          ? HasAxes<A, B, C> extends true
            ? Contract<A, B, Range<Sub<A['length'], C>, A['length']>, Range<0, C>>
            : `tensordot: ${Show<A>} and ${Show<B>} do not have ${C} axes to sum over`
          : AnyShape
        : C extends readonly [
              infer Left extends readonly number[],
              infer Right extends readonly number[],
            ]
          ? Contract<A, B, Left, Right>
          : never

type Contract<
  A extends Shape,
  B extends Shape,
  Left extends readonly number[],
  Right extends readonly number[],
> = number extends Left['length'] | Right['length']
  ? AnyShape
  : Left['length'] extends Right['length']
    ? [Axes<A, Left, 'tensordot'>, Axes<B, Right, 'tensordot'>] extends [
        infer PlacesA,
        infer PlacesB,
      ]
      ? PlacesA extends readonly number[]
        ? PlacesB extends readonly number[]
          ? number extends PlacesA[number] | PlacesB[number]
            ? AnyShape
            : Mismatch<A, B, PlacesA, PlacesB> extends infer Message
              ? Message extends string
                ? Message
                : [...RemoveAxes<A, PlacesA>, ...RemoveAxes<B, PlacesB>]
              : never
          : PlacesB
        : PlacesA
      : never
    : `tensordot: ${Left['length']} axes on the left and ${Right['length']} on the right`

/** A message if two dimensions that are summed over together differ. */
type Mismatch<
  A extends Shape,
  B extends Shape,
  Left extends readonly number[],
  Right extends readonly number[],
> = Left extends readonly [infer I extends number, ...infer RestLeft extends readonly number[]]
  ? Right extends readonly [infer J extends number, ...infer RestRight extends readonly number[]]
    ? DimOk<A, A[I], B[J]> extends true
      ? Mismatch<A, B, RestLeft, RestRight>
      : `tensordot: axis ${I} of ${Show<A>} is ${ShowDim<A[I]>}, axis ${J} of ${Show<B>} is ${ShowDim<B[J]>}`
    : null
  : null

/** Do A and B have N axes each? */
type HasAxes<A extends Shape, B extends Shape, N> =
  IsSize<N> extends true ? (Lte<N, A['length']> extends true ? Lte<N, B['length']> : false) : false

/** The whole numbers from From to before To. */
type Range<
  From,
  To,
  Count extends readonly unknown[] = [],
  Done extends readonly number[] = [],
> = Count['length'] extends To
  ? Done
  : Range<
      From,
      To,
      [...Count, null],
      Lte<From, Count['length']> extends true ? [...Done, Count['length']] : Done
    >

/** What {@link tensorDotPlan} finds: the axes to sum over, counted from the front, and the shape. */
export interface TensorDotPlan {
  readonly left: readonly number[]
  readonly right: readonly number[]
  readonly shape: Sizes
}

/** The axes and the shape of a tensordot, or a message. */
export const tensorDotPlan = (a: Sizes, b: Sizes, axes: ContractedAxes): TensorDotPlan | string => {
  if (typeof axes === 'number' && !(isSize(axes) && axes <= a.length && axes <= b.length))
    return `tensordot: ${showShape(a)} and ${showShape(b)} do not have ${axes} axes to sum over`
  const [leftAxes, rightAxes] =
    typeof axes === 'number' ? [range(a.length - axes, a.length), range(0, axes)] : axes
  if (leftAxes.length !== rightAxes.length)
    return `tensordot: ${leftAxes.length} axes on the left and ${rightAxes.length} on the right`

  const left = axesOf(a, leftAxes, 'tensordot')
  if (typeof left === 'string') return left
  const right = axesOf(b, rightAxes, 'tensordot')
  if (typeof right === 'string') return right
  const wrong = left.findIndex((i, place) => a[i] !== b[right[place] ?? -1])
  if (wrong >= 0) {
    const [i, j] = [left[wrong] ?? 0, right[wrong] ?? 0]
    return `tensordot: axis ${i} of ${showShape(a)} is ${a[i]}, axis ${j} of ${showShape(b)} is ${b[j]}`
  }
  const shape = [
    ...a.filter((_, axis) => !left.includes(axis)),
    ...b.filter((_, axis) => !right.includes(axis)),
  ]
  return { left, right, shape }
}

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, i) => from + i)

/** {@link TensorDot} at value level. */
export const tensorDotShape = (a: Sizes, b: Sizes, axes: ContractedAxes): Sizes | string => {
  const plan = tensorDotPlan(a, b, axes)
  return typeof plan === 'string' ? plan : plan.shape
}
