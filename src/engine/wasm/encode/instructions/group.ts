import { unsigned } from '../bytes.ts'
import type { Group, Immediates, ResultType, ValueType } from '../types.ts'

/** Opcodes by the names of their instructions. */
type Codes = { readonly [name: string]: number }

/** Says how the opcodes of one of the three spaces are written. */
type Write = (code: number) => readonly number[]

/** Opcodes of one byte. */
export const plain: Write = (code) => [code]

/** Opcodes behind a byte that says of which extension they are. */
const behind =
  (prefix: number): Write =>
  (code) => [prefix, ...unsigned(code)]

/** Conversions that saturate, and memory in bulk. */
export const numeric = behind(0xfc)
/** Vectors of 128 bits. */
export const simd = behind(0xfd)
/** Atomic access to memory. */
export const atomic = behind(0xfe)

/** Instructions of one signature; `alignment` is log2 of the bytes that they access in memory. */
export const group = <
  const P extends readonly ValueType[],
  const R extends ResultType,
  I extends keyof Immediates,
  const C extends Codes,
>(
  write: Write,
  operands: P,
  result: R,
  immediate: I,
  codes: C,
  alignment = 0,
): Group<C, P, R, I> =>
  Object.fromEntries(
    Object.entries(codes).map(([name, code]) => [
      name,
      { code: write(code), operands, result, immediate, alignment },
    ]),
  ) as Group<C, P, R, I>
