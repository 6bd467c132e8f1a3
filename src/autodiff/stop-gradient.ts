import type { DType } from '../core/dtype.ts'
import { stopGradient as stop } from '../core/primitives/conversion.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { nodeOf, tensorOf } from '../core/tree.ts'

/**
 * The tensor itself, taken to be constant by every derivative.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { type Scalar, T, grad, stopGradient } from 'cotangent'
 *
 * T.toNumber(grad((x: Scalar) => T.mul(x, stopGradient(x)))(T.tensor(3))) // 3
 */
export const stopGradient = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D> =>
  tensorOf(stop(nodeOf('stopGradient', x)))
