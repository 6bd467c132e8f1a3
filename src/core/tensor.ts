import type { DType } from './dtype.ts'

/** One dimension: a known size, a name (`'batch'`), or `number` where the size is not known. */
export type Dim = number | string

/**
 * The bound of shape parameters. Its elements are {@link Dim}s; the bound is `unknown[]` so that
 * conditional types over `[B, 784]` with an unresolved `B extends Dim` resolve at once.
 */
export type Shape = readonly unknown[]

/** A shape of unknown rank. */
export type AnyShape = readonly Dim[]

declare const shapeOfTensor: unique symbol

/**
 * An immutable array of numbers: a shape, an element type, and an expression for its elements that
 * is evaluated when somebody looks. Covariant: a `Tensor<[32, 784]>` is a `Tensor<[number, 784]>`.
 */
export interface Tensor<out S extends Shape = AnyShape, out D extends DType = 'f32'> {
  readonly [shapeOfTensor]: S
  /** The sizes of the dimensions. */
  readonly shape: readonly number[]
  /** The element type. */
  readonly dtype: D
}

/** A tensor of no dimensions: one number. */
export type Scalar<D extends DType = 'f32'> = Tensor<[], D>

/** Any tensor, for code that does not look at shapes. */
export type AnyTensor = Tensor<Shape, DType>

/** The shape of a tensor type. */
export type ShapeOf<T> = T extends Tensor<infer S, infer _D> ? S : never

/** The element type of a tensor type. */
export type DTypeOf<T> = T extends Tensor<infer _S, infer D> ? D : never
