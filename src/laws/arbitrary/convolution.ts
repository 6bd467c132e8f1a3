import fc, { type Arbitrary } from 'fast-check'
import { type Range, type ShapeOptions, listsOf, rangeOf, sizes } from './shape.ts'

/** Which convolutions. */
export interface ConvolutionShapesOptions<Rank extends 1 | 2 | 3 = 2>
  extends Omit<ShapeOptions, 'rank'> {
  /**
   * How many spatial axes: 1, 2 or 3.
   * @defaultValue 2
   */
  readonly spatial?: Rank
  /**
   * How long a kernel is along an axis.
   * @defaultValue [1, 3]
   */
  readonly window?: Range
}

/** A number for each spatial axis. */
interface PerAxis {
  readonly 1: readonly [number]
  readonly 2: readonly [number, number]
  readonly 3: readonly [number, number, number]
}

/** The shapes of the operands of a convolution, its options, and the shape of its result. */
export interface ConvolutionShapes<Rank extends 1 | 2 | 3 = 2> {
  /** `[batch, …spatial, channels]` */
  readonly input: readonly number[]
  /** `[…window, channels / groups, features]` */
  readonly kernel: readonly number[]
  readonly options: {
    readonly strides: PerAxis[Rank]
    readonly padding: 'SAME' | 'VALID'
    readonly dilation: PerAxis[Rank]
    readonly groups: number
  }
  readonly result: readonly number[]
}

/** One spatial axis: what slides over it, and how. */
const axis = (window: Range) =>
  fc.record({
    window: fc.integer({ min: window[0], max: window[1] }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    beside: fc.nat(4),
  })

/**
 * Shapes that `T.conv1d`, `T.conv2d` and `T.conv3d` take, with strides, padding, dilation and
 * groups, and the shape of the result: `convolutionShapes({ spatial = 2, window, size, zero, one })`.
 * `size` is that of the batch and of the channels of one group. Shrinks to one window without
 * strides, dilation and groups.
 *
 * Law: the result is the shape of the convolution of tensors of these shapes.
 *
 * @example
 * import fc from 'fast-check'
 * import { T } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * fc.assert(
 *   fc.property(laws.convolutionShapes({ spatial: 1 }), ({ input, kernel, options, result }) => {
 *     const signal = T.conv1d(T.zeros([...input]), T.zeros([...kernel]), options)
 *     return String(signal.shape) === String(result)
 *   }),
 * )
 */
export const convolutionShapes = <Rank extends 1 | 2 | 3 = 2>(
  options: ConvolutionShapesOptions<Rank> = {},
): Arbitrary<ConvolutionShapes<Rank>> => {
  const spatial: number = options.spatial ?? 2
  // one for each of as many axes as Rank says
  const perAxis = (values: readonly number[]): PerAxis[Rank] => values as PerAxis[Rank]
  const size = sizes('convolutionShapes', { size: [1, 3], ...options })
  const window = rangeOf('convolutionShapes', 'window', options.window ?? [1, 3])
  return fc
    .record({
      axes: listsOf(axis(window), [spatial, spatial]),
      padding: fc.constantFrom('VALID' as const, 'SAME' as const),
      groups: fc.integer({ min: 1, max: 2 }),
      batch: size,
      channels: size,
      features: size,
    })
    .map(({ axes, padding, groups, batch, channels, features }) => {
      const extents = axes.map((own) => (own.window - 1) * own.dilation + 1 + own.beside)
      const places = axes.map(({ stride, beside }, i) =>
        padding === 'SAME'
          ? Math.ceil((extents[i] as number) / stride)
          : Math.floor(beside / stride) + 1,
      )
      return {
        input: [batch, ...extents, channels * groups],
        kernel: [...axes.map((own) => own.window), channels, features * groups],
        options: {
          strides: perAxis(axes.map(({ stride }) => stride)),
          padding,
          dilation: perAxis(axes.map(({ dilation }) => dilation)),
          groups,
        },
        result: [batch, ...places, features * groups],
      }
    })
}
