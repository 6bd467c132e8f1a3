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

/**
 * The part of a tree at a path: `get('layers[0].kernel')(tree)`.
 *
 * Throws `TreeError` where there is nothing at the path, naming what there is.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * T.toNumber(tree.get('layers[0].bias')({ layers: [{ bias: T.tensor(3) }] })) // 3
 */
export const get =
  <const Path extends string>(path: Path) =>
  <P>(tree: P): At<P, Path> =>
    keysOf(path).reduce<unknown>((value, key) => childAt('get', path, value, key), tree) as At<
      P,
      Path
    >

/**
 * A tree with the part at a path replaced by a function of it: `modify('bias', f)(tree)`. The rest
 * is shared with the old tree, which stays as it is.
 *
 * Laws:
 * 1. `get(path)(modify(path, f)(t)) = f(get(path)(t))`.
 * 2. `modify(path, x => x)(t)` equals t.
 *
 * Throws `TreeError` where there is nothing at the path.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * const doubled = tree.modify('w', (w) => T.mul(w, 2))({ w: T.tensor(3), b: T.tensor(1) })
 * T.toNumber(doubled.w) // 6
 */
export const modify =
  <const Path extends string, P, V extends At<P, Path>>(path: Path, f: (part: V) => V) =>
  (tree: P): P => {
    const change = (value: unknown, keys: readonly string[]): unknown => {
      const [key, ...rest] = keys
      if (key === undefined) return f(value as V)
      const changed = change(childAt('modify', path, value, key), rest)
      return Array.isArray(value)
        ? Object.freeze(value.map((item: unknown, i) => (String(i) === key ? changed : item)))
        : Object.freeze({ ...(value as object), [key]: changed })
    }
    return change(tree, keysOf(path)) as P
  }
