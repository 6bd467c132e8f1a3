import fc, { type Arbitrary } from 'fast-check'
import { ArgumentError } from '../../core/errors.ts'
import { type ShapeOptions, listsOf, rangeOf, shape } from './shape.ts'

/** Shapes that broadcast together, and what they broadcast to. */
export interface BroadcastableShapes {
  readonly shapes: readonly (readonly number[])[]
  readonly result: readonly number[]
}

/** The size of an axis of the result: what is not 1, if anything is not. */
const common = (sizes: readonly number[]): number => sizes.find((size) => size !== 1) ?? 1

/** What shapes broadcast to, axes counted from the right. */
const resultOf = (shapes: readonly (readonly number[])[]): readonly number[] => {
  const rank = Math.max(0, ...shapes.map(({ length }) => length))
  return Array.from({ length: rank }, (_, axis) =>
    common(shapes.map((own) => own[own.length - rank + axis] ?? 1)),
  )
}

/**
 * n shapes that broadcast together, with the shape of the result: `broadcastableShapes(n, options)`.
 * Axes are left out on the left, and stretched from 1 unless `one` is false; `rank` and the other
 * options are those of `shape`, for each of the shapes. Shrinks to equal shapes, and those as
 * `shape` does.
 *
 * Law: the result is the shape of a sum of tensors of these shapes.
 *
 * @example
 * import fc from 'fast-check'
 * import { T } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * fc.assert(
 *   fc.property(laws.broadcastableShapes(2), ({ shapes: [a = [], b = []], result }) => {
 *     const sum = T.add(T.zeros([...a]), T.zeros([...b]))
 *     return String(sum.shape) === String(result)
 *   }),
 * )
 */
export const broadcastableShapes = (
  n: number,
  options: ShapeOptions = {},
): Arbitrary<BroadcastableShapes> => {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new ArgumentError('broadcastableShapes', `takes a whole number ≥ 0 of shapes, got ${n}`)
  }
  const [least, most] = rangeOf('broadcastableShapes', 'rank', options.rank ?? [0, 3])
  const stretches = options.one === false ? fc.constant(false) : fc.boolean()
  const changes = fc.record({
    missing: fc.oneof(fc.constant(0), fc.nat(most - least)),
    stretched: listsOf(stretches, [most, most]),
  })
  return fc
    .tuple(shape({ ...options, rank: [least, most] }), listsOf(changes, [n, n]))
    .map(([whole, all]) => {
      const shapes = all.map(({ missing, stretched }) =>
        whole
          // counted from the right, so that an axis keeps its flag when one in front of it goes
          .map((size, axis) => (stretched[whole.length - 1 - axis] === true ? 1 : size))
          .slice(Math.min(missing, whole.length - least)),
      )
      return { shapes, result: resultOf(shapes) }
    })
}
