import { isFloat } from '../core/dtype.ts'
import { ArgumentError, DTypeError, TreeError } from '../core/errors.ts'
import { pendingDepth } from '../core/graph.ts'
import {
  type Node,
  type Scope,
  closeScope,
  isConcrete,
  mark,
  openScope,
  sameShape,
} from '../core/node.ts'
import { type Flat, type Structure, describe, flatten, requireSameStructure } from '../core/tree.ts'
import { evaluate } from '../engine/evaluate.ts'
import { defaultEngine } from '../engine/default.ts'

/** A pending graph deeper than this is evaluated where it enters the next transformation. */
const pendingLimit = 1000

/**
 * Evaluates arguments whose history has grown long, so that a loop that nobody observes does not
 * build an endless graph. Cutting here, and nowhere else, gives the same structure every step.
 */
export const cutHistory = (leaves: readonly Node[]): void => {
  const isLong = (leaf: Node): boolean =>
    leaf.value === null && leaf.depth > pendingLimit && isConcrete(leaf)
  if (!leaves.some(isLong)) return
  const long = leaves.filter(isLong)
  if (pendingDepth(long) > pendingLimit) {
    evaluate('evaluate', leaves.filter(isConcrete), defaultEngine)
  }
}

const allStatic = (
  structure: Structure,
  path: string,
  found: (path: string, value: unknown) => void,
): void => {
  if (structure.kind === 'static') {
    if (structure.value !== null && structure.value !== undefined) found(path, structure.value)
  } else if (structure.kind === 'array') {
    structure.children.forEach((part, i) => allStatic(part, `${path}[${i}]`, found))
  } else if (structure.kind === 'record') {
    structure.children.forEach((part, i) => allStatic(part, `${path}.${structure.keys[i]}`, found))
  }
}

/** Takes a tree of float tensors apart; any other leaf is an error that names its path. */
export const flattenDifferentiable = (operator: string, tree: unknown, name: string): Flat => {
  const flat = flatten(tree)
  allStatic(flat.structure, name, (path, value) => {
    throw new TreeError(
      operator,
      `cannot differentiate with respect to ${path}: it is ${describe(value)}, not a tensor. Make it a tensor with T.tensor(…), or pass it outside of the differentiated argument`,
      path,
    )
  })
  flat.leaves.forEach((leaf, i) => {
    if (!isFloat(leaf.dtype)) {
      const path = `${name}${flat.paths[i]}`
      throw new TreeError(
        operator,
        `cannot differentiate with respect to ${path}: its element type is ${leaf.dtype}. Cast it to f32 or f64, or pass it outside of the differentiated argument`,
        path,
      )
    }
  })
  cutHistory(flat.leaves)
  return flat
}

/** Takes the tensors of a result apart; it has to hold tensors and nothing else. */
export const flattenResult = (operator: string, tree: unknown): Flat => {
  const flat = flatten(tree)
  allStatic(flat.structure, 'result', (path, value) => {
    throw new TreeError(
      operator,
      `the function must return tensors, but ${path} is ${describe(value)}`,
      path,
    )
  })
  return flat
}

/** The loss that a function returned: a float tensor of no dimensions. */
export const requireLoss = (operator: string, value: unknown): Node => {
  const [loss, ...rest] = flatten(value).leaves
  if (loss === undefined || rest.length > 0 || loss !== value) {
    throw new ArgumentError(
      operator,
      `the function must return a scalar tensor, got ${describe(value)}`,
    )
  }
  if (loss.shape.length > 0) {
    throw new ArgumentError(
      operator,
      `the function must return a scalar, got ${loss.toString()}: reduce it with T.sum or T.mean, or use jacobian`,
    )
  }
  if (!isFloat(loss.dtype)) {
    throw new DTypeError(operator, `the function must return f32 or f64, got ${loss.dtype}`)
  }
  return loss
}

/** The tangents (or cotangents) of a tree: float tensors of the same structure, shapes and types. */
export const flattenLike = (
  operator: string,
  what: string,
  tree: unknown,
  like: Flat,
): readonly Node[] => {
  const flat = flatten(tree)
  requireSameStructure(operator, what, like.structure, flat.structure)
  flat.leaves.forEach((leaf, i) => {
    const other = like.leaves[i]
    if (other && (leaf.dtype !== other.dtype || !sameShape(leaf.shape, other.shape))) {
      throw new TreeError(
        operator,
        `${what} differ at ${flat.paths[i] || 'the root'}: ${other.toString()} and ${leaf.toString()}`,
        flat.paths[i] ?? '',
      )
    }
  })
  return flat.leaves
}

/** Runs a transformation with fresh marks on some leaves, and closes them whatever happens. */
export const withMarks = <R>(leaves: readonly Node[], body: (marks: readonly Node[]) => R): R => {
  const scope: Scope = openScope()
  try {
    return body(leaves.map((leaf) => mark(leaf, scope)))
  } finally {
    closeScope(scope)
  }
}
