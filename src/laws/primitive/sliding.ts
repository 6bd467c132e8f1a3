/** Operand types and attributes of what slides: convolutions and windows. */
import fc, { type Arbitrary } from 'fast-check'
import type { DType } from '../../core/dtype.ts'
import { primitives } from '../../core/primitives/index.ts'
import type { LayoutOf } from './layout.ts'

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
