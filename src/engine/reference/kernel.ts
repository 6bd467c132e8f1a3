import type { Storage } from '../../core/dtype.ts'
import type { TensorType } from '../../core/node.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'

/** An operand of a kernel: its type and its elements, row by row. */
export interface Operand extends TensorType {
  readonly value: Storage
}

/** Computes the elements of the result of one primitive. Reads its operands only. */
export type Kernel<A extends Attributes> = (
  operands: readonly Operand[],
  result: TensorType,
  attributes: A,
) => Storage

/** The i-th operand, which the shape rule has made sure of. */
export const operandAt = (operands: readonly Operand[], i: number): Operand => {
  const operand = operands[i]
  if (operand === undefined) throw new RangeError(`a kernel was run without operand ${i}`)
  return operand
}
