import { isInteger, numberOf } from '../core/dtype.ts'
import { DTypeError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import * as primitive from '../core/primitives/bits.ts'
import { type Binary, binary } from './arithmetic.ts'
import { type NumberFunction, numberFunction } from './unary.ts'

const requireBits = (operator: string, x: Node): Node => {
  if (!isInteger(x.dtype))
    throw new DTypeError(operator, `works on bits of i32 or u32, not of ${x.dtype}: cast it first`)
  return x
}

const bitwise = <Face>(operator: string, build: (x: Node, y: Node) => Node): Face =>
  binary(operator, numberOf, (x, y) => build(requireBits(operator, x), y))

/**
 * The bits that are 1 in both numbers. (For booleans see `and`.)
 *
 * `[a], [a] -> [a]`, broadcast as in `add`; booleans count as 0 and 1. Throws as `add` does, and
 * `DTypeError` for floats.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.bitAnd(T.tensor([6, -1], 'i32'), 3)) // [2, 3]
 */
export const bitAnd: Binary<'bitAnd'> = bitwise('bitAnd', primitive.bitAnd)

/**
 * The bits that are 1 in at least one of two numbers. (For booleans see `or`.)
 *
 * `[a], [a] -> [a]`, broadcast as in `add`; booleans count as 0 and 1. Throws as `bitAnd` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.bitOr(T.tensor([6, -1], 'i32'), 3)) // [7, -1]
 */
export const bitOr: Binary<'bitOr'> = bitwise('bitOr', primitive.bitOr)

/**
 * The bits that are 1 in exactly one of two numbers. (For booleans see `xor`.)
 *
 * `[a], [a] -> [a]`, broadcast as in `add`; booleans count as 0 and 1. Throws as `bitAnd` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.bitXor(T.tensor([6, -1], 'i32'), 3)) // [5, -4]
 */
export const bitXor: Binary<'bitXor'> = bitwise('bitXor', primitive.bitXor)

/**
 * Every bit turned over: −x − 1 of i32, 2³² − 1 − x of u32. (For booleans see `not`.)
 *
 * `[a] -> [a]`; booleans count as 0 and 1. Throws `DTypeError` for floats.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.bitNot(T.tensor([0, 5], 'i32'))) // [-1, -6]
 */
export const bitNot: NumberFunction = numberFunction('bitNot', (x) =>
  primitive.bitXor(requireBits('bitNot', x), fill(x.dtype === 'u32' ? 4294967295 : -1, x)),
)

/**
 * The bits moved up: x · 2ⁿ, wrapped. `shiftLeft(x, n)` and `shiftLeft(n)(x)`; where n is not one of
 * 0 … 31 nothing is left: 0.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`; booleans count as 0 and 1. Throws as `bitAnd` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.shiftLeft(T.tensor([1, -3], 'i32'), 4)) // [16, -48]
 */
export const shiftLeft: Binary<'shiftLeft'> = bitwise('shiftLeft', primitive.shiftLeft)

/**
 * The bits moved down: ⌊x / 2ⁿ⌋, so that the sign stays. `shiftRight(x, n)` and `shiftRight(n)(x)`;
 * where n is not one of 0 … 31 only the sign is left: 0, or −1 of negative numbers.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`; booleans count as 0 and 1. Throws as `bitAnd` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.shiftRight(T.tensor([16, -3], 'i32'), 1)) // [8, -2]
 */
export const shiftRight: Binary<'shiftRight'> = bitwise('shiftRight', primitive.shiftRight)
