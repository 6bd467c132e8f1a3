import { ArgumentError } from '../core/errors.ts'
import { fill, zerosLike } from '../core/primitives/align.ts'
import { abs, add, div, mul, neg } from '../core/primitives/arithmetic.ts'
import { less, lessEqual, select } from '../core/primitives/comparison.ts'
import { exp, expm1, log, log1p, tanh } from '../core/primitives/exponential.ts'
import { length } from './angle.ts'
import { softplusOf } from './activation.ts'
import {
  type FloatFunction,
  floatFunction,
  type ParametricFunction,
  parametricFunction,
} from './unary.ts'

const requirePositive = (operator: string, name: string, value: number): number => {
  if (!(value > 0)) throw new ArgumentError(operator, `${name} must be positive, got ${value}`)
  return value
}

/**
 * The continuously differentiable exponential unit: x where it is positive, α (e^(x/α) − 1)
 * elsewhere. Its derivative at 0 is 1 for every α (1 if none is given).
 *
 * `[a] -> [a]`; `celu(alpha)(x)` for pipes. Throws `ArgumentError` where α is not positive.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.celu(T.tensor([-1000, 0, 2]), 0.5)) // [-0.5, 0, 2]
 */
export const celu: ParametricFunction = parametricFunction('celu', 'alpha', 1, (x, alpha) => {
  const scale = fill(requirePositive('celu', 'alpha', alpha), x)
  const isNotPositive = lessEqual(x, zerosLike(x))
  const safe = select(isNotPositive, x, zerosLike(x))
  return select(isNotPositive, mul(scale, expm1(div(safe, scale))), x)
})

/**
 * A smooth activation with a dip below 0: x tanh(ln(1 + eˣ)) (Misra 2019).
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.mish(T.tensor([0, 100]))) // [0, 100]
 */
export const mish: FloatFunction = floatFunction('mish', (x) => mul(x, tanh(softplusOf(x))))

/**
 * A sigmoid between −1 and 1 with slow tails: x / (1 + |x|). Its derivative is 1 / (1 + |x|)², also
 * at 0.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.softSign(T.tensor([-1, 0, 3]))) // [-0.5, 0, 0.75]
 */
export const softSign: FloatFunction = floatFunction('softSign', (x) =>
  div(x, add(fill(1, x), abs(x))),
)

/**
 * The logarithm of the sigmoid: −ln(1 + e⁻ˣ), without underflow.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.logSigmoid(T.tensor([-1000, 1000]))) // [-1000, -0]
 */
export const logSigmoid: FloatFunction = floatFunction('logSigmoid', (x) => neg(softplusOf(neg(x))))

/**
 * A smooth version of relu without exponentials: (x + √(x² + b)) / 2, with b = 4 if none is given.
 * No digits are lost where x is negative, and x² does not overflow.
 *
 * `[a] -> [a]`; `squareplus(b)(x)` for pipes. Throws `ArgumentError` where b is not positive.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.squareplus(T.tensor([-1.5, 0, 1.5]))) // [0.5, 1, 2]
 */
export const squareplus: ParametricFunction = parametricFunction('squareplus', 'b', 4, (x, b) => {
  const root = length(x, fill(Math.sqrt(requirePositive('squareplus', 'b', b)), x))
  const isNegative = less(x, zerosLike(x))
  // (√(x² + b) + x) (√(x² + b) − x) = b
  const size = add(root, select(isNegative, neg(x), x))
  return select(isNegative, div(fill(b / 2, x), size), mul(fill(0.5, x), size))
})

/**
 * The logarithm of 1 − e⁻ˣ for x ≥ 0, accurate where x is small and where it is large; NaN for
 * negative x. (`jax.nn.log1mexp` has the same sign.) Its derivative is 1 / (eˣ − 1).
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.log1mexp(T.tensor([0, 1000]))) // [-Infinity, -0]
 */
export const log1mexp: FloatFunction = floatFunction('log1mexp', (x) => {
  const middle = fill(Math.LN2, x)
  const isSmall = less(x, middle)
  // each form sees only the arguments that it is accurate for
  const small = log(neg(expm1(neg(select(isSmall, x, middle)))))
  const large = log1p(neg(exp(neg(select(isSmall, middle, x)))))
  return select(isSmall, small, large)
})
