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
import { type Sides, sidesOf } from './matrix.ts'

/**
 * The shape of the solution of a linear system A x = b: `[..., n, n]` and `[..., n, k]` give
 * `[..., n, k]`, the batch dimensions in front being broadcast. A vector `[n]` is one right-hand side
 * for the whole batch, and gives `[..., n]`.
 */
export type Solve<A extends Shape, B extends Shape, Operator extends string> =
  IsDynShape<A> extends true
    ? DynShape<A>
    : IsDynShape<B> extends true
      ? DynShape<B>
      : Sides<A, Operator> extends infer R
        ? R extends [infer Batch extends Shape, infer N]
          ? B extends readonly [infer M]
            ? DimOk<A, N, M> extends true
              ? [...Batch, N]
              : Differ<A, N, B, M, 'last', Operator>
            : B extends readonly [...infer BatchB extends Shape, infer M, infer K]
              ? DimOk<A, N, M> extends true
                ? Broadcast<Batch, BatchB, Operator, A, B> extends infer Common
                  ? Common extends Shape
                    ? [...Common, N, K]
                    : Common
                  : never
                : Differ<A, N, B, M, 'second to last', Operator>
              : `${Operator}: right operand [] must have rank >= 1`
          : R
        : never

type Differ<
  A extends Shape,
  N,
  B extends Shape,
  M,
  Place extends string,
  Operator extends string,
> = `${Operator}: sizes differ: ${ShowDim<N>} (last of ${Show<A>}) vs ${ShowDim<M>} (${Place} of ${Show<B>})`

/** {@link Solve} at value level. */
export const solveShape = (a: Sizes, b: Sizes, operator: string): Sizes | string => {
  const sides = sidesOf(a, operator)
  if (typeof sides === 'string') return sides
  const [batch, n] = sides
  if (b.length === 0) return `${operator}: right operand [] must have rank >= 1`
  const isVector = b.length === 1
  const rows = isVector ? b[0] : b.at(-2)
  if (rows !== n)
    return `${operator}: sizes differ: ${n} (last of ${showShape(a)}) vs ${rows} (${isVector ? 'last' : 'second to last'} of ${showShape(b)})`
  if (isVector) return [...batch, n]
  const common = broadcastShape(batch, b.slice(0, -2), operator, a, b)
  return typeof common === 'string' ? common : [...common, ...b.slice(-2)]
}
