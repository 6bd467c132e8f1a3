import type { AnyShape, Shape } from '../tensor.ts'
import type { IsSize, Mul } from './arithmetic.ts'
import {
  type IsDynShape,
  isSize,
  type ShowDims,
  type Sizes,
  showShape,
  type DynShape,
} from './dimension.ts'
import type { Eq } from './equality.ts'

/**
 * The shape of `tile(x, repetitions)`: every dimension is repeated, the last repetition being that
 * of the last dimension; the shorter of the two lists is filled with ones in front.
 */
export type Tile<S extends Shape, Repetitions extends readonly number[]> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : number extends Repetitions['length']
      ? AnyShape
      : AreSizes<Repetitions> extends true
        ? TileAxes<S, Repetitions>
        : `tile: repetitions [${ShowDims<Repetitions>}] are not whole numbers >= 0`

type AreSizes<S extends Shape> = S extends readonly [infer First, ...infer Rest extends Shape]
  ? Eq<First, number> extends true
    ? AreSizes<Rest>
    : IsSize<First> extends true
      ? AreSizes<Rest>
      : false
  : true

type TileAxes<
  S extends Shape,
  Repetitions extends readonly unknown[],
  Done extends Shape = [],
> = S extends readonly [...infer Init extends Shape, infer Last]
  ? Repetitions extends readonly [...infer Others, infer Times]
    ? TileAxes<Init, Others, [Eq<Times, 1> extends true ? Last : Mul<Last, Times>, ...Done]>
    : [...S, ...Done]
  : [...Repetitions, ...Done]

/** {@link Tile} at value level. */
export const tileShape = (shape: Sizes, repetitions: readonly number[]): Sizes | string => {
  if (!repetitions.every(isSize))
    return `tile: repetitions ${showShape(repetitions)} are not whole numbers >= 0`
  const rank = Math.max(shape.length, repetitions.length)
  const aligned = (list: readonly number[]): readonly number[] => [
    ...Array<number>(rank - list.length).fill(1),
    ...list,
  ]
  const times = aligned(repetitions)
  return aligned(shape).map((size, axis) => size * (times[axis] ?? 1))
}
