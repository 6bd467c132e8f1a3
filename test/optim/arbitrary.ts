/** Trees of parameters, and gradients for them. */
import fc, { type Arbitrary } from 'fast-check'
import { T, tree } from '../../src/index.ts'
import type { AnyTensor, Tensor } from '../../src/core/tensor.ts'

const shapes: readonly (readonly number[])[] = [
  [],
  [0],
  [1],
  [3],
  [2, 3],
  [3, 2],
  [2, 0],
  [2, 1, 3],
]

const elements = fc.double({ min: -3, max: 3, noNaN: true })

const leafOf = (shape: readonly number[], dtype: 'f32' | 'f64'): Arbitrary<AnyTensor> => {
  const size = shape.reduce((product, dim) => product * dim, 1)
  return fc
    .array(elements, { minLength: size, maxLength: size })
    .map((xs) =>
      T.cast(T.reshape(T.fromTypedArray(Float64Array.from(xs), [size]), [...shape]), dtype),
    )
}

const leaf = fc
  .tuple(fc.constantFrom(...shapes), fc.constantFrom('f32' as const, 'f64' as const))
  .chain(([shape, dtype]) => leafOf(shape, dtype))

/** Records and arrays of tensors of floats, in any depth, with static things among them. */
export const params: Arbitrary<unknown> = fc.letrec<{ node: unknown; leaf: AnyTensor }>((tie) => ({
  leaf,
  node: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.constantFrom('name', 7, null),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'weight', 'odd key', '0'), tie('node'), { maxKeys: 3 }),
  ),
})).node

/** A tree like another, with other elements. */
export const like = (target: unknown): Arbitrary<unknown> => {
  const leaves = tree.leaves(target)
  return fc
    .tuple(...leaves.map((x) => leafOf(x.shape, x.dtype === 'f64' ? 'f64' : 'f32')))
    .map((values) => {
      let next = 0
      return tree.mapTo(() => values[next++])(target)
    })
}

/** Parameters, and gradients for some steps. */
export const problem = (
  steps: number,
): Arbitrary<{ readonly params: unknown; readonly grads: readonly unknown[] }> =>
  params.chain((p) =>
    fc
      .tuple(...Array.from({ length: steps }, () => like(p)))
      .map((grads) => ({ params: p, grads })),
  )

/** A tree with typed arrays in the place of its tensors, for comparing bits. */
export const bits = (target: unknown): unknown =>
  tree.mapTo((x) => [x.dtype, x.shape, T.toTypedArray(x)])(target)

/** The kinds of the tensors of a tree. */
export const kindsOf = (target: unknown): unknown =>
  tree.mapTo((x) => `${x.dtype} ${x.shape}`)(target)

/** A scalar loss. */
export const loss = (x: number): Tensor<[], 'f64'> => T.tensor(x, 'f64')
