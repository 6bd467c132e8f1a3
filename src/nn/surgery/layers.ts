import { TreeError } from '../../core/errors.ts'
import { childPath, shortened } from '../../tree/path.ts'
import { matcher, requireMatch } from '../../tree/select.ts'
import type { LayerSignature } from '../kind.ts'
import type { AnyLayer, Child } from '../layer.ts'
import type { AnyModel } from '../model.ts'

/**
 * Which layers: a pattern of their paths or several, each of which has to match one; or a function of the
 * path and the layer, which may hold nowhere, such as {@link ofKind}.
 */
export type WhichLayers = string | readonly string[] | ((path: string, layer: AnyLayer) => boolean)

/** A layer, or a model, which is seen as its layer. */
export const layerIn = (from: AnyLayer | AnyModel): AnyLayer =>
  'signature' in from ? from.layer : from

/** The path of a child: its name, or its index where it has none. */
export const pathOfChild = (path: string, { name }: Pick<Child, 'name'>, index: number): string =>
  childPath(path, name ?? String(index), name === null)

/**
 * The paths of the parts of a signature: those of the children that they are. A part that is no child, such
 * as the attention of a transformer block, is called by its name or by its kind.
 */
export const pathsOfParts = (
  { layer: { children }, parts }: LayerSignature,
  path: string,
): readonly string[] => {
  const left = children.map((child, i) => ({ child, path: pathOfChild(path, child, i) }))
  const own = parts.map((part) => {
    const i = left.findIndex(({ child }) => child.layer === part.layer && child.name === part.name)
    return i === -1 ? null : (left.splice(i, 1)[0]?.path ?? null)
  })
  const taken = new Set<string>(children.map((child, i) => pathOfChild(path, child, i)))
  return parts.map((part, i) => {
    const known = own[i] ?? null
    if (known !== null) return known
    const name = part.name ?? part.layer.kind.tag
    const free = (n: number): string => {
      const place = childPath(path, n === 1 ? name : `${name}${n}`, false)
      return taken.has(place) ? free(n + 1) : place
    }
    const place = free(1)
    taken.add(place)
    return place
  })
}

/** Which child a key names, by its name or by its index; -1 where there is none. */
export const childIndex = (children: readonly Child[], key: string): number => {
  const named = children.findIndex(({ name }) => name === key)
  return named === -1 ? children.findIndex((_, i) => String(i) === key) : named
}

const walk = (layer: AnyLayer, path: string): readonly (readonly [string, AnyLayer])[] => [
  [path, layer],
  ...layer.children.flatMap((child, i) => walk(child.layer, pathOfChild(path, child, i))),
]

/** Every layer with its path, a layer before its children; the path of the whole is empty. */
export const walkLayers = (layer: AnyLayer): readonly (readonly [string, AnyLayer])[] =>
  walk(layer, '').map(([path, part]) => [shortened(path), part])

/** Which layers are meant, as a predicate; throws where a pattern matches none of them. */
export const meant = (
  operator: string,
  which: WhichLayers,
  layers: readonly (readonly [path: string, layer: AnyLayer])[],
): ((path: string, layer: AnyLayer) => boolean) => {
  if (typeof which === 'function') return which
  const paths = layers.map(([path]) => path)
  const each = (typeof which === 'string' ? [which] : which).map((pattern) => {
    const isMatch = matcher(operator, pattern, 'whole')
    requireMatch(operator, 'layer', pattern, isMatch, paths)
    return isMatch
  })
  return (path) => each.some((isMatch) => isMatch(path))
}

/** Throws that there is no layer at a path. */
export const noLayer = (operator: string, path: string, layer: AnyLayer, key: string): never => {
  const has = layer.children.map((child, i) => shortened(pathOfChild('', child, i))).join(', ')
  throw new TreeError(
    operator,
    `nothing at ${path}: ${layer.kind.tag} has no ${key}: it has ${has || 'no layers inside'}`,
    path,
  )
}
