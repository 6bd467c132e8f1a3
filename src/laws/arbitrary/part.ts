import { sizeOf } from '../../core/shape/index.ts'
import { places } from '../places.ts'

/** The elements of a corner: those at the places of a smaller shape, moved by an offset. */
const corner = (
  from: readonly number[],
  to: readonly number[],
  offset: readonly number[],
): readonly number[] =>
  places(to).map((place) =>
    place.reduce((sum, i, axis) => sum * (from[axis] as number) + i + (offset[axis] as number), 0),
  )

/**
 * Ways to take as many elements of a tensor as a smaller shape has, as places row by row: a first
 * and a last corner where both have as many axes, else the first and the last ones; and those that
 * matter most.
 */
export const parts = (
  from: readonly number[],
  to: readonly number[],
  weight: (place: number) => number,
): readonly (readonly number[])[] => {
  const [all, count] = [sizeOf(from), sizeOf(to)]
  if (count > all) return []
  const range = (start: number): readonly number[] =>
    Array.from({ length: count }, (_, i) => start + i)
  if (count === all) return [range(0)]
  const most = Array.from({ length: all }, (_, place) => ({ place, weight: weight(place) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, count)
    .map(({ place }) => place)
    .sort((a, b) => a - b)
  const within = from.length === to.length && to.every((size, axis) => size <= (from[axis] ?? 0))
  const ends = within
    ? [
        corner(
          from,
          to,
          from.map(() => 0),
        ),
        corner(
          from,
          to,
          from.map((size, axis) => size - (to[axis] as number)),
        ),
      ]
    : [range(0), range(all - count)]
  return [...ends, most]
}
