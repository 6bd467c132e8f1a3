/**
 * exp and what is made of it, two doubles at once: ports of the functions of the same names of the
 * reference engine, with its bits.
 */
import {
  EXP_TABLE,
  STEP_HIGH,
  STEP_LOW,
  STEPS_PER_UNIT,
} from '../../../reference/elementary/expTable.ts'
import { type Body, func, i32, i32x4, op } from '../../encode/index.ts'
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
  floor,
  isNaN,
  less,
  lessEqual,
  loadTwo,
  mul,
  neg,
  or,
  powerOfTwo,
  scale,
  sub,
  toIntegers,
  wide,
  withSignOf,
} from './lanes.ts'
import { quotient } from './two-part.ts'

const expTable = doubles(EXP_TABLE)

interface Significand {
  readonly s: Pair
  readonly low: Pair
  /** 32-bit integers in the lower two lanes */
  readonly exponent: Pair
}

/** s and low with e^(x + xLow) = (s + low) 2^exponent. */
export const expSignificand = (body: Body, x: Pair, xLow: Operand): Significand => {
  const steps = body.let(floor(add(mul(x, STEPS_PER_UNIT), 0.5)))
  const n = body.let(toIntegers(steps))
  const r = body.let(add(sub(x, mul(steps, STEP_HIGH)), sub(xLow, mul(steps, STEP_LOW))))
  const r2 = body.let(mul(r, r))
  const growth = body.let(
    add(
      r,
      add(
        mul(r2, add(1 / 2, mul(r, 1 / 6))),
        mul(r2, r2, add(1 / 24, mul(r, 1 / 120), mul(r2, 1 / 720))),
      ),
    ),
  )
  const index = body.let(op('v128.and', n, i32x4(31)))
  const [high, missing] = loadTwo(body, entries(body, expTable, 16, index))
  const rest = body.let(add(mul(missing, add(1, growth)), mul(high, growth)))
  const s = body.let(add(high, rest))
  const low = body.let(sub(rest, sub(s, high)))
  return { s, low, exponent: body.let(op('i32x4.shr_s', n, i32(5))) }
}

/** e^x - 1 for |x| <= 60 in two parts. */
const expm1Parts = (body: Body, x: Pair): readonly [Pair, Pair] => {
  const x2 = body.let(mul(x, x))
  const x4 = body.let(mul(x2, x2))
  const nearRest = body.let(
    add(
      mul(x2, add(1 / 2, mul(x, 1 / 6))),
      mul(
        x4,
        add(
          1 / 24,
          mul(x, 1 / 120),
          mul(x2, add(1 / 720, mul(x, 1 / 5040))),
          mul(
            x4,
            add(1 / 40320, mul(x, 1 / 362880), mul(x2, add(1 / 3628800, mul(x, 1 / 39916800)))),
          ),
        ),
      ),
    ),
  )
  const nearHigh = body.let(add(x, nearRest))
  const nearLow = sub(nearRest, sub(nearHigh, x))

  const { s, low, exponent } = expSignificand(body, x, 0)
  const power = body.let(powerOfTwo(wide(exponent)))
  const e = body.let(mul(s, power))
  const difference = body.let(sub(e, 1))
  const error = choose(less(x, 0), sub(e, add(difference, 1)), sub(e, difference, 1))
  const rest = body.let(add(error, mul(low, power)))
  const high = body.let(add(difference, rest))

  const isNear = body.let(lessEqual(abs(x), 0.125))
  return [
    body.let(choose(isNear, nearHigh, high)),
    body.let(choose(isNear, nearLow, sub(rest, sub(high, difference)))),
  ]
}

const expOf = (body: Body, x: Pair): Pair => {
  const { s, exponent } = expSignificand(body, x, 0)
  const value = scale(body, s, exponent)
  return choose(less(709.79, x), Infinity, choose(less(x, -745.14), 0, value))
}

/** e^x. */
export const exp = func('exp64', ['v128'], ['v128'], (body, x) => [expOf(body, x)])

/** e^x - 1. */
export const expm1 = func('expm1_64', ['v128'], ['v128'], (body, x) => {
  const [moderate] = expm1Parts(body, x)
  const isItself = or(less(abs(x), 5.551115123125783e-17), isNaN(x))
  const small = body.let(choose(less(x, -40), -1, choose(isItself, x, moderate)))
  return [choose(less(40, x), expOf(body, x), small)]
})

/** The hyperbolic tangent. */
export const tanh = func('tanh64', ['v128'], ['v128'], (body, x) => {
  const size = body.let(abs(x))
  const [t, tLow] = expm1Parts(body, body.let(mul(-2, size)))
  const sum = body.let(add(2, t))
  const sumLow = body.let(add(sub(t, sub(sum, 2)), tLow))
  const moderate = quotient(body, body.let(neg(t)), neg(tLow), sum, sumLow)
  const value = withSignOf(x, choose(less(22, size), 1, moderate))
  return [choose(or(less(size, 3.725290298461914e-9), isNaN(x)), x, value)]
})

/** 1 / (1 + e^-x). */
export const logistic = func('logistic64', ['v128'], ['v128'], (body, x) => {
  const { s, low, exponent } = expSignificand(body, body.let(neg(abs(x))), 0)
  const power = body.let(powerOfTwo(wide(exponent)))
  const e = body.let(mul(s, power))
  const eLow = body.let(mul(low, power))
  const sum = body.let(add(1, e))
  const sumLow = body.let(add(sub(e, sub(sum, 1)), eLow))
  const isBelow = body.let(less(x, 0))
  const top = body.let(choose(isBelow, e, 1))
  const moderate = body.let(quotient(body, top, and(isBelow, eLow), sum, sumLow))
  const below = choose(less(x, -745.14), 0, scale(body, s, exponent))
  return [choose(less(40, x), 1, choose(less(x, -40), below, moderate))]
})

/** e^x / 2, also where e^x overflows. */
const halfExp = (body: Body, x: Pair): Pair => {
  const { s, exponent } = expSignificand(body, x, 0)
  const less1 = body.let(op('i32x4.sub', exponent, i32x4(1)))
  return choose(less(710.48, x), Infinity, scale(body, s, less1))
}

/** The hyperbolic sine. */
export const sinh = func('sinh64', ['v128'], ['v128'], (body, x) => {
  const size = body.let(abs(x))
  const [t, tLow] = expm1Parts(body, size)
  const sum = body.let(add(1, t))
  const sumLow = choose(less(t, 1), sub(t, sub(sum, 1)), sub(1, sub(sum, t)))
  const inverse = quotient(body, t, tLow, sum, body.let(add(sumLow, tLow)))
  const moderate = body.let(mul(0.5, add(t, add(inverse, tLow))))
  const value = withSignOf(x, choose(less(40, size), halfExp(body, size), moderate))
  return [choose(or(less(size, 3.725290298461914e-9), isNaN(x)), x, value)]
})

/** The hyperbolic cosine. */
export const cosh = func('cosh64', ['v128'], ['v128'], (body, x) => {
  const size = body.let(abs(x))
  const { s, exponent } = expSignificand(body, size, 0)
  const e = body.let(scale(body, s, exponent))
  const moderate = body.let(mul(0.5, add(e, div(1, e))))
  return [choose(less(40, size), halfExp(body, size), moderate)]
})
