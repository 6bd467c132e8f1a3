import { type DType, isFloat } from '../dtype.ts'
import { type Node, apply } from '../node.ts'
import { only } from './align.ts'
import {
  type NoAttributes,
  type Operation,
  type Primitive,
  none,
  operation,
  reals,
} from './primitive.ts'

/** The attributes of {@link convert}. */
export type ConvertAttributes = { readonly dtype: DType }

const convertPrimitive: Primitive<ConvertAttributes> = {
  name: 'convert',
  family: 'elementwise',
  documentation:
    'x in another element type: floats round, floats to integers truncate and saturate (NaN is 0), integers wrap, bool is x ≠ 0',
  infer: (operands, { dtype }) => ({ shape: only('convert', operands).shape, dtype }),
  jvp: (_, [t], __, { dtype }) => (t && isFloat(dtype) ? convert(t, dtype) : null),
  transpose: (cotangent, operands) => [convert(cotangent, only('convert', operands).dtype)],
  batch: (operands, _, __, { dtype }) => convert(only('convert', operands), dtype),
  domain: [reals],
  kinks: [],
}

/** x in another element type; x itself where it has that type already. */
export const convert: Operation<[x: Node, dtype: DType], ConvertAttributes> = operation(
  convertPrimitive,
  (x, dtype) => (x.dtype === dtype ? x : apply(convertPrimitive, [x], { dtype })),
)

const stopGradientPrimitive: Primitive<NoAttributes> = {
  name: 'stopGradient',
  family: 'elementwise',
  documentation: 'x, taken to be constant by every derivative',
  infer: (operands) => only('stopGradient', operands),
  jvp: () => null,
  transpose: null,
  batch: (operands) => stopGradient(only('stopGradient', operands)),
  domain: [reals],
  kinks: [],
}

/** x, taken to be constant by every derivative. */
export const stopGradient: Operation<[x: Node], NoAttributes> = operation(
  stopGradientPrimitive,
  (x) => apply(stopGradientPrimitive, [x], none),
)
