/**
 * Arithmetic on two doubles at once, in the words that formulas are written in. Each of these is
 * exactly the operation of the language on each lane, so a formula ported word for word gives the
 * bits of the reference.
 */
import {
  type Body,
  type Data,
  type Value,
  addressOf,
  data,
  f64x2,
  i64x2,
  i32,
  op,
} from '../../encode/index.ts'
import { concatenate, float64 } from '../../encode/bytes.ts'

/** Two doubles, two integers, or two masks. */
export type Pair = Value<'v128'>
/** A pair or a number for both lanes. */
export type Operand = Pair | number

const lanes = (x: Operand): Pair => (typeof x === 'number' ? f64x2(x) : x)

/** x + y + ..., from the left. */
export const add = (first: Operand, ...rest: readonly Operand[]): Pair =>
  rest.reduce<Pair>((sum, x) => op('f64x2.add', sum, lanes(x)), lanes(first))
/** x y ..., from the left. */
export const mul = (first: Operand, ...rest: readonly Operand[]): Pair =>
  rest.reduce<Pair>((product, x) => op('f64x2.mul', product, lanes(x)), lanes(first))
/** x - y - ..., from the left. */
export const sub = (first: Operand, ...rest: readonly Operand[]): Pair =>
  rest.reduce<Pair>((difference, x) => op('f64x2.sub', difference, lanes(x)), lanes(first))

export const div = (x: Operand, y: Operand): Pair => op('f64x2.div', lanes(x), lanes(y))
export const neg = (x: Pair): Pair => op('f64x2.neg', x)
export const abs = (x: Pair): Pair => op('f64x2.abs', x)
export const sqrt = (x: Pair): Pair => op('f64x2.sqrt', x)
export const floor = (x: Pair): Pair => op('f64x2.floor', x)
export const less = (x: Operand, y: Operand): Pair => op('f64x2.lt', lanes(x), lanes(y))
export const lessEqual = (x: Operand, y: Operand): Pair => op('f64x2.le', lanes(x), lanes(y))
export const equal = (x: Operand, y: Operand): Pair => op('f64x2.eq', lanes(x), lanes(y))
export const isNaN = (x: Pair): Pair => op('f64x2.ne', x, x)

export const and = (x: Pair, y: Pair): Pair => op('v128.and', x, y)
export const or = (x: Pair, y: Pair): Pair => op('v128.or', x, y)
export const xor = (x: Pair, y: Pair): Pair => op('v128.xor', x, y)
/** x and not y. */
export const andNot = (x: Pair, y: Pair): Pair => op('v128.andnot', x, y)

/** `yes` where the mask is set, `no` elsewhere. */
export const choose = (mask: Pair, yes: Operand, no: Operand): Pair =>
  op('v128.bitselect', lanes(yes), lanes(no), mask)

/** Is the mask set in some lane? */
export const any = (mask: Pair): Value<'i32'> => op('v128.any_true', mask)

/** Is x negative or -0? As a mask. */
export const isNegative = (x: Pair): Pair => op('i64x2.lt_s', x, i64x2(0n))

const SIGN = i64x2(-(1n << 63n))

/** `size`, or its negative where x is negative or -0. */
export const withSignOf = (x: Pair, size: Pair): Pair => xor(size, and(x, SIGN))

/** Whole numbers below 2^31 as 32-bit integers in the lower two lanes. */
export const toIntegers = (x: Pair): Pair => op('i32x4.trunc_sat_f64x2_s_zero', x)
/** 32-bit integers of the lower two lanes in 64 bits. */
export const wide = (n: Pair): Pair => op('i64x2.extend_low_i32x4_s', n)

/** 2^n for 64-bit integers n in [-1022, 1023]. */
export const powerOfTwo = (n: Pair): Pair =>
  op('i64x2.shl', op('i64x2.add', n, i64x2(1023n)), i32(52))

/**
 * s 2^n for 1/2 < s <= 2 and 32-bit integers n, rounded once: also where the result is subnormal or
 * overflows. The first of the two factors loses nothing.
 */
export const scale = (body: Body, s: Pair, n: Pair): Pair => {
  const half = body.let(op('i32x4.shr_s', n, i32(1)))
  const rest = op('i32x4.sub', n, half)
  return mul(s, powerOfTwo(wide(half)), powerOfTwo(wide(rest)))
}

/** A table of doubles in memory. */
export const doubles = (table: Float64Array): Data =>
  data(() => concatenate(Array.from(table, float64)))

const LOW_HALVES = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]
const HIGH_HALVES = LOW_HALVES.map((place) => place + 8)

/** Where the entry of each lane begins, for indices in the lower two lanes. */
export const entries = (
  body: Body,
  table: Data,
  bytes: number,
  index: Pair,
): readonly [Value<'i32'>, Value<'i32'>] => {
  const at = (lane: number): Value<'i32'> =>
    body.let(
      op(
        'i32.add',
        op('i32.mul', op('i32x4.extract_lane', index, lane), i32(bytes)),
        addressOf(table),
      ),
    )
  return [at(0), at(1)]
}

/** The doubles at an offset in the entries of both lanes, and the ones after them. */
export const loadTwo = (
  body: Body,
  [first, second]: readonly [Value<'i32'>, Value<'i32'>],
  offset = 0,
): readonly [Pair, Pair] => {
  const a = body.let(op('v128.load', first, offset))
  const b = body.let(op('v128.load', second, offset))
  return [
    body.let(op('i8x16.shuffle', a, b, LOW_HALVES)),
    body.let(op('i8x16.shuffle', a, b, HIGH_HALVES)),
  ]
}

/** The doubles at an offset in the entries of both lanes. */
export const loadOne = (
  body: Body,
  [first, second]: readonly [Value<'i32'>, Value<'i32'>],
  offset: number,
): Pair =>
  body.let(op('v128.load64_lane', second, op('v128.load64_zero', first, offset), 1, offset))

/** c[0] + c[1] x + ... by Horner's rule. */
export const polynomial = (c: Float64Array, x: Pair): Pair =>
  c.reduceRight<Pair | null>(
    (sum, coefficient) => (sum === null ? lanes(coefficient) : add(mul(sum, x), coefficient)),
    null,
  ) ?? lanes(0)
