import type { Blame } from '../core/shape/index.ts'
import { byCount } from './dual.ts'
import { type At, childAt, keysOf, type Nowhere, type Replaced, withChild } from './path.ts'

const partAt = (operator: string, tree: unknown, path: string): unknown =>
  keysOf(operator, path).reduce((value, key) => childAt(operator, path, value, key), tree)

const changed = (
  operator: string,
  tree: unknown,
  path: string,
  f: (part: unknown) => unknown,
): unknown => {
  const change = (value: unknown, keys: readonly string[]): unknown => {
    const [key, ...rest] = keys
    return key === undefined
      ? f(value)
      : withChild(value, key, change(childAt(operator, path, value, key), rest))
  }
  return change(tree, keysOf(operator, path))
}

/** The forms of {@link get}. */
export interface Get {
  <P, const Path extends string>(tree: P, path: Blame<Nowhere<'get', P, Path>, Path>): At<P, Path>
  <const Path extends string>(
    path: Path,
  ): <P>(tree: Blame<Nowhere<'get', P, Path>, P>) => At<P, Path>
}

/**
 * The part of a tree at a path: `get(tree, 'layers[0].kernel')`, `get('layers[0].kernel')(tree)`.
 * A key that is no name stands in brackets and quotes, `layers[0]["odd key"]`; the path of the tree
 * itself is empty.
 *
 * Throws `TreeError` where there is nothing at the path, naming what there is; `ArgumentError` where
 * the path is not written as one.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * T.toNumber(tree.get({ layers: [{ bias: T.tensor(3) }] }, 'layers[0].bias')) // 3
 */
export const get: Get = byCount(2, (tree: unknown, path: string) => partAt('get', tree, path))

/** The forms of {@link modify}. */
export interface Modify {
  <P, const Path extends string>(
    tree: P,
    path: Blame<Nowhere<'modify', P, Path>, Path>,
    f: (part: At<P, Path>) => At<NoInfer<P>, Path>,
  ): P
  <const Path extends string, V>(
    path: Path,
    f: (part: V) => V,
  ): <P>(tree: Blame<Untaken<P, Path, V>, P>) => P
}

/** A message where the part at a path is not what a function of V takes, else `null`. */
type Untaken<P, Path extends string, V> = [At<P, Path>] extends [never]
  ? Nowhere<'modify', P, Path>
  : unknown extends At<P, Path>
    ? null
    : [At<P, Path>] extends [V]
      ? null
      : `modify: the part at ${Path} is not what the function takes`

/**
 * A tree with the part at a path replaced by a function of it: `modify(tree, 'bias', f)`,
 * `modify('bias', f)(tree)`. The rest is shared with the old tree, which stays as it is.
 *
 * Laws:
 * 1. `get(modify(t, path, f), path) = f(get(t, path))`.
 * 2. `modify(t, path, x => x)` equals t.
 * 3. `modify(modify(t, path, f), path, g) = modify(t, path, x => g(f(x)))`.
 *
 * Throws `TreeError` where there is nothing at the path.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * const doubled = tree.modify({ w: T.tensor(3), b: T.tensor(1) }, 'w', (w) => T.mul(w, 2))
 * T.toNumber(doubled.w) // 6
 */
export const modify: Modify = byCount(
  3,
  (tree: unknown, path: string, f: (part: unknown) => unknown) => changed('modify', tree, path, f),
)

/** The forms of {@link set}. */
export interface SetPart {
  <P, const Path extends string>(
    tree: P,
    path: Blame<Nowhere<'set', P, Path>, Path>,
    value: At<NoInfer<P>, Path>,
  ): P
  <const Path extends string, V>(path: Path, value: V): <P>(tree: Blame<Unfit<P, Path, V>, P>) => P
}

/** A message where a value of V does not fit the part at a path, else `null`. */
type Unfit<P, Path extends string, V> = [At<P, Path>] extends [never]
  ? Nowhere<'set', P, Path>
  : [V] extends [At<P, Path>]
    ? null
    : `set: the value does not have the type of the part at ${Path}: use replace to change the type`

/**
 * A tree with another value of the same type at a path: `set(tree, 'bias', value)`,
 * `set('bias', value)(tree)`. The rest is shared with the old tree.
 *
 * Laws, those of a lens:
 * 1. `get(set(t, path, v), path) = v`.
 * 2. `set(t, path, get(t, path))` equals t.
 * 3. `set(set(t, path, u), path, v) = set(t, path, v)`.
 *
 * Throws `TreeError` where there is nothing at the path.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * T.toArray(tree.set({ w: T.ones([2]), b: T.zeros([2]) }, 'b', T.tensor([5, 6])).b) // [5, 6]
 */
export const set: SetPart = byCount(3, (tree: unknown, path: string, value: unknown) =>
  changed('set', tree, path, () => value),
)

/** The forms of {@link replace}. */
export interface Replace {
  <P, const Path extends string, const V>(
    tree: P,
    path: Blame<Nowhere<'replace', P, Path>, Path>,
    value: V,
  ): Replaced<P, Path, V>
  <const Path extends string, const V>(
    path: Path,
    value: V,
  ): <P>(tree: Blame<Nowhere<'replace', P, Path>, P>) => Replaced<P, Path, V>
}

/**
 * As `set` with a value of any type, a tensor of another shape or a whole part, which is in the type
 * of the result: `replace(tree, 'head', value)`, `replace('head', value)(tree)`.
 *
 * Throws `TreeError` where there is nothing at the path.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * const params = { body: T.zeros([784, 128]), head: T.zeros([128, 10]) }
 * tree.replace(params, 'head', { kernel: T.zeros([128, 3]) }).head.kernel.shape // [128, 3]
 */
export const replace: Replace = byCount(3, (tree: unknown, path: string, value: unknown) =>
  changed('replace', tree, path, () => value),
)

/** A place in trees of type S that holds an A: what monocle-ts calls a `Lens`, of the same form. */
export interface Lens<S, A> {
  readonly get: (s: S) => A
  readonly set: (a: A) => (s: S) => S
}

/**
 * The place at a path as a value, for those who compose optics: `lens<Params>()('layers[0]')`. It has
 * the form of a `Lens` of monocle-ts, so that its functions take it.
 *
 * Laws: those of `set`.
 *
 * Throws, when it is used, `TreeError` where there is nothing at the path.
 *
 * @example
 * import { type Scalar, T, tree } from 'cotangent'
 *
 * const bias = tree.lens<{ readonly layers: readonly { readonly bias: Scalar }[] }>()('layers[0].bias')
 * T.toNumber(bias.get(bias.set(T.tensor(4))({ layers: [{ bias: T.tensor(3) }] }))) // 4
 */
export const lens =
  <S>() =>
  <const Path extends string>(
    path: Blame<Nowhere<'lens', S, Path>, Path>,
  ): Lens<S, At<S, Path>> => ({
    get: (s) => partAt('get', s, path) as At<S, Path>,
    set: (a) => (s) => changed('set', s, path, () => a) as S,
  })
