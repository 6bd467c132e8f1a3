import type { DimOk, Eq, IsDynShape, UnifyDim } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { isTensorSpec, type Spec, type SpecDim, tensorSpec } from './spec.ts'

/**
 * The type that two types of tensors have in common, the dimensions that are known best; `never` where
 * they differ. What is not known is like everything.
 */
export type Alike<A, B> =
  Eq<A, B> extends true
    ? A
    : A extends Tensor<infer SA, infer DA>
      ? B extends Tensor<infer SB, infer DB>
        ? Eq<DA, DB> extends true
          ? AlikeShape<SA, SB> extends infer S extends Shape
            ? Tensor<S, DA>
            : never
          : never
        : never
      : A extends readonly unknown[]
        ? B extends readonly unknown[]
          ? AlikeParts<A, B>
          : never
        : never

type AlikeParts<
  A extends readonly unknown[],
  B extends readonly unknown[],
  Done extends readonly unknown[] = [],
> = A extends readonly [infer FirstA, ...infer RestA]
  ? B extends readonly [infer FirstB, ...infer RestB]
    ? [Alike<FirstA, FirstB>] extends [never]
      ? never
      : AlikeParts<RestA, RestB, [...Done, Alike<FirstA, FirstB>]>
    : never
  : B extends readonly []
    ? Readonly<Done>
    : never

type AlikeShape<A extends Shape, B extends Shape> =
  IsDynShape<A> extends true
    ? B
    : IsDynShape<B> extends true
      ? A
      : A['length'] extends B['length']
        ? AlikeDims<A, B, A>
        : null

type AlikeDims<
  A extends Shape,
  B extends Shape,
  Whole extends Shape,
  Done extends Shape = [],
> = A extends readonly [infer FirstA, ...infer RestA extends Shape]
  ? B extends readonly [infer FirstB, ...infer RestB extends Shape]
    ? DimOk<Whole, FirstA, FirstB> extends true
      ? AlikeDims<RestA, RestB, Whole, [...Done, UnifyDim<Whole, FirstA, FirstB>]>
      : null
    : null
  : Done

const alikeDims = (a: readonly SpecDim[], b: readonly SpecDim[]): readonly SpecDim[] | null =>
  a.length === b.length && a.every((dim, i) => dim === null || b[i] === null || dim === b[i])
    ? a.map((dim, i) => dim ?? b[i] ?? null)
    : null

/** {@link Alike} at value level; `null` where they differ. */
export const alike = (a: Spec, b: Spec): Spec | null => {
  if (isTensorSpec(a)) {
    if (!isTensorSpec(b) || a.dtype !== b.dtype) return null
    const shape = alikeDims(a.shape, b.shape)
    return shape === null ? null : tensorSpec(shape, a.dtype)
  }
  if (isTensorSpec(b) || !Array.isArray(a) || !Array.isArray(b) || a.length !== b.length)
    return null
  const others = b as readonly Spec[]
  const parts = (a as readonly Spec[]).map((part, i) => alike(part, others[i] ?? []))
  return parts.includes(null) ? null : (parts as readonly Spec[])
}
