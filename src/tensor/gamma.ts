import { type DType, type FloatOf, floatOf } from '../core/dtype.ts'
import * as primitive from '../core/primitives/gamma.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { byCount } from './dual.ts'
import { operandAs } from './operand.ts'
import { type FloatFunction, floatFunction } from './unary.ts'

/**
 * The logarithm of the absolute value of the gamma function: ln |Γ(x)|, where Γ(n) = (n − 1)!. It is
 * infinite at 0, −1, −2, … Its derivative is `digamma`.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.lgamma(T.tensor([1, 2, 0]))) // [0, 0, Infinity]
 */
export const lgamma: FloatFunction = floatFunction('lgamma', primitive.lgamma)

/**
 * The derivative of `lgamma`: ψ(x) = Γ′(x) / Γ(x). NaN at −1, −2, …; its derivative is
 * `polygamma(x, 1)`.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.digamma(T.tensor([1], 'f64'))) // [-0.5772156649015329]
 */
export const digamma: FloatFunction = floatFunction('digamma', (x) => primitive.polygamma(x, 0))

interface Polygamma {
  (order: number): <S extends Shape, D extends DType>(x: Tensor<S, D>) => Tensor<S, FloatOf<D>>
  <S extends Shape, D extends DType>(x: Tensor<S, D>, order: number): Tensor<S, FloatOf<D>>
}

/**
 * The derivative of `digamma` of a given order: 0 is digamma itself, 1 trigamma. Its derivative is
 * that of the next order.
 *
 * `[a] -> [a]`; `polygamma(order)(x)` for pipes. Throws `ArgumentError` where the order is not a
 * whole number, 0 or more.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.polygamma(T.tensor([1], 'f64'), 1)) // [1.6449340668482264]
 */
export const polygamma: Polygamma = byCount(2, (x: unknown, order: number) =>
  primitive.polygamma(operandAs('polygamma', x, floatOf), order),
)
