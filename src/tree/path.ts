/**
 * The language of paths, `layers[0].kernel`: names behind dots, indices and odd names in brackets.
 * `kernel`, `.kernel` and `["kernel"]` are one path, and so are `[0]`, `.0` and `["0"]`.
 */
import { ArgumentError, TreeError } from '../core/errors.ts'
import type { AnyTensor } from '../core/tensor.ts'
import { child, describe, isContainer } from '../core/tree.ts'

/** The keys of a path, from the root: those of `layers[0].kernel` are `['layers', '0', 'kernel']`. */
export type Keys<
  Path extends string,
  Before extends readonly string[] = readonly [],
> = Path extends ''
  ? Before
  : Path extends `["${infer Key}"]${infer Rest}`
    ? Keys<Rest, readonly [...Before, Unescaped<Key>]>
    : Path extends `[${infer Index}]${infer Rest}`
      ? Keys<Rest, readonly [...Before, Index]>
      : Named<Path extends `.${infer Rest}` ? Rest : Path> extends readonly [
            infer Name extends string,
            infer Rest extends string,
          ]
        ? Keys<Rest, readonly [...Before, Name]>
        : never

/** A path that begins with a name as that name and the rest. */
type Named<Path extends string> = Path extends `${infer Name}[${infer Rest}`
  ? Name extends `${infer First}.${infer Middle}`
    ? readonly [First, `.${Middle}[${Rest}`]
    : readonly [Name, `[${Rest}`]
  : Path extends `${infer Name}.${infer Rest}`
    ? readonly [Name, `.${Rest}`]
    : readonly [Path, '']

/** A quoted key; one with escapes is not read at type level, and stands for any key. */
type Unescaped<Key extends string> = Key extends `${string}\\${string}` ? string : Key

/** The part of a tree below a key; `never` where there is none. */
export type Child<P, Key extends string> = unknown extends P
  ? P
  : P extends AnyTensor
    ? never
    : P extends readonly (infer Item)[]
      ? Key extends `${number}`
        ? Key extends keyof P
          ? P[Key]
          : number extends P['length']
            ? Item
            : never
        : Unread<Key>
      : Key extends keyof P
        ? P[Key]
        : Key extends `${infer N extends number}`
          ? N extends keyof P
            ? P[N]
            : never
          : Unread<Key>

/** What a key stands for that was not read at type level. */
type Unread<Key extends string> = string extends Key ? unknown : never

type Walk<P, Path extends readonly string[]> = Path extends readonly [
  infer Key extends string,
  ...infer Rest extends readonly string[],
]
  ? Walk<Child<P, Key>, Rest>
  : P

/**
 * The type of the part of a tree at a path: `unknown` where the path is not a literal, `never` where
 * there is nothing.
 */
export type At<P, Path extends string> = string extends Path ? unknown : Walk<P, Keys<Path>>

/** A message where the compiler knows that there is nothing at a path of a tree, else `null`. */
export type Nowhere<Operator extends string, P, Path extends string> = [At<P, Path>] extends [never]
  ? `${Operator}: nothing at ${Path}`
  : null

/** A tree with a part of type V at a path. */
export type Replaced<P, Path extends string, V> = string extends Path
  ? unknown
  : Put<P, Keys<Path>, V>

type Put<P, Path extends readonly string[], V> = Path extends readonly [
  infer Key extends string,
  ...infer Rest extends readonly string[],
]
  ? P extends readonly unknown[]
    ? number extends P['length']
      ? readonly (P[number] | Put<P[number], Rest, V>)[]
      : { [K in keyof P]: K extends Key ? Put<P[K], Rest, V> : P[K] }
    : { [K in keyof P]: `${K & (string | number)}` extends Key ? Put<P[K], Rest, V> : P[K] }
  : V

/** A key as it is written in a path, and whether in quotes, where `*` is no wildcard. */
export interface PathPart {
  readonly key: string
  readonly isQuoted: boolean
}

const part = /\.?([^.[\]]+)|\[(?:("(?:[^"\\]|\\.)*")|([^[\]"]+))\]/y

/** The parts of a path; throws `ArgumentError` where it is not written as one. */
export const parse = (operator: string, path: string): readonly PathPart[] => {
  if (typeof path !== 'string')
    throw new ArgumentError(
      operator,
      `a path is a string such as layers[0].kernel, got ${describe(path)}`,
    )
  const parts: PathPart[] = []
  for (let end = 0; end < path.length; end = part.lastIndex) {
    part.lastIndex = end
    const match = part.exec(path)
    if (match === null || (end > 0 && match[1] !== undefined && path[end] !== '.'))
      throw new ArgumentError(
        operator,
        `${path} is not a path, from ${path.slice(end)} on: write names behind dots and the rest in brackets, as in layers[0]["odd key"].kernel`,
      )
    const quoted = match[2]
    parts.push(
      quoted === undefined
        ? { key: match[1] ?? match[3] ?? '', isQuoted: false }
        : { key: JSON.parse(quoted) as string, isQuoted: true },
    )
  }
  return parts
}

/** The keys of a path. */
export const keysOf = (operator: string, path: string): readonly string[] =>
  parse(operator, path).map(({ key }) => key)

/** A path as users write it: `layers[0].kernel`, without the dot in front. */
export const shortened = (path: string): string => (path.startsWith('.') ? path.slice(1) : path)

/** The path of what stands below a key. */
export const childPath = (path: string, key: string, isArray: boolean): string =>
  isArray ? `${path}[${key}]` : child(path, key)

/** What stands below a key; throws `TreeError` where nothing does. */
export const childAt = (operator: string, path: string, value: unknown, key: string): unknown => {
  if (
    isContainer(value) &&
    Object.hasOwn(value, key) &&
    !(Array.isArray(value) && key === 'length')
  )
    return value[key]
  const has = isContainer(value) ? `: it has ${Object.keys(value).join(', ') || 'nothing'}` : ''
  throw new TreeError(operator, `nothing at ${path}: ${describe(value)} has no ${key}${has}`, path)
}

/** A container with another value below one of its keys. */
export const withChild = (container: unknown, key: string, value: unknown): unknown =>
  Array.isArray(container)
    ? Object.freeze(container.map((item: unknown, i) => (String(i) === key ? value : item)))
    : Object.freeze({ ...(container as object), [key]: value })
