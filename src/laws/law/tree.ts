import { vjp } from '../../autodiff/linearize.ts'
import { compile } from '../../compile/compile.ts'
import { UnknownValueError } from '../../core/errors.ts'
import { isFloat } from '../../core/dtype.ts'
import { Node, closeScope, mark, openScope } from '../../core/node.ts'
import { registry } from '../../core/primitives/index.ts'
import { difference, flatten, unflatten } from '../../core/tree.ts'
import { backward, direction } from '../derivatives.ts'
import { type TreeFunction, inputOfNode } from '../function.ts'
import { type Input, nodeOfInput } from '../input.ts'
import { compute } from '../oracle/measure.ts'
import { randomOf } from '../random.ts'
import { type Report, firstFailure, same, sameBits } from '../report.ts'

const untyped = (f: TreeFunction): ((...args: readonly unknown[]) => unknown) =>
  f as unknown as (...args: readonly unknown[]) => unknown

const isContainer = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof Node) &&
  (Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value) as null))

/** The leaves of two trees, bit for bit, and what holds them. */
export const sameTree = (law: string, what: string, actual: unknown, expected: unknown): Report => {
  const [a, b] = [flatten(actual), flatten(expected)]
  const differ = difference(a.structure, b.structure)
  if (differ !== null) return same(law, `${what}, structure`, differ, 'the same')
  return firstFailure(a.leaves.entries(), ([i, leaf]) => {
    const other = b.leaves[i] as Node
    const at = `${what}${a.paths[i]}`
    return (
      same(law, `${at}, type`, leaf.toString(), other.toString()) ??
      sameBits(law, at, inputOfNode('laws', leaf).value, inputOfNode('laws', other).value)
    )
  })
}

/**
 * A map of a tree to one like it: `keys, shapes and element types of gradient(params) are those of
 * params`. A gradient, an update of an optimizer, a function given to `tree.map`.
 *
 * Catches a gradient written by hand that forgets a key, keeps a broadcast axis, sums over one too
 * many, or comes back in another precision.
 *
 * @example
 * import { T, type Tensor, grad } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const loss = ({ w }: { readonly w: Tensor<[2]> }) => T.sum(T.square(w))
 * laws.keepsStructure(grad(loss), { w: T.tensor([1, 2]) }) // null
 */
export const keepsStructure = <P>(gradient: (params: P) => unknown, params: P): Report => {
  const law = 'keeps structure'
  const [actual, expected] = [flatten(gradient(params)), flatten(params)]
  const missing = expected.paths.find((path) => !actual.paths.includes(path))
  const added = actual.paths.find((path) => !expected.paths.includes(path))
  return (
    same(law, 'leaf that is missing', missing ?? 'none', 'none') ??
    same(law, 'leaf too many', added ?? 'none', 'none') ??
    firstFailure(expected.leaves.entries(), ([i, leaf]) =>
      same(law, `type of ${expected.paths[i]}`, String(actual.leaves[i]), leaf.toString()),
    )
  )
}

/** What a tree holds now: every container with its keys and children, and the bytes of its tensors. */
const snapshot = (tree: unknown): ((law: string, what: string) => Report) => {
  if (tree instanceof Node) {
    const value = inputOfNode('laws', tree).value
    const before = value.slice()
    return (law, what) => sameBits(law, what, value, before)
  }
  if (!isContainer(tree)) return () => null
  const entries = Object.entries(tree).map(([key, child]) => ({
    key,
    child,
    later: snapshot(child),
  }))
  return (law, what) =>
    same(law, `keys of ${what}`, Object.keys(tree).join(), entries.map(({ key }) => key).join()) ??
    firstFailure(
      entries,
      ({ key, child, later }) =>
        same(law, `${what}.${key} was replaced`, String(tree[key] !== child), 'false') ??
        later(law, `${what}.${key}`),
    )
}

/** A container of a tree that is not frozen, by its path. */
const thawed = (tree: unknown, path: string): string | null =>
  !isContainer(tree)
    ? null
    : Object.isFrozen(tree)
      ? (Object.entries(tree)
          .map(([key, child]) => thawed(child, `${path}.${key}`))
          .find((found) => found !== null) ?? null)
      : path

/** Does a function look at values, so that it cannot be traced? */
const unlessUnknown = <A>(compute: () => A): A | null => {
  try {
    return compute()
  } catch (error) {
    if (error instanceof UnknownValueError) return null
    throw error
  }
}

const allFloats = (args: readonly unknown[]): boolean =>
  flatten(args).leaves.every(({ dtype }) => isFloat(dtype))

/**
 * Nothing changes what it is given: after `f(…args)`, compiled and differentiated, the records and
 * arrays among the arguments hold what they held, and the tensors their bytes; and gradients are
 * frozen all the way in.
 *
 * Catches an update in place: `params.w = …`, `list.push(…)`, a kernel that writes into an operand.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * laws.keepsInputs((x: Tensor<[2]>) => T.sin(x), [T.tensor([1, 2])]) // null
 */
export const keepsInputs = (f: TreeFunction, args: readonly unknown[]): Report => {
  const law = 'keeps inputs'
  const call = untyped(f)
  const later = args.map(snapshot)
  const check = (way: string): Report =>
    firstFailure(later.entries(), ([i, stays]) => stays(`${law}, ${way}`, `argument ${i}`))
  const called = (way: string, run: () => unknown): Report => {
    try {
      unlessUnknown(run)
    } catch (error) {
      // transformations hand in frozen trees: writing to them throws
      if (!(error instanceof TypeError)) throw error
      return same(law, way, error.message, 'no write')
    }
    return check(way)
  }
  const direct = called('called', () =>
    flatten(call(...args)).leaves.map((leaf) => compute([leaf])),
  )
  if (direct !== null) return direct
  const compiled = called('compiled', () => compile(call)(...args))
  if (compiled !== null || !allFloats(args)) return compiled
  let gradients: unknown = []
  return (
    called('differentiated', () => {
      const [value, pullback] = vjp(call)(...args)
      if (flatten(value).leaves.every(({ dtype }) => isFloat(dtype))) gradients = pullback(value)
    }) ?? same(law, 'gradient that is not frozen', thawed(gradients, 'gradient') ?? 'none', 'none')
  )
}

/**
 * The same arguments give the same bits: called twice, compiled, and compiled again.
 *
 * Catches a counter or a clock that the function sees, `Math.random`, a cache that goes stale, and
 * what `compile` would freeze.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const noisy = (x: Tensor<[2]>) => T.add(x, Math.random())
 * laws.isDeterministic(noisy, [T.tensor([1, 2])])?.at // 'called again[0]'
 */
export const isDeterministic = (f: TreeFunction, args: readonly unknown[]): Report => {
  const law = 'is deterministic'
  const call = untyped(f)
  const expected = call(...args)
  // computed now: what is put off could be changed by what follows
  for (const leaf of flatten(expected).leaves) inputOfNode('laws', leaf)
  const compiled = compile(call)
  const again = (): unknown => unlessUnknown(() => compiled(...args))
  const first = sameTree(law, 'called again', call(...args), expected)
  if (first !== null) return first
  return firstFailure(['compiled', 'compiled, called again'], (way) => {
    const value = again()
    return value === null ? null : sameTree(law, way, value, expected)
  })
}

/** A tree with other leaves, its records filled in the order of their keys or in the opposite one. */
const rebuilt = (tree: unknown, leafOf: (leaf: Node) => Node, backwards: boolean): unknown => {
  if (tree instanceof Node) return leafOf(tree)
  if (Array.isArray(tree)) return tree.map((child) => rebuilt(child, leafOf, backwards))
  if (!isContainer(tree)) return tree
  const entries = Object.entries(tree)
  return Object.fromEntries(
    (backwards ? entries.toReversed() : entries).map(([key, child]) => [
      key,
      rebuilt(child, leafOf, backwards),
    ]),
  )
}

/**
 * Records are sets of named values: filled in another order they give the same value and the same
 * gradient, bit for bit.
 *
 * Catches `Object.keys` and `Object.values` where an order matters: a sum that is rounded in another
 * order, layers that are applied in the order in which a file lists them, keys dealt out by position.
 *
 * @example
 * import { T, type Scalar } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * type Params = { readonly a: Scalar; readonly b: Scalar }
 * const first = (params: Params) => Object.values(params)[0] ?? T.tensor(0)
 * laws.ignoresKeyOrder(first, [{ a: T.tensor(1), b: T.tensor(2) }])?.law // 'ignores the order of keys'
 */
export const ignoresKeyOrder = (f: TreeFunction, args: readonly unknown[], seed = 0): Report => {
  const law = 'ignores the order of keys'
  const call = untyped(f)
  const flat = flatten(args)
  const inputs = flat.leaves.map((leaf) => inputOfNode('laws', leaf))
  const run = (backwards: boolean) => {
    const scope = openScope()
    try {
      const marks = inputs.map((input) => mark(nodeOfInput(input), scope))
      const known = new Map(flat.leaves.map((leaf, i) => [leaf, marks[i] as Node]))
      const own = rebuilt(args, (leaf) => known.get(leaf) ?? leaf, backwards)
      const value = flatten(call(...(own as readonly unknown[])))
      const next = randomOf(seed)
      const outputs = value.leaves.filter(({ dtype }) => isFloat(dtype))
      const leaves = marks.filter(({ dtype }) => isFloat(dtype))
      const across = outputs.map((output): Input => direction(output, next))
      const gradient = backward(outputs, leaves, across.map(nodeOfInput), registry)
      const values = compute([...value.leaves, ...gradient])
      const asNode = (node: Node, i: number): Node =>
        nodeOfInput({ shape: node.shape, dtype: node.dtype, value: values[i] as Float64Array })
      return {
        value: unflatten(value.structure, value.leaves.map(asNode)),
        gradient: gradient.map((node, i) => asNode(node, value.leaves.length + i)),
      }
    } finally {
      closeScope(scope)
    }
  }
  const [usual, other] = [run(false), run(true)]
  return (
    sameTree(law, 'value', other.value, usual.value) ??
    sameTree(law, 'gradient', other.gradient, usual.gradient)
  )
}
