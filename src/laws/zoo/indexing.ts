import type { Node } from '../../core/node.ts'
import { fill, zerosLike } from '../../core/primitives/align.ts'
import { div, max, min, sub } from '../../core/primitives/arithmetic.ts'
import { argmax } from '../../core/primitives/choice.ts'
import { less, select } from '../../core/primitives/comparison.ts'
import { type CumulativeAttributes, cumsum } from '../../core/primitives/cumulation.ts'
import { type ScatterAttributes, gather, scatterAdd } from '../../core/primitives/indexing.ts'
import { reshape, transpose } from '../../core/primitives/movement.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { type Mutation, as, broken } from './mutation.ts'

/** Indices of rows that there are, for some that are not. */
const clamped = (indices: Node, rows: number): Node =>
  max(zerosLike(indices), min(indices, fill(rows - 1, indices)))

/** Mutations in the rules of cumulative sums, indices of extrema, gathering and scattering. */
export const indexingMutations = (): readonly Mutation[] => [
  broken('cumsum', 'not transposed', 'not reversed in the transpose', () => ({
    transpose: (c, _, __, attributes) => [cumsum(c, as<CumulativeAttributes>(attributes))],
  })),
  broken('cumsum', 'off by one', 'the element itself is left out of the tangent', () => ({
    jvp: (_, [t], __, attributes) =>
      t ? sub(cumsum(t, as<CumulativeAttributes>(attributes)), t) : null,
  })),
  broken('cumsum', 'wrong axis', 'the axis of the example in a batch', () => ({
    batch: ([x], _, __, attributes) => cumsum(x as Node, as<CumulativeAttributes>(attributes)),
  })),
  broken('argmax', 'wrong at a kink', 'the last of several in a batch', () => ({
    batch: ([x], _, __, { axis }) => {
      const last = (x?.shape.length ?? 0) - 1
      return axis === last - 1 ? argmax(x as Node, last) : argmax(x as Node, axis as number)
    },
  })),
  broken(
    'gather',
    'lost duplicates',
    'repeated indices overwrite each other in the transpose',
    () => ({
      transpose: (c, [x, indices]) => {
        if (!x || !indices) return [null, null]
        const rows = x.shape[indices.shape.length - 1] as number
        const added = scatterAdd(c, indices, rows)
        const ones = fill(1, { shape: c.shape, dtype: 'i32' })
        const once = less(
          scatterAdd(ones, indices, rows),
          fill(2, { shape: added.shape, dtype: 'i32' }),
        )
        return [select(once, added, zerosLike(added)), null]
      },
    }),
  ),
  broken('gather', 'lost duplicates', 'indices of no row are clamped in the transpose', () => ({
    transpose: (c, [x, indices]) => {
      if (!x || !indices) return [null, null]
      const rows = x.shape[indices.shape.length - 1] as number
      return [scatterAdd(c, clamped(indices, rows), rows), null]
    },
  })),
  broken(
    'gather',
    'wrong example in a batch',
    'a shared table, with the batch among the indices',
    ({ batch: right }) => ({
      batch: (operands, batched, size, attributes, folds) => {
        const [x, indices] = operands
        const given = right(operands, batched, size, attributes, folds)
        return x && indices && batched[0] !== true && indices.shape.length === 2
          ? reshape(
              gather(x, reshape(transpose(indices, [1, 0]), [sizeOf(indices.shape)])),
              given.shape,
            )
          : given
      },
    }),
  ),
  broken('scatterAdd', 'lost duplicates', 'the mean of rows with one index in the tangent', () => ({
    jvp: ([, indices], [t], output, attributes) => {
      const { size } = as<ScatterAttributes>(attributes)
      if (!t || !indices) return null
      const ones = fill(1, { shape: t.shape, dtype: t.dtype })
      const count = max(scatterAdd(ones, indices, size), fill(1, output))
      return div(scatterAdd(t, indices, size), count)
    },
  })),
  broken('scatterAdd', 'lost duplicates', 'rows that are dropped get a cotangent', () => ({
    transpose: (c, [, indices], _, attributes) => [
      indices ? gather(c, clamped(indices, as<ScatterAttributes>(attributes).size)) : null,
      null,
    ],
  })),
]
