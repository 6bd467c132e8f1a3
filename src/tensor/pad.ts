import type { DType } from '../core/dtype.ts'
import { ArgumentError, ShapeError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { select } from '../core/primitives/comparison.ts'
import { reverse } from '../core/primitives/movement.ts'
import { concatenate, pad as padWithZeros } from '../core/primitives/selection.ts'
import {
  type Blame,
  type IsAny,
  type Pad,
  padShape,
  type PadWidth,
  showShape,
  type ToShape,
} from '../core/shape/index.ts'
import type { AnyTensor, Shape, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import { partAlong } from './along.ts'
import { byTensor } from './dual.ts'
import { requireArray } from './move.ts'
import { checked, numberAs } from './operand.ts'

/** The options of `pad`. */
export interface PadOptions {
  /**
   * what to put around: one value, the elements mirrored at the edge, or the element at the edge
   * @defaultValue 'constant'
   */
  readonly mode?: 'constant' | 'reflect' | 'edge'
  /**
   * the value of mode `constant`
   * @defaultValue 0
   */
  readonly value?: number
}

interface PadOperator {
  <const X extends AnyTensor | PadWidth[], const Widths extends PadWidth[] = []>(
    x: X,
    widths?: X extends Tensor<infer S, infer _D> ? Blame<Pad<S, Widths>, Widths> : PadOptions,
    options?: X extends Tensor<infer _S, infer _D> ? PadOptions : never,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Tensor<ToShape<Pad<S, Widths>>, D>
      : X extends PadWidth[]
        ? <S extends Shape, D extends DType>(
            x: Blame<Pad<S, X>, Tensor<S, D>>,
          ) => Tensor<ToShape<Pad<S, X>>, D>
        : never
}

const lowsOf = (widths: readonly PadWidth[]): readonly number[] => widths.map(([low]) => low)
const highsOf = (widths: readonly PadWidth[]): readonly number[] => widths.map(([, high]) => high)

/** More elements around those of each axis, all of one value. */
export const padConstant = (x: Node, widths: readonly PadWidth[], value: number): Node => {
  const [low, high, interior] = [lowsOf(widths), highsOf(widths), widths.map(() => 0)]
  const padded = padWithZeros(x, low, high, interior)
  if (value === 0) return padded
  const inside = padWithZeros(fill(1, { shape: x.shape, dtype: 'bool' }), low, high, interior)
  return select(inside, padded, fill(numberAs('pad', value, x.dtype), padded))
}

/** The elements beside the edges in mirrored order, without the edges themselves. */
const padReflect = (x: Node, axis: number, [low, high]: PadWidth): Node => {
  const size = x.shape[axis] ?? 0
  if (Math.max(low, high) >= size)
    throw new ShapeError(
      'pad',
      `reflect needs more than ${Math.max(low, high)} elements along axis ${axis} of ${showShape(x.shape)}`,
      [x.shape],
    )
  return concatenate(
    [
      reverse(partAlong(x, axis, 1, low + 1), [axis]),
      x,
      reverse(partAlong(x, axis, size - 1 - high, size - 1), [axis]),
    ],
    axis,
  )
}

const padEdge = (x: Node, axis: number, [low, high]: PadWidth): Node => {
  const size = x.shape[axis] ?? 0
  if (size === 0)
    throw new ShapeError('pad', `there is no edge along axis ${axis} of ${showShape(x.shape)}`, [
      x.shape,
    ])
  const repeat = (edge: Node, times: number): readonly Node[] =>
    Array.from({ length: times }, () => edge)
  return concatenate(
    [
      ...repeat(partAlong(x, axis, 0, 1), low),
      x,
      ...repeat(partAlong(x, axis, size - 1, size), high),
    ],
    axis,
  )
}

/**
 * With more elements before and after those of each axis: a constant, the elements mirrored at the
 * edge (`reflect`), or the element at the edge (`edge`).
 *
 * `pad(x, [[1, 1], [0, 2]])`: `[a, b] -> [a + 2, b + 2]`; `pad(widths, options?)(x)` for pipes.
 *
 * Throws `ShapeError` unless there is a pair of widths for every axis, and where there are too few
 * elements to mirror; `DTypeError` where the constant is not one of the element type.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([1, 2, 3])
 * T.toArray(T.pad(x, [[1, 2]])) // [0, 1, 2, 3, 0, 0]
 * T.toArray(T.pad(x, [[2, 1]], { mode: 'reflect' })) // [3, 2, 1, 2, 3, 2]
 */
export const pad: PadOperator = byTensor(
  (x: unknown, widths: readonly PadWidth[], options: PadOptions = {}) => {
    const node = nodeOf('pad', x)
    const pairs = requireArray('pad', 'the widths', widths)
    checked('pad', padShape(node.shape, pairs), node.shape)
    const { mode = 'constant', value = 0 } = options
    if (mode === 'constant') return padConstant(node, pairs, value)
    if (mode !== 'reflect' && mode !== 'edge')
      throw new ArgumentError('pad', `mode is constant, reflect or edge, not ${String(mode)}`)
    const padOne = mode === 'reflect' ? padReflect : padEdge
    return pairs.reduce<Node>(
      (padded, pair, axis) => (pair[0] + pair[1] === 0 ? padded : padOne(padded, axis, pair)),
      node,
    )
  },
)
