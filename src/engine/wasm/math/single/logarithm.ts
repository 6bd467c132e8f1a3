/**
 * log and log1p, four numbers of single precision at once.
 *
 * x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt 2), and log x = k ln 2 + log(1 + f), where the
 * product of k with the leading 10 bits of ln 2 is exact.
 */
import { type Body, func, i32, i32x4, op } from '../../encode/index.ts'
import {
  type Four,
  type Operand,
  add,
  choose,
  equal,
  interleaved,
  less,
  mul,
  sub,
} from './lanes.ts'
import { LN2_HIGH, LN2_LOW, LOG } from './table.ts'

/** sqrt(1/2), as bits. */
const START = 0x3f3504f3

/** k ln 2 + log(1 + f) + missing. */
const sumOf = (body: Body, k: Four, f: Four, missing: Operand): Four => {
  const square = body.let(mul(f, f))
  const cubic = mul(mul(square, f), interleaved(body, LOG, f))
  const rest = add(sub(cubic, mul(square, 0.5)), mul(k, LN2_LOW), missing)
  return add(add(f, rest), mul(k, LN2_HIGH))
}

/** The natural logarithm. */
export const log = func('log32', ['v128'], ['v128'], (body, x) => {
  const isSubnormal = body.let(less(x, 1.1754943508222875e-38))
  const normal = body.let(choose(isSubnormal, mul(x, 2 ** 23), x))
  const shifted = op('i32x4.shr_s', op('i32x4.sub', normal, i32x4(START)), i32(23))
  const k = body.let(shifted)
  const f = body.let(sub(op('i32x4.sub', normal, op('i32x4.shl', k, i32(23))), 1))
  const places = op('i32x4.sub', k, op('v128.and', isSubnormal, i32x4(23)))
  const value = sumOf(body, body.let(op('f32x4.convert_i32x4_s', places)), f, 0)
  const notPositive = choose(equal(x, 0), -Infinity, NaN)
  return [choose(less(0, x), choose(less(x, Infinity), value, x), notPositive)]
})

/** log(1 + x): what the sum loses is added to the logarithm. */
export const log1p = func('log1p32', ['v128'], ['v128'], (body, x) => {
  const sum = body.let(add(x, 1))
  const lost = choose(less(x, 1), sub(x, sub(sum, 1)), sub(1, sub(sum, x)))
  const k = body.let(op('i32x4.shr_s', op('i32x4.sub', sum, i32x4(START)), i32(23)))
  const isNear = body.let(op('i32x4.eq', k, i32x4(0)))
  const f = choose(isNear, x, sub(op('i32x4.sub', sum, op('i32x4.shl', k, i32(23))), 1))
  // 2^-k / (1 + f) is 1 / (1 + x), of which a few bits are enough
  const missing = op('v128.andnot', op('f32x4.div', body.let(lost), sum), isNear)
  const value = sumOf(
    body,
    body.let(op('f32x4.convert_i32x4_s', k)),
    body.let(f),
    body.let(missing),
  )
  const isItself = op('v128.or', equal(x, 0), equal(x, Infinity))
  const inside = choose(isItself, x, value)
  return [choose(less(-1, x), inside, choose(equal(x, -1), -Infinity, NaN))]
})
