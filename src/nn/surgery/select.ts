import type { Blame } from '../../core/shape/index.ts'
import { keysOf } from '../../tree/path.ts'
import type { AnyLayer } from '../layer.ts'
import type { AnyModel } from '../model.ts'
import { childIndex, layerIn, meant, noLayer, walkLayers, type WhichLayers } from './layers.ts'
import type { LayerAt, NoLayer } from './path.ts'

/**
 * The layer at a path: `get(layer, 'encoder[1]')`. A child is named by its name, or by its index; the path of
 * the layer itself is empty. A model is seen as its layer. In sequences and residuals the compiler knows
 * what is there.
 *
 * Throws `TreeError` where there is nothing at the path.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const net = nn.sequential({ hidden: nn.dense(8) }, nn.relu, nn.residual(nn.dense(8), nn.tanh))
 * nn.get(net, 'hidden').config // { units: 8 }
 * nn.get(net, '[2][0][1]').kind.tag // 'tanh'
 */
export const get = <L extends AnyLayer | AnyModel, const Path extends string>(
  layer: L,
  path: Blame<NoLayer<'get', LayerAt<L, Path>, Path>, Path>,
): LayerAt<L, Path> =>
  keysOf('get', path).reduce<AnyLayer>(
    (part, key) =>
      part.children[childIndex(part.children, key)]?.layer ?? noLayer('get', path, part, key),
    layerIn(layer),
  ) as LayerAt<L, Path>

/**
 * A predicate of layers: is it of one of these kinds?
 *
 * Throws nothing: a kind that does not exist has no layers.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const net = nn.sequential(nn.dense(8), nn.relu, nn.residual(nn.dense(8)))
 * Object.keys(nn.select(net, nn.ofKind('dense'))) // ['[0]', '[2][0]']
 */
export const ofKind =
  (...tags: readonly string[]): ((path: string, layer: AnyLayer) => boolean) =>
  (_, { kind }) =>
    tags.includes(kind.tag)

/**
 * Some layers by their paths: `select(layer, which)`, a layer before the layers inside it. A pattern is a
 * path in which `*` stands for any letters of one key and `**` for any number of keys, as in `tree.matches`;
 * here it matches a layer, not what is inside: `encoder.**` are the encoder and all layers in it.
 *
 * Throws `TreeError` where a pattern matches no layer.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const net = nn.sequential({ encoder: nn.sequential(nn.dense(8), nn.relu) }, { head: nn.dense(2) })
 * Object.keys(nn.select(net, 'encoder.*')) // ['encoder[0]', 'encoder[1]']
 */
export const select = (
  from: AnyLayer | AnyModel,
  which: WhichLayers,
): Readonly<Record<string, AnyLayer>> => {
  const layers = walkLayers(layerIn(from))
  const isMeant = meant('select', which, layers)
  return Object.freeze(Object.fromEntries(layers.filter(([path, layer]) => isMeant(path, layer))))
}
