import type { DType } from '../../core/dtype.ts'
import { type Random, between, shuffled } from '../random.ts'

/** A closed interval whose ends are numbers of the element type. */
export type Segment = readonly [low: number, high: number]

/** The neighbours of a number among those of an element type. */
const neighbour = (dtype: DType, x: number, direction: 1 | -1): number => {
  if (x === 0) return direction * (dtype === 'f32' ? 2 ** -149 : Number.MIN_VALUE)
  const up = x > 0 === direction > 0
  if (dtype === 'f32') {
    const [floats, bits] = [new Float32Array([x]), new Int32Array(1)]
    const view = new Int32Array(floats.buffer)
    bits[0] = (view[0] as number) + (up ? 1 : -1)
    return new Float32Array(bits.buffer)[0] as number
  }
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, x)
  view.setBigInt64(0, view.getBigInt64(0) + (up ? 1n : -1n))
  return view.getFloat64(0)
}

/** The nearest number of the element type on one side, or the number itself. */
const rounded = (dtype: DType, x: number, direction: 1 | -1): number => {
  if (dtype !== 'f32') return x
  const nearest = Math.fround(x)
  return (nearest - x) * direction >= 0 ? nearest : neighbour(dtype, nearest, direction)
}

/** What is left of an interval, from the least number to the greatest. */
export const cut = ({
  low,
  high,
  except,
  margin,
  whole,
  dtype,
}: {
  readonly low: number
  readonly high: number
  readonly except: readonly number[]
  readonly margin: number
  readonly whole: boolean
  readonly dtype: DType
}): readonly Segment[] => {
  const inward = (x: number, direction: 1 | -1): number =>
    whole ? (direction > 0 ? Math.ceil(x) : Math.floor(x)) : rounded(dtype, x, direction)
  const beside = (point: number, direction: 1 | -1): number => {
    const at = inward(point + direction * margin, direction)
    if (at !== point) return at
    return whole ? point + direction : neighbour(dtype, point, direction)
  }
  const points = except.toSorted((a, b) => a - b)
  const starts = [
    inward(low, 1),
    ...points.map((point) => Math.max(inward(low, 1), beside(point, 1))),
  ]
  const ends = [
    ...points.map((point) => Math.min(inward(high, -1), beside(point, -1))),
    inward(high, -1),
  ]
  return starts.flatMap((start, i): readonly Segment[] => {
    const end = ends[i] as number
    return start <= end ? [[start, end]] : []
  })
}

/** Is a number in one of some segments? Zero has one sign there: the negative one is outside. */
export const inside = (segments: readonly Segment[], x: number): boolean =>
  !Object.is(x, -0) && segments.some(([low, high]) => x >= low && x <= high)

/** The number of fewest digits after the point, binary ones, and of those the one next to 0. */
export const simplestOf = (segments: readonly Segment[]): number => {
  for (let unit = 1; unit > 2 ** -30; unit /= 2) {
    const found = segments
      .map(([low, high]) => unit * (low > 0 ? Math.ceil(low / unit) : Math.floor(high / unit)))
      .filter((x) => inside(segments, x))
      .sort((a, b) => Math.abs(a) - Math.abs(b))
    if (found[0] !== undefined) return found[0]
  }
  return segments[0]?.[0] ?? 0
}

/** How many steps of a unit, or how much length, lie in front of each segment, and in all. */
const offsets = (segments: readonly Segment[], whole: boolean): readonly number[] => {
  const sums = [0]
  let sum = 0
  for (const [low, high] of segments) {
    sum += high - low + (whole ? 1 : 0)
    sums.push(sum)
  }
  return sums
}

/** The number at a distance from the start, what lies between the segments left out. */
const at = (segments: readonly Segment[], before: readonly number[], distance: number): number => {
  const k = Math.max(
    0,
    segments.findLastIndex((_, i) => (before[i] as number) <= distance),
  )
  const [low, high] = segments[k] as Segment
  return Math.min(high, low + distance - (before[k] as number))
}

/** Any number as often as any other. */
export const drawLinear = (
  segments: readonly Segment[],
  whole: boolean,
  count: number,
  next: Random,
): ArrayLike<number> => {
  const before = offsets(segments, whole)
  const length = before.at(-1) as number
  return Float64Array.from({ length: count }, () => {
    const distance = next() * length
    // − 0 + 0 is 0
    return at(segments, before, whole ? Math.floor(distance) : distance) + 0
  })
}

/** Every scale as often as any other, of one segment of positive numbers, with both signs or one. */
export const drawLogarithmic = (
  segments: readonly Segment[],
  sign: 'both' | 'positive',
  count: number,
  next: Random,
): ArrayLike<number> => {
  const [low, high] = segments[0] as Segment
  return Float64Array.from({ length: count }, () => {
    const magnitude = low * (high / low) ** next()
    const clipped = Math.min(high, Math.max(low, magnitude))
    return sign === 'both' && next() < 0.5 ? -clipped : clipped
  })
}

/** The distance of two neighbours, so that they keep it when they are rounded to f32. */
const spacing = (segments: readonly Segment[], whole: boolean, apart: number): number =>
  whole
    ? Math.ceil(apart)
    : apart * (1 + 2 ** -20) + 2 ** -22 * Math.max(...segments.flat().map(Math.abs))

/** What is left of the length when as many numbers as `count` are as far apart as that. */
const slack = (
  segments: readonly Segment[],
  whole: boolean,
  apart: number,
  count: number,
): number =>
  (offsets(segments, whole).at(-1) as number) -
  (whole ? 1 : 0) -
  spacing(segments, whole, apart) * Math.max(0, count - 1)

/** Do so many numbers fit, some distance apart? */
export const fits = (
  segments: readonly Segment[],
  whole: boolean,
  apart: number,
  count: number,
): boolean => slack(segments, whole, apart, count) >= 0

/**
 * Numbers that are some distance apart, in random order: what is left of the length when every
 * distance is taken off is spread over them.
 */
export const drawApart = (
  segments: readonly Segment[],
  whole: boolean,
  apart: number,
  count: number,
  next: Random,
): ArrayLike<number> => {
  const before = offsets(segments, whole)
  const distance = spacing(segments, whole, apart)
  const rest = slack(segments, whole, apart, count)
  const free = Array.from({ length: count }, () => between(next, 0, rest))
    .map((x) => (whole ? Math.round(x) : x))
    .sort((a, b) => a - b)
  return Float64Array.from(
    shuffled(next, count),
    (rank) => at(segments, before, (free[rank] as number) + rank * distance) + 0,
  )
}
