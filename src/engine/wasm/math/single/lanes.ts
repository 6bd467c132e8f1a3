/** Arithmetic on four numbers of single precision at once, in the words that formulas are written in. */
import { type Body, type Value, f32x4, i32, i32x4, op } from '../../encode/index.ts'

/** Four numbers, four integers, or four masks. */
export type Four = Value<'v128'>
/** Four numbers, or one for all lanes. */
export type Operand = Four | number

const lanes = (x: Operand): Four => (typeof x === 'number' ? f32x4(x) : x)

/** x + y + ..., from the left. */
export const add = (first: Operand, ...rest: readonly Operand[]): Four =>
  rest.reduce<Four>((sum, x) => op('f32x4.add', sum, lanes(x)), lanes(first))
/** x y ..., from the left. */
export const mul = (first: Operand, ...rest: readonly Operand[]): Four =>
  rest.reduce<Four>((product, x) => op('f32x4.mul', product, lanes(x)), lanes(first))
/** x - y - ..., from the left. */
export const sub = (first: Operand, ...rest: readonly Operand[]): Four =>
  rest.reduce<Four>((difference, x) => op('f32x4.sub', difference, lanes(x)), lanes(first))

export const div = (x: Operand, y: Operand): Four => op('f32x4.div', lanes(x), lanes(y))
export const neg = (x: Four): Four => op('f32x4.neg', x)
export const abs = (x: Four): Four => op('f32x4.abs', x)
export const less = (x: Operand, y: Operand): Four => op('f32x4.lt', lanes(x), lanes(y))
export const equal = (x: Operand, y: Operand): Four => op('f32x4.eq', lanes(x), lanes(y))

/** x, or the bound where x is above it; NaN stays. */
export const atMost = (x: Four, bound: number): Four => op('f32x4.pmin', x, f32x4(bound))
/** x, or the bound where x is below it; NaN stays. */
export const atLeast = (x: Four, bound: number): Four => op('f32x4.pmax', x, f32x4(bound))

/** `yes` where the mask is set, `no` elsewhere. */
export const choose = (mask: Four, yes: Operand, no: Operand): Four =>
  op('v128.bitselect', lanes(yes), lanes(no), mask)

/** Is the mask set in some lane? */
export const any = (mask: Four): Value<'i32'> => op('v128.any_true', mask)

const SIGN = i32x4(-0x80000000)

/** `size`, or its negative where x is negative or -0. */
export const withSignOf = (x: Four, size: Four): Four =>
  op('v128.xor', size, op('v128.and', x, SIGN))

/** 2^n for integers n in [-126, 127]. */
export const powerOfTwo = (n: Four): Four =>
  op('i32x4.shl', op('i32x4.add', n, i32x4(127)), i32(23))

/** c[0] + c[1] x + ... by Horner's rule. */
export const polynomial = (c: readonly number[], x: Four): Four =>
  c.reduceRight<Four | null>(
    (sum, coefficient) => (sum === null ? lanes(coefficient) : add(mul(sum, x), coefficient)),
    null,
  ) ?? lanes(0)

/** c[0] + c[1] x + ... by the powers of x^2: a shorter chain of operations. */
export const interleaved = (body: Body, c: readonly number[], x: Four): Four => {
  const square = body.let(mul(x, x))
  const half = (start: number): Four =>
    polynomial(
      c.filter((_, i) => i % 2 === start),
      square,
    )
  return add(half(0), mul(x, half(1)))
}
