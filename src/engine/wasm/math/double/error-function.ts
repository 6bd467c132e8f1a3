/**
 * erf, erfc and their inverse, two doubles at once: ports of the functions of the same names of the
 * reference engine, with its bits.
 */
import { CENTRAL, MIDDLE, TAIL } from '../../../reference/elementary/erfInv64.ts'
import { ERF_FAR, ERF_NEAR, ERF_PIECE_LENGTH } from '../../../reference/elementary/erfTable.ts'
import { ERFC_FAR, ERFC_MIDDLE, ERFC_NEAR } from '../../../reference/elementary/erfcTable.ts'
import { type Body, call, func, i32x4, i64x2, op } from '../../encode/index.ts'
import { expSignificand } from './exponential.ts'
import {
  type Pair,
  abs,
  add,
  any,
  choose,
  div,
  doubles,
  entries,
  equal,
  floor,
  isNaN,
  less,
  lessEqual,
  loadTwo,
  mul,
  neg,
  or,
  polynomial,
  powerOfTwo,
  sqrt,
  sub,
  toIntegers,
  wide,
  withSignOf,
} from './lanes.ts'
import { negatedLog1p } from './logarithm.ts'
import { productError } from './two-part.ts'

const erfTable = doubles(ERF_FAR)
const erfcTable = doubles(Float64Array.of(...ERFC_NEAR, ...ERFC_MIDDLE, ...ERFC_FAR))

/** The coefficients c[2k] and c[2k + 1]. */
type Coefficients = (k: number) => readonly [Pair, Pair]

/** c[0] + c[1] x + ... + c[11] x^11, in two interleaved chains. */
const polynomial11 = (body: Body, coefficients: Coefficients, x: Pair): Pair => {
  const x2 = body.let(mul(x, x))
  const [lastEven, lastOdd] = coefficients(5)
  const even = body.local('v128')
  const odd = body.local('v128')
  body.set(even, lastEven)
  body.set(odd, lastOdd)
  for (let k = 4; k >= 0; k--) {
    const [c, d] = coefficients(k)
    body.set(even, add(mul(even, x2), c))
    body.set(odd, add(mul(odd, x2), d))
  }
  return add(even, mul(x, odd))
}

const nearCoefficients: Coefficients = (k) => [
  add(ERF_NEAR[2 * k] ?? 0),
  add(ERF_NEAR[2 * k + 1] ?? 0),
]

const erfNear = (body: Body, x: Pair): Pair => {
  const s = body.let(mul(x, x))
  const s4 = body.let(mul(mul(s, s), mul(s, s)))
  const tail = mul(s4, s4, s4, ERF_NEAR[12] ?? 0)
  return add(x, mul(x, add(polynomial11(body, nearCoefficients, s), tail)))
}

const erfFar = (body: Body, x: Pair): Pair => {
  const piece = body.let(floor(mul(sub(x, 1), 4)))
  const middle = add(1, mul(add(piece, 0.5), 0.25))
  // lanes that lie elsewhere read some piece, and their result is not taken
  const index = op('i32x4.min_u', toIntegers(piece), i32x4(19))
  const places = entries(body, erfTable, 8 * ERF_PIECE_LENGTH, body.let(index))
  const distance = body.let(sub(x, middle))
  return sub(
    1,
    polynomial11(body, (k) => loadTwo(body, places, 16 * k), distance),
  )
}

/** The error function. */
export const erf = func('erf64', ['v128'], ['v128'], (body, x) => {
  const size = body.let(abs(x))
  const result = body.local('v128')
  body.set(result, erfNear(body, x))
  body.if(any(less(1, size)), () => {
    const far = withSignOf(x, choose(less(size, 6), erfFar(body, size), 1))
    body.set(result, choose(or(lessEqual(size, 1), isNaN(x)), result, far))
  })
  return [result]
})

/** e^(x^2) erfc(x) for x >= 1/2: one of three polynomials of 22 coefficients. */
const scaled = (body: Body, x: Pair): Pair => {
  const isMiddle = body.let(lessEqual(2, x))
  const isFar = body.let(lessEqual(7, x))
  const c = body.let(choose(isFar, 13.75, choose(isMiddle, 3.75, 1)))
  const t = body.let(div(sub(x, c), add(x, c)))
  const piece = body.let(toIntegers(choose(isFar, 2, choose(isMiddle, 1, 0))))
  const places = entries(body, erfcTable, 8 * ERFC_NEAR.length, piece)
  const sum = body.local('v128')
  for (let k = ERFC_NEAR.length / 2 - 1; k >= 0; k--) {
    const [lower, upper] = loadTwo(body, places, 16 * k)
    body.set(sum, add(mul(sum, t), upper))
    body.set(sum, add(mul(sum, t), lower))
  }
  return sum
}

/** The complementary error function. */
export const erfc = func('erfc64', ['v128'], ['v128'], (body, x) => {
  const result = body.local('v128')
  body.set(result, sub(1, call(erf, x)))
  const isFar = body.let(lessEqual(0.5, x))
  body.if(any(isFar), () => {
    const square = body.let(mul(x, x))
    const error = body.let(neg(productError(body, x, x, square)))
    const { s, exponent } = expSignificand(body, body.let(neg(square)), error)
    const power = powerOfTwo(op('i64x2.add', wide(exponent), i64x2(60n)))
    const value = mul(s, scaled(body, x), power, 2 ** -60)
    body.set(result, choose(isFar, choose(less(x, 27.3), value, 0), result))
  })
  return [result]
})

/** By Horner's rule from the highest power, each step constant + p w. */
const horner = (c: Float64Array, w: Pair): Pair => polynomial(c.toReversed(), w)

/** The inverse of the error function. */
export const erfInv = func('erfInv64', ['v128'], ['v128'], (body, x) => {
  const w = negatedLog1p(body, body.let(mul(x, x)))
  const p = body.local('v128')
  body.set(p, horner(CENTRAL, body.let(sub(w, 3.125))))
  const isOutside = body.let(lessEqual(6.25, w))
  body.if(any(isOutside), () => {
    const root = body.let(sqrt(w))
    const middle = body.let(horner(MIDDLE, body.let(sub(root, 3.25))))
    const tail = body.let(horner(TAIL, body.let(sub(root, 5))))
    body.set(p, choose(isOutside, choose(less(w, 16), middle, tail), p))
  })
  return [choose(equal(abs(x), 1), mul(x, Infinity), mul(p, x))]
})
