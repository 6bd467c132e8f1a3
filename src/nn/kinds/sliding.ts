import type * as t from 'io-ts'
import { arrayCodec, firstOf, oneOfTexts, pairCodec } from '../../core/codec.ts'
import {
  dilatedSize,
  type Padding,
  type PerAxis,
  type Rank,
  slide,
  spatialNames,
} from '../../core/shape/index.ts'
import { count, oneOf, width } from '../config.ts'
import type { SpecDim } from '../spec.ts'

/** The codec of one number for all spatial axes, or a number for each. */
export const perAxis: t.Type<PerAxis, unknown> = oneOf(
  'a whole number >= 1, or one for each axis',
  firstOf(count, arrayCodec(count)),
)

/** The codec of padding. */
export const padding: t.Type<Padding, unknown> = oneOf(
  "'SAME', 'VALID', or [before, after] for each axis",
  firstOf(oneOfTexts('SAME', 'VALID'), arrayCodec(pairCodec(width))),
)

/** What slides, with all options given. */
interface Options {
  readonly strides: PerAxis
  readonly dilation: PerAxis
  readonly padding: Padding
}

/** In the place of a size that is not known: everything fits in. */
const large = 2 ** 40

/** `slide` of the shape algebra along axes of which some are not known. */
export const slideSpec = (
  operator: string,
  what: string,
  rank: Rank,
  spatial: readonly SpecDim[],
  windows: PerAxis,
  options: Options,
): readonly SpecDim[] | string => {
  const sizes = spatial.map((dim) => (typeof dim === 'number' ? dim : large))
  const axes = slide(operator, what, spatialNames[rank], sizes, windows, options)
  if (typeof axes === 'string') return axes
  return axes.map(({ size, window, stride, dilation, padding: [low, high] }, i) => {
    const dim = spatial[i] ?? null
    if (typeof dim === 'number') return size
    const fitsEverywhere = dilatedSize(window, dilation) === 1 && low === 0 && high === 0
    return stride === 1 && (options.padding === 'SAME' || fitsEverywhere) ? dim : null
  })
}
