import { ArgumentError, TreeError } from './errors.ts'
import { Node } from './node.ts'
import type { DType } from './dtype.ts'
import type { AnyTensor, Shape, Tensor } from './tensor.ts'

/**
 * Trees are nested plain records, tuples and arrays with tensors at the leaves. Anything else
 * (numbers, strings, functions, class instances, `null`) is static: carried along as it is.
 */
export type Structure =
  | { readonly kind: 'tensor' }
  | { readonly kind: 'static'; readonly value: unknown }
  | { readonly kind: 'array'; readonly children: readonly Structure[] }
  | {
      readonly kind: 'record'
      readonly keys: readonly string[]
      readonly children: readonly Structure[]
    }

/** A tree taken apart: its tensors in sorted key order, where they were, and what held them. */
export interface Flat {
  readonly structure: Structure
  readonly leaves: readonly Node[]
  /** such as `.layers[0].kernel`, to be put behind the name of the tree */
  readonly paths: readonly string[]
}

/** Is a value a tensor? */
export const isTensor = (value: unknown): value is AnyTensor => value instanceof Node

/** The node that a tensor is. */
export const nodeOf = (operator: string, value: unknown): Node => {
  if (value instanceof Node) return value
  throw new ArgumentError(
    operator,
    `expected a tensor, got ${describe(value)}: make one with T.tensor(…)`,
  )
}

/** The tensor that a node is, at a type that the caller has made sure of. */
export const tensorOf = <S extends Shape, D extends DType>(node: Node): Tensor<S, D> =>
  node as unknown as Tensor<S, D>

/** A value in a few words, for messages. */
export const describe = (value: unknown): string => {
  if (value === null || value === undefined) return String(value)
  if (value instanceof Node) return value.toString()
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'string') return `the string ${JSON.stringify(value)}`
  if (typeof value !== 'object') return `the ${typeof value} ${String(value)}`
  return isRecord(value) ? 'a record' : `a ${value.constructor?.name ?? 'value'}`
}

const isRecord = (value: object): value is Readonly<Record<string, unknown>> => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Is a value a record or an array that a tree may be made of? */
export const isContainer = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && (Array.isArray(value) || isRecord(value))

/** The path of what is below a key of a record. */
export const child = (path: string, key: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`

/** Takes a tree apart. */
export const flatten = (tree: unknown): Flat => {
  const leaves: Node[] = []
  const paths: string[] = []
  const visit = (value: unknown, path: string): Structure => {
    if (value instanceof Node) {
      leaves.push(value)
      paths.push(path)
      return { kind: 'tensor' }
    }
    if (Array.isArray(value)) {
      return { kind: 'array', children: value.map((item, i) => visit(item, `${path}[${i}]`)) }
    }
    if (typeof value === 'object' && value !== null && isRecord(value)) {
      const keys = Object.keys(value).sort()
      return {
        kind: 'record',
        keys,
        children: keys.map((key) => visit(value[key], child(path, key))),
      }
    }
    return { kind: 'static', value }
  }
  const structure = visit(tree, '')
  return { structure, leaves, paths }
}

/**
 * Takes a tree apart that may have a known structure: adds its tensors to `leaves`, `false` where it
 * has another one. It says less than {@link flatten}, and costs less.
 */
export const takeLeaves = (structure: Structure, tree: unknown, leaves: Node[]): boolean => {
  if (tree instanceof Node) {
    leaves.push(tree)
    return structure.kind === 'tensor'
  }
  if (structure.kind === 'tensor') return false
  if (structure.kind === 'static') return Object.is(structure.value, tree)
  const { children } = structure
  if (structure.kind === 'array') {
    if (!Array.isArray(tree) || tree.length !== children.length) return false
    return children.every((part, i) => takeLeaves(part, tree[i], leaves))
  }
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree) || !isRecord(tree))
    return false
  const names = Object.keys(tree)
  const { keys } = structure
  if (names.length !== keys.length) return false
  // mostly in the same order already
  if (!names.every((name, i) => name === keys[i] || keys.includes(name))) return false
  return children.every((part, i) => takeLeaves(part, tree[keys[i] ?? ''], leaves))
}

/** Puts a tree together from its structure and one value for each tensor. */
export const unflatten = (structure: Structure, leaves: readonly unknown[]): unknown => {
  let next = 0
  const build = (part: Structure): unknown => {
    if (part.kind === 'tensor') return leaves[next++]
    if (part.kind === 'static') return part.value
    const children = part.children.map(build)
    if (part.kind === 'array') return Object.freeze(children)
    const record: Record<string, unknown> = {}
    part.keys.forEach((key, i) => {
      // a key like all others, but not to an assignment
      if (key === '__proto__')
        Object.defineProperty(record, key, { value: children[i], enumerable: true })
      else record[key] = children[i]
    })
    return Object.freeze(record)
  }
  return build(structure)
}

/** Where two structures first differ, or `null`. Static parts are compared by identity. */
export const difference = (a: Structure, b: Structure, path = ''): string | null => {
  if (a.kind !== b.kind)
    return `${path || 'the root'} is ${name(a)} in one and ${name(b)} in the other`
  if (a.kind === 'static' && b.kind === 'static') {
    return Object.is(a.value, b.value)
      ? null
      : `${path || 'the root'} is ${describe(a.value)} in one and ${describe(b.value)} in the other`
  }
  if (a.kind === 'array' && b.kind === 'array') {
    if (a.children.length !== b.children.length) {
      return `${path || 'the root'} has ${a.children.length} items in one and ${b.children.length} in the other`
    }
    return firstDifference(a.children, b.children, (i) => `${path}[${i}]`)
  }
  if (a.kind === 'record' && b.kind === 'record') {
    const missing = [...a.keys, ...b.keys].find(
      (key) => !a.keys.includes(key) || !b.keys.includes(key),
    )
    if (missing !== undefined) return `${child(path, missing)} is missing in one`
    return firstDifference(a.children, b.children, (i) => child(path, a.keys[i] ?? ''))
  }
  return null
}

const name = (structure: Structure): string =>
  structure.kind === 'static' ? describe(structure.value) : `a ${structure.kind}`

const firstDifference = (
  a: readonly Structure[],
  b: readonly Structure[],
  pathOf: (i: number) => string,
): string | null => {
  for (const [i, part] of a.entries()) {
    const other = b[i]
    const found = other === undefined ? null : difference(part, other, pathOf(i))
    if (found !== null) return found
  }
  return null
}

/** Throws unless two trees have the same structure; `what` names them in the message. */
export const requireSameStructure = (
  operator: string,
  what: string,
  a: Structure,
  b: Structure,
): void => {
  const found = difference(a, b)
  if (found !== null)
    throw new TreeError(operator, `${what} have different structures: ${found}`, '')
}
