import type { Shape } from '../tensor.ts'
import type { IsSize, Lte } from './arithmetic.ts'
import {
  type IsDynShape,
  isSize,
  type Show,
  type ShowDim,
  type Sizes,
  showShape,
  type DynShape,
} from './dimension.ts'
import type { Eq } from './equality.ts'

/** The shape of both results of `topK(x, k)`: k is the last dimension. */
export type TopK<S extends Shape, K extends number> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : S extends readonly [...infer Others extends Shape, infer Last]
      ? Eq<K, number> extends true
        ? [...Others, number]
        : IsSize<K> extends true
          ? Lte<K, Last> extends false
            ? `topK: ${K} of ${ShowDim<Last>} elements (last axis of ${Show<S>})`
            : [...Others, K]
          : `topK: ${K} is not a number of elements (a whole number >= 0)`
      : 'topK: a scalar has no axis'

/** {@link TopK} at value level. */
export const topKShape = (shape: Sizes, k: number): Sizes | string => {
  const last = shape.at(-1)
  if (last === undefined) return 'topK: a scalar has no axis'
  if (!isSize(k)) return `topK: ${k} is not a number of elements (a whole number >= 0)`
  return k <= last
    ? [...shape.slice(0, -1), k]
    : `topK: ${k} of ${last} elements (last axis of ${showShape(shape)})`
}
