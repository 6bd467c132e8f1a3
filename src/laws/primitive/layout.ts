import fc, { type Arbitrary } from 'fast-check'
import { type DType, dtypes } from '../../core/dtype.ts'
import type { TensorType } from '../../core/node.ts'
import type { AttributesOf, PrimitiveName } from '../../core/primitives/index.ts'
import { none } from '../../core/primitives/primitive.ts'

/** What a primitive is applied to, values aside: the types of its operands and its attributes. */
export interface Layout<A> {
  readonly types: readonly TensorType[]
  readonly attributes: A
}

/** {@link Layout} of the primitive of a name. */
export type LayoutOf<N extends PrimitiveName> = Layout<AttributesOf<N>>

/** More elements than this make a law slow and say nothing new (sums have 16 lanes). */
const mostElements = 70

/** Odd sizes, so that axes are told apart; 1 and sometimes 0, where rules forget something. */
const dimension: Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(2, 3) },
  { weight: 4, arbitrary: fc.constantFrom(1, 4, 5, 7) },
  { weight: 1, arbitrary: fc.constantFrom(17, 19, 33) },
  { weight: 1, arbitrary: fc.constant(0) },
)

/** A shape with every size that would make it too large replaced by 1. */
const capped = (sizes: readonly number[]): readonly number[] => {
  let count = 1
  return sizes.map((size) => {
    if (count * size > mostElements) return 1
    count *= size
    return size
  })
}

/** Shapes of rank `minRank` to 4, each rank as often: an array of any length would mostly be short. */
export const shapes = (minRank = 0): Arbitrary<readonly number[]> =>
  fc
    .constantFrom(...[0, 1, 2, 3, 4].filter((rank) => rank >= minRank))
    .chain((rank) => fc.array(dimension, { minLength: rank, maxLength: rank }))
    .map(capped)

/** All axes of a shape. */
export const axesOf = (shape: readonly number[]): number[] => [...shape.keys()]

/** Some operands of one type. */
export const alike =
  (count: number) =>
  (dtype: DType): Arbitrary<Layout<typeof none>> =>
    shapes().map((shape) => ({
      types: Array.from({ length: count }, () => ({ shape, dtype })),
      attributes: none,
    }))

export const select = (dtype: DType): Arbitrary<LayoutOf<'select'>> =>
  shapes().map((shape) => ({
    types: [
      { shape, dtype: 'bool' },
      { shape, dtype },
      { shape, dtype },
    ],
    attributes: none,
  }))

export const polygamma = (dtype: DType): Arbitrary<LayoutOf<'polygamma'>> =>
  fc.tuple(shapes(), fc.nat(3)).map(([shape, order]) => ({
    types: [{ shape, dtype }],
    attributes: { order },
  }))

/** Floats become floats two times out of three: only then there is a derivative. */
export const convert = (dtype: DType): Arbitrary<LayoutOf<'convert'>> =>
  fc
    .tuple(shapes(), fc.constantFrom(...dtypes, 'f32' as const, 'f64' as const))
    .map(([shape, to]) => ({ types: [{ shape, dtype }], attributes: { dtype: to } }))

/** A reduction over some of the axes, ascending. */
export const reduction = (dtype: DType): Arbitrary<LayoutOf<'reduceSum'>> =>
  shapes().chain((shape) =>
    fc.subarray(axesOf(shape)).map((axes) => ({ types: [{ shape, dtype }], attributes: { axes } })),
  )

/** The axes 0 … n − 1 in some order. */
export const permutation = (n: number): Arbitrary<readonly number[]> => {
  const axes = Array.from({ length: n }, (_, i) => i)
  return fc.shuffledSubarray(axes, { minLength: n, maxLength: n })
}

/**
 * A contraction: groups of axes (in step, summed over, free), each operand's in an order of its own.
 * Ranks to 4; the sizes of a group multiply to little, so that nothing becomes large.
 */
export const contraction = (dtype: DType): Arbitrary<LayoutOf<'dotGeneral'>> => {
  const size = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(2, 3) },
    { weight: 4, arbitrary: fc.constantFrom(1, 5) },
    { weight: 1, arbitrary: fc.constant(0) },
  )
  const group = (maxLength: number): Arbitrary<readonly number[]> => fc.array(size, { maxLength })
  return fc
    .record({ step: group(1), sum: group(2), left: group(1), right: group(1), more: group(1) })
    .chain(({ step, sum, left, right, more }) => {
      // the extra axis goes to a group that the seed of its size chooses
      const groups = {
        step: more[0] === 2 ? [...step, 2] : step,
        sum,
        left: more[0] === 3 ? [...left, 3] : left,
        right: more[0] === 5 ? [...right, 5] : right,
      }
      const ofX = [...groups.step, ...sum, ...groups.left]
      const ofY = [...groups.step, ...sum, ...groups.right]
      return fc
        .tuple(permutation(ofX.length), permutation(ofY.length))
        .map(([placeX, placeY]): LayoutOf<'dotGeneral'> => {
          const place = (sizes: readonly number[], places: readonly number[]): readonly number[] =>
            sizes.map((_, axis) => sizes[places.indexOf(axis)] ?? 0)
          const steps = groups.step.length
          const both = (
            from: number,
            to: number,
          ): readonly [readonly number[], readonly number[]] => [
            placeX.slice(from, to),
            placeY.slice(from, to),
          ]
          return {
            types: [
              { shape: place(ofX, placeX), dtype },
              { shape: place(ofY, placeY), dtype },
            ],
            attributes: {
              batch: both(0, steps),
              contract: both(steps, steps + sum.length),
            },
          }
        })
    })
}
