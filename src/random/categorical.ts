import { type FloatDType, floatOf } from '../core/dtype.ts'
import { add } from '../core/primitives/arithmetic.ts'
import { argmax } from '../core/primitives/choice.ts'
import { axisOf, type Axis, type Blame, type Reduce, type ToShape } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { only } from '../tensor/dual.ts'
import { checked, operandAs, stretch } from '../tensor/operand.ts'
import { requireElements } from '../tensor/reduction.ts'
import { standardGumbel } from './continuous.ts'
import { type Key, keyNode } from './key.ts'
import { requireShape } from './parameter.ts'

/** The options of `categorical`. */
export interface CategoricalOptions<
  Ax extends number = number,
  Draws extends readonly number[] = readonly number[],
> {
  /** The axis of the classes. Default −1. */
  readonly axis?: Ax
  /** The shape of the draws from each distribution, which stands in front. Default `[]`: one. */
  readonly draws?: Draws
}

type Without<S extends Shape, Ax extends number> = ToShape<Reduce<S, Ax, false, 'categorical'>>

/**
 * Classes drawn in proportion to exponentials of logits: `categorical(key, logits, { axis = -1,
 * draws = [] })`, i32. By Gumbel's trick: the place of the greatest of logits + Gumbel noise. Logits
 * are logarithms of probabilities up to a constant; −∞ is never drawn.
 *
 * `[a, classes] -> [a]`; with `draws: [n]`, `[n, a]`
 *
 * Law: equal to JAX's `random.categorical`, exactly.
 *
 * Throws `ShapeError` for an axis that the logits do not have, and where there are no classes.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const logits = T.log(T.tensor([0.1, 0.2, 0.3, 0.4]))
 * T.toArray(R.categorical(R.key(42), logits, { draws: [8] })) // [3, 3, 3, 3, 3, 3, 1, 1]
 */
export const categorical: <
  S extends Shape,
  Ax extends number = -1,
  const Draws extends readonly number[] = [],
>(
  key: Key,
  logits: Tensor<S, FloatDType>,
  options?: CategoricalOptions<Ax & Blame<Axis<S, Ax, 'categorical'>, Ax>, Draws>,
) => Tensor<[...Draws, ...Without<S, Ax>], 'i32'> = only(
  (key: unknown, logits: unknown, { axis = -1, draws = [] }: CategoricalOptions = {}) => {
    const x = operandAs('categorical', logits, floatOf)
    const place = checked('categorical', axisOf(x.shape, axis, 'categorical'), x.shape)
    requireElements('categorical', x, [place])
    const front = requireShape('categorical', draws)
    const shape = [...front, ...x.shape]
    const noise = standardGumbel(keyNode('categorical', key), shape, floatOf(x.dtype))
    return argmax(add(noise, stretch(x, shape)), front.length + place)
  },
)
