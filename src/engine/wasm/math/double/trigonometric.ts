/**
 * sin, cos and atan2, two doubles at once: ports of the functions of the same names of the reference
 * engine, with its bits. Angles beyond 1.6 million, which need hundreds of bits of pi, are handed to
 * the reference engine itself.
 */
import {
  ATAN_STEPS,
  ATAN_TABLE,
  HALF_PI_HIGH,
  HALF_PI_LOW,
} from '../../../reference/elementary/atanTable.ts'
import {
  HALF_PI_1,
  HALF_PI_2,
  HALF_PI_3,
  HALF_PI_4,
  TWO_OVER_PI,
} from '../../../reference/elementary/piTable.ts'
import {
  type Body,
  type Func,
  call,
  f64,
  func,
  i32,
  i32x4,
  i64x2,
  importedFunc,
  op,
} from '../../encode/index.ts'
import {
  type Pair,
  abs,
  add,
  and,
  andNot,
  any,
  choose,
  div,
  doubles,
  entries,
  equal,
  floor,
  isNaN,
  isNegative,
  less,
  loadTwo,
  lessEqual,
  mul,
  or,
  sub,
  toIntegers,
  wide,
  withSignOf,
  xor,
} from './lanes.ts'
import { productError } from './two-part.ts'

/** Up to it the number of quarter turns has 20 bits. */
const LIMIT = 1.6e6

/** sin(r + rLow) near 0. */
const sinNear = (body: Body, r: Pair, rLow: Pair): Pair => {
  const r2 = body.let(mul(r, r))
  const r4 = body.let(mul(r2, r2))
  const highest = add(-1 / 1307674368000, mul(r2, 1 / 355687428096000))
  const higher = add(-1 / 39916800, mul(r2, 1 / 6227020800), mul(r4, highest))
  const high = add(-1 / 5040, mul(r2, 1 / 362880), mul(r4, higher))
  const cubic = mul(mul(r, r2), add(-1 / 6, mul(r2, 1 / 120), mul(r4, high)))
  return add(r, add(cubic, mul(rLow, sub(1, mul(0.5, r2)))))
}

/** cos(r + rLow) near 0. */
const cosNear = (body: Body, r: Pair, rLow: Pair): Pair => {
  const r2 = body.let(mul(r, r))
  const r4 = body.let(mul(r2, r2))
  const half = body.let(mul(0.5, r2))
  const start = body.let(sub(1, half))
  const highest = add(sub(1 / 479001600, mul(r2, 1 / 87178291200)), mul(r4, 1 / 20922789888000))
  const high = add(sub(1 / 40320, mul(r2, 1 / 3628800)), mul(r4, highest))
  const quartic = mul(r4, add(sub(1 / 24, mul(r2, 1 / 720)), mul(r4, high)))
  return add(start, add(sub(1, start, half), sub(quartic, mul(r, rLow))))
}

/** x less the nearest multiple of pi/2 in two parts, and how many that is, for |x| < 1.6e6. */
const remainder = (body: Body, x: Pair): readonly [Pair, Pair, Pair] => {
  const n = body.let(floor(add(mul(x, TWO_OVER_PI), 0.5)))
  const a = body.let(sub(x, mul(n, HALF_PI_1)))
  const b = body.let(mul(n, HALF_PI_2))
  const first = body.let(sub(a, b))
  const aPart = body.let(add(first, b))
  const firstLow = body.let(sub(sub(a, aPart), sub(b, sub(aPart, first))))
  const c = body.let(mul(n, HALF_PI_3))
  const second = body.let(sub(first, c))
  const firstPart = body.let(add(second, c))
  const secondLow = sub(sub(first, firstPart), sub(c, sub(firstPart, second)))
  const rest = body.let(sub(add(firstLow, secondLow), mul(n, HALF_PI_4)))
  const result = body.let(add(second, rest))
  const low = body.let(sub(rest, sub(result, second)))
  return [result, low, body.let(wide(toIntegers(n)))]
}

type Wave = Func<readonly ['v128'], readonly ['v128']>

/** The sine a number of quarter turns ahead. */
const wave = (name: 'sin' | 'cos', ahead: bigint): Wave => {
  const huge = importedFunc('reference', name, ['f64'], ['f64'])
  return func(`${name}64`, ['v128'], ['v128'], (body, x) => {
    const size = body.let(abs(x))
    // within pi/4 the angle is its own remainder
    const isNear = body.let(less(size, 0.785))
    const [reduced, reducedLow, turns] = remainder(body, x)
    const r = body.let(choose(isNear, x, reduced))
    const rLow = body.let(andNot(reducedLow, isNear))
    const n = body.let(op('i64x2.add', andNot(turns, isNear), i64x2(ahead)))
    const isEven = op('i64x2.eq', and(n, i64x2(1n)), i64x2(0n))
    const value = choose(isEven, sinNear(body, r, rLow), cosNear(body, r, rLow))
    const result = body.local('v128')
    body.set(result, xor(value, op('i64x2.shl', and(n, i64x2(2n)), i32(62))))
    if (name === 'sin') body.set(result, choose(less(size, 7.450580596923828e-9), x, result))
    body.if(any(or(lessEqual(LIMIT, size), isNaN(x))), () => {
      for (const lane of [0, 1]) {
        const one = body.let(op('f64x2.extract_lane', x, lane))
        body.if(op('i32.eqz', op('f64.lt', op('f64.abs', one), f64(LIMIT))), () => {
          body.set(result, op('f64x2.replace_lane', result, call(huge, one), lane))
        })
      }
    })
    return [result]
  })
}

/** The sine of an angle in radians. */
export const sin = wave('sin', 0n)
/** The cosine of an angle in radians. */
export const cos = wave('cos', 1n)

const atanTable = doubles(ATAN_TABLE)

/** start + sense atan(n / d) for 0 <= n <= d, where the start is some quarter turns. */
const turned = (body: Body, quarters: Pair, sense: Pair, n: Pair, d: Pair): Pair => {
  const k = body.let(floor(add(mul(div(n, d), ATAN_STEPS), 0.5)))
  const c = body.let(div(k, ATAN_STEPS))
  const p = body.let(mul(c, d))
  const top = body.let(sub(n, p))
  const topLow = body.let(sub(n, add(top, p), productError(body, c, d, p)))
  const q = body.let(mul(c, n))
  const bottom = body.let(add(d, q))
  const bottomLow = body.let(add(add(sub(d, bottom), q), productError(body, c, n, q)))
  const r = body.let(div(add(top, topLow), bottom))
  const back = body.let(mul(r, bottom))
  const rLow = body.let(
    div(
      add(sub(top, back, productError(body, r, bottom, back)), sub(topLow, mul(r, bottomLow))),
      bottom,
    ),
  )
  const r2 = body.let(mul(r, r))
  const r4 = body.let(mul(r2, r2))
  const high = add(-1 / 7, mul(r2, 1 / 9), mul(r4, add(-1 / 11, mul(r2, 1 / 13))))
  const cubic = body.let(mul(mul(r, r2), add(-1 / 3, mul(r2, 1 / 5), mul(r4, high))))
  const turn = body.let(mul(quarters, HALF_PI_HIGH))
  const index = body.let(op('i32x4.min_u', toIntegers(k), i32x4(ATAN_STEPS)))
  const [tableAngle, tableLow] = loadTwo(body, entries(body, atanTable, 16, index))
  const angle = body.let(mul(sense, tableAngle))
  const first = body.let(add(turn, angle))
  const firstLow = andNot(add(sub(turn, first), angle), equal(turn, 0))
  const part = body.let(mul(sense, r))
  const second = body.let(add(first, part))
  const secondLow = choose(
    less(abs(first), abs(r)),
    add(sub(part, second), first),
    add(sub(first, second), part),
  )
  const rest = add(tableLow, rLow, cubic)
  return add(
    second,
    add(add(secondLow, firstLow), add(mul(quarters, HALF_PI_LOW), mul(sense, rest))),
  )
}

/** The angle of the point (x, y) in radians. */
export const atan2 = func('atan2_64', ['v128', 'v128'], ['v128'], (body, y, x) => {
  const isLeft = body.let(isNegative(x))
  const ySize = body.let(abs(y))
  const xSize = body.let(abs(x))
  const isFar = body.let(or(equal(ySize, Infinity), equal(xSize, Infinity)))
  // infinite coordinates stand for equally large ones
  const limit = (size: Pair): Pair =>
    body.let(choose(isFar, choose(equal(size, Infinity), 1, 0), size))
  const a = limit(ySize)
  const b = limit(xSize)
  const isSteep = body.let(less(b, a))
  const n = body.let(choose(isSteep, b, a))
  const d = body.let(choose(isSteep, a, b))
  const quarters = body.let(choose(isSteep, 1, choose(isLeft, 2, 0)))
  const sense = body.let(choose(xor(isSteep, isLeft), -1, 1))
  const ratio = body.let(div(n, d))
  const isRatio = and(less(ratio, 2 ** -28), equal(quarters, 0))
  const unit = body.let(
    choose(less(2 ** 500, d), 2 ** -600, choose(less(d, 2 ** -400), 2 ** 600, 1)),
  )
  const general = turned(body, quarters, sense, body.let(mul(n, unit)), body.let(mul(d, unit)))
  const angle = choose(isRatio, ratio, general)
  const isOrigin = and(equal(ySize, 0), equal(xSize, 0))
  const atOrigin = choose(isLeft, 2 * HALF_PI_HIGH, 0)
  const size = body.let(choose(isOrigin, atOrigin, angle))
  const signed = withSignOf(y, size)
  return [choose(or(isNaN(x), isNaN(y)), NaN, signed)]
})
