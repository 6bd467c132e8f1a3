import type { Shape } from '../tensor.ts'
import {
  type DimOk,
  type Fits,
  type IsDynShape,
  type Show,
  type Sizes,
  showShape,
  type UnifyDim,
} from './dimension.ts'
import type { Eq, IsAny } from './equality.ts'

// What losses ask of shapes. They never broadcast: `[batch]` against `[batch, 1]` would be a matrix of
// differences, and its mean a number that looks right.

/** The shape of a loss of every element: predictions and targets have it both. */
export type SameShape<A extends Shape, B extends Shape, Operator extends string> =
  Eq<A, B> extends true
    ? A
    : IsDynShape<A> extends true
      ? Known<A, B>
      : IsDynShape<B> extends true
        ? Known<B, A>
        : Together<A, B, Operator, A, B>

/** Of a shape of unknown rank and another the other one; `any`, which a mistake left, stays. */
type Known<Unknown extends Shape, Other> = IsAny<Unknown> extends true ? any : Other

type Together<
  A extends Shape,
  B extends Shape,
  Operator extends string,
  WholeA extends Shape,
  WholeB extends Shape,
  Done extends Shape = [],
> = A extends readonly [infer FirstA, ...infer RestA extends Shape]
  ? B extends readonly [infer FirstB, ...infer RestB extends Shape]
    ? DimOk<WholeA, FirstA, FirstB> extends true
      ? Together<
          RestA,
          RestB,
          Operator,
          WholeA,
          WholeB,
          [...Done, UnifyDim<WholeA, FirstA, FirstB>]
        >
      : Differ<WholeA, WholeB, Operator>
    : Differ<WholeA, WholeB, Operator>
  : B extends readonly []
    ? Done
    : Differ<WholeA, WholeB, Operator>

type Differ<
  A extends Shape,
  B extends Shape,
  Operator extends string,
> = `${Operator}: predictions ${Show<A>} and targets ${Show<B>} differ`

/**
 * {@link SameShape}, decided at once also for a shape that is a type parameter as a whole, beside itself:
 * `<S extends Shape>(x: Tensor<S>) => squaredError(x, x)` is a `Tensor<S>`.
 */
export type SameElements<A extends Shape, B extends Shape, Operator extends string> =
  Eq<A, B> extends true ? Fits<A> : SameShape<A, B, Operator>

/** {@link SameShape} at value level. */
export const sameShapes = (a: Sizes, b: Sizes, operator: string): Sizes | string =>
  a.length === b.length && a.every((size, axis) => size === b[axis])
    ? a
    : `${operator}: predictions ${showShape(a)} and targets ${showShape(b)} differ`

/** The shape of a loss of every row: predictions and targets without their last axis. */
export type SameRows<A extends Shape, B extends Shape, Operator extends string> = WithoutLast<
  SameShape<A, B, Operator>,
  Operator
>

/** A shape without its last axis; a message stays. */
type WithoutLast<R, Operator extends string> =
  IsAny<R> extends true
    ? any
    : R extends string
      ? R
      : R extends readonly []
        ? `${Operator}: a scalar has no rows`
        : R extends readonly [...infer Rows, unknown]
          ? Rows
          : R

/** {@link SameRows} at value level. */
export const sameRows = (a: Sizes, b: Sizes, operator: string): Sizes | string => {
  const shape = sameShapes(a, b, operator)
  if (typeof shape === 'string') return shape
  return shape.length === 0 ? `${operator}: a scalar has no rows` : shape.slice(0, -1)
}

/** The shape of a loss of every row whose target is the number of a class: one number for each row. */
export type LabelledRows<S extends Shape, Labels extends Shape, Operator extends string> =
  IsDynShape<S> extends true
    ? Known<S, Labels>
    : S extends readonly [...infer Rows extends Shape, unknown]
      ? IsDynShape<Labels> extends true
        ? Known<Labels, Rows>
        : Rows['length'] extends Labels['length']
          ? Labelled<Rows, Labels, Operator, S, Labels>
          : WrongLabels<S, Labels, Operator>
      : `${Operator}: a scalar has no classes`

type Labelled<
  Rows extends Shape,
  Labels extends Shape,
  Operator extends string,
  Whole extends Shape,
  WholeLabels extends Shape,
  Done extends Shape = [],
> = Rows extends readonly [infer First, ...infer Rest extends Shape]
  ? Labels extends readonly [infer FirstLabel, ...infer RestLabels extends Shape]
    ? DimOk<Whole, First, FirstLabel> extends true
      ? Labelled<
          Rest,
          RestLabels,
          Operator,
          Whole,
          WholeLabels,
          [...Done, UnifyDim<Whole, First, FirstLabel>]
        >
      : WrongLabels<Whole, WholeLabels, Operator>
    : WrongLabels<Whole, WholeLabels, Operator>
  : Done

type WrongLabels<
  S extends Shape,
  Labels extends Shape,
  Operator extends string,
> = S extends readonly [...infer Rows extends Shape, unknown]
  ? `${Operator}: predictions ${Show<S>} need a class for each of ${Show<Rows>}, got ${Show<Labels>}`
  : never

/** {@link LabelledRows} at value level. */
export const labelledRows = (shape: Sizes, labels: Sizes, operator: string): Sizes | string => {
  if (shape.length === 0) return `${operator}: a scalar has no classes`
  const rows = shape.slice(0, -1)
  return typeof sameShapes(rows, labels, operator) === 'string'
    ? `${operator}: predictions ${showShape(shape)} need a class for each of ${showShape(rows)}, got ${showShape(labels)}`
    : rows
}

/** The shape of a loss of every example: the first dimension of predictions and targets. */
export type SameExamples<A extends Shape, B extends Shape, Operator extends string> = FirstOf<
  SameShape<A, B, Operator>,
  Operator
>

type FirstOf<R, Operator extends string> =
  IsAny<R> extends true
    ? any
    : R extends string
      ? R
      : R extends readonly [infer First, unknown, ...unknown[]]
        ? [First]
        : R extends readonly [] | readonly [unknown]
          ? `${Operator}: needs a batch and classes, got ${Show<R>}`
          : [number]

/** {@link SameExamples} at value level. */
export const sameExamples = (a: Sizes, b: Sizes, operator: string): Sizes | string => {
  const shape = sameShapes(a, b, operator)
  if (typeof shape === 'string') return shape
  return shape.length < 2
    ? `${operator}: needs a batch and classes, got ${showShape(shape)}`
    : shape.slice(0, 1)
}

/** The shape of a loss of pairs of rows, each with a label: one number. */
export type LabelledPairs<S extends Shape, Labels extends Shape, Operator extends string> =
  IsDynShape<S> extends true
    ? Known<S, []>
    : S extends readonly [infer Rows, unknown]
      ? IsDynShape<Labels> extends true
        ? Known<Labels, []>
        : Labels extends readonly [infer Count]
          ? DimOk<S, Rows, Count> extends true
            ? []
            : WrongPairs<S, Labels, Operator>
          : WrongPairs<S, Labels, Operator>
      : WrongPairs<S, Labels, Operator>

type WrongPairs<
  S extends Shape,
  Labels extends Shape,
  Operator extends string,
> = `${Operator}: takes rows [batch, a] and labels [batch], got ${Show<S>} and ${Show<Labels>}`

/** {@link LabelledPairs} at value level. */
export const labelledPairs = (shape: Sizes, labels: Sizes, operator: string): Sizes | string =>
  shape.length === 2 && labels.length === 1 && shape[0] === labels[0]
    ? []
    : `${operator}: takes rows [batch, a] and labels [batch], got ${showShape(shape)} and ${showShape(labels)}`

/** The shape of a loss of sequences that are labelled without saying when. */
export type LabelledSequences<S extends Shape, Labels extends Shape, Operator extends string> =
  IsDynShape<S> extends true
    ? Known<S, FirstSize<Labels>>
    : S extends readonly [infer Batch, unknown, unknown]
      ? IsDynShape<Labels> extends true
        ? Known<Labels, [Batch]>
        : Labels extends readonly [infer Count, unknown]
          ? DimOk<S, Batch, Count> extends true
            ? [UnifyDim<S, Batch, Count>]
            : WrongSequences<S, Labels, Operator>
          : WrongSequences<S, Labels, Operator>
      : WrongSequences<S, Labels, Operator>

type FirstSize<S extends Shape> = S extends readonly [infer First, ...unknown[]]
  ? [First]
  : [number]

type WrongSequences<
  S extends Shape,
  Labels extends Shape,
  Operator extends string,
> = `${Operator}: takes logits [batch, steps, classes] and labels [batch, n], got ${Show<S>} and ${Show<Labels>}`

/** {@link LabelledSequences} at value level. */
export const labelledSequences = (shape: Sizes, labels: Sizes, operator: string): Sizes | string =>
  shape.length === 3 && labels.length === 2 && shape[0] === labels[0]
    ? shape.slice(0, 1)
    : `${operator}: takes logits [batch, steps, classes] and labels [batch, n], got ${showShape(shape)} and ${showShape(labels)}`
