import fc, { type Arbitrary } from 'fast-check'
import { type DType, dtypes } from '../../core/dtype.ts'
import type { TensorType } from '../../core/node.ts'
import { type AttributesOf, type PrimitiveName, primitives } from '../../core/primitives/index.ts'
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

const axesOf = (shape: readonly number[]): number[] => [...shape.keys()]

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

const permutation = (n: number): Arbitrary<readonly number[]> => {
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

/** What slides along one axis. */
interface Sliding {
  readonly size: number
  readonly window: number
  readonly stride: number
  readonly dilation: number
}

/** Windows along an axis of a few elements: most fit, and some strides leave a rest. */
const sliding = (longest: number): Arbitrary<Sliding> =>
  fc
    .record({
      window: fc.constantFrom(2, 1, 3, 2),
      stride: fc.integer({ min: 1, max: 3 }),
      spread: fc.constantFrom(1, 1, 1, 2),
      more: fc.nat(longest - 1),
      none: fc.nat(39),
    })
    .map(({ window, stride, spread, more, none: kind }) => {
      const dilation = (window - 1) * spread < longest ? spread : 1
      const taken = (window - 1) * dilation + 1
      // now and then nothing, or one element less than a window needs (not 0: it comes too often)
      const size = kind === 20 ? 0 : kind === 21 ? taken - 1 : Math.min(taken + more, longest)
      return { size, window, stride, dilation }
    })

/** Some axes that something slides along: shorter where there are more. */
const spatial: Arbitrary<readonly (Sliding & { readonly spread: number; readonly pad: Pair })[]> =
  fc.constantFrom(1, 1, 2, 2, 3).chain((rank) =>
    fc.array(
      fc
        .tuple(
          sliding([7, 4, 3][rank - 1] ?? 3),
          fc.constantFrom(1, 1, 2),
          fc.constantFrom(0, 1, 2, -1),
          fc.constantFrom(0, 1, 2, -1),
        )
        .map(([axis, spread, low, high]) => ({ ...axis, spread, pad: [low, high] as const })),
      { minLength: rank, maxLength: rank },
    ),
  )

type Pair = readonly [low: number, high: number]

/** A convolution with every attribute, groups of either kind, and sometimes nothing of something. */
export const convolution = (dtype: DType): Arbitrary<LayoutOf<'convolution'>> => {
  const some = fc.constantFrom(2, 1, 3, 2, 1, 3, 2, 0, 2, 1, 3, 2, 1, 3, 2)
  return fc
    .record({
      spatial,
      groups: fc.constantFrom([1, 1], [1, 1], [2, 1], [3, 1], [1, 2], [1, 3]),
      batch: some,
      channels: some,
      // the kernel takes eight at a time
      features: fc.oneof({ weight: 9, arbitrary: some }, { weight: 1, arbitrary: fc.constant(9) }),
    })
    .map(({ spatial: axes, groups, batch, channels, features }) => {
      const [featureGroups = 1, batchGroups = 1] = groups
      const kernel = axes.map(({ window }) => window)
      const input = axes.map(({ size }) => size)
      return {
        types: [
          { shape: [batch * batchGroups, ...input, channels * featureGroups], dtype },
          { shape: [...kernel, channels, features * featureGroups * batchGroups], dtype },
        ],
        attributes: {
          strides: axes.map(({ stride }) => stride),
          padding: axes.map(({ pad }) => pad),
          inputDilation: axes.map(({ spread }) => spread),
          kernelDilation: axes.map(({ dilation }) => dilation),
          featureGroups,
          batchGroups,
        },
      }
    })
}

/** Windows along some axes of a shape, in any order. */
export const windows = (dtype: DType): Arbitrary<LayoutOf<'windows'>> =>
  fc
    .constantFrom(1, 2, 2, 3, 4)
    .chain((rank) =>
      fc.tuple(
        fc.array(sliding([12, 5, 4, 3][rank - 1] ?? 3), { minLength: rank, maxLength: rank }),
        fc.shuffledSubarray([...new Array(rank).keys()], { maxLength: Math.min(rank, 3) }),
      ),
    )
    .map(([sizes, axes]) => ({
      types: [{ shape: sizes.map(({ size }) => size), dtype }],
      attributes: {
        axes,
        sizes: axes.map((axis) => sizes[axis]?.window ?? 1),
        strides: axes.map((axis) => sizes[axis]?.stride ?? 1),
        dilations: axes.map((axis) => sizes[axis]?.dilation ?? 1),
      },
    }))

/** The windows of a tensor, to be put back. */
export const unwindows = (dtype: DType): Arbitrary<LayoutOf<'unwindows'>> =>
  windows(dtype).map(({ types, attributes }) => ({
    types: [primitives.windows.infer(types, attributes)],
    attributes: { ...attributes, shape: types[0]?.shape ?? [] },
  }))

/** A shape of as many elements: the sizes in another order, some merged, ones put between. */
export const reshape = (dtype: DType): Arbitrary<LayoutOf<'reshape'>> =>
  shapes().chain((shape) =>
    fc
      .tuple(permutation(shape.length), fc.array(fc.nat(2), { minLength: 5, maxLength: 5 }))
      .map(([order, choices]) => {
        const target: number[] = choices[4] === 2 ? [1] : []
        order.forEach((axis, i) => {
          const size = shape[axis] ?? 1
          const last = target.pop()
          if (last === undefined) target.push(size)
          else if (choices[i] === 0) target.push(last * size)
          else target.push(last, ...(choices[i] === 1 ? [1] : []), size)
        })
        return { types: [{ shape, dtype }], attributes: { shape: target } }
      }),
  )

export const transpose = (dtype: DType): Arbitrary<LayoutOf<'transpose'>> =>
  shapes().chain((shape) =>
    permutation(shape.length).map((order) => ({
      types: [{ shape, dtype }],
      attributes: { permutation: order },
    })),
  )

export const broadcast = (dtype: DType): Arbitrary<LayoutOf<'broadcast'>> =>
  shapes().chain((shape) =>
    fc.subarray(axesOf(shape)).map((axes) => ({
      types: [{ shape: axes.map((axis) => shape[axis] ?? 0), dtype }],
      attributes: { shape, axes },
    })),
  )

export const slice = (dtype: DType): Arbitrary<LayoutOf<'slice'>> =>
  shapes().chain((shape) => {
    const part = (size: number): Arbitrary<{ start: number; stop: number; stride: number }> =>
      fc
        .tuple(fc.nat(size), fc.nat(size), fc.integer({ min: 1, max: 3 }))
        .map(([a, b, stride]) => ({ start: Math.min(a, b), stop: Math.max(a, b), stride }))
    return fc.tuple(...shape.map(part)).map((parts) => ({
      types: [{ shape, dtype }],
      attributes: {
        starts: parts.map(({ start }) => start),
        stops: parts.map(({ stop }) => stop),
        strides: parts.map(({ stride }) => stride),
      },
    }))
  })

export const pad = (dtype: DType): Arbitrary<LayoutOf<'pad'>> =>
  fc.array(fc.constantFrom(2, 3, 1, 5, 0), { maxLength: 3 }).chain((shape) => {
    const counts = fc.array(fc.nat(2), { minLength: shape.length, maxLength: shape.length })
    return fc.record({ low: counts, high: counts, interior: counts }).map((attributes) => ({
      types: [{ shape, dtype }],
      attributes,
    }))
  })

export const concatenate = (dtype: DType): Arbitrary<LayoutOf<'concatenate'>> =>
  shapes(1).chain((shape) =>
    fc
      .tuple(fc.nat(shape.length - 1), fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }))
      .map(([axis, extents]) => ({
        types: extents.map((extent) => ({
          shape: shape.map((size, i) => (i === axis ? extent : Math.min(size, 5))),
          dtype,
        })),
        attributes: { axis },
      })),
  )

export const reverse = (dtype: DType): Arbitrary<LayoutOf<'reverse'>> =>
  shapes().chain((shape) =>
    fc
      .shuffledSubarray(axesOf(shape))
      .map((axes) => ({ types: [{ shape, dtype }], attributes: { axes } })),
  )

/** Keys of any type decide about the values; keys of the values' own type more often. */
export const sortBy = (dtype: DType): Arbitrary<LayoutOf<'sortBy'>> =>
  fc.tuple(shapes(1), fc.constantFrom(dtype, dtype, ...dtypes)).map(([shape, keys]) => ({
    types: [
      { shape, dtype: keys },
      { shape, dtype },
    ],
    attributes: none,
  }))

export const cumsum = (dtype: DType): Arbitrary<LayoutOf<'cumsum'>> =>
  fc.tuple(shapes(1), fc.boolean()).chain(([shape, backwards]) =>
    fc.nat(shape.length - 1).map((axis) => ({
      types: [{ shape, dtype }],
      attributes: { axis, reverse: backwards },
    })),
  )

/** The axis that is chosen from has elements, the others may have none. */
export const choice = (dtype: DType): Arbitrary<LayoutOf<'argmax'>> =>
  shapes(1).chain((shape) =>
    fc.nat(shape.length - 1).map((axis) => ({
      types: [{ shape: shape.with(axis, Math.max(shape[axis] ?? 1, 1)), dtype }],
      attributes: { axis },
    })),
  )

const few = fc.constantFrom(2, 3, 1, 4, 0)

/** Axes of a batch, two sizes, and the axes of a row. */
const rowsOf = fc.tuple(fc.array(few, { maxLength: 2 }), few, few, fc.array(few, { maxLength: 2 }))

export const gather = (dtype: DType): Arbitrary<LayoutOf<'gather'>> =>
  rowsOf.map(([batch, rows, count, row]) => ({
    types: [
      { shape: [...batch, rows, ...row], dtype },
      { shape: [...batch, count], dtype: 'i32' },
    ],
    attributes: none,
  }))

export const scatterAdd = (dtype: DType): Arbitrary<LayoutOf<'scatterAdd'>> =>
  rowsOf.map(([batch, size, count, row]) => ({
    types: [
      { shape: [...batch, count, ...row], dtype },
      { shape: [...batch, count], dtype: 'i32' },
    ],
    attributes: { size },
  }))

export const iota = (dtype: DType): Arbitrary<LayoutOf<'iota'>> =>
  shapes(1).chain((shape) =>
    fc.nat(shape.length - 1).map((axis) => ({ types: [], attributes: { shape, axis, dtype } })),
  )

/** A few keys: shapes that end in the two words of one. */
const keys: Arbitrary<readonly number[]> = fc
  .array(fc.constantFrom(2, 1, 3, 0), { maxLength: 2 })
  .map((sizes) => [...sizes, 2])

export const threefrySplit = (dtype: DType): Arbitrary<LayoutOf<'threefrySplit'>> =>
  fc.tuple(keys, fc.nat(5)).map(([shape, count]) => ({
    types: [{ shape, dtype }],
    attributes: { count },
  }))

export const threefryFoldIn = (dtype: DType): Arbitrary<LayoutOf<'threefryFoldIn'>> =>
  keys.map((shape) => ({
    types: [
      { shape, dtype },
      { shape: shape.slice(0, -1), dtype },
    ],
    attributes: none,
  }))

export const threefryBits = (dtype: DType): Arbitrary<LayoutOf<'threefryBits'>> =>
  fc
    .tuple(
      keys,
      fc.array(fc.constantFrom(2, 3, 1, 0), { maxLength: 2 }),
      fc.constantFrom(32 as const, 64 as const),
    )
    .map(([shape, bits, width]) => ({
      types: [{ shape, dtype }],
      attributes: { shape: bits, width },
    }))
