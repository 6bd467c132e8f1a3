import { shortened } from '../../tree/path.ts'
import type { AnyModel } from '../model.ts'
import { meant, type WhichLayers } from './layers.ts'
import { located, specsAt, walkLocated } from './located.ts'

/**
 * A predicate of the paths of parameters: is it one of some layers, or of the layers inside them?
 * `parametersOf(model, which)`, by paths, patterns, names or kinds of layers. To freeze layers, give it to
 * `tree.partition` and differentiate with respect to the rest; or end a chain of optimizers with
 * `optim.freeze(parametersOf(model, which))`. The state of frozen layers, such as running statistics, still
 * changes in training.
 *
 * Law: frozen parameters keep their bits.
 *
 * Throws `TreeError` where a pattern matches no layer.
 *
 * @example
 * import { grad, nn, R, T, tree } from 'cotangent'
 *
 * const net = nn.model(nn.input('batch', 3), { body: nn.dense(4) }, nn.relu, { head: nn.dense(2) })
 * const { params } = net.init(R.key(0))
 * tree.paths(params).filter(nn.parametersOf(net, 'body')) // ['body.bias', 'body.kernel']
 *
 * const [frozen, trained] = tree.partition(params, nn.parametersOf(net, 'body'))
 * const loss = (part: typeof trained) => T.sum(nn.apply(net)(tree.combine(part, frozen), T.ones([1, 3])))
 * tree.paths(grad(loss)(trained)) // ['head.bias', 'head.kernel']
 */
export const parametersOf = (model: AnyModel, which: WhichLayers): ((path: string) => boolean) => {
  const layers = walkLocated(located(model.signature))
  const isMeant = meant(
    'parametersOf',
    which,
    layers.map(({ path, layer }) => [shortened(path), layer]),
  )
  const paths = new Set(
    layers
      .filter(({ path, layer }) => isMeant(shortened(path), layer))
      .flatMap(({ params }) => specsAt(params).map(([path]) => shortened(path))),
  )
  return (path) => paths.has(path)
}
