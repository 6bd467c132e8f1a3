import { childPath } from '../../tree/path.ts'
import { pack, packState, partOf } from '../combinators/pack.ts'
import type { LayerSignature } from '../kind.ts'
import type { AnyLayer } from '../layer.ts'
import type { ParamSpec, ParamTree } from '../params.ts'
import { isTensorSpec } from '../spec.ts'
import { pathOfChild } from './layers.ts'

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
  /** the layers inside; none where it is not known which parameters are whose */
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

/** What the parts of a layer have of what it has; `null` where that is not known. */
const shares = (
  whole: Located,
  parts: readonly ParamTree[],
  names: readonly (string | null)[],
  packed: ParamTree,
): readonly Located[] | null => {
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
  return parts.length === 1 && only !== undefined && isIn(tree, only) ? [whole] : null
}

const locate = (
  signature: LayerSignature,
  path: string,
  params: Located,
  state: Located,
): LocatedLayer => {
  const { layer, name, parts } = signature
  const names = parts.map((part) => part.name)
  const [ps, ss] = [parts.map((part) => part.params), parts.map((part) => part.state)]
  const ofParams = shares(params, ps, names, pack(ps, names))
  const ofState = shares(state, ss, names, packState(ss, names))
  const known = ofParams !== null && ofState !== null
  return {
    path,
    name,
    layer,
    params,
    state,
    parts: known
      ? parts.flatMap((part, i) => {
          const [p, s] = [ofParams[i], ofState[i]]
          return p === undefined || s === undefined
            ? []
            : [locate(part, pathOfChild(path, part, i), p, s)]
        })
      : [],
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
