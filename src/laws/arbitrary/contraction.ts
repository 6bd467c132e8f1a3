import fc, { type Arbitrary } from 'fast-check'
import { ArgumentError } from '../../core/errors.ts'
import { broadcastableShapes } from './broadcast.ts'
import { type ShapeOptions, rangeOf, sizes } from './shape.ts'

/** The shapes of two operands of a matrix product, and of the product. */
export interface ContractionShapes {
  readonly a: readonly number[]
  readonly b: readonly number[]
  readonly result: readonly number[]
}

/**
 * Shapes that `T.matmul` takes: `[…batch, m, k]` and `[…batch, k, n]`, vectors `[k]` on either side,
 * batch axes that broadcast; with the shape of the product. `rank` is that of each operand, at least
 * 1, and by default [1, 4]; the other options are those of `shape`. Shrinks to vectors, and to the
 * least sizes.
 *
 * Law: the result is the shape of `T.matmul` of tensors of these shapes.
 *
 * @example
 * import fc from 'fast-check'
 * import { T } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * fc.assert(
 *   fc.property(laws.contractionShapes(), ({ a, b, result }) => {
 *     const product = T.matmul(T.zeros([...a]), T.zeros([...b]))
 *     return String(product.shape) === String(result)
 *   }),
 * )
 */
export const contractionShapes = (options: ShapeOptions = {}): Arbitrary<ContractionShapes> => {
  const operator = 'contractionShapes'
  const [least, most] = rangeOf(operator, 'rank', options.rank ?? [1, 4])
  if (least < 1) throw new ArgumentError(operator, 'an operand of a matrix product has rank ≥ 1')
  const size = sizes(operator, options)
  const batches = broadcastableShapes(2, {
    ...options,
    rank: [Math.max(0, least - 2), Math.max(0, most - 2)],
  })
  // a vector is the simpler operand, and the only one of rank 1
  const isMatrix = least > 1 ? fc.constant(true) : most < 2 ? fc.constant(false) : fc.boolean()
  return fc
    .tuple(batches, fc.tuple(isMatrix, isMatrix), fc.tuple(size, size, size))
    .map(([{ shapes, result: both }, [left, right], [m, k, n]]) => {
      const [first = [], second = []] = shapes
      const batch = left && right ? both : left ? first : right ? second : []
      return {
        a: left ? [...first, m, k] : [k],
        b: right ? [...second, k, n] : [k],
        result: [...batch, ...(left ? [m] : []), ...(right ? [n] : [])],
      }
    })
}
