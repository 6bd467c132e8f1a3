import type { DType, FloatDType } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { type Node, scalar } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { add, mul } from '../core/primitives/arithmetic.ts'
import { less, select } from '../core/primitives/comparison.ts'
import { convert } from '../core/primitives/conversion.ts'
import { threefryBits } from '../core/primitives/random.ts'
import { remainder } from '../core/primitives/rounding.ts'
import type { Tensor } from '../core/tensor.ts'
import { nodeOf, tensorOf } from '../core/tree.ts'
import { stretch } from '../tensor/operand.ts'
import { type Key, keyNode, splitNode } from './key.ts'
import { type Parameter, mayBe, parameterNode, requireShape, showParameter } from './parameter.ts'
import { uniformBetween } from './uniform.ts'

/** Uniform in [0, 1). */
export const unit = (key: Node, shape: readonly number[], dtype: FloatDType): Node =>
  uniformBetween(key, shape, dtype, scalar(0, dtype), scalar(1, dtype))

/** True with probability p, a node that stretches to the shape. */
const isBelow = (key: Node, shape: readonly number[], p: Node): Node =>
  less(unit(key, shape, p.dtype as FloatDType), stretch(p, shape))

/** The options of `bernoulli`. */
export interface BernoulliOptions {
  /** The probability of true: a number, or a tensor that stretches to the shape. Default ½. */
  readonly p?: Parameter
}

/**
 * True with probability p, else false: `bernoulli(key, shape, { p = 0.5 })`, bool of the shape; u < p, u
 * uniform, in f64 where p is. Decisions have no derivative.
 *
 * Law: equal to JAX's `random.bernoulli`, exactly.
 *
 * Throws `ArgumentError` where p is a number outside [0, 1], `ShapeError` where it does not stretch to
 * the shape.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.bernoulli(R.key(42), [4])) // [true, false, false, false]
 * T.toArray(R.bernoulli(R.key(42), [2], { p: T.tensor([0, 1]) })) // [false, true]
 */
export const bernoulli = <const S extends number[]>(
  key: Key,
  shape: S,
  { p = 0.5 }: BernoulliOptions = {},
): Tensor<S, 'bool'> => {
  if (!mayBe(p, (value) => value >= 0 && value <= 1)) {
    throw new ArgumentError('bernoulli', `needs a probability p in [0, 1], got ${showParameter(p)}`)
  }
  const sizes = requireShape('bernoulli', shape)
  const dtype = typeof p !== 'number' && nodeOf('bernoulli', p).dtype === 'f64' ? 'f64' : 'f32'
  const probability = parameterNode('bernoulli', 'p', p, sizes, dtype)
  return tensorOf(isBelow(keyNode('bernoulli', key), sizes, probability))
}

/** The options of `rademacher`. */
export interface RademacherOptions<D extends DType = 'f32'> {
  /** Default f32. */
  readonly dtype?: D
}

/**
 * 1 or −1, each with probability ½: `rademacher(key, shape, { dtype })`.
 *
 * Law: equal to JAX's `random.rademacher`: 1 where `bernoulli` is true.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.rademacher(R.key(42), [4])) // [1, -1, -1, -1]
 */
export const rademacher = <
  const S extends number[],
  D extends Exclude<DType, 'bool' | 'u32'> = 'f32',
>(
  key: Key,
  shape: S,
  { dtype = 'f32' as D }: RademacherOptions<D> = {},
): Tensor<S, D> => {
  const sizes = requireShape('rademacher', shape)
  const isUp = isBelow(keyNode('rademacher', key), sizes, scalar(0.5, 'f32'))
  const one = fill(1, { shape: sizes, dtype })
  return tensorOf(select(isUp, one, fill(-1, one)))
}

/** Whole numbers from low to below high, JAX's recipe: bits of two draws modulo the span. */
export const integersBetween = (
  key: Node,
  shape: readonly number[],
  low: number,
  high: number,
): Node => {
  const span = high - low
  const [upperKey, lowerKey] = splitNode(key)
  const lower = threefryBits(lowerKey, shape, 32)
  // of all words each is one of the numbers
  if (span === 2 ** 32) return add(convert(lower, 'i32'), fill(low, { shape, dtype: 'i32' }))
  const upper = threefryBits(upperKey, shape, 32)
  // 2³² modulo the span: what one of the upper bits is worth. JAX computes it in 32 bits, where it is
  // 0 for spans above 2¹⁶
  const worth = span > 2 ** 16 ? 0 : 2 ** 32 % span
  const modulo = (x: Node): Node => remainder(x, fill(span, x))
  const weighted = mul(modulo(upper), fill(worth, upper))
  const offset = modulo(add(weighted, modulo(lower)))
  return add(convert(offset, 'i32'), fill(low, { shape, dtype: 'i32' }))
}

/** The options of `randint`. */
export interface RandintOptions {
  /** The least number. Default 0. */
  readonly low?: number
  /** The bound that is not reached. */
  readonly high: number
}

/**
 * Whole numbers from low to below high, each as likely as the next (but for 2⁻³² at most, where the
 * span divides no power of 2): `randint(key, shape, { low = 0, high })`, i32 of the shape.
 *
 * Law: equal to JAX's `random.randint`, exactly.
 *
 * Throws `ArgumentError` unless low < high are whole numbers of i32 (high may be 2³¹).
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.randint(R.key(42), [4], { high: 10 })) // [4, 4, 1, 9]
 */
export const randint = <const S extends number[]>(
  key: Key,
  shape: S,
  { low = 0, high }: RandintOptions,
): Tensor<S, 'i32'> => {
  const areWhole = Number.isSafeInteger(low) && Number.isSafeInteger(high)
  if (!(areWhole && -(2 ** 31) <= low && low < high && high <= 2 ** 31)) {
    throw new ArgumentError(
      'randint',
      `needs whole numbers −2³¹ ≤ low < high ≤ 2³¹, got low ${low} and high ${high}`,
    )
  }
  const node = keyNode('randint', key)
  return tensorOf(integersBetween(node, requireShape('randint', shape), low, high))
}
