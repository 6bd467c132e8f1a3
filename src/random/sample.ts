import type { FloatDType } from '../core/dtype.ts'
import { ArgumentError, ShapeError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { add, div, max, mul } from '../core/primitives/arithmetic.ts'
import { convert } from '../core/primitives/conversion.ts'
import { iota } from '../core/primitives/creation.ts'
import { erfInv } from '../core/primitives/exponential.ts'
import { reshape } from '../core/primitives/movement.ts'
import { slice } from '../core/primitives/selection.ts'
import { sortBy } from '../core/primitives/order.ts'
import { threefryBits, threefrySplit } from '../core/primitives/random.ts'
import { sizesFrom } from '../core/shape/index.ts'
import type { Tensor } from '../core/tensor.ts'
import { describe, tensorOf } from '../core/tree.ts'
import { type Key, keyNode } from './key.ts'

const requireShape = (operator: string, shape: readonly number[]): readonly number[] => {
  const sizes = sizesFrom(shape, operator)
  if (typeof sizes === 'string') throw new ShapeError(operator, sizes.slice(operator.length + 2))
  return sizes
}

/**
 * Random bits: every u32 is equally likely. `bits(key, shape)`, u32 of the shape.
 *
 * Law: equal to JAX's `random.bits`, bit for bit.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.bits(R.key(42), [2])) // [2098992034, 2919706841]
 */
export const bits = <const S extends number[]>(key: Key, shape: S): Tensor<S, 'u32'> =>
  tensorOf(threefryBits(keyNode('bits', key), requireShape('bits', shape), 32))

/** 23 random bits as multiples of 2⁻²³ in [0, 1): what the mantissa of an f32 holds. */
const unit32 = (key: Node, shape: readonly number[]): Node => {
  const drawn = threefryBits(key, shape, 32)
  const whole = convert(div(drawn, fill(2 ** 9, drawn)), 'f32')
  return mul(whole, fill(2 ** -23, whole))
}

/** 52 random bits as multiples of 2⁻⁵² in [0, 1). */
const unit64 = (key: Node, shape: readonly number[]): Node => {
  const drawn = threefryBits(key, shape, 64)
  const rank = shape.length
  const word = (i: number): Node => {
    const starts = [...shape.map(() => 0), i]
    const part = slice(drawn, starts, [...shape, i + 1], new Array<number>(rank + 1).fill(1))
    return reshape(part, shape)
  }
  const low = word(1)
  const high = convert(word(0), 'f64')
  const lowBits = convert(div(low, fill(2 ** 12, low)), 'f64')
  const whole = add(mul(high, fill(2 ** 20, high)), lowBits)
  return mul(whole, fill(2 ** -52, whole))
}

/** Uniform in [low, high), rounded once, as a fused multiply-add does. */
const uniformNode = (
  key: Node,
  shape: readonly number[],
  dtype: FloatDType,
  low: number,
  high: number,
): Node => {
  if (dtype === 'f64') {
    const unit = unit64(key, shape)
    const scaled = add(mul(unit, fill(high - low, unit)), fill(low, unit))
    return max(scaled, fill(low, scaled))
  }
  const unit = convert(unit32(key, shape), 'f64')
  const span = Math.fround(Math.fround(high) - Math.fround(low))
  const scaled = add(mul(unit, fill(span, unit)), fill(Math.fround(low), unit))
  const rounded = convert(scaled, 'f32')
  return max(rounded, fill(low, rounded))
}

/** The options of `uniform`. */
export interface UniformOptions<D extends FloatDType = 'f32'> {
  /** The least value. Default 0. */
  readonly low?: number
  /** The bound that is not reached. Default 1. */
  readonly high?: number
  /** Default f32. */
  readonly dtype?: D
}

/**
 * Numbers spread evenly over `[low, high)`: `uniform(key, shape, { low = 0, high = 1, dtype })`.
 *
 * Law: equal to JAX's `random.uniform`, bit for bit.
 *
 * Throws `ArgumentError` where low > high or a bound is not finite.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.uniform(R.key(42), [2])) // [0.48870956897735596, 0.6797971725463867]
 */
export const uniform = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: UniformOptions<D> = {},
): Tensor<S, D> => {
  const { low = 0, high = 1, dtype = 'f32' } = options
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    throw new ArgumentError(
      'uniform',
      `needs finite bounds with low ≤ high, got low ${low} and high ${high}`,
    )
  }
  const node = keyNode('uniform', key)
  return tensorOf(uniformNode(node, requireShape('uniform', shape), dtype, low, high))
}

/** The options of `normal`. */
export interface NormalOptions<D extends FloatDType = 'f32'> {
  /** Default 0. */
  readonly mean?: number
  /** The standard deviation, ≥ 0. Default 1. */
  readonly stddev?: number
  /** Default f32. */
  readonly dtype?: D
}

/** The least number above −1. */
const aboveMinusOne = { f32: -1 + 2 ** -24, f64: -1 + 2 ** -53 } as const

/**
 * Numbers of the normal distribution: `normal(key, shape, { mean = 0, stddev = 1, dtype })`, by
 * the inverse of the error function: √2 · erf⁻¹(u), u uniform in (−1, 1).
 *
 * Law: within 3 ulp of JAX's `random.normal`.
 *
 * Throws `ArgumentError` where the mean is not finite or the standard deviation negative.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.normal(R.key(42), [2])) // [-0.02830461598932743, 0.4671318531036377]
 */
export const normal = <const S extends number[], D extends FloatDType = 'f32'>(
  key: Key,
  shape: S,
  options: NormalOptions<D> = {},
): Tensor<S, D> => {
  const { mean = 0, stddev = 1, dtype = 'f32' } = options
  if (!(Number.isFinite(mean) && Number.isFinite(stddev) && stddev >= 0)) {
    throw new ArgumentError(
      'normal',
      `needs a finite mean and a standard deviation ≥ 0, got mean ${mean} and stddev ${stddev}`,
    )
  }
  const node = keyNode('normal', key)
  const u = uniformNode(node, requireShape('normal', shape), dtype, aboveMinusOne[dtype], 1)
  const standard = mul(fill(Math.SQRT2, u), erfInv(u))
  const scaled = stddev === 1 ? standard : mul(standard, fill(stddev, standard))
  return tensorOf(mean === 0 ? scaled : add(scaled, fill(mean, scaled)))
}

/**
 * The numbers 0 … n − 1 in random order: `permutation(key, n)`, i32 `[n]`.
 *
 * Law: equal to JAX's `random.permutation`, exactly: rounds of sorting by random bits, as many as
 * make equal bits unlikely.
 *
 * Throws `ArgumentError` where n is not a whole number ≥ 0.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.permutation(R.key(42), 8)) // [7, 4, 2, 5, 3, 6, 0, 1]
 */
export const permutation = <const N extends number>(key: Key, n: N): Tensor<[N], 'i32'> => {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new ArgumentError('permutation', `takes a whole number ≥ 0, got ${describe(n)}`)
  }
  const rounds = Math.ceil((3 * Math.log(Math.max(1, n))) / Math.log(2 ** 32 - 1))
  let current = keyNode('permutation', key)
  let order = iota([n], 0, 'i32')
  for (let round = 0; round < rounds; round++) {
    const keys = threefrySplit(current, 2)
    const keyAt = (i: number): Node => reshape(slice(keys, [i, 0], [i + 1, 2], [1, 1]), [2])
    current = keyAt(0)
    order = sortBy(threefryBits(keyAt(1), [n], 32), order)
  }
  return tensorOf(order)
}
