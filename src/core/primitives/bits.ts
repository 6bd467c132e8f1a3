import { type Binary, binary } from './elementwise.ts'
import type { PrimitiveName } from './index.ts'
import { noTangent, reals } from './primitive.ts'

const bitwise = (name: PrimitiveName, documentation: string): Binary =>
  binary({
    name,
    documentation,
    takes: 'integer',
    jvp: noTangent,
    transpose: null,
    domain: [reals],
    kinks: [],
  })

/** The bits that are 1 in both. */
export const bitAnd: Binary = bitwise('bitAnd', 'the bits that are 1 in both')

/** The bits that are 1 in at least one. */
export const bitOr: Binary = bitwise('bitOr', 'the bits that are 1 in at least one')

/** The bits that are 1 in exactly one. */
export const bitXor: Binary = bitwise('bitXor', 'the bits that are 1 in exactly one')

/** x · 2ⁿ, wrapped. */
export const shiftLeft: Binary = bitwise(
  'shiftLeft',
  'the bits of x moved n places up, that is x · 2ⁿ, wrapped; 0 for n outside 0 … 31',
)

/** ⌊x / 2ⁿ⌋. */
export const shiftRight: Binary = bitwise(
  'shiftRight',
  'the bits of x moved n places down, the sign kept, that is ⌊x / 2ⁿ⌋; 0 or −1 for n outside 0 … 31',
)
