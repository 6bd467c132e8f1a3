import type { Dim, Shape } from '../tensor.ts'
import type { DivMod, IsSize } from './arithmetic.ts'
import {
  type DimOk,
  type IsDynShape,
  isSize,
  type Show,
  type ShowDim,
  type SizeOf,
  type Sizes,
  showShape,
  sizeOf,
  type DynShape,
} from './dimension.ts'
import type { Eq, EqIn } from './equality.ts'

/**
 * The shape of `reshape(x, Target)`: as many elements, in the same order. One size of the target
 * may be -1: it is what the others leave.
 *
 * Dimensions that stand on both sides are cancelled before sizes are multiplied, so that names
 * need no size: `[batch, 28, 28]` to `[batch, 784]` compares 28 * 28 with 784.
 *
 * (`A extends unknown`, here and in other rules, takes each member of a union by itself.)
 */
export type Reshape<A extends Shape, Target extends Shape> = A extends unknown
  ? Target extends unknown
    ? Reshaped<A, Target>
    : never
  : never

type Reshaped<A extends Shape, Target extends Shape> =
  IsDynShape<Target> extends true
    ? DynShape<Target>
    : WithoutRest<Target> extends infer Known extends Shape
      ? IsDynShape<A> extends true
        ? WithRest<Target, number>
        : Cancel<A, Known> extends [infer LeftOfA extends Shape, infer LeftOfTarget extends Shape]
          ? WrongSize<LeftOfTarget> extends infer Wrong
            ? Wrong extends null
              ? Target['length'] extends Known['length']
                ? Exact<A, Target, SizeOf<LeftOfA>, SizeOf<LeftOfTarget>, Note<A, LeftOfA>>
                : Rest<A, Target, SizeOf<LeftOfA>, SizeOf<LeftOfTarget>, Note<A, LeftOfA>>
              : `reshape: ${Wrong & Dim} in ${Show<Target>} is not a size (a whole number >= 0)`
            : never
          : never
      : `reshape: ${Show<Target>} has more than one -1`

/** All sizes are given: the numbers of elements have to be the same. */
type Exact<A extends Shape, Target extends Shape, SizeA, SizeTarget, N extends string> =
  DimOk<A, SizeA, SizeTarget> extends true
    ? Target
    : `reshape: ${Show<A>} has ${ShowDim<SizeA>} elements, ${Show<Target>} has ${ShowDim<SizeTarget>}${N}`

/** One size is -1: the number of elements has to be divisible by the product of the others. */
type Rest<A extends Shape, Target extends Shape, SizeA, SizeKnown, N extends string> =
  EqIn<A, SizeKnown, 1> extends true
    ? WithRest<Target, SizeA>
    : DivMod<SizeA, SizeKnown> extends [infer Quotient, infer Remainder]
      ? EqIn<A, Remainder, 0> extends true
        ? WithRest<Target, Quotient>
        : EqIn<A, Remainder, number> extends true
          ? WithRest<Target, number>
          : `reshape: ${Show<A>} cannot be reshaped to ${Show<Target>}: ${ShowDim<SizeA>} is not divisible by ${ShowDim<SizeKnown>}${N}`
      : never

/** What a message adds where its numbers are not the whole numbers of elements. */
type Note<A extends Shape, Left extends Shape> =
  Eq<A['length'], Left['length']> extends true ? '' : ' (equal dimensions cancelled)'

/** The target without its -1; `null` where there are several. */
type WithoutRest<
  Target extends Shape,
  Known extends Shape = [],
  Found extends boolean = false,
> = Target extends readonly [infer First, ...infer Others extends Shape]
  ? EqIn<Target, First, -1> extends true
    ? Found extends true
      ? null
      : WithoutRest<Others, Known, true>
    : WithoutRest<Others, [...Known, First], Found>
  : Known

/** The target with `Size` for its -1. */
type WithRest<Target extends Shape, Size, Done extends Shape = []> = Target extends readonly [
  infer First,
  ...infer Others extends Shape,
]
  ? WithRest<Others, Size, [...Done, EqIn<Target, First, -1> extends true ? Size : First]>
  : Done

/**
 * What is left of A and B when equal dimensions are taken away in pairs. First from the
 * back and the front, where the same dimensions mostly stand: two different type parameters cannot
 * be compared, and this way they seldom meet.
 */
type Cancel<A extends Shape, B extends Shape> = A extends readonly [
  ...infer InitA extends Shape,
  infer LastA,
]
  ? B extends readonly [...infer InitB extends Shape, infer LastB]
    ? CanCancel<A, LastA, LastB> extends true
      ? Cancel<InitA, InitB>
      : CancelFront<A, B>
    : CancelFront<A, B>
  : [A, B]

type CancelFront<A extends Shape, B extends Shape> = A extends readonly [
  infer FirstA,
  ...infer RestA extends Shape,
]
  ? B extends readonly [infer FirstB, ...infer RestB extends Shape]
    ? CanCancel<A, FirstA, FirstB> extends true
      ? CancelFront<RestA, RestB>
      : CancelAnywhere<A, B>
    : [A, B]
  : [A, B]

type CancelAnywhere<
  A extends Shape,
  B extends Shape,
  LeftOfA extends Shape = [],
> = A extends readonly [infer First, ...infer Others extends Shape]
  ? (IsCancellable<A, First> extends true ? Without<B, First> : null) extends infer LeftOfB
    ? LeftOfB extends Shape
      ? CancelAnywhere<Others, LeftOfB, LeftOfA>
      : CancelAnywhere<Others, B, [...LeftOfA, First]>
    : never
  : [LeftOfA, B]

type CanCancel<S extends Shape, A, B> = EqIn<S, A, B> extends true ? IsCancellable<S, A> : false

/** A 0 is not cancelled, and neither is an unknown size, of which two need not be the same. */
type IsCancellable<S extends Shape, D> =
  EqIn<S, D, 0> extends true ? false : EqIn<S, D, number> extends true ? false : true

/** S without the first dimension that is D; `null` where there is none. */
type Without<S extends Shape, D, Before extends Shape = []> = S extends readonly [
  infer First,
  ...infer Others extends Shape,
]
  ? EqIn<S, First, D> extends true
    ? [...Before, ...Others]
    : Without<Others, D, [...Before, First]>
  : null

/** The first number of S that is not a size; `null` where there is none. */
type WrongSize<S extends Shape> = S extends readonly [infer First, ...infer Others extends Shape]
  ? First extends number
    ? number extends First
      ? WrongSize<Others>
      : IsSize<First> extends true
        ? WrongSize<Others>
        : First
    : WrongSize<Others>
  : null

/**
 * {@link Reshape} at value level. A name in the target is known to the compiler only; one of them
 * is found like a -1, which is the size that the compiler has cancelled it with.
 */
export const reshapeShape = (a: Sizes, target: readonly Dim[]): Sizes | string => {
  const known: Sizes = target
    .filter((size) => typeof size === 'number')
    .filter((size) => size !== -1)
  if (target.length - known.length > 1)
    return target.some((size) => typeof size === 'string')
      ? `reshape: ${showShape(target)} leaves several sizes open: give all but one, for example as dim(x, 0)`
      : `reshape: ${showShape(target)} has more than one -1`

  const [leftOfA, leftOfTarget] = cancel(a, known)
  const wrong = leftOfTarget.find((size) => !isSize(size))
  if (wrong !== undefined)
    return `reshape: ${wrong} in ${showShape(target)} is not a size (a whole number >= 0)`

  const note = leftOfA.length < a.length ? ' (equal dimensions cancelled)' : ''
  const sizeA = sizeOf(leftOfA)
  const sizeKnown = sizeOf(leftOfTarget)
  if (known.length === target.length)
    return sizeA === sizeKnown
      ? known
      : `reshape: ${showShape(a)} has ${sizeA} elements, ${showShape(target)} has ${sizeKnown}${note}`
  return sizeKnown !== 0 && sizeA % sizeKnown === 0
    ? target.map((size) => (size === -1 || typeof size === 'string' ? sizeA / sizeKnown : size))
    : `reshape: ${showShape(a)} cannot be reshaped to ${showShape(target)}: ${sizeA} is not divisible by ${sizeKnown}${note}`
}

const cancel = (a: Sizes, b: Sizes): readonly [leftOfA: Sizes, leftOfB: Sizes] =>
  a.reduce<readonly [Sizes, Sizes]>(
    ([leftOfA, leftOfB], size) => {
      const place = size === 0 ? -1 : leftOfB.indexOf(size)
      return place < 0
        ? [[...leftOfA, size], leftOfB]
        : [leftOfA, leftOfB.filter((_, i) => i !== place)]
    },
    [[], b],
  )
