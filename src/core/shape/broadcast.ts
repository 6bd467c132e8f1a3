import type { AnyShape, Shape } from '../tensor.ts'
import {
  type DimOk,
  type Fits,
  type IsDynShape,
  type Show,
  type ShowDim,
  type Shapes,
  type Sizes,
  showShape,
  type DynShape,
} from './dimension.ts'
import type { Eq, EqIn } from './equality.ts'

/** Do the dimensions A and B stretch to a common one? */
type Stretches<S extends Shape, A, B> =
  EqIn<S, A, 1> extends true ? true : EqIn<S, B, 1> extends true ? true : DimOk<S, A, B>

/** The common dimension of A and B. A dimension of unknown size may be the 1 that gives way. */
type Stretched<S extends Shape, A, B> =
  EqIn<S, A, B> extends true
    ? A
    : EqIn<S, A, 1> extends true
      ? B
      : EqIn<S, B, 1> extends true
        ? A
        : EqIn<S, A, number> extends true
          ? KnownSize<B>
          : EqIn<S, B, number> extends true
            ? KnownSize<A>
            : number
type KnownSize<D> = D extends number ? D : number

/**
 * The shape of an elementwise operator on two operands, after NumPy: aligned at their last
 * dimensions, dimensions have to be equal or 1, and a missing one counts as 1.
 * `[4, 1, 3]` with `[5, 1]` is `[4, 5, 3]`.
 *
 * `WholeA` and `WholeB` are what a message shows, where A and B are parts of larger shapes.
 */
export type Broadcast<
  A extends Shape,
  B extends Shape,
  Operator extends string = 'broadcast',
  WholeA extends Shape = A,
  WholeB extends Shape = B,
> =
  Eq<A, B> extends true
    ? A
    : IsDynShape<A> extends true
      ? DynShape<A>
      : IsDynShape<B> extends true
        ? DynShape<B>
        : A extends unknown
          ? B extends unknown
            ? FromTheRight<A, B, Operator, WholeA, WholeB>
            : never
          : never

type FromTheRight<
  A extends Shape,
  B extends Shape,
  Operator extends string,
  WholeA extends Shape,
  WholeB extends Shape,
  Done extends Shape = [],
> = A extends readonly [...infer InitA extends Shape, infer LastA]
  ? B extends readonly [...infer InitB extends Shape, infer LastB]
    ? Stretches<WholeA, LastA, LastB> extends true
      ? FromTheRight<
          InitA,
          InitB,
          Operator,
          WholeA,
          WholeB,
          [Stretched<WholeA, LastA, LastB>, ...Done]
        >
      : `${Operator}: dimension ${ShowDim<LastA>} of ${Show<WholeA>} and dimension ${ShowDim<LastB>} of ${Show<WholeB>} are neither equal nor 1`
    : [...A, ...Done]
  : [...B, ...Done]

/** {@link Broadcast} at value level. */
export const broadcastShape = (
  a: Sizes,
  b: Sizes,
  operator = 'broadcast',
  wholeA = a,
  wholeB = b,
): Sizes | string => {
  const rank = Math.max(a.length, b.length)
  const done: number[] = []
  for (let fromTheRight = 1; fromTheRight <= rank; fromTheRight++) {
    const lastA = a[a.length - fromTheRight] ?? 1
    const lastB = b[b.length - fromTheRight] ?? 1
    if (lastA !== lastB && lastA !== 1 && lastB !== 1)
      return `${operator}: dimension ${lastA} of ${showShape(wholeA)} and dimension ${lastB} of ${showShape(wholeB)} are neither equal nor 1`
    done.unshift(lastA === 1 ? lastB : lastA)
  }
  return done
}

/**
 * The result of an elementwise operator. It is {@link Broadcast}, and decided at once also for a
 * shape that is a type parameter as a whole, beside itself or beside a number:
 * `<S extends Shape>(x: Tensor<S>) => add(mul(x, 2), x)` is a `Tensor<S>`. X is the operand whose
 * type is known last, see {@link EqIn}.
 *
 * (`Shape` and `Shape | []` are what A is while the compiler has not inferred X yet, in the first of
 * its rounds over nested calls: then everything has to fit.)
 */
export type Elementwise<A extends Shape, B extends Shape, Operator extends string, X> =
  EqIn<X, A, B> extends true
    ? Fits<A>
    : EqIn<X, B, []> extends true
      ? Fits<A>
      : EqIn<X, A, []> extends true
        ? Fits<B>
        : EqIn<X, A, Shape | []> extends true
          ? AnyShape
          : EqIn<X, A, Shape> extends true
            ? AnyShape
            : Broadcast<A, B, Operator>

/** The common shape of several operands: {@link Broadcast} from the left. */
export type BroadcastAll<
  All extends Shapes,
  Operator extends string = 'broadcast',
  Common extends Shape = [],
> = All extends readonly [infer First extends Shape, ...infer Rest extends Shapes]
  ? Broadcast<Common, First, Operator> extends infer R
    ? R extends string
      ? R
      : R extends Shape
        ? BroadcastAll<Rest, Operator, R>
        : never
    : never
  : Common

/** {@link BroadcastAll} at value level. */
export const broadcastShapes = (shapes: readonly Sizes[], operator = 'broadcast'): Sizes | string =>
  shapes.reduce<Sizes | string>(
    (common, shape) =>
      typeof common === 'string' ? common : broadcastShape(common, shape, operator),
    [],
  )

/**
 * The shape of `broadcastTo(x, Target)`: the target, if x stretches to it without the target
 * stretching to x.
 */
export type BroadcastTo<A extends Shape, Target extends Shape> =
  IsDynShape<Target> extends true
    ? DynShape<Target>
    : IsDynShape<A> extends true
      ? Target
      : TowardsTarget<A, Target, A, Target>

type TowardsTarget<
  A extends Shape,
  Target extends Shape,
  WholeA extends Shape,
  WholeTarget extends Shape,
> = A extends readonly [...infer InitA extends Shape, infer LastA]
  ? Target extends readonly [...infer Init extends Shape, infer Last]
    ? (EqIn<WholeA, LastA, 1> extends true ? true : DimOk<WholeA, LastA, Last>) extends true
      ? TowardsTarget<InitA, Init, WholeA, WholeTarget>
      : `broadcastTo: dimension ${ShowDim<LastA>} of ${Show<WholeA>} does not stretch to ${ShowDim<Last>} in ${Show<WholeTarget>}`
    : `broadcastTo: ${Show<WholeA>} has more dimensions than ${Show<WholeTarget>}`
  : WholeTarget

/** {@link BroadcastTo} at value level. */
export const broadcastToShape = (a: Sizes, target: Sizes): Sizes | string => {
  for (let fromTheRight = 1; fromTheRight <= a.length; fromTheRight++) {
    const lastA = a[a.length - fromTheRight]
    const last = target[target.length - fromTheRight]
    if (last === undefined)
      return `broadcastTo: ${showShape(a)} has more dimensions than ${showShape(target)}`
    if (lastA !== 1 && lastA !== last)
      return `broadcastTo: dimension ${lastA} of ${showShape(a)} does not stretch to ${last} in ${showShape(target)}`
  }
  return target
}
