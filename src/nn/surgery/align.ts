import { toJSON } from '../json.ts'
import type { LocatedLayer } from './located.ts'

/** Two layers that are thought to be one, before and after. */
export type Pair = readonly [before: LocatedLayer, after: LocatedLayer]

/**
 * How much two layers without names are one: as many points as there are layers for the same description,
 * one more for the same value. So the most pairs count first, then those of the same values.
 */
const likeness = (
  before: readonly LocatedLayer[],
  after: readonly LocatedLayer[],
): readonly (readonly number[])[] => {
  const points = before.length + 1
  const texts = after.map(({ layer }) => JSON.stringify(toJSON(layer)))
  return before.map(({ layer, name }) => {
    const text = JSON.stringify(toJSON(layer))
    return after.map((other, j) => {
      if (name !== null || other.name !== null || texts[j] !== text) return 0
      return points + (other.layer === layer ? 1 : 0)
    })
  })
}

/** The common subsequence of two lists with the most points, as pairs of indices: the first there is. */
const common = (
  points: readonly (readonly number[])[],
  rows: number,
  columns: number,
): readonly (readonly [number, number])[] => {
  // most[i][j]: the points of what begins at i and at j
  const most = Array.from({ length: rows + 1 }, () => new Float64Array(columns + 1))
  const at = (i: number, j: number): number => most[i]?.[j] ?? 0
  const paired = (i: number, j: number): number => {
    const own = points[i]?.[j] ?? 0
    return own === 0 ? 0 : own + at(i + 1, j + 1)
  }
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--)
      most[i]?.fill(Math.max(paired(i, j), at(i + 1, j), at(i, j + 1)), j, j + 1)
  const pairs: (readonly [number, number])[] = []
  for (let [i, j] = [0, 0]; i < rows && j < columns; ) {
    if (at(i, j) === paired(i, j) && at(i, j) > 0) pairs.push([i++, j++])
    else if (at(i, j) === at(i + 1, j)) i++
    else j++
  }
  return pairs
}

/** Pairs of what stands between two pairs of a sequence, of one kind and not of two names. */
const between = (
  before: readonly LocatedLayer[],
  after: readonly LocatedLayer[],
): readonly Pair[] => {
  const left = [...before]
  return after.flatMap((part): readonly Pair[] => {
    const i = left.findIndex(
      ({ layer, name }) =>
        layer.kind.tag === part.layer.kind.tag && (name === null || part.name === null),
    )
    const found = left[i]
    if (found === undefined) return []
    left.splice(i, 1)
    return [[found, part]]
  })
}

/** Children of one layer and those of another in pairs: by name; else in order, the same ones first. */
const alignParts = (
  before: readonly LocatedLayer[],
  after: readonly LocatedLayer[],
): readonly Pair[] => {
  const named = after.flatMap((part): readonly Pair[] => {
    const found = before.find(({ name }) => name !== null && name === part.name)
    return found === undefined ? [] : [[found, part]]
  })
  const isTaken = new Set(named.flat())
  const old = before.filter((part) => !isTaken.has(part))
  const fresh = after.filter((part) => !isTaken.has(part))
  const same = common(likeness(old, fresh), old.length, fresh.length)
  const pairs: Pair[] = []
  const ends = [...same, [old.length, fresh.length] as const]
  let [i, j] = [0, 0]
  for (const [nextI, nextJ] of ends) {
    pairs.push(...between(old.slice(i, nextI), fresh.slice(j, nextJ)))
    const [a, b] = [old[nextI], fresh[nextJ]]
    if (a !== undefined && b !== undefined) pairs.push([a, b])
    ;[i, j] = [nextI + 1, nextJ + 1]
  }
  return [...named, ...pairs]
}

/** The layers of two models in pairs, a layer before its parts. */
export const align = (before: LocatedLayer, after: LocatedLayer): readonly Pair[] => {
  const isMade = before.parts.length > 0
  if (isMade !== after.parts.length > 0) return []
  return [
    [before, after],
    ...alignParts(before.parts, after.parts).flatMap(([a, b]) => align(a, b)),
  ]
}
