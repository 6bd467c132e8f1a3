import { ArgumentError, TreeError } from '../core/errors.ts'
import { sameShape } from '../core/node.ts'
import { showType } from '../core/print.ts'
import type { AnyTensor, Tensor } from '../core/tensor.ts'
import { describe, type Flat, flatten, nodeOf, tensorOf, unflatten } from '../core/tree.ts'
import { byCount } from './dual.ts'
import { keysOf, parse, type PathPart, shortened } from './path.ts'
import { kept } from './tree.ts'

/**
 * Which tensors of a tree: a pattern or several (see {@link matches}), each of which has to match
 * something; or a function of the path and the tensor, which may hold nowhere.
 */
export type Which = string | readonly string[] | ((path: string, x: AnyTensor) => boolean)

/** What a key has to be, or `**`, which stands for any number of keys. */
type Pattern = readonly ('**' | ((key: string) => boolean))[]

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)

const ofPart = ({ key, isQuoted }: PathPart): Pattern[number] => {
  if (isQuoted || !key.includes('*')) return (other) => other === key
  if (key === '**') return '**'
  const glob = new RegExp(`^${key.split('*').map(escaped).join('.*')}$`, 's')
  return (other) => glob.test(other)
}

/** Does a pattern match these keys, all of them or the first? */
const covers = (pattern: Pattern, keys: readonly string[], isWhole: boolean): boolean => {
  const [head, ...rest] = pattern
  if (head === undefined) return !isWhole || keys.length === 0
  const [key, ...below] = keys
  if (head === '**')
    return covers(rest, keys, isWhole) || (key !== undefined && covers(pattern, below, isWhole))
  return key !== undefined && head(key) && covers(rest, below, isWhole)
}

/** A pattern as a predicate of the paths that it matches: whole, or as far as a part that it lies in. */
export const matcher = (
  operator: string,
  pattern: string,
  reach: 'whole' | 'and below' = 'and below',
): ((path: string) => boolean) => {
  const parts = parse(operator, pattern).map(ofPart)
  return (path) => covers(parts, keysOf(operator, path), reach === 'whole')
}

/**
 * A predicate of paths: does one of the patterns match the path, or a part that it lies in?
 * A pattern is a path in which `*` stands for any letters of one key and `**` for any number of
 * keys: `head` is everything in `head`, `layers[*].kernel` the kernels of all layers, `**.bias` every
 * bias, `**.conv*` what is in a part whose name begins with conv. No wildcard in quotes.
 *
 * It is what `optim.masked` takes, and goes with the functions of fp-ts's `Predicate`.
 *
 * Throws `ArgumentError` where a pattern is not written as a path.
 *
 * @example
 * import { tree } from 'cotangent'
 * import { not } from 'fp-ts/lib/Predicate.js'
 *
 * const isBias = tree.matches('**.bias')
 * isBias('layers[0].bias') // true
 * not(isBias)('layers[0].kernel') // true
 */
export const matches = (...patterns: readonly string[]): ((path: string) => boolean) => {
  const each = patterns.map((pattern) => matcher('matches', pattern))
  return (path) => each.some((isMatch) => isMatch(path))
}

/** Throws unless a pattern matches one of the paths of `things`. */
export const requireMatch = (
  operator: string,
  things: 'tensor' | 'layer',
  pattern: string,
  isMatch: (path: string) => boolean,
  paths: readonly string[],
): void => {
  if (paths.some((path) => isMatch(path))) return
  const most = 6
  const shown = paths.slice(0, most).map((path) => path || 'the root')
  const more = paths.length > most ? ` and ${paths.length - most} more` : ''
  throw new TreeError(
    operator,
    `${pattern || 'the empty pattern'} matches no ${things}: there are ${shown.join(', ') || 'none'}${more}; a predicate may hold nowhere`,
    pattern,
  )
}

/** Whether each tensor of a tree is meant, in the order of `leaves`. */
export const selected = (operator: string, which: Which, tree: Flat): readonly boolean[] => {
  const paths = tree.paths.map(shortened)
  if (typeof which === 'function')
    return tree.leaves.map((leaf, i) => {
      const path = paths[i] ?? ''
      const answer: unknown = which(path, tensorOf(leaf))
      if (typeof answer === 'boolean') return answer
      throw new ArgumentError(
        operator,
        `a predicate gives true or false, got ${describe(answer)} at ${path}`,
      )
    })
  const patterns = typeof which === 'string' ? [which] : which
  for (const pattern of patterns)
    requireMatch(operator, 'tensor', pattern, matcher(operator, pattern), paths)
  return paths.map(matches(...patterns))
}

/** The forms of {@link select}. */
export interface Select {
  (tree: unknown, which: Which): Readonly<Record<string, AnyTensor>>
  (which: Which): (tree: unknown) => Readonly<Record<string, AnyTensor>>
}

/**
 * Some tensors of a tree by their paths: `select(tree, which)`, `select(which)(tree)`. The result is
 * a flat record, in the order of `leaves`.
 *
 * Law: the keys of `select(t, '**')` are `paths(t)`, its values `leaves(t)`.
 *
 * Throws `TreeError` where a pattern matches nothing, naming what there is.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * const params = { layers: [{ kernel: T.zeros([2, 3]), bias: T.zeros([3]) }], scale: T.tensor(1) }
 * Object.keys(tree.select(params, '**.kernel')) // ['layers[0].kernel']
 * Object.keys(tree.select(params, (path, x) => x.shape.length < 2)) // ['layers[0].bias', 'scale']
 */
export const select: Select = byCount(2, (tree: unknown, which: Which) => {
  const flat = flatten(tree)
  const isMeant = selected('select', which, flat)
  const entries = flat.leaves.map((leaf, i) => [shortened(flat.paths[i] ?? ''), leaf] as const)
  return Object.freeze(Object.fromEntries(entries.filter((_, i) => isMeant[i])))
})

/** A function of a tensor and its path that keeps shape and element type. */
export type LeafwiseAt = (x: Tensor, path: string) => Tensor

/** The forms of {@link modifyAll}. */
export interface ModifyAll {
  <P>(tree: P, which: Which, f: LeafwiseAt): P
  (which: Which, f: LeafwiseAt): <P>(tree: P) => P
}

/**
 * A tree with some of its tensors changed by a function: `modifyAll(tree, which, f)`,
 * `modifyAll(which, f)(tree)`. The others stay the tensors that they are.
 *
 * Laws, those of a traversal:
 * 1. `modifyAll(t, which, x => x)` equals t.
 * 2. `modifyAll(modifyAll(t, which, f), which, g) = modifyAll(t, which, x => g(f(x)))`.
 * 3. `select(modifyAll(t, which, f), which) = map(f)(select(t, which))`.
 *
 * Throws `TreeError` where a pattern matches nothing, or the function does not keep a shape or element
 * type.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * const params = { layers: [{ kernel: T.ones([2]), bias: T.ones([2]) }] }
 * const started = tree.modifyAll(params, '**.bias', (x) => T.zerosLike(x))
 * T.toArray(tree.get(started, 'layers[0].bias')) // [0, 0]
 */
export const modifyAll: ModifyAll = byCount(3, <P>(tree: P, which: Which, f: LeafwiseAt): P => {
  const flat = flatten(tree)
  const isMeant = selected('modifyAll', which, flat)
  const leaves = flat.leaves.map((leaf, i) => {
    const path = shortened(flat.paths[i] ?? '')
    return isMeant[i] === true ? kept('modifyAll', leaf, path, f(tensorOf(leaf), path)) : leaf
  })
  return unflatten(flat.structure, leaves) as P
})

/** The forms of {@link setAll}. */
export interface SetAll {
  <P>(tree: P, values: Readonly<Record<string, AnyTensor>>): P
  (values: Readonly<Record<string, AnyTensor>>): <P>(tree: P) => P
}

/** One text for all ways to write a path. */
const canonical = (path: string): string => JSON.stringify(keysOf('setAll', path))

/**
 * A tree with some of its tensors set, by their paths: `setAll(tree, values)`, `setAll(values)(tree)`.
 * It takes what `select` gives, such as the layers of another model.
 *
 * Laws, with `select`:
 * 1. `setAll(t, select(t, which))` equals t.
 * 2. `select(setAll(t, select(u, which)), which) = select(u, which)` of trees of one structure.
 *
 * Throws `TreeError` where there is no tensor at a path, or one of another shape or element type.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * const params = { body: { kernel: T.zeros([2]) }, head: { kernel: T.zeros([3]) } }
 * const loaded = tree.setAll(params, { 'body.kernel': T.tensor([1, 2]) })
 * T.toArray(loaded.body.kernel) // [1, 2]
 */
export const setAll: SetAll = byCount(
  2,
  <P>(tree: P, values: Readonly<Record<string, AnyTensor>>): P => {
    const { structure, leaves, paths } = flatten(tree)
    const places = new Map(paths.map((path, i) => [canonical(path), i]))
    const next = [...leaves]
    for (const [path, value] of Object.entries(values)) {
      const place = places.get(canonical(path))
      const old = place === undefined ? undefined : leaves[place]
      const node = nodeOf('setAll', value)
      if (place === undefined || old === undefined)
        throw new TreeError('setAll', `there is no tensor at ${path || 'the root'}`, path)
      if (old.dtype !== node.dtype || !sameShape(old.shape, node.shape))
        throw new TreeError(
          'setAll',
          `${path || 'the root'} is ${showType(old)} and cannot become ${showType(node)}: use replace to change the type`,
          path,
        )
      next[place] = node
    }
    return unflatten(structure, next) as P
  },
)
