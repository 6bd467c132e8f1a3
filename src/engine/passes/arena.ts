/** A part of memory that is needed for some time. Time is counted in steps, both ends included. */
export interface Buffer {
  readonly bytes: number
  readonly from: number
  readonly to: number
  /** buffers whose place it may take where they end in the step that it begins in */
  readonly inPlaceOf: readonly number[]
}

/** Where buffers lie in one block of memory. */
export interface Layout {
  /** the offset of each buffer in bytes, a multiple of {@link alignment} */
  readonly offsets: readonly number[]
  /** the size of the block in bytes */
  readonly size: number
}

/** Buffers begin at multiples of this many bytes: a cache line, and four SIMD registers. */
export const alignment = 64

/** The bytes that a buffer takes up. */
export const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment

interface Gap {
  readonly offset: number
  readonly size: number
}

/** The unused parts of a block that grows where none of them is large enough. */
interface Free {
  /** the offset of that many bytes: in the smallest gap that has room, the first of several */
  readonly take: (size: number) => number
  readonly give: (offset: number, size: number) => void
  readonly total: () => number
}

export const freeList = (): Free => {
  // in the order of their offsets, and never two side by side
  const gaps: Gap[] = []
  let total = 0
  const take = (size: number): number => {
    let best = -1
    gaps.forEach((gap, i) => {
      if (gap.size >= size && gap.size < (gaps[best]?.size ?? Infinity)) best = i
    })
    const gap = gaps[best]
    if (gap !== undefined) {
      const rest = { offset: gap.offset + size, size: gap.size - size }
      gaps.splice(best, 1, ...(rest.size > 0 ? [rest] : []))
      return gap.offset
    }
    // the block grows, from a gap at its end if there is one
    const end = gaps.at(-1)
    const offset = end !== undefined && end.offset + end.size === total ? end.offset : total
    if (offset < total) gaps.pop()
    total = offset + size
    return offset
  }
  const give = (offset: number, size: number): void => {
    const after = gaps.findIndex((gap) => gap.offset > offset)
    const i = after < 0 ? gaps.length : after
    const [before, next] = [gaps[i - 1], gaps[i]]
    const joinsBefore = before !== undefined && before.offset + before.size === offset
    const joinsNext = next !== undefined && offset + size === next.offset
    const start = joinsBefore ? before.offset : offset
    const stop = joinsNext ? next.offset + next.size : offset + size
    const joined = (joinsBefore ? 1 : 0) + (joinsNext ? 1 : 0)
    gaps.splice(joinsBefore ? i - 1 : i, joined, { offset: start, size: stop - start })
  }
  return { take, give, total: () => total }
}

/**
 * Places for buffers: best fit, in the order in which they begin, in a block whose gaps are used
 * again. A buffer takes the place of another where it may and both have as many bytes.
 */
export const arrange = (buffers: readonly Buffer[]): Layout => {
  const offsets = new Array<number>(buffers.length).fill(0)
  if (buffers.length === 0) return { offsets, size: 0 }
  const order = [...buffers.keys()].sort((i, k) => at(buffers, i).from - at(buffers, k).from)
  const ending = new Map<number, number[]>()
  const free = freeList()
  /** buffers whose place another one has taken: it is not given back when they end */
  const replaced = new Set<number>()
  let step = at(buffers, order[0] ?? 0).from
  const giveBack = (before: number): void => {
    for (; step < before; step++) {
      for (const i of ending.get(step) ?? []) {
        if (!replaced.has(i)) free.give(offsets[i] ?? 0, aligned(at(buffers, i).bytes))
      }
    }
  }
  for (const i of order) {
    const { bytes, from, to, inPlaceOf } = at(buffers, i)
    if (bytes === 0) continue
    giveBack(from)
    const replaces = inPlaceOf.find((other) => {
      const { bytes: size, from: start, to: end } = at(buffers, other)
      return size === bytes && end === from && start < from && !replaced.has(other)
    })
    if (replaces !== undefined) replaced.add(replaces)
    offsets[i] = replaces === undefined ? free.take(aligned(bytes)) : (offsets[replaces] ?? 0)
    const others = ending.get(to)
    if (others === undefined) ending.set(to, [i])
    else others.push(i)
  }
  return { offsets, size: free.total() }
}

const at = (buffers: readonly Buffer[], i: number): Buffer => {
  const buffer = buffers[i]
  if (buffer === undefined) throw new RangeError(`there is no buffer ${i}`)
  return buffer
}
