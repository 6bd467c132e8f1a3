import { type DType, promote } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import { convert } from '../core/primitives/conversion.ts'
import { reshape } from '../core/primitives/movement.ts'
import { concatenate, slice } from '../core/primitives/selection.ts'
import {
  axisOf,
  type Blame,
  type Concat,
  concatShape,
  insertShape,
  type Split,
  splitShapes,
  type Stack,
  stackShape,
  type ToShape,
} from '../core/shape/index.ts'
import type { AnyTensor, Shape, ShapeOf, Tensor } from '../core/tensor.ts'
import { describe, nodeOf } from '../core/tree.ts'
import { byCount } from './dual.ts'
import type { PromoteAll } from './einsum.ts'
import { checked } from './operand.ts'

type ShapesOf<Tensors extends readonly AnyTensor[]> = {
  [K in keyof Tensors]: ShapeOf<Tensors[K]>
}

/** The tensors of an array in the element type of their promotion. */
const joined = (operator: string, tensors: unknown): readonly Node[] => {
  if (!Array.isArray(tensors))
    throw new ArgumentError(operator, `takes an array of tensors, got ${describe(tensors)}`)
  const nodes = tensors.map((tensor: unknown) => nodeOf(operator, tensor))
  const dtype = nodes.reduce<DType>((type, node) => promote(type, node.dtype), 'bool')
  return nodes.map((node) => convert(node, dtype))
}

interface ConcatOperator {
  <Ax extends number>(
    axis: Ax,
  ): <const Tensors extends AnyTensor[]>(
    tensors: Tensors & Blame<Concat<ShapesOf<Tensors>, Ax>, unknown>,
  ) => Tensor<ToShape<Concat<ShapesOf<Tensors>, Ax>>, PromoteAll<Tensors>>
  <const Tensors extends readonly AnyTensor[], Ax extends number>(
    tensors: Tensors,
    axis: Blame<Concat<ShapesOf<Tensors>, Ax>, Ax>,
  ): Tensor<ToShape<Concat<ShapesOf<Tensors>, Ax>>, PromoteAll<Tensors>>
}

/**
 * Tensors put together along an axis that they have. Element types are promoted.
 *
 * `concat([x, y], 1)`: `[a, b], [a, c] -> [a, b + c]`; `concat(axis)(tensors)` for pipes.
 *
 * Throws `ShapeError` where they differ along another axis, and for no tensors.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.concat([T.tensor([1, 2]), T.tensor([3])], 0)) // [1, 2, 3]
 */
export const concat: ConcatOperator = byCount(2, (tensors: unknown, axis: number) => {
  const nodes = joined('concat', tensors)
  const shapes = nodes.map((node) => node.shape)
  const shape = checked('concat', concatShape(shapes, axis), ...shapes)
  return concatenate(nodes, checked('concat', axisOf(shape, axis, 'concat')))
})

interface StackOperator {
  <Ax extends number>(
    axis: Ax,
  ): <const Tensors extends AnyTensor[]>(
    tensors: Tensors & Blame<Stack<ShapesOf<Tensors>, Ax>, unknown>,
  ) => Tensor<ToShape<Stack<ShapesOf<Tensors>, Ax>>, PromoteAll<Tensors>>
  <const Tensors extends readonly AnyTensor[], Ax extends number>(
    tensors: Tensors,
    axis: Blame<Stack<ShapesOf<Tensors>, Ax>, Ax>,
  ): Tensor<ToShape<Stack<ShapesOf<Tensors>, Ax>>, PromoteAll<Tensors>>
}

/**
 * Tensors of one shape put together along a new axis, which becomes axis `axis` of the result.
 * Element types are promoted.
 *
 * `stack([x, y], 0)`: `[a], [a] -> [2, a]`; `stack(axis)(tensors)` for pipes.
 *
 * Throws `ShapeError` where the shapes differ, and for no tensors.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.stack([T.tensor([1, 2]), T.tensor([3, 4])], -1)) // [[1, 3], [2, 4]]
 */
export const stack: StackOperator = byCount(2, (tensors: unknown, axis: number) => {
  const nodes = joined('stack', tensors)
  const shapes = nodes.map((node) => node.shape)
  const shape = checked('stack', stackShape(shapes, axis), ...shapes)
  const layer = checked('stack', insertShape(shapes[0] ?? [], axis, 1, 'stack'))
  return concatenate(
    nodes.map((node) => reshape(node, layer)),
    checked('stack', axisOf(shape, axis, 'stack')),
  )
})

/** Tensors of several shapes and one element type. */
type Tensors<Shapes, D extends DType> = Shapes extends readonly Shape[]
  ? { [K in keyof Shapes]: Shapes[K] extends Shape ? Tensor<Shapes[K], D> : never }
  : Shapes extends string
    ? Tensor[]
    : never

interface SplitOperator {
  <const Parts extends number | number[], Ax extends number>(
    parts: Parts,
    axis: Ax,
  ): <S extends Shape, D extends DType>(
    x: Blame<Split<S, Parts, Ax>, Tensor<S, D>>,
  ) => Tensors<Split<S, Parts, Ax>, D>
  <S extends Shape, D extends DType, const Parts extends number | number[], Ax extends number>(
    x: Tensor<S, D>,
    parts: Blame<Split<S, Parts, Ax>, Parts>,
    axis: Ax,
  ): Tensors<Split<S, Parts, Ax>, D>
}

/**
 * A tensor cut into parts along an axis: into a number of equal parts, or into parts of given
 * sizes. What `concat` puts together again.
 *
 * `split(x, 2, 1)`: `[a, 2 * b] -> [a, b], [a, b]`; `split(x, [b, c], 1)`:
 * `[a, b + c] -> [a, b], [a, c]`; `split(parts, axis)(x)` for pipes.
 *
 * Throws `ShapeError` where the parts do not add up.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const [head, tail] = T.split(T.tensor([1, 2, 3]), [1, 2], 0)
 * T.toArray(head) // [1]
 * T.toArray(tail) // [2, 3]
 */
export const split: SplitOperator = byCount(
  3,
  (x: unknown, parts: number | readonly number[], axis: number) => {
    const node = nodeOf('split', x)
    const shapes = checked('split', splitShapes(node.shape, parts, axis), node.shape)
    const place = checked('split', axisOf(node.shape, axis, 'split'), node.shape)
    const ones = node.shape.map(() => 1)
    const at = (value: number, elsewhere: readonly number[]): readonly number[] =>
      elsewhere.map((other, i) => (i === place ? value : other))
    const zeros = node.shape.map(() => 0)
    return shapes.map((shape, i) => {
      const start = shapes.slice(0, i).reduce((sum, before) => sum + (before[place] ?? 0), 0)
      const stop = start + (shape[place] ?? 0)
      return slice(node, at(start, zeros), at(stop, node.shape), ones)
    })
  },
)
