import { type DType, dtypes } from '../core/dtype.ts'
import { DTypeError } from '../core/errors.ts'
import { convert } from '../core/primitives/conversion.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import { byCount } from './dual.ts'

/** Throws unless a value names an element type. */
export const requireDType = (operator: string, dtype: unknown): DType => {
  const found = dtypes.find((known) => known === dtype)
  if (found === undefined)
    throw new DTypeError(
      operator,
      `${String(dtype)} is not an element type: there are ${dtypes.join(', ')}`,
    )
  return found
}

interface Cast {
  <E extends DType>(dtype: E): <S extends Shape>(x: Tensor<S, DType>) => Tensor<S, E>
  <S extends Shape, E extends DType>(x: Tensor<S, DType>, dtype: E): Tensor<S, E>
}

/**
 * The elements in another element type. Floats round to nearest; floats to integers drop what is
 * behind the point and stop at the ends of the range (NaN is 0); integers wrap; bool is x ≠ 0.
 * Derivatives go through between floats.
 *
 * `[a] -> [a]`. Throws `DTypeError` for what is not an element type.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.cast(T.tensor([1.7, -1.7, 1e20]), 'i32')) // [1, -1, 2147483647]
 */
export const cast: Cast = byCount(2, (x: unknown, dtype: unknown) =>
  convert(nodeOf('cast', x), requireDType('cast', dtype)),
)
