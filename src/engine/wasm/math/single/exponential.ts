/**
 * exp and what is made of it, four numbers of single precision at once.
 *
 * With n the integer nearest to x / ln 2, e^x = 2^n e^r and |r| <= ln 2 / 2. The product of n with
 * the leading 10 bits of ln 2 is exact (Cody and Waite). A polynomial gives e^r - 1, which tanh and
 * expm1 need without cancellation.
 */
import { type Body, func, i32, i32x4, op } from '../../encode/index.ts'
import {
  type Four,
  abs,
  add,
  atLeast,
  atMost,
  choose,
  div,
  less,
  mul,
  neg,
  polynomial,
  powerOfTwo,
  sub,
  withSignOf,
} from './lanes.ts'
import { EXP, LN2_HIGH, LN2_LOW, TANH_NEAR } from './table.ts'

/** Added to a number below 2^22 it leaves the nearest integer in the lowest bits. */
const ROUND = 12582912
const ROUND_BITS = 0x4b400000

interface Reduced {
  /** integers */
  readonly n: Four
  /** e^r - 1 */
  readonly growth: Four
}

const reduce = (body: Body, x: Four): Reduced => {
  const shifted = body.let(add(mul(x, Math.LOG2E), ROUND))
  const whole = body.let(sub(shifted, ROUND))
  const r = body.let(sub(x, mul(whole, LN2_HIGH), mul(whole, LN2_LOW)))
  const growth = body.let(add(r, mul(mul(r, r), polynomial(EXP, r))))
  return { n: body.let(op('i32x4.sub', shifted, i32x4(ROUND_BITS))), growth }
}

/** e^x for x in [-104, 89]: in two steps, as 2^n need not be a number when the result is one. */
export const expBetween = (body: Body, x: Four): Four => {
  const { n, growth } = reduce(body, x)
  const half = body.let(op('i32x4.shr_s', n, i32(1)))
  const rest = op('i32x4.sub', n, half)
  return mul(add(growth, 1), powerOfTwo(half), powerOfTwo(rest))
}

/** e^x. */
export const exp = func('exp32', ['v128'], ['v128'], (body, x) => [
  expBetween(body, body.let(atLeast(atMost(x, 89), -104))),
])

/** e^x - 1. */
export const expm1 = func('expm1_32', ['v128'], ['v128'], (body, x) => {
  const { n, growth } = reduce(body, body.let(atLeast(atMost(x, 89), -20)))
  // by half: 2^128 is no number, and the greatest results are
  const power = body.let(powerOfTwo(op('i32x4.sub', n, i32x4(1))))
  const half = body.let(add(mul(power, growth), sub(power, 0.5)))
  // halves of subnormal numbers would lose a bit
  return [choose(less(abs(x), 2 ** -26), x, add(half, half))]
})

/** The hyperbolic tangent: x + x^3 P(x^2) near 0, and 1 - 2 / (e^(2|x|) + 1) with its sign beyond. */
export const tanh = func('tanh32', ['v128'], ['v128'], (body, x) => {
  const size = body.let(abs(x))
  const square = body.let(mul(x, x))
  const near = add(size, mul(mul(size, square), polynomial(TANH_NEAR, square)))
  const { n, growth } = reduce(body, body.let(atMost(add(size, size), 20)))
  const power = body.let(powerOfTwo(n))
  const e = add(mul(power, growth), power)
  const far = sub(1, div(2, add(e, 1)))
  return [withSignOf(x, choose(less(size, 0.56), near, far))]
})

/**
 * 1 / (1 + e^-x): with e = e^-|x|, 1 / (1 + e) for x >= 0 and e / (1 + e) below; what the sum loses
 * is made good.
 */
export const logistic = func('logistic32', ['v128'], ['v128'], (body, x) => {
  const e = body.let(expBetween(body, body.let(atLeast(neg(abs(x)), -104))))
  const isBelow = body.let(less(x, 0))
  const sum = body.let(add(e, 1))
  const lost = sub(e, sub(sum, 1))
  const ratio = body.let(div(choose(isBelow, e, 1), sum))
  const inverse = choose(isBelow, sub(1, ratio), ratio)
  return [sub(ratio, mul(mul(ratio, lost), inverse))]
})
