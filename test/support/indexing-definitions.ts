import type { Definition } from './definitions.ts'
import { isWhole, roundTo, wrap } from './rounding.ts'

/** The index of the first NaN along an axis, or else of the first element that is best. */
const firstOf =
  (isBest: (x: number, all: readonly number[]) => boolean): Definition<'argmax' | 'argmin'> =>
  (at, [x], { axis }, [operand]) => {
    const all = Array.from({ length: operand?.shape[axis] as number }, (_, i) =>
      x?.(at.toSpliced(axis, 0, i)),
    ) as readonly number[]
    const nan = all.findIndex(Number.isNaN)
    return nan >= 0 ? nan : all.findIndex((element) => isBest(element, all))
  }

type Indexing = 'cumsum' | 'argmax' | 'argmin' | 'gather' | 'scatterAdd'

/** Sums along an axis, places of extrema, and rows by their indices. */
export const indexingDefinitions: { readonly [N in Indexing]: Definition<N> } = {
  cumsum: (at, [x], { axis, reverse }, [operand], { dtype }) => {
    const size = operand?.shape[axis] as number
    const own = at[axis] as number
    const summed = reverse
      ? Array.from({ length: size - own }, (_, i) => size - 1 - i)
      : Array.from({ length: own + 1 }, (_, i) => i)
    return summed
      .map((i) => x?.(at.map((place, a) => (a === axis ? i : place))) as number)
      .reduce((sum, term) =>
        isWhole(dtype) ? wrap(dtype, BigInt(sum) + BigInt(term)) : roundTo[dtype](sum + term),
      )
  },
  argmax: firstOf((x, all) => all.every((other) => !(other > x))),
  argmin: firstOf((x, all) => all.every((other) => !(other < x))),
  gather: (at, [x, indices], _, [rows, list]) => {
    const axis = (list?.shape.length as number) - 1
    const index = indices?.(at.slice(0, axis + 1)) as number
    const isRow = index >= 0 && index < (rows?.shape[axis] as number)
    return isRow ? (x?.(at.map((place, a) => (a === axis ? index : place))) as number) : 0
  },
  scatterAdd: (at, [x, indices], _, [rows, list], { dtype }) => {
    const axis = (list?.shape.length as number) - 1
    const terms = Array.from({ length: rows?.shape[axis] as number }, (__, j) => j)
      .filter((j) => indices?.([...at.slice(0, axis), j]) === at[axis])
      .map((j) => x?.(at.map((place, a) => (a === axis ? j : place))) as number)
    return isWhole(dtype)
      ? wrap(
          dtype,
          terms.reduce((sum, term) => sum + BigInt(term), 0n),
        )
      : terms.reduce((sum, term) => roundTo[dtype](sum + term), 0)
  },
}
