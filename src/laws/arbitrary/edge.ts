import { type DType, isFloat } from '../../core/dtype.ts'
import { type Random, between, oneOf, wholeBetween } from '../random.ts'

/** The greatest and the least positive numbers of an element type, normal and subnormal. */
const extremes = (greatest: number, leastNormal: number, least: number): readonly number[] =>
  [
    greatest,
    leastNormal,
    least,
    leastNormal / 2,
    Math.sqrt(greatest),
    Math.sqrt(leastNormal),
  ].flatMap((x) => [x, -x])

const everyFloat = [0, -0, 1, -1, 0.5, 2, 3.5, Infinity, -Infinity, NaN] as const

/** The values at which functions of an element type are most often wrong. */
export const edges: { readonly [D in DType]: readonly [number, ...number[]] } = {
  f32: [
    ...everyFloat,
    ...extremes(3.4028234663852886e38, 2 ** -126, 2 ** -149).map(Math.fround),
    // where whole numbers end, and where those of i32 do
    2 ** 24,
    2 ** 31,
    -(2 ** 31),
  ],
  f64: [
    ...everyFloat,
    ...extremes(Number.MAX_VALUE, 2 ** -1022, Number.MIN_VALUE),
    2 ** 53,
    2 ** 31,
    -(2 ** 31) - 0.5,
  ],
  i32: [0, 1, -1, 2, -2, 2147483647, -2147483648, 65536, -65537],
  u32: [0, 1, 2, 4294967295, 2147483648, 65536, 65537],
  bool: [0, 1],
}

/** An ordinary number, half of the time a whole one. */
const ordinary = (dtype: DType, next: Random): number =>
  dtype === 'bool'
    ? wholeBetween(next, 0, 1)
    : isFloat(dtype) && next() < 0.5
      ? between(next, -3, 3)
      : wholeBetween(next, dtype === 'u32' ? 0 : -9, 9)

/** Ordinary elements, edges, and some of those before once more. */
export const drawEdges = (dtype: DType, count: number, next: Random): readonly number[] => {
  const drawn: number[] = []
  for (let i = 0; i < count; i++) {
    const kind = next()
    const before = drawn[wholeBetween(next, 0, Math.max(0, i - 1))]
    if (kind < 0.15 && before !== undefined) drawn.push(before)
    else drawn.push(kind < 0.5 ? ordinary(dtype, next) : oneOf(next, edges[dtype]))
  }
  return drawn
}
