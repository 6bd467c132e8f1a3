import type { DType } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { broadcast, reshape, reverse } from '../core/primitives/movement.ts'
import { concatenate } from '../core/primitives/selection.ts'
import {
  type Axis,
  axisOf,
  type Blame,
  type IsAny,
  type Reduce,
  type ReductionAxes,
  type Tile,
  tileShape,
  type ToShape,
} from '../core/shape/index.ts'
import type { AnyTensor, Shape, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import { partAlong } from './along.ts'
import { byCount, byTensor } from './dual.ts'
import { requireArray } from './move.ts'
import { checked } from './operand.ts'
import { axesFor } from './reduction.ts'

interface FlipOperator {
  <const X extends AnyTensor | ReductionAxes, const Axes extends ReductionAxes = undefined>(
    x: X,
    // which axes there are is what a reduction that keeps them asks
    axes?: X extends Tensor<infer S, infer _D> ? Blame<Reduce<S, Axes, true, 'flip'>, Axes> : never,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Tensor<S, D>
      : X extends ReductionAxes
        ? <S extends Shape, D extends DType>(
            x: Blame<Reduce<S, X, true, 'flip'>, Tensor<S, D>>,
          ) => Tensor<S, D>
        : never
}

/**
 * The elements backwards along all axes, one or several.
 *
 * `[a, b] -> [a, b]`; `flip(axes)(x)` for pipes.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.flip(T.tensor([[1, 2], [3, 4]]), -1)) // [[2, 1], [4, 3]]
 */
export const flip: FlipOperator = byTensor((x: unknown, axes: ReductionAxes) => {
  const node = nodeOf('flip', x)
  return reverse(node, axesFor('flip', node, axes))
})

interface TileOperator {
  <const Repetitions extends number[]>(
    repetitions: Repetitions,
  ): <S extends Shape, D extends DType>(
    x: Blame<Tile<S, Repetitions>, Tensor<S, D>>,
  ) => Tensor<ToShape<Tile<S, Repetitions>>, D>
  <S extends Shape, D extends DType, const Repetitions extends number[]>(
    x: Tensor<S, D>,
    repetitions: Repetitions & Blame<Tile<S, Repetitions>, unknown>,
  ): Tensor<ToShape<Tile<S, Repetitions>>, D>
}

/**
 * The whole tensor repeated side by side, so many times along each of its last axes.
 *
 * `tile(x, [2, 3])`: `[a, b] -> [2 * a, 3 * b]`, and `[b] -> [2, 3 * b]`; `tile(repetitions)(x)`
 * for pipes.
 *
 * Throws `ShapeError` where a number of repetitions is not a whole number ≥ 0.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.tile(T.tensor([1, 2]), [2])) // [1, 2, 1, 2]
 */
export const tile: TileOperator = byCount(2, (x: unknown, repetitions: readonly number[]) => {
  const node = nodeOf('tile', x)
  const times = requireArray('tile', 'the repetitions', repetitions)
  const shape = checked('tile', tileShape(node.shape, times), node.shape)
  const added = shape.length - node.shape.length
  const timesOf = (axis: number): number => times[axis - (shape.length - times.length)] ?? 1
  // each axis becomes two: how often, and the axis itself
  const apart = shape.flatMap((_, axis) => [timesOf(axis), node.shape[axis - added] ?? 1])
  const own = node.shape.map((_, axis) => 2 * (axis + added) + 1)
  return reshape(broadcast(node, apart, own), shape)
})

interface RollOperator {
  <Ax extends number>(
    shift: number,
    axis: Ax,
  ): <S extends Shape, D extends DType>(x: Blame<Axis<S, Ax, 'roll'>, Tensor<S, D>>) => Tensor<S, D>
  <S extends Shape, D extends DType, Ax extends number>(
    x: Tensor<S, D>,
    shift: number,
    axis: Blame<Axis<S, Ax, 'roll'>, Ax>,
  ): Tensor<S, D>
}

/**
 * The elements moved by `shift` places along an axis, backwards if it is negative; those that leave
 * at one end come in at the other.
 *
 * `[a, b] -> [a, b]`; `roll(shift, axis)(x)` for pipes.
 *
 * Throws `ShapeError` for an axis that x does not have, `ArgumentError` where the shift is not a
 * whole number.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.roll(T.tensor([1, 2, 3]), 1, 0)) // [3, 1, 2]
 */
export const roll: RollOperator = byCount(3, (x: unknown, shift: number, axis: number) => {
  const node = nodeOf('roll', x)
  const place = checked('roll', axisOf(node.shape, axis, 'roll'), node.shape)
  if (!Number.isSafeInteger(shift))
    throw new ArgumentError('roll', `the shift must be a whole number, got ${String(shift)}`)
  const size = node.shape[place] ?? 0
  const places = size === 0 ? 0 : ((shift % size) + size) % size
  if (places === 0) return node
  return concatenate(
    [partAlong(node, place, size - places, size), partAlong(node, place, 0, size - places)],
    place,
  )
})
