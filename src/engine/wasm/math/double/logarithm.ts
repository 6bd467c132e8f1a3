/**
 * log and what is made of it, two doubles at once: ports of the functions of the same names of the
 * reference engine, with its bits.
 */
import { LN2_HIGH, LN2_LOW, LOG_TABLE } from '../../../reference/elementary/logTable.ts'
import { type Body, call, func, i32, i64x2, op } from '../../encode/index.ts'
import {
  type Operand,
  type Pair,
  abs,
  add,
  and,
  choose,
  div,
  doubles,
  entries,
  equal,
  isNaN,
  less,
  lessEqual,
  loadOne,
  loadTwo,
  mul,
  neg,
  or,
  powerOfTwo,
  sqrt,
  sub,
  withSignOf,
} from './lanes.ts'
import { leading } from './two-part.ts'

const logTable = doubles(LOG_TABLE)

/** w + wLow + log(1 + r + rLow) in two parts. */
const logNearOne = (
  body: Body,
  w: Pair,
  wLow: Pair,
  r: Pair,
  rLow: Pair,
): readonly [Pair, Pair] => {
  const head = leading(body, r)
  const square = body.let(mul(0.5, head, head))
  const squareLow = mul(mul(0.5, sub(r, head)), add(r, head))
  const r2 = body.let(mul(r, r))
  const cubic = mul(
    r,
    r2,
    add(
      sub(1 / 3, mul(r, 1 / 4)),
      mul(r2, sub(1 / 5, mul(r, 1 / 6))),
      mul(r2, r2, add(sub(1 / 7, mul(r, 1 / 8)), mul(r2, sub(1 / 9, mul(r, 1 / 10))))),
    ),
  )
  const first = body.let(add(w, r))
  const firstLow = add(sub(w, first), r)
  const second = body.let(sub(first, square))
  const secondLow = sub(first, second, square)
  const inner = add(sub(rLow, mul(r, rLow), squareLow), cubic)
  const rest = body.let(add(secondLow, add(firstLow, add(wLow, inner))))
  const result = body.let(add(second, rest))
  return [result, sub(rest, sub(result, second))]
}

const START = i64x2(0x3fe62000n << 32n)

interface Reduced {
  readonly w: Pair
  readonly wLow: Pair
  readonly r: Pair
  readonly rLow: Pair
}

/** log(x + xLow) as what `logNearOne` takes, for finite x > 0. */
const reduce = (body: Body, x: Pair, xLow: Operand): Reduced => {
  const isSubnormal = body.let(less(x, 2.2250738585072014e-308))
  const normal = body.let(choose(isSubnormal, mul(x, 18014398509481984), x))
  const offset = body.let(op('i64x2.sub', normal, START))
  const k = body.let(op('i64x2.shr_s', offset, i32(52)))
  const index = body.let(op('v128.and', op('i64x2.shr_u', offset, i32(46)), i64x2(63n)))
  const z = body.let(op('i64x2.sub', normal, op('i64x2.shl', k, i32(52))))
  const zHigh = body.let(sub(add(z, 50331648), 50331648))
  // the indices of both lanes lie in their lower halves
  const low = body.let(op('i8x16.shuffle', index, index, LOWER_WORDS))
  const places = entries(body, logTable, 24, low)
  const [inverse, logHigh] = loadTwo(body, places)
  const logLow = loadOne(body, places, 16)
  const coarse = body.let(sub(mul(zHigh, inverse), 1))
  // by halves: 2^-1024 would not be normal
  const half = body.let(op('i64x2.shr_s', k, i32(1)))
  const scaled =
    typeof xLow === 'number'
      ? xLow
      : mul(xLow, powerOfTwo(op('i64x2.neg', half)), powerOfTwo(op('i64x2.sub', half, k)))
  const fine = body.let(mul(add(sub(z, zHigh), scaled), inverse))
  const r = body.let(add(coarse, fine))
  const k32 = op('i8x16.shuffle', k, k, LOWER_WORDS)
  const exponent = body.let(sub(op('f64x2.convert_low_i32x4_s', k32), and(isSubnormal, add(54))))
  return {
    w: body.let(add(mul(exponent, LN2_HIGH), logHigh)),
    wLow: body.let(add(mul(exponent, LN2_LOW), logLow)),
    r,
    rLow: body.let(sub(fine, sub(r, coarse))),
  }
}

const LOWER_WORDS = [0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]

/** log x in two parts, for finite x > 0. */
export const logParts = (body: Body, x: Pair): readonly [Pair, Pair] => {
  const { w, wLow, r, rLow } = reduce(body, x, 0)
  return logNearOne(body, w, wLow, r, rLow)
}

/** The natural logarithm. */
export const log = func('log64', ['v128'], ['v128'], (body, x) => {
  const [value] = logParts(body, x)
  const notPositive = choose(equal(x, 0), -Infinity, NaN)
  return [choose(less(0, x), choose(less(x, Infinity), value, x), notPositive)]
})

/** log(1 + x). */
export const log1p = func('log1p64', ['v128'], ['v128'], (body, x) => {
  const sum = body.let(add(1, x))
  const error = choose(less(x, 1), sub(x, sub(sum, 1)), sub(1, sub(sum, x)))
  const far = reduce(body, sum, body.let(error))
  const isNear = body.let(and(lessEqual(-0.00390625, x), lessEqual(x, 0.0078125)))
  const [value] = logNearOne(
    body,
    body.let(choose(isNear, 0, far.w)),
    body.let(choose(isNear, 0, far.wLow)),
    body.let(choose(isNear, x, far.r)),
    body.let(choose(isNear, 0, far.rLow)),
  )
  const isItself = or(less(abs(x), 5.551115123125783e-17), equal(x, Infinity))
  const inside = choose(isItself, x, value)
  return [choose(less(-1, x), inside, choose(equal(x, -1), -Infinity, NaN))]
})

/** The inverse of the hyperbolic sine. */
export const asinh = func('asinh64', ['v128'], ['v128'], (body, x) => {
  const size = body.let(abs(x))
  const square = body.let(mul(size, size))
  const near = body.let(call(log1p, add(size, div(square, add(1, sqrt(add(1, square)))))))
  const [logarithm, low] = logParts(body, size)
  const far = add(logarithm, add(LN2_HIGH, add(low, LN2_LOW)))
  const value = withSignOf(x, choose(lessEqual(size, 268435456), near, far))
  const isItself = or(or(less(size, 3.725290298461914e-9), equal(size, Infinity)), isNaN(x))
  return [choose(isItself, x, value)]
})

/** -log(1 - s), for the inverse error functions. */
export const negatedLog1p = (body: Body, s: Pair): Pair => body.let(neg(call(log1p, neg(s))))
