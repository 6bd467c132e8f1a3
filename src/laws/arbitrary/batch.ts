import fc, { type Arbitrary } from 'fast-check'
import { TreeError } from '../../core/errors.ts'
import { sameShape } from '../../core/node.ts'
import type { AnyTensor, Dim, Tensor } from '../../core/tensor.ts'
import { type Flat, flatten, requireSameStructure, unflatten } from '../../core/tree.ts'
import { inputOfNode } from '../function.ts'
import { stack } from '../input.ts'
import { type Range, listsOf, rangeOf } from './shape.ts'
import { tensorOfInput } from './tensor.ts'

/** A tree whose tensors have a batch axis in front. */
export type Batched<P, N extends Dim = number> = P extends AnyTensor
  ? P extends Tensor<infer S, infer D>
    ? Tensor<[N, ...S], D>
    : never
  : { readonly [K in keyof P]: Batched<P[K], N> }

/** The examples one after the other along a new axis; the types are those of the first. */
const stacked = (first: Flat, examples: readonly Flat[]): unknown =>
  unflatten(
    first.structure,
    first.leaves.map((leaf, i) => {
      const inputs = examples.map(({ structure, leaves }) => {
        requireSameStructure('batch', 'the examples', first.structure, structure)
        const own = leaves[i] ?? leaf
        if (own.dtype !== leaf.dtype || !sameShape(own.shape, leaf.shape)) {
          const path = first.paths[i] ?? ''
          throw new TreeError(
            'batch',
            `examples of a batch have one shape and element type, got ${leaf.toString()} and ${own.toString()}${path && ` at ${path}`}: give the arbitrary a fixed shape`,
            path,
          )
        }
        return inputOfNode('batch', own)
      })
      return tensorOfInput(stack(leaf, inputs))
    }),
  )

/**
 * Batches of examples: `batch(example, size = [1, 4])`, each tensor of the example stacked along a
 * new first axis. `size` is a range, or a number. Shrinks to few examples, and those.
 *
 * Law: `vmap(f)` of a batch is `f` of each example.
 *
 * Throws `TreeError` where examples have different shapes.
 *
 * @example
 * import fc from 'fast-check'
 * import { T, type Tensor, vmap } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const batches = laws.batch(laws.tree({ x: [3], y: [] }), 2)
 * fc.assert(
 *   fc.property(batches, ({ x, y }) => {
 *     const sums = vmap((example: Tensor<[3]>) => T.sum(example))(x)
 *     return sums.shape[0] === 2 && y.shape.length === 1
 *   }),
 * )
 */
export const batch = <P, const N extends number | Range = Range>(
  example: Arbitrary<P>,
  size: N | Range = [1, 4],
): Arbitrary<Batched<P, N extends number ? N : number>> => {
  type Result = Batched<P, N extends number ? N : number>
  const [min, max] = rangeOf('batch', 'size', typeof size === 'number' ? [size, size] : size)
  const empty = example.map((one) => stacked(flatten(one), []) as Result)
  if (max === 0) return empty
  const some = listsOf(example, [Math.max(1, min), max]).map((examples) => {
    const flats = examples.map(flatten)
    return stacked(flats[0] as Flat, flats) as Result
  })
  return min > 0
    ? some
    : fc.oneof({ weight: 1, arbitrary: empty }, { weight: max, arbitrary: some })
}
