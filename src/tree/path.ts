import { TreeError } from '../core/errors.ts'
import { describe, isTensor } from '../core/tree.ts'

/** `layers[0].kernel` with its brackets written as dots. */
type Dotted<Path extends string> = Path extends `${infer Before}[${infer Index}]${infer After}`
  ? Dotted<Before extends '' ? `${Index}${After}` : `${Before}.${Index}${After}`>
  : Path

type Child<P, K extends string> = K extends keyof P
  ? P[K]
  : P extends readonly unknown[]
    ? P[number]
    : never

type Walk<P, Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? Walk<Child<P, Head>, Rest>
  : Child<P, Path>

/** The part of a tree at a path; `unknown` where the path is not a literal. */
export type At<P, Path extends string> = string extends Path
  ? unknown
  : Path extends ''
    ? P
    : Walk<P, Dotted<Path>>

const keysOf = (path: string): readonly string[] =>
  path === '' ? [] : path.replaceAll('[', '.').replaceAll(']', '').replace(/^\./, '').split('.')

const isContainer = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !isTensor(value)

const childAt = (operator: string, path: string, value: unknown, key: string): unknown => {
  if (isContainer(value) && Object.hasOwn(value, key)) return value[key]
  const has = isContainer(value) ? `: it has ${Object.keys(value).join(', ') || 'nothing'}` : ''
  throw new TreeError(operator, `nothing at ${path}: ${describe(value)} has no ${key}${has}`, path)
}

const partAt = (tree: unknown, path: string): unknown =>
  keysOf(path).reduce((value, key) => childAt('get', path, value, key), tree)

/** The forms of {@link get}. */
export interface Get {
  <P, const Path extends string>(tree: P, path: Path): At<P, Path>
  <const Path extends string>(path: Path): <P>(tree: P) => At<P, Path>
}

/**
 * The part of a tree at a path: `get(tree, 'layers[0].kernel')`, `get('layers[0].kernel')(tree)`.
 *
 * Throws `TreeError` where there is nothing at the path, naming what there is.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * T.toNumber(tree.get({ layers: [{ bias: T.tensor(3) }] }, 'layers[0].bias')) // 3
 */
export const get: Get = ((
  ...args: readonly [path: string] | readonly [tree: unknown, path: string]
) =>
  args.length === 1 ? (tree: unknown) => partAt(tree, args[0]) : partAt(args[0], args[1])) as Get

/** The forms of {@link modify}. */
export interface Modify {
  <P, const Path extends string>(
    tree: P,
    path: Path,
    f: (part: At<P, Path>) => At<NoInfer<P>, Path>,
  ): P
  <const Path extends string, V>(
    path: Path,
    f: (part: V) => V,
  ): <P>(
    tree: At<P, Path> extends V
      ? P
      : unknown extends At<P, Path>
        ? P
        : `modify: the part at ${Path} is not what the function takes`,
  ) => P
}

const modified = (tree: unknown, path: string, f: (part: unknown) => unknown): unknown => {
  const change = (value: unknown, keys: readonly string[]): unknown => {
    const [key, ...rest] = keys
    if (key === undefined) return f(value)
    const changed = change(childAt('modify', path, value, key), rest)
    return Array.isArray(value)
      ? Object.freeze(value.map((item: unknown, i) => (String(i) === key ? changed : item)))
      : Object.freeze({ ...(value as object), [key]: changed })
  }
  return change(tree, keysOf(path))
}

/**
 * A tree with the part at a path replaced by a function of it: `modify(tree, 'bias', f)`,
 * `modify('bias', f)(tree)`. The rest is shared with the old tree, which stays as it is.
 *
 * Laws:
 * 1. `get(modify(t, path, f), path) = f(get(t, path))`.
 * 2. `modify(t, path, x => x)` equals t.
 *
 * Throws `TreeError` where there is nothing at the path.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * const doubled = tree.modify({ w: T.tensor(3), b: T.tensor(1) }, 'w', (w) => T.mul(w, 2))
 * T.toNumber(doubled.w) // 6
 */
export const modify: Modify = ((
  ...args:
    | readonly [path: string, f: (part: unknown) => unknown]
    | readonly [tree: unknown, path: string, f: (part: unknown) => unknown]
) =>
  args.length === 2
    ? (tree: unknown) => modified(tree, args[0], args[1])
    : modified(args[0], args[1], args[2])) as Modify
