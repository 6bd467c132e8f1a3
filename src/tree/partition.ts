import { TreeError } from '../core/errors.ts'
import type { AnyTensor } from '../core/tensor.ts'
import { describe, flatten, isContainer, isTensor, unflatten } from '../core/tree.ts'
import { byCount } from './dual.ts'
import { childPath, shortened } from './path.ts'
import { selected, type Which } from './select.ts'

/** A tree with null in the place of some of its tensors. */
export type Hidden<P> = P extends AnyTensor ? P | null : { readonly [K in keyof P]: Hidden<P[K]> }

/** A tree with tensors again where {@link Hidden} may have null. */
export type Shown<H> = [H] extends [null] ? H : Present<H>

type Present<H> = H extends null
  ? never
  : H extends AnyTensor
    ? H
    : { readonly [K in keyof H]: Shown<H[K]> }

/** The tree with the tensors that are not meant hidden from view. */
export const hide = <P>(tree: P, shown: readonly boolean[]): Hidden<P> => {
  const { structure, leaves } = flatten(tree)
  const visible = leaves.map((leaf, i) => (shown[i] === true ? leaf : null))
  return unflatten(structure, visible) as Hidden<P>
}

/** The forms of {@link partition}. */
export interface Partition {
  <P>(tree: P, which: Which): readonly [meant: Hidden<P>, others: Hidden<P>]
  (which: Which): <P>(tree: P) => readonly [meant: Hidden<P>, others: Hidden<P>]
}

/**
 * A tree as two trees of its structure, one with the tensors that are meant and one with the others;
 * null stands where the other one has the tensor: `partition(tree, which)`, `partition(which)(tree)`.
 * A gradient with respect to one of them is that of a model of which the rest is frozen.
 *
 * Law: `combine(...partition(t, which))` equals t.
 *
 * Throws `TreeError` where a pattern matches nothing.
 *
 * @example
 * import { grad, T, tree } from 'cotangent'
 *
 * const params = { body: T.tensor(3), head: T.tensor(5) }
 * const [trained, frozen] = tree.partition(params, 'head')
 * const gradient = grad((part: typeof trained) => {
 *   const { body, head } = tree.combine(part, frozen)
 *   return T.mul(body, head)
 * })(trained)
 * gradient.body // null
 * T.show(tree.get(tree.combine(gradient, frozen), 'head')) // 'f32[] 3'
 */
export const partition: Partition = byCount(2, <P>(tree: P, which: Which) => {
  const isMeant = selected('partition', which, flatten(tree))
  const isOther = isMeant.map((meant) => !meant)
  return Object.freeze([hide(tree, isMeant), hide(tree, isOther)] as const)
})

const together = (a: unknown, b: unknown, path: string): unknown => {
  if (a === null) return b
  if (b === null) return a
  const place = shortened(path) || 'the root'
  if (isTensor(a) && isTensor(b))
    throw new TreeError('combine', `both trees have a tensor at ${place}`, place)
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) {
    if (Object.is(a, b)) return a
    throw new TreeError(
      'combine',
      `${place} is ${describe(a)} in one and ${describe(b)} in the other`,
      place,
    )
  }
  const keys = Object.keys(a)
  const odd = [...keys, ...Object.keys(b)].find(
    (key) => !Object.hasOwn(a, key) || !Object.hasOwn(b, key),
  )
  if (odd !== undefined) {
    const missing = shortened(childPath(path, odd, Array.isArray(a)))
    throw new TreeError('combine', `${missing} is missing in one of the trees`, missing)
  }
  const parts = keys.map(
    (key) => [key, together(a[key], b[key], childPath(path, key, Array.isArray(a)))] as const,
  )
  return Object.freeze(Array.isArray(a) ? parts.map(([, part]) => part) : Object.fromEntries(parts))
}

/**
 * The two trees of a `partition` put together again: at each place the tensor of the one that has
 * it. What is null in both stays null.
 *
 * Laws: commutative and associative, with null as its neutral element.
 *
 * Throws `TreeError` where both have a tensor, or the structures differ.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * const [biases, others] = tree.partition({ kernel: T.ones([2, 3]), bias: T.ones([3]) }, 'bias')
 * tree.combine(biases, others).kernel.shape // [2, 3]
 */
export const combine = <H>(one: H, other: NoInfer<H>): Shown<H> =>
  together(one, other, '') as Shown<H>
