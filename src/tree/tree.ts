import type { Applicative, Applicative1, Applicative2 } from 'fp-ts/lib/Applicative.js'
import type { HKT, Kind, Kind2, URIS, URIS2 } from 'fp-ts/HKT'
import type { Monoid } from 'fp-ts/lib/Monoid.js'
import { TreeError } from '../core/errors.ts'
import { type Node, sameShape } from '../core/node.ts'
import type { AnyTensor, Tensor } from '../core/tensor.ts'
import { flatten, nodeOf, requireSameStructure, tensorOf, unflatten } from '../core/tree.ts'
import { shortened } from './path.ts'

/** A tree with something else in the place of each tensor. */
export type Leaves<P, B> = P extends AnyTensor ? B : { readonly [K in keyof P]: Leaves<P[K], B> }

/**
 * A function of a tensor that keeps its shape and element type, whatever they are. `Tensor` stands
 * for a leaf of any shape and element type; that both are kept is checked as it runs.
 */
export type Leafwise = (x: Tensor) => Tensor

/** As {@link Leafwise}, of two tensors of one shape and element type. */
export type Pairwise = (x: Tensor, y: Tensor) => Tensor

/** Throws unless a function of a leaf has kept its shape and element type. */
export const kept = (operator: string, leaf: Node, path: string, result: unknown): Node => {
  const node = nodeOf(operator, result)
  if (node.dtype === leaf.dtype && sameShape(node.shape, leaf.shape)) return node
  throw new TreeError(
    operator,
    `the function must keep shapes and element types, but made ${node.toString()} of ${leaf.toString()} at ${shortened(path)}: use mapTo to make something else`,
    shortened(path),
  )
}

/**
 * The tensors of a tree, in sorted key order.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * tree.leaves({ w: T.tensor([1, 2]), b: T.tensor(3) }).map((x) => x.shape) // [[], [2]]
 */
export const leaves = (tree: unknown): readonly AnyTensor[] =>
  flatten(tree).leaves.map((leaf) => tensorOf(leaf))

/**
 * Where the tensors of a tree are, in the order of `leaves`: `layers[0].kernel`.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * tree.paths({ layers: [{ kernel: T.tensor(1) }] }) // ['layers[0].kernel']
 */
export const paths = (tree: unknown): readonly string[] => flatten(tree).paths.map(shortened)

/**
 * A function applied to every tensor: `map(f)(tree)`. What is not a tensor stays as it is.
 *
 * Laws:
 * 1. `map(x => x)` is the identity.
 * 2. `map(g) ∘ map(f) = map(g ∘ f)`.
 *
 * Throws `TreeError` where the function does not keep a shape or element type.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * const halved = tree.map((x) => T.div(x, 2))({ w: T.tensor([2, 4]) })
 * T.toArray(halved.w) // [1, 2]
 */
export const map =
  (f: Leafwise) =>
  <P>(tree: P): P => {
    const { structure, leaves, paths } = flatten(tree)
    return unflatten(
      structure,
      leaves.map((leaf, i) => kept('map', leaf, paths[i] ?? '', f(tensorOf(leaf)))),
    ) as P
  }

/**
 * As `map` to anything: `mapTo((tensor, path) => value)(tree)` keeps the structure of the tree.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * tree.mapTo((x, path) => `${path} ${x.shape}`)({ w: T.zeros([2, 3]) }) // { w: 'w 2,3' }
 */
export const mapTo =
  <B>(f: (x: AnyTensor, path: string) => B) =>
  <P>(tree: P): Leaves<P, B> => {
    const { structure, leaves, paths } = flatten(tree)
    return unflatten(
      structure,
      leaves.map((leaf, i) => f(tensorOf(leaf), shortened(paths[i] ?? ''))),
    ) as Leaves<P, B>
  }

/**
 * A function applied to the tensors of two trees in pairs: `zipWith(f)(a, b)`.
 *
 * Throws `TreeError` naming the place where the structures differ, or where the function does not
 * keep a shape or element type.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * const stepped = tree.zipWith((p, g) => T.sub(p, T.mul(g, 0.5)))(
 *   { w: T.tensor([1, 2]) },
 *   { w: T.tensor([2, 2]) },
 * )
 * T.toArray(stepped.w) // [0, 1]
 */
export const zipWith =
  (f: Pairwise) =>
  <P>(first: P, second: NoInfer<P>): P => {
    const a = flatten(first)
    const b = flatten(second)
    requireSameStructure('zipWith', 'the trees', a.structure, b.structure)
    return unflatten(
      a.structure,
      a.leaves.map((leaf, i) => {
        const result = f(tensorOf(leaf), tensorOf(b.leaves[i] ?? leaf))
        return kept('zipWith', leaf, a.paths[i] ?? '', result)
      }),
    ) as P
  }

/**
 * The values of all tensors put together by a monoid: `foldMap(M)((tensor, path) => value)(tree)`.
 *
 * @example
 * import { T, tree } from 'cotangent'
 * import { MonoidSum } from 'fp-ts/lib/number.js'
 *
 * const count = tree.foldMap(MonoidSum)((x) => x.shape.reduce((a, b) => a * b, 1))
 * count({ w: T.zeros([784, 10]), b: T.zeros([10]) }) // 7850
 */
export const foldMap =
  <M>(monoid: Monoid<M>) =>
  (f: (x: AnyTensor, path: string) => M) =>
  (tree: unknown): M => {
    const { leaves, paths } = flatten(tree)
    return leaves.reduce<M>(
      (sum, leaf, i) => monoid.concat(sum, f(tensorOf(leaf), shortened(paths[i] ?? ''))),
      monoid.empty,
    )
  }

/** A function of a tensor with an effect of one type parameter. */
type Effect1<F extends URIS> = (x: Tensor, path: string) => Kind<F, Tensor>

/** A function of a tensor with an effect of two type parameters. */
type Effect2<F extends URIS2, E> = (x: Tensor, path: string) => Kind2<F, E, Tensor>

/** A function of a tensor with any effect. */
type EffectOf<F> = (x: Tensor, path: string) => HKT<F, Tensor>

/** The forms of {@link traverse} for effects of one, of two and of any type parameters. */
export interface Traverse {
  <F extends URIS2>(F: Applicative2<F>): <E>(f: Effect2<F, E>) => <P>(tree: P) => Kind2<F, E, P>
  <F extends URIS>(F: Applicative1<F>): (f: Effect1<F>) => <P>(tree: P) => Kind<F, P>
  <F>(F: Applicative<F>): (f: EffectOf<F>) => <P>(tree: P) => HKT<F, P>
}

/**
 * A function with an effect applied to every tensor, in the order of `leaves`:
 * `traverse(F)((tensor, path) => effect)(tree)`, for any fp-ts `Applicative`.
 *
 * Laws:
 * 1. `traverse(Identity)(f) = map(f)`.
 * 2. Effects run once a tensor, in order.
 *
 * @example
 * import { T, tree } from 'cotangent'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const checked = tree.traverse(E.Applicative)((x, path) =>
 *   x.shape.length < 3 ? E.right(x) : E.left(`${path} has rank ${x.shape.length}`),
 * )
 * checked({ w: T.zeros([1, 2, 3]) }) // { _tag: 'Left', left: 'w has rank 3' }
 */
export const traverse: Traverse =
  <F>(F: Applicative<F>) =>
  (f: EffectOf<F>) =>
  <P>(tree: P): HKT<F, P> => {
    const { structure, leaves, paths } = flatten(tree)
    const start: HKT<F, readonly unknown[]> = F.of([])
    const collected = leaves.reduce<HKT<F, readonly unknown[]>>(
      (done, leaf, i) =>
        F.ap(
          F.map(done, (values) => (value: unknown) => [...values, value]),
          f(tensorOf(leaf), shortened(paths[i] ?? '')),
        ),
      start,
    )
    return F.map(collected, (values) => unflatten(structure, values) as P)
  }
