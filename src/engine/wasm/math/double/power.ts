/** pow, two doubles at once: a port of the reference engine's, with its bits. */
import { call, func, op } from '../../encode/index.ts'
import { expSignificand } from './exponential.ts'
import {
  type Pair,
  abs,
  add,
  and,
  andNot,
  choose,
  equal,
  floor,
  isNaN,
  isNegative,
  less,
  mul,
  neg,
  or,
  scale,
  xor,
} from './lanes.ts'
import { logParts } from './logarithm.ts'
import { productError } from './two-part.ts'

/** x^y for finite x > 0 and finite y. */
const ofPositive = func('powOfPositive', ['v128', 'v128'], ['v128'], (body, x, y) => {
  const [logarithm, logarithmLow] = logParts(body, x)
  const product = body.let(mul(y, logarithm))
  const rest = add(productError(body, y, logarithm, product), mul(y, logarithmLow))
  const { s, exponent } = expSignificand(body, product, body.let(rest))
  const value = scale(body, s, exponent)
  return [choose(less(710, product), Infinity, choose(less(product, -746), 0, value))]
})

const isInteger = (y: Pair): Pair => equal(floor(y), y)

/** x to the power y, with the special values of IEEE 754. */
export const pow = func('pow64', ['v128', 'v128'], ['v128'], (body, x, y) => {
  body.if(op('i64x2.all_true', equal(y, 2)), () => body.return(mul(x, x)))
  const size = body.let(abs(x))
  const isWhole = body.let(isInteger(y))
  const half = body.let(mul(y, 0.5))
  const isOdd = body.let(andNot(isWhole, isInteger(half)))
  const isAtUnit = equal(size, 1)
  const moderate = body.let(choose(isAtUnit, 1, call(ofPositive, size, y)))
  const yIsAbove = body.let(less(0, y))

  const xIsExtreme = or(equal(size, 0), equal(size, Infinity))
  const extreme = choose(xor(equal(size, 0), yIsAbove), Infinity, 0)
  const ofSize = body.let(choose(xIsExtreme, extreme, moderate))
  const signed = choose(and(isNegative(x), isOdd), neg(ofSize), ofSize)
  const isNothing = andNot(and(less(x, 0), less(size, Infinity)), isWhole)
  const finite = body.let(choose(isNothing, NaN, signed))

  const toInfinity = choose(equal(size, 1), 1, choose(xor(less(1, size), yIsAbove), 0, Infinity))
  const numbers = choose(equal(abs(y), Infinity), toInfinity, finite)
  const withNaN = body.let(choose(or(isNaN(x), isNaN(y)), NaN, numbers))
  const isOne = or(equal(y, 0), equal(x, 1))
  return [choose(equal(y, 2), mul(x, x), choose(isOne, 1, withNaN))]
})
