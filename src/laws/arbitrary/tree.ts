import fc, { type Arbitrary } from 'fast-check'
import type { DType } from '../../core/dtype.ts'
import { ArgumentError } from '../../core/errors.ts'
import type { AnyTensor, Tensor } from '../../core/tensor.ts'
import { describe, flatten, unflatten } from '../../core/tree.ts'
import type { Domain } from './domain.ts'
import { type TensorShape, tensor } from './tensor.ts'

/** A leaf of a tree of shapes that says more than the shape. */
export interface Leaf {
  readonly shape: readonly number[]
  readonly dtype?: DType
  readonly domain?: Domain
}

/** A tree of shapes: records and arrays, with a shape or a {@link Leaf} in the place of each tensor. */
export type Shapes =
  | readonly number[]
  | Leaf
  | readonly Shapes[]
  | { readonly [key: string]: Shapes }

/** What is drawn for leaves that do not say it themselves. */
export interface TreeOptions<D extends DType = 'f32'> {
  /**
   * The element type.
   * @defaultValue 'f32'
   */
  readonly dtype?: D
  /**
   * Where the elements lie.
   * @defaultValue 'well-scaled'
   */
  readonly domain?: Domain
}

/** The element type of a leaf. */
type LeafDType<L, D extends DType> = L extends { readonly dtype: infer Own extends DType } ? Own : D

/** The tree of tensors that a tree of shapes describes. */
export type TreeOf<P, D extends DType = 'f32'> = P extends readonly number[]
  ? Tensor<TensorShape<P>, D>
  : P extends { readonly shape: infer S extends readonly number[] }
    ? Tensor<TensorShape<S>, LeafDType<P, D>>
    : { readonly [K in keyof P]: TreeOf<P[K], D> }

const isShape = (shapes: unknown): shapes is readonly number[] =>
  Array.isArray(shapes) && shapes.every((size) => typeof size === 'number')

const isLeaf = (shapes: object): shapes is Leaf => 'shape' in shapes && isShape(shapes.shape)

const arbitraryOf = (shapes: unknown, options: TreeOptions<DType>): Arbitrary<unknown> => {
  if (isShape(shapes)) return tensor(shapes, options)
  if (typeof shapes !== 'object' || shapes === null) {
    throw new ArgumentError(
      'tree',
      `a leaf is a shape such as [3, 4], or { shape, dtype, domain }, got ${describe(shapes)}`,
    )
  }
  if (isLeaf(shapes)) return tensor(shapes.shape, { ...options, ...shapes })
  if (Array.isArray(shapes)) {
    return fc
      .tuple(...shapes.map((part) => arbitraryOf(part, options)))
      .map((children) => Object.freeze(children))
  }
  const entries = Object.entries(shapes)
  return fc
    .tuple(...entries.map(([, part]) => arbitraryOf(part, options)))
    .map((children) =>
      Object.freeze(Object.fromEntries(entries.map(([key], i) => [key, children[i]]))),
    )
}

/**
 * Trees of tensors, such as the parameters of a model: `tree(shapes, { dtype, domain })`, a record or
 * array, however deep, with a shape in the place of each tensor, or `{ shape, dtype, domain }` where
 * a leaf differs. (So `shape` is no name for a subtree that is itself a shape, and `[]` is a scalar.)
 * The static type has the keys, shapes and element types. Each leaf shrinks as `tensor` does.
 *
 * Throws `ArgumentError` where a leaf is no shape.
 *
 * @example
 * import fc from 'fast-check'
 * import { grad, T } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const params = laws.tree({ hidden: [{ w: [3, 4], b: [4] }], scale: { shape: [], domain: 'positive' } })
 * fc.assert(
 *   fc.property(params, (p) => {
 *     const { hidden, scale } = grad((q: typeof p) => T.mul(q.scale, T.sum(q.hidden[0].w)))(p)
 *     return hidden[0].w.shape.length === 2 && T.toNumber(T.sum(hidden[0].b)) === 0 && scale.shape.length === 0
 *   }),
 * )
 */
export const tree = <const P extends Shapes, D extends DType = 'f32'>(
  shapes: P,
  options: TreeOptions<D> = {},
): Arbitrary<TreeOf<P, D>> => arbitraryOf(shapes, options) as Arbitrary<TreeOf<P, D>>

/**
 * Trees like another one, with the same keys, shapes and element types: tangents of its tensors, or
 * cotangents. `like(tree, { domain })`. What is not a tensor stays as it is.
 *
 * @example
 * import fc from 'fast-check'
 * import { jvp, T } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const x = T.tensor([1, 2, 3])
 * fc.assert(
 *   fc.property(laws.like(x), (v) => T.toNumber(jvp(T.sum)([x], [v])[1]) === T.toNumber(T.sum(v))),
 * )
 */
export const like = <P>(example: P, options: { readonly domain?: Domain } = {}): Arbitrary<P> => {
  const { structure, leaves } = flatten(example)
  const each = leaves.map(
    ({ shape, dtype }): Arbitrary<AnyTensor> => tensor(shape, { ...options, dtype }),
  )
  return fc.tuple(...each).map((drawn) => unflatten(structure, drawn) as P)
}
