import type { FloatDType } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { add, div, max, mul, sub } from '../core/primitives/arithmetic.ts'
import { convert } from '../core/primitives/conversion.ts'
import { reshape } from '../core/primitives/movement.ts'
import { slice } from '../core/primitives/selection.ts'
import { threefryBits } from '../core/primitives/random.ts'
import { broadcastShape } from '../core/shape/index.ts'
import type { Tensor } from '../core/tensor.ts'
import { tensorOf } from '../core/tree.ts'
import { checked, stretch } from '../tensor/operand.ts'
import { type Key, keyNode } from './key.ts'
import { type Parameter, parameterNode, requireShape, showParameter } from './parameter.ts'

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

/** Uniform in [low, high), bounds that stretch to the shape; rounded once, as a fused multiply-add does. */
export const uniformBetween = (
  key: Node,
  shape: readonly number[],
  dtype: FloatDType,
  low: Node,
  high: Node,
): Node => {
  const common = checked('uniform', broadcastShape(low.shape, high.shape, 'uniform'))
  const span = sub(stretch(high, common), stretch(low, common))
  const unit = dtype === 'f64' ? unit64(key, shape) : convert(unit32(key, shape), 'f64')
  const exactly = (bound: Node): Node => stretch(convert(bound, 'f64'), shape)
  const scaled = convert(add(mul(unit, exactly(span)), exactly(low)), dtype)
  return max(scaled, stretch(low, shape))
}

/** The options of `uniform`. */
export interface UniformOptions<D extends FloatDType = 'f32'> {
  /** The least value. Default 0. */
  readonly low?: Parameter
  /** The bound that is not reached. Default 1. */
  readonly high?: Parameter
  /** Default f32. */
  readonly dtype?: D
}

/**
 * Numbers spread evenly over `[low, high)`: `uniform(key, shape, { low = 0, high = 1, dtype })`.
 * Bounds may be tensors that stretch to the shape; draws are linear in them, and so differentiable.
 *
 * Law: equal to JAX's `random.uniform`, bit for bit.
 *
 * Throws `ArgumentError` where low > high or a bound is not finite, `ShapeError` where a bound does
 * not stretch to the shape.
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
  const numbers = [low, high].filter((bound) => typeof bound === 'number')
  const [least = 0, most = least] = numbers
  if (!numbers.every(Number.isFinite) || least > most) {
    throw new ArgumentError(
      'uniform',
      `needs finite bounds with low ≤ high, got low ${showParameter(low)} and high ${showParameter(high)}`,
    )
  }
  const node = keyNode('uniform', key)
  const sizes = requireShape('uniform', shape)
  const bound = (name: string, value: Parameter): Node =>
    parameterNode('uniform', name, value, sizes, dtype)
  return tensorOf(uniformBetween(node, sizes, dtype, bound('low', low), bound('high', high)))
}
