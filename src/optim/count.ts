import type { FloatDType } from '../core/dtype.ts'
import type { Scalar } from '../core/tensor.ts'
import * as T from '../tensor/index.ts'
import { type Hyperparameter, scalarOf } from './hyperparameter.ts'
import { mapLeaves, over } from './leaves.ts'

/** The counter of a state before its first step. */
export const zeroCount = (): Scalar<'i32'> => T.full([], 0, 'i32')

const largest = 2 ** 31 - 1

/** One step more; the greatest number that the counter holds is kept. */
export const increment = (count: Scalar<'i32'>): Scalar<'i32'> =>
  T.where(T.less(count, largest), T.add(count, 1), count)

/**
 * 1 − decayᵗ, the part of a moving average that t steps have filled. Of decays near 1 the plain
 * formula loses half of the digits in f32, expm1 none.
 */
export const filledPart = <D extends FloatDType>(
  decay: Hyperparameter,
  t: Scalar<'i32'>,
  dtype: D,
): Scalar<D> => {
  const exponent = T.cast(T.log(scalarOf(decay, 'f64')), dtype)
  return T.neg(T.expm1(T.mul(T.cast(t, dtype), exponent))) as Scalar<D>
}

/** A moving average that began at 0 without the weight of its beginning: m / (1 − decayᵗ). */
export const corrected = <P>(average: P, decay: Hyperparameter, t: Scalar<'i32'>): P => {
  const parts = new Map<FloatDType, Scalar<FloatDType>>()
  return mapLeaves((m) => {
    const dtype: FloatDType = m.dtype
    const part = parts.get(dtype) ?? filledPart(decay, t, dtype)
    parts.set(dtype, part)
    return over(m, part)
  })(average)
}
