import { type DType, floatOf } from '../core/dtype.ts'
import type { Tensor } from '../core/tensor.ts'
import * as R from '../random/index.ts'
import * as T from '../tensor/index.ts'
import { type Draw, drawOf, type Fans, type Initializer } from './initializer.ts'
import type { TensorSpec } from './spec.ts'

/** What is known of a parameter, or of a tensor of state, before there is one. */
export interface ParamSpec extends TensorSpec {
  readonly shape: readonly number[]
  /** how it begins; `null`: as suits the activation that follows its layer */
  readonly init: Initializer | Draw | null
  /** which axes are inputs and outputs, where they are not the last two */
  readonly fans: Fans
  /** how many axes in front count copies, each drawn for itself */
  readonly copies: number
  /** the numbers that the key is folded with, from the outermost layer to the parameter */
  readonly place: readonly number[]
}

/** What is known of the parameters of a layer. `[]` is none. */
export type ParamTree = ParamSpec | readonly ParamTree[] | { readonly [name: string]: ParamTree }

/**
 * What a kind says of a parameter: its shape, in the element type that goes with an input's (f32 where that
 * is no float), and how it begins. `null`: as suits the activation that follows. See `layerKind`.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * nn.paramSpec([784, 10], 'i32', 'zeros').dtype // 'f32'
 */
export const paramSpec = (
  shape: readonly number[],
  dtype: DType,
  init: ParamSpec['init'],
  fans: Fans = {},
): ParamSpec => ({
  _tag: 'TensorSpec',
  shape,
  dtype: floatOf(dtype),
  init,
  fans,
  copies: 0,
  place: [],
})

const isParamSpec = (tree: ParamTree): tree is ParamSpec => '_tag' in tree && 'init' in tree

/** The tree with every parameter replaced. */
export const mapParams = <A>(
  tree: ParamTree,
  f: (spec: ParamSpec, order: number) => A,
): unknown => {
  let order = 0
  const build = (part: ParamTree): unknown =>
    isParamSpec(part)
      ? f(part, order++)
      : Array.isArray(part)
        ? Object.freeze((part as readonly ParamTree[]).map(build))
        : Object.freeze(
            Object.fromEntries(
              Object.entries(part).map(([name, child]: readonly [string, ParamTree]) => [
                name,
                build(child),
              ]),
            ),
          )
  return build(tree)
}

/** All parameters of a tree, in order. */
export const paramSpecs = (tree: ParamTree): readonly ParamSpec[] =>
  isParamSpec(tree) ? [tree] : Object.values(tree).flatMap((part: ParamTree) => paramSpecs(part))

/** Parameters that begin as suits, beginning as an initializer says. */
export const suited = (tree: ParamTree, init: Initializer): ParamTree =>
  mapParams(tree, (spec) => (spec.init === null ? { ...spec, init } : spec)) as ParamTree

/** Parameters of the part at a place among the parts of a layer, which has a key of its own. */
export const within = (tree: ParamTree, place: number): ParamTree =>
  mapParams(tree, (spec) => ({ ...spec, place: [place, ...spec.place] })) as ParamTree

/** Parameters that have keys of their own: where two have the same place, all get their order. */
export const distinct = (tree: ParamTree): ParamTree => {
  const places = paramSpecs(tree).map(({ place }) => place.join())
  return new Set(places).size === places.length
    ? tree
    : (mapParams(tree, (spec, order) => ({
        ...spec,
        place: [order, ...spec.place],
      })) as ParamTree)
}

/** Parameters with a new axis in front: a copy of them for each of n. */
export const copied = (tree: ParamTree, n: number): ParamTree =>
  mapParams(tree, (spec) => ({
    ...spec,
    shape: [n, ...spec.shape],
    copies: spec.copies + 1,
  })) as ParamTree

const drawCopies = (key: R.Key, spec: ParamSpec): Tensor => {
  const { shape, dtype, init, copies } = spec
  const draw = typeof init === 'function' ? init : drawOf(init ?? 'glorotUniform')
  const options = { ...spec.fans, dtype: floatOf(dtype) } as const
  const [count = 0, ...rest] = shape
  if (copies === 0) return draw(key, shape, options)
  if (count === 0) return T.zeros([...shape], options.dtype) as Tensor
  const each = { ...spec, shape: rest, copies: copies - 1 }
  return T.stack(
    R.split(key, count).map((part) => drawCopies(part, each)),
    0,
  )
}

/** First values, each from a key of its own: the key folded with its place. */
export const drawParams = (key: R.Key, tree: ParamTree): unknown =>
  mapParams(tree, (spec) => drawCopies(spec.place.reduce(R.foldIn, key), spec))
