import { isFloat } from '../dtype.ts'
import { ArgumentError, DTypeError } from '../errors.ts'
import { type Node, apply } from '../node.ts'
import { only } from './align.ts'
import { mul } from './arithmetic.ts'
import { type Unary, slope, unary } from './elementwise.ts'
import { type Operation, type Primitive, operation, positives } from './primitive.ts'

/** The attributes of {@link polygamma}. */
export type PolygammaAttributes = { readonly order: number }

const polygammaPrimitive: Primitive<PolygammaAttributes> = {
  name: 'polygamma',
  family: 'elementwise',
  documentation:
    'the derivative of log Γ of order n + 1: digamma for n = 0; its derivative is that of order n + 1',
  infer: (operands, { order }) => {
    const operand = only('polygamma', operands)
    if (!isFloat(operand.dtype)) {
      throw new DTypeError(
        'polygamma',
        `does not take ${operand.dtype}: convert to f32 or f64 first`,
      )
    }
    if (!Number.isInteger(order) || order < 0) {
      throw new ArgumentError('polygamma', `the order must be a whole number, 0 or more: ${order}`)
    }
    return { shape: operand.shape, dtype: operand.dtype }
  },
  jvp: (operands, [t], _, { order }) =>
    t ? mul(t, polygamma(only('polygamma', operands), order + 1)) : null,
  transpose: null,
  batch: (operands, _, __, { order }) => polygamma(only('polygamma', operands), order),
  domain: [positives],
  kinks: [],
}

/** The derivative of log Γ of order n + 1. */
export const polygamma: Operation<[x: Node, order: number], PolygammaAttributes> = operation(
  polygammaPrimitive,
  (x, order) => apply(polygammaPrimitive, [x], { order }),
)

/** The logarithm of the absolute value of the gamma function. */
export const lgamma: Unary = unary({
  name: 'lgamma',
  documentation: 'log |Γ(x)|; ∞ at 0, −1, −2, …; derivative polygamma of order 0',
  takes: 'float',
  jvp: slope((t, _, x) => mul(t, polygamma(x, 0))),
  transpose: null,
  domain: [positives],
  kinks: [],
})
