/** The error function, its complement and its inverse, four numbers of single precision at once. */
import { CENTRAL, TAIL } from '../../../reference/elementary/erfInv32.ts'
import { type Body, f64x2, func, op } from '../../encode/index.ts'
import * as double from '../double/lanes.ts'
import { negatedLog1p } from '../double/logarithm.ts'
import { joined, lowerHalf, upperHalf } from '../pairs.ts'
import { expBetween } from './exponential.ts'
import {
  type Four,
  abs,
  add,
  any,
  atMost,
  choose,
  equal,
  less,
  mul,
  polynomial,
  sub,
  withSignOf,
} from './lanes.ts'
import { ERFC, ERF_FAR, ERF_NEAR } from './table.ts'

/** From here on 1 - e^(...) loses less than the polynomial in x^2. */
const NEAR = 0.9

/** x + x P(x^2) near 0, and 1 - e^(x P(x)) with the sign of x beyond. */
export const erf = func('erf32', ['v128'], ['v128'], (body, x) => {
  const size = body.let(abs(x))
  const square = body.let(mul(x, x))
  const result = body.local('v128')
  body.set(result, add(x, mul(x, polynomial(ERF_NEAR, square))))
  const isFar = body.let(less(NEAR, size))
  body.if(any(isFar), () => {
    const t = body.let(atMost(size, 4))
    const complement = expBetween(body, body.let(mul(t, polynomial(ERF_FAR, t))))
    body.set(result, choose(isFar, withSignOf(x, sub(1, complement)), result))
  })
  return [result]
})

const factorials = [1, 1, 2, 6, 24, 120, 720, 5040, 40320]
const EXP_SERIES = Float64Array.from(factorials, (factorial) => 1 / factorial)

/** e^-s for doubles s in [0, 105], right to 30 bits. */
const expOfNegative = (body: Body, s: Four): Four => {
  const n = body.let(op('f64x2.nearest', double.mul(s, -Math.LOG2E)))
  const r = body.let(double.sub(0, s, double.mul(n, Math.LN2)))
  const power = double.powerOfTwo(double.wide(double.toIntegers(n)))
  return double.mul(double.polynomial(EXP_SERIES, r), power)
}

/** erfc |x| of two lanes as doubles, right to 29 bits. */
const erfcOfPair = (body: Body, size: Four): Four => {
  const t = double.div(double.sub(size, 2.5), double.add(size, 2.5))
  const scaled = double.polynomial(ERFC, body.let(t))
  return double.mul(scaled, expOfNegative(body, body.let(double.mul(size, size))))
}

/**
 * The complementary error function: e^(-x^2) times a polynomial, and 2 minus that below 0. In
 * doubles, which hold the square of x exactly.
 */
export const erfc = func('erfc32', ['v128'], ['v128'], (body, x) => {
  const size = body.let(atMost(abs(x), 10.1))
  const isBelow = body.let(less(x, 0))
  const half = (sizes: Four, mask: Four): Four => {
    const value = body.let(erfcOfPair(body, body.let(sizes)))
    return body.let(double.choose(mask, double.sub(2, value), value))
  }
  return [
    joined(
      half(lowerHalf(size), op('i64x2.extend_low_i32x4_s', isBelow)),
      half(upperHalf(size), op('i64x2.extend_high_i32x4_s', isBelow)),
    ),
  ]
})

/** w = -log(1 - s) of two lanes, rounded to single precision: as doubles. */
const rootOf = (body: Body, s: Four): Four =>
  op('f64x2.promote_low_f32x4', op('f32x4.demote_f64x2_zero', negatedLog1p(body, body.let(s))))

/** Horner's rule on both halves, each step rounded to single precision once. */
const horner = (body: Body, c: Float32Array, w: Four): Four => {
  const half = (x: Four): Four => {
    const sum = body.local('v128')
    body.set(sum, f64x2(c[0] ?? 0))
    for (const coefficient of c.subarray(1)) {
      const next = op('f64x2.add', f64x2(coefficient), op('f64x2.mul', sum, x))
      body.set(sum, op('f64x2.promote_low_f32x4', op('f32x4.demote_f64x2_zero', next)))
    }
    return sum
  }
  return body.let(joined(half(body.let(lowerHalf(w))), half(body.let(upperHalf(w)))))
}

/** The inverse of the error function, with the bits of the reference engine, which are JAX's. */
export const erfInv = func('erfInv32', ['v128'], ['v128'], (body, x) => {
  const square = body.let(mul(x, x))
  const w = body.let(joined(rootOf(body, lowerHalf(square)), rootOf(body, upperHalf(square))))
  const p = body.local('v128')
  body.set(p, horner(body, CENTRAL, body.let(sub(w, 2.5))))
  const isTail = body.let(op('v128.not', less(w, 5)))
  body.if(any(isTail), () => {
    const root = body.let(sub(op('f32x4.sqrt', w), 3))
    body.set(p, choose(isTail, horner(body, TAIL, root), p))
  })
  return [choose(equal(abs(x), 1), mul(x, Infinity), mul(p, x))]
})
