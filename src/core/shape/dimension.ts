/**
 * Dimensions and shapes: what every shape rule is made of.
 *
 * A rule is written twice in the same file, as a type over shapes and as a function over sizes,
 * and both give either a shape or a message. The message is a string: at type level a string
 * literal type, which the compiler prints on the argument at fault, at run time the text of the
 * error. One table of cases tests that both say the same.
 *
 * Rules are gradual: a dimension of type `number` fits all and a shape of unknown rank makes the
 * result a shape of unknown rank; what they hide is checked at run time.
 */
import type { AnyShape, Dim, Shape } from '../tensor.ts'
import type { Mul } from './arithmetic.ts'
import type { Eq, EqIn, IsAny } from './equality.ts'

/** The shapes of several operands. */
export type Shapes = readonly Shape[]

/** The sizes of the dimensions of a tensor at run time. */
export type Sizes = readonly number[]

// --------------------------------------------------------------------------- results and messages

/** Is the rank of S unknown? */
export type IsDynShape<S extends Shape> =
  IsAny<S> extends true ? true : number extends S['length'] ? true : false

/** A shape that can be told from a message also while all of it is a type parameter. */
export interface Fits<S extends Shape> {
  readonly shape: S
}

/** What a rule makes of a shape of unknown rank: `any`, which a mistake left, stays `any`. */
export type DynShape<S extends Shape> = IsAny<S> extends true ? any : AnyShape

/**
 * The shape in the result of a rule. A message gives `any`, so that one mistake is one error. It is
 * looked for inside an object first: a message that shows a type parameter is itself generic, and a
 * question about it alone, and all that is computed from it, would stay open.
 */
export type ToShape<R> = { r: R } extends { r: string }
  ? any
  : R extends string
    ? any
    : R extends Fits<infer S>
      ? S
      : R extends Shape
        ? R
        : never

/** The type of the parameter at fault: the message if the rule R has one, else `T`. */
export type Blame<R, T> = R extends string ? NoInfer<R> : T

// --------------------------------------------------------------------------------------- printing

/** A dimension as text. */
export type ShowDim<D> = Eq<D, number> extends true ? 'number' : `${D & Dim}`

/** A shape as text without brackets. */
export type ShowDims<S extends Shape> = S extends readonly []
  ? ''
  : S extends readonly [infer Only]
    ? ShowDim<Only>
    : S extends readonly [infer First, ...infer Rest extends Shape]
      ? `${ShowDim<First>}, ${ShowDims<Rest>}`
      : '...'

/** A shape as text: `[batch, 28, 28]`. */
export type Show<S extends Shape> = `[${ShowDims<S>}]`

/** {@link Show} at value level. */
export const showShape = (shape: readonly unknown[]): string => `[${shape.join(', ')}]`

// ------------------------------------------------------------------------------------ unification

/**
 * Can the dimensions A and B be the same? Names and type parameters are only like themselves.
 * (S is the shape that the question is about, see {@link EqIn}.)
 */
export type DimOk<S extends Shape, A, B> =
  EqIn<S, A, B> extends true
    ? true
    : EqIn<S, A, number> extends true
      ? true
      : EqIn<S, B, number> extends true
        ? true
        : EqIn<S, A, any> extends true
          ? true
          : EqIn<S, B, any>

/** The dimension that is known best of two that can be the same. */
export type UnifyDim<S extends Shape, A, B> =
  EqIn<S, A, B> extends true
    ? A
    : EqIn<S, A, number> extends true
      ? B
      : EqIn<S, B, number> extends true
        ? A
        : EqIn<S, A, any> extends true
          ? B
          : A

// ------------------------------------------------------------------------------- parts of a shape

/** A shape of the same rank with all sizes unknown. */
export type UnknownSizes<S extends Shape> = { -readonly [K in keyof S]: number }

/** A shape of the same rank with all sizes 1. */
export type Ones<S extends Shape> = { -readonly [K in keyof S]: 1 }

/** S with the dimension at I replaced by D. */
export type SetAt<S extends Shape, I extends number, D> = {
  -readonly [K in keyof S]: K extends `${I}` ? D : S[K]
}

/** S with D inserted before the dimension at I. */
export type InsertAt<
  S extends Shape,
  I extends number,
  D,
  Before extends Shape = [],
> = Before['length'] extends I
  ? [...Before, D, ...S]
  : S extends readonly [infer First, ...infer Rest extends Shape]
    ? InsertAt<Rest, I, D, [...Before, First]>
    : never

/** `array` with the element at `index` replaced. */
export const replaceAt = <A>(array: readonly A[], index: number, value: A): readonly A[] =>
  array.map((old, i) => (i === index ? value : old))

// -------------------------------------------------------------------------------------- sizes

/** The number of elements of a shape. */
export type SizeOf<S extends Shape, Size = 1> = S extends readonly [
  infer First,
  ...infer Rest extends Shape,
]
  ? SizeOf<Rest, Mul<Size, First>>
  : S extends readonly []
    ? Size
    : number

/** {@link SizeOf} at value level. */
export const sizeOf = (shape: Sizes): number => shape.reduce((size, dim) => size * dim, 1)

/** Is `size` a size that a dimension can have? */
export const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 0

/**
 * Checks the sizes that a caller asks for. A name is a dimension for the compiler only: what is
 * known by a name at compile time has to be given as a number at run time.
 */
export const sizesFrom = (shape: readonly Dim[], operator: string): Sizes | string => {
  const sizes = shape.filter((size) => typeof size === 'number')
  const wrong = sizes.find((size) => !isSize(size))
  return wrong !== undefined
    ? `${operator}: ${wrong} in ${showShape(shape)} is not a size (a whole number >= 0)`
    : sizes.length < shape.length
      ? `${operator}: a name in ${showShape(shape)} has no size: give it, for example as dim(x, 0)`
      : sizes
}
