import { childPath } from '../../tree/path.ts'
import { pack, packState, partOf } from '../combinators/pack.ts'
import type { LayerSignature } from '../kind.ts'
import type { AnyLayer } from '../layer.ts'
import type { ParamSpec, ParamTree } from '../params.ts'
import { isTensorSpec } from '../spec.ts'
import { pathsOfParts } from './layers.ts'

/** Parameters, or state, of a layer: what they are, and where in those of the model. */
export interface Located {
  readonly path: string
  readonly tree: ParamTree
}

/** A layer of a model with the places of what it has. */
export interface LocatedLayer {
  readonly path: string
  readonly name: string | null
  readonly layer: AnyLayer
  readonly params: Located
  readonly state: Located
  readonly parts: readonly LocatedLayer[]
}

/** Every parameter below a place, with its path. */
export const specsAt = ({ path, tree }: Located): readonly (readonly [string, ParamSpec])[] =>
  isTensorSpec(tree)
    ? [[path, tree]]
    : Object.entries(tree).flatMap(([key, part]: readonly [string, ParamTree]) =>
        specsAt({ path: childPath(path, key, Array.isArray(tree)), tree: part }),
      )

/** Is all of a tree in another one, at the same paths, but for axes in front that count copies? */
const isIn = (tree: ParamTree, other: ParamTree): boolean => {
  const shapes = new Map(
    specsAt({ path: '', tree: other }).map(([path, { shape }]) => [path, shape]),
  )
  return specsAt({ path: '', tree }).every(([path, { shape }]) => {
    const inner = shapes.get(path)
    return inner !== undefined && String(shape.slice(shape.length - inner.length)) === String(inner)
  })
}

const countOf = (tree: ParamTree): number => specsAt({ path: '', tree }).length

/** What one part has, where there is only one place that it fits; nothing where that is not known. */
const found = ({ path, tree }: Located, part: ParamTree): Located => {
  const fits = isTensorSpec(tree)
    ? []
    : Object.entries(tree).filter(
        ([, inner]: readonly [string, ParamTree]) =>
          countOf(part) > 0 && countOf(inner) === countOf(part) && isIn(inner, part),
      )
  const [only] = fits
  return only === undefined || fits.length > 1
    ? { path, tree: [] }
    : { path: childPath(path, only[0], Array.isArray(tree)), tree: only[1] }
}

/**
 * What each part of a layer has of what the layer has: their packs side by side, or everything of the only
 * part; else the places that fit.
 */
const shares = (
  whole: Located,
  parts: readonly ParamTree[],
  names: readonly (string | null)[],
  packed: ParamTree,
): readonly Located[] => {
  const { path, tree } = whole
  if (isIn(tree, packed))
    return parts.map((_, i) => {
      const key = Array.isArray(tree) ? String(i) : (names[i] ?? String(i))
      return {
        path: childPath(path, key, Array.isArray(tree)),
        tree: partOf(tree, i, names[i] ?? null) as ParamTree,
      }
    })
  const [only] = parts
  return parts.length === 1 && only !== undefined && isIn(tree, only)
    ? [whole]
    : parts.map((part) => found(whole, part))
}

const locate = (
  signature: LayerSignature,
  path: string,
  params: Located,
  state: Located,
): LocatedLayer => {
  const { layer, name, parts } = signature
  const names = parts.map((part) => part.name)
  const paths = pathsOfParts(signature, path)
  const [ps, ss] = [parts.map((part) => part.params), parts.map((part) => part.state)]
  const ofParams = shares(params, ps, names, pack(ps, names))
  const ofState = shares(state, ss, names, packState(ss, names))
  return {
    path,
    name,
    layer,
    params,
    state,
    parts: parts.map((part, i) =>
      locate(part, paths[i] ?? path, ofParams[i] ?? params, ofState[i] ?? state),
    ),
  }
}

/** The layers of a model with the places of their parameters and states. */
export const located = (signature: LayerSignature): LocatedLayer =>
  locate(signature, '', { path: '', tree: signature.params }, { path: '', tree: signature.state })

/** A layer and all inside it. */
export const walkLocated = (layer: LocatedLayer): readonly LocatedLayer[] => [
  layer,
  ...layer.parts.flatMap(walkLocated),
]

/** The paths of what a layer has itself, and none of its parts. */
export const ownPaths = (layer: LocatedLayer, slot: 'params' | 'state'): readonly string[] => {
  const inner = new Set(layer.parts.flatMap((part) => specsAt(part[slot]).map(([path]) => path)))
  return specsAt(layer[slot])
    .map(([path]) => path)
    .filter((path) => !inner.has(path))
}
