import type { Shape } from '../tensor.ts'
import type { Add, IsSize } from './arithmetic.ts'
import {
  type IsDynShape,
  isSize,
  type Show,
  type Sizes,
  showShape,
  type UnknownSizes,
  type DynShape,
} from './dimension.ts'
import type { Eq } from './equality.ts'

/** How much a dimension grows before its beginning and after its end. */
export type PadWidth = readonly [low: number, high: number]

/** The shape of `pad(x, [[low, high], ...])`: every dimension grows by its two widths. */
export type Pad<S extends Shape, Widths extends readonly PadWidth[]> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : number extends Widths['length']
      ? UnknownSizes<S>
      : Widths['length'] extends S['length']
        ? PadAxes<S, Widths>
        : `pad: ${Widths['length']} pairs given for ${Show<S>} of rank ${S['length'] & number}`

type PadAxes<
  S extends Shape,
  Widths extends readonly unknown[],
  Done extends Shape = [],
> = S extends readonly [infer D, ...infer Rest extends Shape]
  ? Widths extends readonly [readonly [infer Low, infer High], ...infer Others]
    ? [IsWidth<Low>, IsWidth<High>] extends [true, true]
      ? PadAxes<Rest, Others, [...Done, Grown<Grown<D, Low>, High>]>
      : `pad: the widths [${Low & number}, ${High & number}] of axis ${Done['length']} are not whole numbers >= 0`
    : never
  : Done

type IsWidth<Width> = Eq<Width, number> extends true ? true : IsSize<Width>

type Grown<D, Width> = Eq<Width, 0> extends true ? D : Add<D, Width>

/** {@link Pad} at value level. */
export const padShape = (shape: Sizes, widths: readonly PadWidth[]): Sizes | string => {
  if (widths.length !== shape.length)
    return `pad: ${widths.length} pairs given for ${showShape(shape)} of rank ${shape.length}`
  const wrong = widths.findIndex(([low, high]) => !isSize(low) || !isSize(high))
  return wrong < 0
    ? shape.map((size, axis) => size + (widths[axis]?.[0] ?? 0) + (widths[axis]?.[1] ?? 0))
    : `pad: the widths ${showShape(widths[wrong] ?? [])} of axis ${wrong} are not whole numbers >= 0`
}
