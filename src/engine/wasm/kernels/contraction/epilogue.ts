/**
 * What happens to the sums of a contraction before they are stored: a bias is added, an activation
 * applied. Every vector of the result is handled the same way, also one of which only some lanes
 * are stored, so that no element depends on where tiles end.
 */
import type { Body, Value } from '../../encode/index.ts'

/**
 * A tensor that an epilogue reads along with the result. Along the columns of the result it either
 * has an element for `each` or the `same` for all; along rows and batch it is addressed by steps
 * that may be 0. So `[m, n]` and `[n]` are `each`, `[m, 1]` and a scalar are `same`.
 */
export interface EpilogueOperand {
  readonly columns: 'each' | 'same'
  /** bytes of an element */
  readonly bytes: number
  /** the vector for as many columns as a vector of the result has, from the first one's address */
  readonly load: (address: Value<'i32'>) => Value<'v128'>
}

/** An elementwise function of the sums and of operands. */
export interface Epilogue {
  /** Equal keys mean equal code. */
  readonly key: string
  readonly operands: readonly EpilogueOperand[]
  /**
   * The vectors to store: that of the result, and any of further results with elements of the same
   * number of bytes, which are addressed as operands with `each` column are. None may overlap an
   * operand that is not read at exactly the places that are written.
   */
  readonly emit: (
    body: Body,
    sum: Value<'v128'>,
    operands: readonly Value<'v128'>[],
  ) => readonly Value<'v128'>[]
  /** how many vectors `emit` gives */
  readonly results: number
}

/** The sums as they are. */
export const identity: Epilogue = {
  key: 'sum',
  operands: [],
  emit: (_, sum) => [sum],
  results: 1,
}

/** How a tensor of an epilogue is walked through, in bytes. */
export interface Walk {
  readonly columns: 'each' | 'same'
  readonly bytes: number
}

/** The tensors whose addresses a kernel is given besides that of its result. */
export const walksOf = ({ operands, results }: Epilogue, bytes: number): readonly Walk[] => [
  ...operands.map((operand) => ({ columns: operand.columns, bytes: operand.bytes })),
  ...Array.from({ length: results - 1 }, () => ({ columns: 'each' as const, bytes })),
]

/** The names of a kernel's parameters for the i-th of these tensors: where it is, and its steps. */
export const walkParameters = (i: number): readonly string[] =>
  ['at', 'row', 'outer', 'inner'].map((name) => `${name}${i}`)
