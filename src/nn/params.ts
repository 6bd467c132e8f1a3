import { type DType, floatOf } from '../core/dtype.ts'
import type { Tensor } from '../core/tensor.ts'
import * as R from '../random/index.ts'
import * as T from '../tensor/index.ts'
import { type Draw, drawOf, type Initializer } from './initializer.ts'
import type { TensorSpec } from './spec.ts'

/** What is known of a parameter, or of a tensor of state, before there is one. */
export interface ParamSpec extends TensorSpec {
  readonly shape: readonly number[]
  /** how it begins; `null`: as suits the activation that follows its layer */
  readonly init: Initializer | Draw | null
  /** how many axes in front count copies, each drawn for itself */
  readonly copies: number
}

/** What is known of the parameters of a layer. `[]` is none. */
export type ParamTree = ParamSpec | readonly ParamTree[] | { readonly [name: string]: ParamTree }

/** Parameters of a shape, in the element type that goes with an input's. */
export const paramSpec = (
  shape: readonly number[],
  dtype: DType,
  init: ParamSpec['init'],
): ParamSpec => ({ _tag: 'TensorSpec', shape, dtype: floatOf(dtype), init, copies: 0 })

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

/** Parameters with a new axis in front: a copy of them for each of n. */
export const copied = (tree: ParamTree, n: number): ParamTree =>
  mapParams(tree, (spec) => ({
    ...spec,
    shape: [n, ...spec.shape],
    copies: spec.copies + 1,
  })) as ParamTree

const isFloatType = (dtype: DType): dtype is 'f32' | 'f64' => dtype === 'f32' || dtype === 'f64'

const drawCopies = (key: R.Key, { shape, dtype, init, copies }: ParamSpec): Tensor => {
  const draw = typeof init === 'function' ? init : drawOf(init ?? 'glorotUniform')
  const options = { dtype: isFloatType(dtype) ? dtype : 'f32' } as const
  const [count = 0, ...rest] = shape
  if (copies === 0) return draw(key, shape, options)
  if (count === 0) return T.zeros([...shape], options.dtype) as Tensor
  const each = { _tag: 'TensorSpec', shape: rest, dtype, init, copies: copies - 1 } as const
  return T.stack(
    R.split(key, count).map((part) => drawCopies(part, each)),
    0,
  )
}

/** First values, each from a key of its own: the key folded with its place in the tree. */
export const drawParams = (key: R.Key, tree: ParamTree): unknown =>
  mapParams(tree, (spec, order) => drawCopies(R.foldIn(key, order), spec))
