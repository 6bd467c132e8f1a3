import type { Shape } from '../tensor.ts'
import { type IsDynShape, type SizeOf, type Sizes, sizeOf } from './dimension.ts'

/** The shape of `flatten(x)`: all dimensions but the first made one, `[batch, 7, 7, 64]` to `[batch, 3136]`. */
export type Flatten<S extends Shape> =
  IsDynShape<S> extends true
    ? [number, number]
    : S extends readonly [infer First, ...infer Rest extends Shape]
      ? [First, SizeOf<Rest>]
      : 'flatten: a scalar has no batch axis'

/** {@link Flatten} at value level. */
export const flattenShape = ([first, ...rest]: Sizes): Sizes | string =>
  first === undefined ? 'flatten: a scalar has no batch axis' : [first, sizeOf(rest)]
