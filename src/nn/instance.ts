import { ShapeError } from '../core/errors.ts'
import type { DimOk, Eq, IsAny, IsDynShape } from '../core/shape/index.ts'
import type { Dim, Shape, Tensor } from '../core/tensor.ts'
import { describe, isTensor } from '../core/tree.ts'
import type { ShowType } from './layer.ts'
import { isTensorSpec, showSpec, type Spec } from './spec.ts'

// The names in the input of a model stand for all sizes: what is passed may have any size there, and
// the output has that size wherever it has the name.

/**
 * X if it may be passed for the input I of a model, else a message. Where the model is handed to
 * something like `vmap`, X is not known: then it is whatever fits.
 */
export type Accepted<I, X, Operator extends string> =
  IsAny<I> extends true
    ? X
    : Eq<X, unknown> extends true
      ? Instance<I>
      : Accepts<I, X> extends true
        ? X
        : `${Operator}: the model takes ${ShowType<I>}, got ${ShowType<X>}`

/** I with any size for a name. */
type Instance<I> =
  I extends Tensor<infer S, infer D>
    ? Tensor<{ [K in keyof S]: S[K] extends string ? Dim : S[K] }, D>
    : { [K in keyof I]: Instance<I[K]> }

/** Does X fit I? */
export type Accepts<I, X> =
  IsAny<X> extends true
    ? true
    : I extends Tensor<infer SI, infer DI>
      ? X extends Tensor<infer SX, infer DX>
        ? IsDynShape<SX> extends true
          ? Eq<DI, DX>
          : Eq<DI, DX> extends true
            ? FitDims<SI, SX, SX>
            : false
        : false
      : I extends readonly [infer FirstI, ...infer RestI]
        ? X extends readonly [infer FirstX, ...infer RestX]
          ? Accepts<FirstI, FirstX> extends true
            ? Accepts<RestI, RestX>
            : false
          : false
        : I extends readonly []
          ? X extends readonly []
            ? true
            : false
          : true

type FitDims<SI extends Shape, SX extends Shape, Whole extends Shape> =
  IsDynShape<SI> extends true
    ? true
    : SI extends readonly [infer FirstI, ...infer RestI extends Shape]
      ? SX extends readonly [infer FirstX, ...infer RestX extends Shape]
        ? FirstI extends string
          ? FitDims<RestI, RestX, Whole>
          : DimOk<Whole, FirstI, FirstX> extends true
            ? FitDims<RestI, RestX, Whole>
            : false
        : false
      : SX extends readonly []
        ? true
        : false

/** The sizes that X gives to the names in I. */
export type Bind<I, X, Sizes = {}> =
  I extends Tensor<infer SI, infer _DI>
    ? X extends Tensor<infer SX, infer _DX>
      ? BindDims<SI, SX, Sizes>
      : Sizes
    : I extends readonly [infer FirstI, ...infer RestI]
      ? X extends readonly [infer FirstX, ...infer RestX]
        ? Bind<RestI, RestX, Bind<FirstI, FirstX, Sizes>>
        : Sizes
      : Sizes

type BindDims<SI extends Shape, SX extends Shape, Sizes> = SI extends readonly [
  infer FirstI,
  ...infer RestI extends Shape,
]
  ? IsDynShape<SX> extends true
    ? BindDims<RestI, SX, With<Sizes, FirstI, number>>
    : SX extends readonly [infer FirstX, ...infer RestX extends Shape]
      ? BindDims<RestI, RestX, With<Sizes, FirstI, FirstX>>
      : Sizes
  : Sizes

type With<Sizes, Name, Size> = Name extends string
  ? Name extends keyof Sizes
    ? Sizes
    : Sizes & { [N in Name]: Size }
  : Sizes

/** The output O with the sizes that its names have got. */
export type Subst<O, Sizes> = {} extends Sizes
  ? O
  : O extends Tensor<infer S, infer D>
    ? Tensor<{ [K in keyof S]: S[K] extends keyof Sizes ? Sizes[S[K]] : S[K] }, D>
    : { [K in keyof O]: Subst<O[K], Sizes> }

/** The output of a model from I to O on an X. */
export type OutputOn<I, O, X> =
  IsAny<I> extends true ? O : Subst<O, Bind<I, Eq<X, unknown> extends true ? Instance<I> : X>>

// -------------------------------------------------------------------------------- at value level

/** The sizes that a value gives to the names of a spec, or `null` where it does not fit. */
const bound = (
  spec: Spec,
  x: unknown,
  sizes: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> | null => {
  if (!isTensorSpec(spec)) {
    const values = x as Readonly<Record<string, unknown>>
    return typeof x !== 'object' || x === null || isTensor(x)
      ? null
      : Object.entries(spec).reduce<ReadonlyMap<string, number> | null>(
          (known, [name, part]: readonly [string, Spec]) =>
            known === null ? null : bound(part, values[name], known),
          sizes,
        )
  }
  if (!isTensor(x) || x.dtype !== spec.dtype || x.shape.length !== spec.shape.length) return null
  const known = new Map(sizes)
  const fits = spec.shape.every((dim, axis) => {
    const size = x.shape[axis] ?? 0
    if (typeof dim !== 'string') return dim === null || dim === size
    const before = known.get(dim) ?? size
    known.set(dim, before)
    return before === size
  })
  return fits ? known : null
}

const showValue = (x: unknown): string =>
  isTensor(x)
    ? `[${x.shape.join(', ')}]${x.dtype === 'f32' ? '' : ` of ${x.dtype}`}`
    : Array.isArray(x)
      ? `(${x.map(showValue).join(', ')})`
      : describe(x)

const shapesOf = (x: unknown): readonly (readonly number[])[] =>
  isTensor(x) ? [x.shape] : Array.isArray(x) ? x.flatMap(shapesOf) : []

/** Throws unless a value fits the input of a model. */
export const requireInput = (operator: string, spec: Spec, x: unknown): void => {
  if (bound(spec, x, new Map()) === null)
    throw new ShapeError(
      operator,
      `the model takes ${showSpec(spec)}, got ${showValue(x)}`,
      shapesOf(x),
    )
}
