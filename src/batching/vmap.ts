import { ArgumentError, ShapeError } from '../core/errors.ts'
import { type Node, variable } from '../core/node.ts'
import { showShape } from '../core/shape/dimension.ts'
import type { Insert, ToShape } from '../core/shape/index.ts'
import type { Dim, Tensor } from '../core/tensor.ts'
import { type Structure, describe, flatten, unflatten } from '../core/tree.ts'
import { moveAxis, repeat } from './axes.ts'
import { batchNodes } from './batch.ts'

/**
 * Which axis of each tensor of an argument runs over the batch; `null` for what is the same for the
 * whole batch. A number stands for all tensors of the argument, a record for its entries.
 */
export type AxisTree = number | null | { readonly [key: string]: AxisTree }

/** The type of a tree of examples when a batch axis is put in. */
type MapAxis<X, B extends Dim, Axis> = Axis extends null
  ? X
  : X extends Tensor<infer S, infer D>
    ? Tensor<ToShape<Insert<S, Axis extends number ? Axis : 0, B, 'vmap'>>, D>
    : {
        [K in keyof X]: MapAxis<
          X[K],
          B,
          Axis extends number ? Axis : K extends keyof Axis ? Axis[K] : 0
        >
      }

/** The first batched argument decides the batch dimension, the others have to agree. */
type MapArguments<
  A extends readonly unknown[],
  B extends Dim,
  Axes,
  Decided extends boolean = false,
  Result extends unknown[] = [],
> = A extends readonly [infer X, ...infer Rest]
  ? (Axes extends readonly unknown[] ? Axes[Result['length']] : Axes) extends infer Axis
    ? MapArguments<
        Rest,
        B,
        Axes,
        Axis extends null ? Decided : true,
        [...Result, Decided extends true ? MapAxis<X, NoInfer<B>, Axis> : MapAxis<X, B, Axis>]
      >
    : never
  : Result

/** The axis of every tensor of a tree, in the order of its leaves. */
const leafAxes = (
  structure: Structure,
  axes: unknown,
  path: string,
): readonly (number | null)[] => {
  if (structure.kind === 'static') return []
  if (structure.kind === 'tensor') {
    if (axes === null || Number.isInteger(axes)) return [axes as number | null]
    throw new ArgumentError(
      'vmap',
      `the axis of ${path} must be a whole number or null, got ${describe(axes)}`,
    )
  }
  const descends = typeof axes === 'object' && axes !== null
  return structure.children.flatMap((child, i) => {
    const key = structure.kind === 'record' ? (structure.keys[i] ?? '') : String(i)
    const axis: unknown = !descends ? axes : Reflect.has(axes, key) ? Reflect.get(axes, key) : 0
    return leafAxes(child, axis, `${path}.${key}`)
  })
}

/** Puts the axis that runs over the batch first. */
const toFront = (leaf: Node, axis: number, path: string): Node => {
  const rank = leaf.shape.length
  const from = axis < 0 ? axis + rank : axis
  if (from < 0 || from >= rank) {
    throw new ShapeError(
      'vmap',
      `axis ${axis} is out of range for ${path} of shape ${showShape(leaf.shape)}: pass null in inAxes for what is not mapped`,
      [leaf.shape],
    )
  }
  return moveAxis(leaf, from, 0)
}

const batchSize = (leaves: readonly { readonly node: Node; readonly path: string }[]): number => {
  const [first, ...rest] = leaves
  if (first === undefined) {
    throw new ArgumentError('vmap', 'no argument is mapped: give at least one axis in inAxes')
  }
  const size = first.node.shape[0] ?? 0
  for (const { node, path } of rest) {
    if (node.shape[0] !== size) {
      throw new ShapeError(
        'vmap',
        `the batch has ${size} examples in ${first.path} and ${node.shape[0]} in ${path}`,
        [first.node.shape, node.shape],
      )
    }
  }
  return size
}

/**
 * A function of one example as a function of a batch: every operation runs on the whole batch.
 *
 * `vmap(f, inAxes = 0)(...args)`: `inAxes` is one axis for all arguments or an array with one for
 * each, `null` for an argument that is the same for the whole batch. The batch is the leading axis
 * of every result.
 *
 * Law: `vmap(f)(xs)[i] = f(xs[i])`, bit for bit.
 *
 * Throws `ShapeError` where batch sizes differ or an axis is out of range. Inside `f` a tensor has
 * no value: looking at one throws `UnknownValueError`.
 *
 * @example
 * import { T, type Tensor, grad, vmap } from 'cotangent'
 *
 * const loss = (w: Tensor<[2]>, x: Tensor<[2]>) => T.square(T.sum(T.mul(w, x)))
 * const perExample = vmap(grad(loss), [null, 0])
 * const xs = T.tensor([[1, 0], [0, 1]])
 * T.toArray(perExample(T.tensor([1, 2]), xs)) // [[2, 0], [0, 4]]
 */
export const vmap =
  <A extends unknown[], R, const Axes extends readonly AxisTree[] | AxisTree = 0>(
    f: (...args: A) => R,
    inAxes: Axes = 0 as Axes,
  ) =>
  <B extends Dim>(...args: MapArguments<A, B, Axes>): MapAxis<R, B, 0> => {
    const flat = flatten(args)
    if (Array.isArray(inAxes) && inAxes.length !== args.length) {
      throw new ArgumentError(
        'vmap',
        `inAxes has ${inAxes.length} entries for ${args.length} arguments`,
      )
    }
    const axes = leafAxes(flat.structure, inAxes, 'argument')
    const leaves = flat.leaves.map((leaf, i) => {
      const axis = axes[i] ?? null
      const path = `argument ${flat.paths[i] ?? ''}`
      return { path, mapped: axis !== null, node: axis === null ? leaf : toFront(leaf, axis, path) }
    })
    const size = batchSize(leaves.filter(({ mapped }) => mapped))
    const replacements = new Map<Node, Node>()
    const examples = leaves.map(({ node, mapped }) => {
      if (!mapped) return node
      const example = variable({ shape: node.shape.slice(1), dtype: node.dtype }, 'vmap')
      replacements.set(example, node)
      return example
    })
    const result = flatten(f(...(unflatten(flat.structure, examples) as A)))
    const batched = batchNodes(result.leaves, replacements, size)
    return unflatten(
      result.structure,
      result.leaves.map((leaf, i) => batched[i] ?? repeat(leaf, size)),
    ) as MapAxis<R, B, 0>
  }
