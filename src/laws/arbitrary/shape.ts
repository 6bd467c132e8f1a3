import fc, { type Arbitrary } from 'fast-check'
import { ArgumentError } from '../../core/errors.ts'

/** The least and the greatest of something, both included. */
export type Range = readonly [min: number, max: number]

/** Which shapes. */
export interface ShapeOptions {
  /**
   * How many axes.
   * @defaultValue [0, 3]
   */
  readonly rank?: Range
  /**
   * How long an axis is.
   * @defaultValue [1, 5]
   */
  readonly size?: Range
  /** May an axis have no elements, now and then? Default: where `size` starts at 0. */
  readonly zero?: boolean
  /** May an axis have one element? Default: where `size` contains 1. */
  readonly one?: boolean
}

/** A checked range of whole numbers from 0 on. */
export const rangeOf = (operator: string, what: string, [min, max]: Range): Range => {
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || min < 0 || min > max) {
    throw new ArgumentError(
      operator,
      `${what} is a range of whole numbers 0 ≤ min ≤ max, got [${min}, ${max}]`,
    )
  }
  return [min, max]
}

/** Arrays of an exact range of lengths, whatever fast-check takes for a usual size. */
export const listsOf = <A>(item: Arbitrary<A>, [min, max]: Range): Arbitrary<A[]> =>
  min === max
    ? fc.array(item, { minLength: min, maxLength: max, size: 'max' })
    : // with a minLength fast-check only ever drops the first items
      fc.array(item, { maxLength: max, size: 'max' }).filter(({ length }) => length >= min)

/** The lengths of an axis. Among those that are not 0 it shrinks to the least one. */
export const sizes = (operator: string, options: ShapeOptions): Arbitrary<number> => {
  const [min, max] = rangeOf(operator, 'size', options.size ?? [1, 5])
  const { zero = min === 0, one = min <= 1 && max >= 1 } = options
  const least = Math.max(min, 2)
  const usual = [
    ...(one ? [1] : []),
    ...Array.from({ length: Math.max(0, max - least + 1) }, (_, i) => least + i),
  ]
  const some = fc.nat(Math.max(0, usual.length - 1)).map((i) => usual[i] as number)
  if (usual.length === 0 && zero) return fc.constant(0)
  if (usual.length === 0) {
    throw new ArgumentError(operator, `size [${min}, ${max}] without 0 and 1 leaves no size`)
  }
  return zero
    ? fc.oneof({ weight: 9, arbitrary: some }, { weight: 1, arbitrary: fc.constant(0) })
    : some
}

/**
 * Shapes: `shape({ rank, size, zero, one })`. Shrinks to few axes of the least sizes; an axis of 0
 * stays one, since what fails there is about having no elements.
 *
 * Laws: the number of axes is in `rank`; every size is in `size`, but for the 0 and 1 that `zero`
 * and `one` add or take away.
 *
 * Throws `ArgumentError` where a range is none, or leaves no size.
 *
 * @example
 * import fc from 'fast-check'
 * import { T } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * fc.assert(
 *   fc.property(laws.shape({ rank: [1, 4], zero: true }), (shape) => {
 *     const reversed = T.transpose(T.zeros(shape)).shape
 *     return String(reversed) === String(shape.toReversed())
 *   }),
 * )
 */
export const shape = (options: ShapeOptions = {}): Arbitrary<number[]> =>
  listsOf(sizes('shape', options), rangeOf('shape', 'rank', options.rank ?? [0, 3]))
