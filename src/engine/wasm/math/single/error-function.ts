/** The error function and its inverse, four numbers of single precision at once. */
import { CENTRAL, TAIL } from '../../../reference/elementary/erfInv32.ts'
import { type Body, f64x2, func, op } from '../../encode/index.ts'
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
import { ERF_FAR, ERF_NEAR } from './table.ts'

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
