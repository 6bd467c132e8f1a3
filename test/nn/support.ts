import fc, { type Arbitrary } from 'fast-check'
import { nn, T, type Tensor, tree } from '../../src/index.ts'
import { like } from '../../src/laws/arbitrary/tree.ts'
import { tensor } from '../../src/laws/arbitrary/tensor.ts'
import { isTensorSpec, type Spec } from '../../src/nn/spec.ts'
import type { Entry } from './catalogue.ts'

/** The model of an entry; its types are those of no layer in particular. */
export const modelOf = ({ layer, input }: Entry): nn.AnyModel => {
  const built = nn.buildDyn(input)(layer)
  if (built._tag === 'Left') throw new Error(built.left)
  return built.right
}

/** Values that fit an input, names having a size. */
export const inputs = (spec: Spec, batch: number): Arbitrary<unknown> => {
  if (!isTensorSpec(spec)) {
    const parts = Object.values(spec).map((part: Spec) => inputs(part, batch))
    return fc.tuple(...parts)
  }
  const shape = spec.shape.map((dim) => (typeof dim === 'number' ? dim : batch))
  return spec.dtype === 'i32'
    ? fc
        .array(fc.nat(5), {
          minLength: shape.reduce((a, b) => a * b, 1),
          maxLength: shape.reduce((a, b) => a * b, 1),
        })
        .map((ids) => T.fromTypedArray(Int32Array.from(ids), shape))
    : tensor(shape, { dtype: spec.dtype, domain: { low: -2, high: 2 } })
}

/** Parameters like those that a model begins with, whose elements are not at their first values. */
export const paramsLike = <P>(params: P): Arbitrary<P> =>
  like(params, { domain: { low: -1.5, high: 1.5 } })

/** All elements of a tree, in order. */
export const elements = (value: unknown): readonly number[] =>
  tree.leaves(value).flatMap((x) => Array.from(T.toTypedArray(x as Tensor)))

/** The shape and element type of every leaf. */
export const types = (value: unknown): unknown =>
  tree.mapTo((x) => `${x.dtype} [${x.shape.join(', ')}]`)(value)
