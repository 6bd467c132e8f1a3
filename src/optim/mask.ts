import { ArgumentError, TreeError } from '../core/errors.ts'
import type { AnyTensor } from '../core/tensor.ts'
import { describe, flatten, isContainer, tensorOf, unflatten } from '../core/tree.ts'
import { shortened } from '../tree/path.ts'

/**
 * Which parameters: a function of the path of each and the tensor, or a tree of booleans, in which
 * one boolean may stand for a whole part: `{ layers: true, bias: false }`.
 */
export type Mask = ((path: string, x: AnyTensor) => boolean) | MaskTree

/** A boolean, or such trees by the names of the parts of the parameters. */
export type MaskTree = boolean | readonly MaskTree[] | { readonly [key: string]: MaskTree }

const childPath = (path: string, key: string, isArray: boolean): string => {
  if (isArray) return `${path}[${key}]`
  return path === '' ? key : `${path}.${key}`
}

/** Throws unless each name in the tree of booleans is one of the parameters, and the other way. */
const requireMaskFits = (operator: string, mask: unknown, params: unknown, path = ''): void => {
  if (typeof mask === 'boolean') return
  const place = path || 'the root'
  if (!isContainer(mask))
    throw new TreeError(operator, `the mask at ${place} is no boolean but ${describe(mask)}`, path)
  if (!isContainer(params) || Array.isArray(params) !== Array.isArray(mask))
    throw new TreeError(
      operator,
      `the mask has parts at ${place}, where the parameters have ${describe(params)}`,
      path,
    )
  for (const key of Object.keys(mask))
    if (!Object.hasOwn(params, key))
      throw new TreeError(
        operator,
        `the mask names ${childPath(path, key, Array.isArray(mask))}, which is not in the parameters: they have ${Object.keys(params).join(', ') || 'nothing'} there`,
        childPath(path, key, Array.isArray(mask)),
      )
  for (const [key, part] of Object.entries(params)) {
    const inner = childPath(path, key, Array.isArray(params))
    if (Object.hasOwn(mask, key)) requireMaskFits(operator, mask[key], part, inner)
    else if (flatten(part).leaves.length > 0)
      throw new TreeError(operator, `the mask does not say what to do with ${inner}`, inner)
  }
}

const spread = (mask: unknown, params: unknown): readonly boolean[] => {
  if (typeof mask === 'boolean') return flatten(params).leaves.map(() => mask)
  if (!isContainer(mask) || !isContainer(params)) return []
  const keys = Array.isArray(params) ? Object.keys(params) : Object.keys(params).sort()
  return keys.flatMap((key) => spread(mask[key], params[key]))
}

/** Whether each tensor of a tree is meant, in the order of `tree.leaves`. */
export const chosen = (operator: string, mask: Mask, params: unknown): readonly boolean[] => {
  if (typeof mask !== 'function') {
    requireMaskFits(operator, mask, params)
    return spread(mask, params)
  }
  const { leaves, paths } = flatten(params)
  return leaves.map((leaf, i) => {
    const path = shortened(paths[i] ?? '')
    const answer: unknown = mask(path, tensorOf(leaf))
    if (typeof answer === 'boolean') return answer
    throw new ArgumentError(
      operator,
      `a mask gives true or false, got ${describe(answer)} at ${path}`,
    )
  })
}

/** The tree with the tensors that are meant taken from another one, in which only they are. */
export const fillIn = <P>(tree: P, shown: readonly boolean[], part: unknown): P => {
  const { structure, leaves } = flatten(tree)
  const inner = flatten(part).leaves
  let next = 0
  const filled = leaves.map((leaf, i) => (shown[i] === true ? inner[next++] : leaf))
  return unflatten(structure, filled) as P
}
