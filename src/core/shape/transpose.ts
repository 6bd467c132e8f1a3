import type { Shape } from '../tensor.ts'
import { type Axes, axesOf } from './axis.ts'
import {
  type IsDynShape,
  type Show,
  type ShowDims,
  type Sizes,
  showShape,
  type UnknownSizes,
  type DynShape,
} from './dimension.ts'
import type { Eq } from './equality.ts'

/**
 * The shape of `transpose(x, permutation)`: its dimension `i` is the dimension `permutation[i]` of
 * x. Without a permutation the dimensions are reversed.
 */
export type Transpose<S extends Shape, Permutation extends readonly number[] | undefined> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : Permutation extends readonly number[]
      ? number extends Permutation['length']
        ? UnknownSizes<S>
        : Permutation['length'] extends S['length']
          ? Axes<S, Permutation, 'transpose'> extends infer Places
            ? Places extends readonly number[]
              ? number extends Places[number]
                ? UnknownSizes<S>
                : Permuted<S, Places>
              : `transpose: (${ShowDims<Permutation>}) is not a permutation of the axes of ${Show<S>}`
            : never
          : `transpose: ${Permutation['length']} axes given for ${Show<S>} of rank ${S['length'] & number}`
      : Eq<Permutation, undefined> extends true
        ? Reversed<S>
        : UnknownSizes<S>

type Permuted<
  S extends Shape,
  Places extends readonly number[],
  Done extends Shape = [],
> = Places extends readonly [infer I extends number, ...infer Rest extends readonly number[]]
  ? Permuted<S, Rest, [...Done, S[I]]>
  : Done

/** The dimensions of S from the last to the first. */
type Reversed<S extends Shape, Done extends Shape = []> = S extends readonly [
  infer First,
  ...infer Rest extends Shape,
]
  ? Reversed<Rest, [First, ...Done]>
  : Done

/** The permutation of a transposition counted from the front, or a message. */
export const permutationOf = (
  shape: Sizes,
  permutation: readonly number[] | undefined,
): readonly number[] | string => {
  if (permutation === undefined) return shape.map((_, axis) => shape.length - 1 - axis)
  if (permutation.length !== shape.length)
    return `transpose: ${permutation.length} axes given for ${showShape(shape)} of rank ${shape.length}`
  const places = axesOf(shape, permutation, 'transpose')
  return typeof places === 'string'
    ? `transpose: (${permutation.join(', ')}) is not a permutation of the axes of ${showShape(shape)}`
    : places
}

/** {@link Transpose} at value level. */
export const transposeShape = (
  shape: Sizes,
  permutation: readonly number[] | undefined,
): Sizes | string => {
  const places = permutationOf(shape, permutation)
  return typeof places === 'string' ? places : places.map((axis) => shape[axis] ?? 0)
}
