import { stopGradient as stop } from '../core/primitives/conversion.ts'
import type { AnyTensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'

/**
 * The tensor itself, taken to be constant by every derivative.
 *
 * @example
 * import { T, grad, stopGradient } from 'cotangent'
 *
 * T.toNumber(grad((x) => T.mul(x, stopGradient(x)))(T.tensor(3))) // 3
 */
export const stopGradient = <X extends AnyTensor>(x: X): X =>
  stop(nodeOf('stopGradient', x)) as unknown as X
