import type { Node } from '../core/node.ts'
import { fill, zerosLike } from '../core/primitives/align.ts'
import { mul } from '../core/primitives/arithmetic.ts'
import { lessEqual, select } from '../core/primitives/comparison.ts'
import { erfc, exp, expm1, log1p, logistic } from '../core/primitives/exponential.ts'
import {
  type FloatFunction,
  floatFunction,
  type NumberFunction,
  numberFunction,
  type ParametricFunction,
  parametricFunction,
} from './unary.ts'

const isNotAbove = (x: Node, bound: number): Node => lessEqual(x, fill(bound, x))

/** x where it is not above a bound and 0 elsewhere: keeps a branch that is not taken finite. */
const below = (x: Node, bound: number): Node => select(isNotAbove(x, bound), x, zerosLike(x))

/**
 * The logistic function: 1 / (1 + e⁻ˣ), accurate in both tails.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.sigmoid(T.tensor([-1000, 0, 1000]))) // [0, 0.5, 1]
 */
export const sigmoid: FloatFunction = floatFunction('sigmoid', logistic)

/**
 * x where it is positive, 0 elsewhere. Its derivative at 0 is 0; NaN stays.
 *
 * `[a] -> [a]`; booleans become i32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.relu(T.tensor([-1, 0, 2]))) // [0, 0, 2]
 */
export const relu: NumberFunction = numberFunction('relu', (x) =>
  select(isNotAbove(x, 0), zerosLike(x), x),
)

/**
 * x where it is positive, `slope` · x elsewhere (0.01 if none is given). Its derivative at 0 is
 * the slope.
 *
 * `[a] -> [a]`; `leakyRelu(slope)(x)` for pipes.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.leakyRelu(T.tensor([-2, 2]), 0.5)) // [-1, 2]
 */
export const leakyRelu: ParametricFunction = parametricFunction(
  'leakyRelu',
  'the slope',
  0.01,
  (x, slope) => select(isNotAbove(x, 0), mul(x, fill(slope, x)), x),
)

/** eˣ − 1 where x is negative, x elsewhere, scaled. */
const exponentialUnit = (x: Node, below0: number, above0: number): Node =>
  select(
    isNotAbove(x, 0),
    mul(fill(below0, x), expm1(below(x, 0))),
    above0 === 1 ? x : mul(fill(above0, x), x),
  )

/**
 * The exponential linear unit: x where it is positive, eˣ − 1 elsewhere.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.elu(T.tensor([-1000, 0, 2]))) // [-1, 0, 2]
 */
export const elu: FloatFunction = floatFunction('elu', (x) => exponentialUnit(x, 1, 1))

const seluScale = 1.0507009873554805
const seluAlpha = 1.6732632423543772

/**
 * The scaled exponential linear unit: λ x where it is positive, λ α (eˣ − 1) elsewhere, with the λ
 * and α that keep mean 0 and variance 1 through layers (Klambauer et al. 2017).
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.selu(T.tensor([0, 1], 'f64'))) // [0, 1.0507009873554805]
 */
export const selu: FloatFunction = floatFunction('selu', (x) =>
  exponentialUnit(x, seluScale * seluAlpha, seluScale),
)

/**
 * The Gaussian error linear unit: x Φ(x) = x (1 + erf(x / √2)) / 2.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.gelu(T.tensor([0, 10]))) // [0, 10]
 */
export const gelu: FloatFunction = floatFunction('gelu', (x) =>
  // 1 + erf z = erfc(−z) keeps its digits in the lower tail
  mul(mul(fill(0.5, x), x), erfc(mul(x, fill(-Math.SQRT1_2, x)))),
)

/**
 * The sigmoid linear unit, also called swish: x / (1 + e⁻ˣ).
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.silu(T.tensor([0, 100]))) // [0, 100]
 */
export const silu: FloatFunction = floatFunction('silu', (x) => mul(x, logistic(x)))

/** Above it x and log(1 + eˣ) are the same number also in f64. */
const softplusIsX = 40

/** log(1 + eˣ) of a node. */
export const softplusOf = (x: Node): Node =>
  select(isNotAbove(x, softplusIsX), log1p(exp(below(x, softplusIsX))), x)

/**
 * The smooth version of relu: log(1 + eˣ), without overflow.
 *
 * `[a] -> [a]`; integers give f32.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.softplus(T.tensor([-1000, 1000]))) // [0, 1000]
 */
export const softplus: FloatFunction = floatFunction('softplus', softplusOf)
