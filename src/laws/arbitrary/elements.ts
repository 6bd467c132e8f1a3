import type { DType, Storage } from '../../core/dtype.ts'
import type { Elements } from './domain.ts'
import { anchorsOf, simpler } from './simplify.ts'

/**
 * Where the search for simpler elements stands. Without it every success would start the search
 * from its beginning, which takes quadratic time.
 */
export interface Progress {
  readonly phase: 'start' | 'again' | 'blocks' | 'single'
  /** which simple number is tried */
  readonly anchor: number
  /** how many elements are replaced at once */
  readonly size: number
  /** the first element that was not tried yet */
  readonly from: number
  /** did anything become simpler since the start? Then another search may find more. */
  readonly changed: boolean
}

/** The search from its beginning. */
export const beginning: Progress = {
  phase: 'start',
  anchor: 0,
  size: 0,
  from: 0,
  changed: false,
}

/** The search once more, after something became simpler. */
export const again: Progress = { ...beginning, phase: 'again' }

/** Simpler elements, and where the search goes on if they fail as well. */
export interface Simpler {
  readonly value: Storage
  readonly progress: Progress
}

/** How many tries one pass over a tensor may take: a large one is reported less simple than it could be. */
const tries = 512

/** What rounds to an element type. */
export const rounding = (dtype: DType): ((x: number) => number) =>
  dtype === 'f32' ? Math.fround : (x) => x

const replaced = (value: Storage, where: readonly number[], by: (x: number) => number): Storage => {
  const result = value.slice()
  for (const i of where) result[i] = by(value[i] as number)
  return result
}

/** The elements that are less simple than one of some simple numbers. */
const worse = (value: Storage, anchors: readonly number[], anchor: number): readonly number[] => {
  const places: number[] = []
  for (let i = 0; i < value.length; i++) {
    const own = anchors.findIndex((simple) => Object.is(simple, value[i]))
    if (own < 0 || own > anchor) places.push(i)
  }
  return places
}

/** All elements at once: simple, whole, or rounded. */
function* together(
  value: Storage,
  anchors: readonly number[],
  contains: (x: number) => boolean,
  round: (x: number) => number,
): Generator<Simpler> {
  const progress: Progress = { ...beginning, phase: 'blocks', size: value.length, changed: true }
  for (const [k, anchor] of anchors.entries()) {
    const where = worse(value, anchors, k)
    if (where.length > 0) yield { value: replaced(value, where, () => anchor), progress }
  }
  const where = worse(value, anchors, anchors.length)
  const whole = where.filter((i) => {
    const [x, cut] = [value[i] as number, Math.trunc(value[i] as number)]
    // what is not finite, or would be −0, becomes no simpler
    return Number.isFinite(x) && x !== cut && !Object.is(cut, -0) && contains(cut)
  })
  const toWhole = replaced(value, whole, (x) => round(Math.trunc(x)))
  if (whole.length > 1) yield { value: toWhole, progress: { ...progress, phase: 'again' } }
}

/** Blocks of elements made simple, from half of them down to single ones. */
function* blocks(
  value: Storage,
  anchors: readonly number[],
  { anchor: firstAnchor, size: firstSize, from: firstFrom }: Progress,
): Generator<Simpler> {
  for (let anchor = firstAnchor; anchor < anchors.length; anchor++) {
    const where = worse(value, anchors, anchor)
    const isFirst = anchor === firstAnchor
    const half = Math.ceil(where.length / 2)
    let size = isFirst ? Math.min(firstSize, half) : half
    for (; size >= 1 && where.length / size <= tries; size = Math.floor(size / 2)) {
      const start = isFirst && size === firstSize ? firstFrom : 0
      const left = where.filter((i) => i >= start)
      for (let k = 0; k < left.length; k += size) {
        const block = left.slice(k, k + size)
        const from = (block.at(-1) as number) + 1
        yield {
          value: replaced(value, block, () => anchors[anchor] as number),
          progress: { phase: 'blocks', anchor, size, from, changed: true },
        }
      }
    }
  }
}

/** One element after the other, and those that equal it, as simple as it can be. */
function* singles(
  value: Storage,
  anchors: readonly number[],
  { apart, contains }: Elements,
  round: (x: number) => number,
  { from }: Progress,
): Generator<Simpler> {
  const where = apart > 0 ? Array.from(value.keys()) : worse(value, anchors, anchors.length)
  if (where.length > tries) return
  const fits = (i: number) => (x: number) =>
    contains(x) && (apart === 0 || value.every((y, k) => k === i || Math.abs(x - y) >= apart))
  for (const i of where.filter((place) => place >= from)) {
    const old = value[i] as number
    const equal = where.filter((place) => Object.is(value[place], old))
    // equal elements together first: perhaps it is a tie that fails
    for (const places of equal.length > 1 ? [equal, [i]] : [[i]]) {
      for (const x of simpler(old, fits(i), round)) {
        yield {
          value: replaced(value, places, () => x),
          progress: { ...beginning, phase: 'single', from: i, changed: true },
        }
      }
    }
  }
}

/** Elements that are some distance apart, at equal distances, in their order. */
function* equidistant(value: Storage, { apart, contains }: Elements): Generator<Simpler> {
  const order = Array.from(value.keys()).sort((a, b) => (value[a] as number) - (value[b] as number))
  const step = 2 ** Math.max(-1, Math.ceil(Math.log2(apart)))
  const middle = Math.floor(value.length / 2)
  for (const start of [0, -middle * step, step]) {
    const next = value.slice()
    order.forEach((i, rank) => {
      next[i] = start + rank * step
    })
    const progress: Progress = { ...beginning, phase: 'single', changed: true }
    const differs = next.some((x, i) => x !== value[i])
    if (differs && next.every(contains)) yield { value: next, progress }
  }
}

/**
 * Simpler elements, such that going to any of them over and over ends: all of them simple, then all
 * but one half, all but a quarter …, then what is left one by one. So a single element that makes a
 * case fail is found with a logarithmic number of tries.
 */
export function* simplerElements(
  value: Storage,
  elements: Elements,
  dtype: DType,
  progress: Progress,
): Generator<Simpler> {
  const { apart, contains, simplest } = elements
  if (value.length === 0) return
  const round = rounding(dtype)
  if (apart > 0) {
    if (progress.phase === 'start') yield* equidistant(value, elements)
    yield* singles(value, [], elements, round, progress)
    return
  }
  const anchors = anchorsOf(contains, simplest)
  if (progress.phase === 'start' || progress.phase === 'again') {
    yield* together(value, anchors, contains, round)
  }
  if (progress.phase !== 'single') {
    const own = progress.phase === 'blocks' ? progress : { ...beginning, size: value.length }
    yield* blocks(value, anchors, own)
  }
  yield* singles(
    value,
    anchors,
    elements,
    round,
    progress.phase === 'single' ? progress : beginning,
  )
}
