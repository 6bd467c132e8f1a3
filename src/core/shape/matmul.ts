import type { Shape } from '../tensor.ts'
import { type Broadcast, broadcastShape } from './broadcast.ts'
import {
  type DimOk,
  type IsDynShape,
  type Show,
  type ShowDim,
  type Sizes,
  showShape,
  type DynShape,
} from './dimension.ts'

/**
 * The shape of a matrix product, after NumPy: `[..., m, k]` times `[..., k, n]` is `[..., m, n]`,
 * the batch dimensions in front being broadcast. A vector on the left is a row and on the right a
 * column, and its dimension 1 is left out of the result: a vector times a vector is a scalar.
 */
export type MatMul<A extends Shape, B extends Shape> = A extends unknown
  ? B extends unknown
    ? Product<A, B>
    : never
  : never

type Product<A extends Shape, B extends Shape> =
  IsDynShape<A> extends true
    ? DynShape<A>
    : IsDynShape<B> extends true
      ? DynShape<B>
      : Left<A> extends [infer BatchA extends Shape, infer Rows extends Shape, infer InnerA]
        ? Right<B> extends [
            infer BatchB extends Shape,
            infer Columns extends Shape,
            infer InnerB,
            infer Place extends string,
          ]
          ? DimOk<A, InnerA, InnerB> extends true
            ? Broadcast<BatchA, BatchB, 'matmul', A, B> extends infer Batch
              ? Batch extends string
                ? Batch
                : Batch extends Shape
                  ? [...Batch, ...Rows, ...Columns]
                  : never
              : never
            : `matmul: inner dimensions differ: ${ShowDim<InnerA>} (last of ${Show<A>}) vs ${ShowDim<InnerB>} (${Place} of ${Show<B>})`
          : 'matmul: right operand [] must have rank >= 1'
        : 'matmul: left operand [] must have rank >= 1'

/** `[batch, rows, inner]` of the left operand; a vector has no rows. */
type Left<A extends Shape> = A extends readonly [infer Inner]
  ? [[], [], Inner]
  : A extends readonly [...infer Batch extends Shape, infer Rows, infer Inner]
    ? [Batch, [Rows], Inner]
    : null

/** `[batch, columns, inner, place of inner]` of the right operand; a vector has no columns. */
type Right<B extends Shape> = B extends readonly [infer Inner]
  ? [[], [], Inner, 'last']
  : B extends readonly [...infer Batch extends Shape, infer Inner, infer Columns]
    ? [Batch, [Columns], Inner, 'second to last']
    : null

/** {@link MatMul} at value level. */
export const matmulShape = (a: Sizes, b: Sizes): Sizes | string => {
  if (a.length === 0) return 'matmul: left operand [] must have rank >= 1'
  if (b.length === 0) return 'matmul: right operand [] must have rank >= 1'
  const innerB = b.length === 1 ? b[0] : b.at(-2)
  if (a.at(-1) !== innerB)
    return `matmul: inner dimensions differ: ${a.at(-1)} (last of ${showShape(a)}) vs ${innerB} (${b.length === 1 ? 'last' : 'second to last'} of ${showShape(b)})`
  const batch = broadcastShape(a.slice(0, -2), b.slice(0, -2), 'matmul', a, b)
  return typeof batch === 'string'
    ? batch
    : [...batch, ...a.slice(0, -1).slice(-1), ...(b.length === 1 ? [] : b.slice(-1))]
}

/** The shape of the inner product of two vectors of the same length: a scalar. */
export type Dot<A extends Shape, B extends Shape> =
  Length<A> extends [infer M]
    ? Length<B> extends [infer N]
      ? DimOk<A, M, N> extends true
        ? []
        : `dot: ${ShowDim<M>} elements in ${Show<A>} and ${ShowDim<N>} in ${Show<B>}`
      : Vectors<A, B, 'dot'>
    : Vectors<A, B, 'dot'>

/** The shape of the outer product of two vectors: `[m]` and `[n]` give `[m, n]`. */
export type Outer<A extends Shape, B extends Shape> = Vectors<A, B, 'outer'>

/** The lengths of two vectors. */
type Vectors<A extends Shape, B extends Shape, Operator extends string> =
  Length<A> extends [infer M]
    ? Length<B> extends [infer N]
      ? [M, N]
      : `${Operator}: right operand ${Show<B>} must be a vector`
    : `${Operator}: left operand ${Show<A>} must be a vector`
type Length<A extends Shape> =
  IsDynShape<A> extends true ? [number] : A extends readonly [infer M] ? [M] : null

const vectors = (a: Sizes, b: Sizes, operator: string): Sizes | string =>
  a.length !== 1
    ? `${operator}: left operand ${showShape(a)} must be a vector`
    : b.length !== 1
      ? `${operator}: right operand ${showShape(b)} must be a vector`
      : [...a, ...b]

/** {@link Dot} at value level. */
export const dotShape = (a: Sizes, b: Sizes): Sizes | string => {
  const lengths = vectors(a, b, 'dot')
  return typeof lengths === 'string'
    ? lengths
    : lengths[0] === lengths[1]
      ? []
      : `dot: ${a[0]} elements in ${showShape(a)} and ${b[0]} in ${showShape(b)}`
}

/** {@link Outer} at value level. */
export const outerShape = (a: Sizes, b: Sizes): Sizes | string => vectors(a, b, 'outer')
