import { ArgumentError, TreeError } from '../../core/errors.ts'
import type { Blame } from '../../core/shape/index.ts'
import { keysOf, shortened } from '../../tree/path.ts'
import { childrenOf, isLayer, namesMessage } from '../combinators/items.ts'
import { layerOf } from '../kind.ts'
import type { AnyLayer, Child, Item } from '../layer.ts'
import { childIndex, meant, noLayer, pathOfChild, walkLayers, type WhichLayers } from './layers.ts'
import type { Edited, NoLayer } from './path.ts'

/** The layer with other children; itself where they are the same. */
const withChildren = (operator: string, layer: AnyLayer, children: readonly Child[]): AnyLayer => {
  const { kind, config } = layer
  const isSame =
    children.length === layer.children.length &&
    children.every(({ layer: part }, i) => part === layer.children[i]?.layer)
  if (isSame) return layer
  if (kind.arity !== null && children.length !== kind.arity)
    throw new ArgumentError(
      operator,
      `${kind.tag} has ${kind.arity} ${kind.arity === 1 ? 'child' : 'children'}, not ${children.length}: replace it by a sequential`,
    )
  const message = namesMessage(children.map(({ name }) => name))
  if (message !== null) throw new ArgumentError(operator, message)
  return layerOf(kind, config, children)
}

/** The layer with other children below a path: `edit` is given those of the parent, and the index. */
const edited = (
  operator: string,
  layer: AnyLayer,
  path: string,
  edit: (children: readonly Child[], index: number) => readonly Child[],
): AnyLayer => {
  const change = (part: AnyLayer, keys: readonly string[]): AnyLayer => {
    const [key = '', ...rest] = keys
    const { children } = part
    const isEnd = operator === 'insert' && rest.length === 0 && key === String(children.length)
    const index = isEnd ? children.length : childIndex(children, key)
    if (index === -1) return noLayer(operator, path, part, key)
    return withChildren(
      operator,
      part,
      rest.length === 0
        ? edit(children, index)
        : children.map((child, i) =>
            i === index ? { ...child, layer: change(child.layer, rest) } : child,
          ),
    )
  }
  const keys = keysOf(operator, path)
  if (keys.length === 0)
    throw new TreeError(
      operator,
      'the whole layer stands in no place: give the path of a part',
      path,
    )
  return change(layer, keys)
}

const requireLayer = (operator: string, value: unknown): void => {
  if (!isLayer(value))
    throw new ArgumentError(operator, 'takes a layer, and gets no name: the place keeps its own')
}

/**
 * A layer with another one in the place at a path, under the same name: `replace(layer, path, other)`. What
 * is around it stays the same layers.
 *
 * Laws:
 * 1. `get(replace(l, path, m), path)` is m.
 * 2. `replace(l, path, get(l, path))` is l.
 *
 * Throws `TreeError` where there is nothing at the path.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const net = nn.sequential(nn.dense(8), nn.relu, { head: nn.dense(10) })
 * const wider = nn.replace(net, 'head', nn.dense(100))
 * nn.model(nn.input('batch', 3), wider).signature.output // { _tag: 'TensorSpec', shape: ['batch', 100], dtype: 'f32' }
 */
export const replace = <L extends AnyLayer, const Path extends string, const New extends AnyLayer>(
  layer: L,
  path: Blame<NoLayer<'replace', Edited<L, Path, readonly ['replace', New]>, Path>, Path>,
  other: New,
): Edited<L, Path, readonly ['replace', New]> => {
  requireLayer('replace', other)
  const replaced =
    (path as string) === ''
      ? other
      : edited('replace', layer, path, (children, index) =>
          children.map((child, i) => (i === index ? { ...child, layer: other } : child)),
        )
  return replaced as Edited<L, Path, readonly ['replace', New]>
}

/**
 * A layer with one more in front of the one at a path: `insert(layer, path, item)`. The item is a layer, or a
 * record that names it. The index behind the last puts it at the end.
 *
 * Law: `remove(insert(l, path, m), path)` is like l, of a path that ends in an index.
 *
 * Throws `TreeError` where there is nothing at the path, `ArgumentError` where the layer around it takes no
 * more children or has one of that name.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const net = nn.sequential(nn.dense(8), nn.relu, { head: nn.dense(10) })
 * const regular = nn.insert(net, 'head', nn.dropout(0.5))
 * regular.children.map(({ layer }) => layer.kind.tag) // ['dense', 'relu', 'dropout', 'dense']
 */
export const insert = <L extends AnyLayer, const Path extends string, const New extends Item>(
  layer: L,
  path: Blame<NoLayer<'insert', Edited<L, Path, readonly ['insert', New]>, Path>, Path>,
  item: New,
): Edited<L, Path, readonly ['insert', New]> => {
  const more = childrenOf('insert', [item])
  return edited('insert', layer, path, (children, index) => [
    ...children.slice(0, index),
    ...more,
    ...children.slice(index),
  ]) as Edited<L, Path, readonly ['insert', New]>
}

/**
 * A layer without the one at a path: `remove(layer, path)`.
 *
 * Throws `TreeError` where there is nothing at the path, `ArgumentError` where the layer around it needs all
 * of its children.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const net = nn.sequential(nn.dense(8), nn.dropout(0.5), { head: nn.dense(10) })
 * nn.remove(net, '[1]').children.map(({ layer }) => layer.kind.tag) // ['dense', 'dense']
 */
export const remove = <L extends AnyLayer, const Path extends string>(
  layer: L,
  path: Blame<NoLayer<'remove', Edited<L, Path, readonly ['remove']>, Path>, Path>,
): Edited<L, Path, readonly ['remove']> =>
  edited('remove', layer, path, (children, index) =>
    children.filter((_, i) => i !== index),
  ) as Edited<L, Path, readonly ['remove']>

/**
 * A layer with some of the layers inside it, or itself, changed by a function: `modifyAll(layer, which, f)`.
 * The layers inside one come before it. The types of the result are not known to the compiler: bind it with
 * `buildDyn` or `on`.
 *
 * Laws:
 * 1. `modifyAll(l, which, m => m)` is l.
 * 2. `modifyAll(l, path, () => m)` is `replace(l, path, m)`.
 *
 * Throws `TreeError` where a pattern matches no layer.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const net = nn.sequential(nn.dense(8), nn.relu, nn.residual(nn.dense(8), nn.relu))
 * const smooth = nn.modifyAll(net, nn.ofKind('relu'), () => nn.gelu)
 * Object.keys(nn.select(smooth, nn.ofKind('gelu'))) // ['[1]', '[2][0][1]']
 */
export const modifyAll = (
  layer: AnyLayer,
  which: WhichLayers,
  f: (layer: AnyLayer, path: string) => AnyLayer,
): AnyLayer => {
  const isMeant = meant('modifyAll', which, walkLayers(layer))
  const change = (part: AnyLayer, path: string): AnyLayer => {
    const inner = withChildren(
      'modifyAll',
      part,
      part.children.map((child, i) => ({
        ...child,
        layer: change(child.layer, pathOfChild(path, child, i)),
      })),
    )
    if (!isMeant(shortened(path), part)) return inner
    const made = f(inner, shortened(path))
    requireLayer('modifyAll', made)
    return made
  }
  return change(layer, '')
}
