/**
 * sin and cos, four numbers of single precision at once, in double precision: the reduction by
 * multiples of pi/2 is then exact enough in two pieces up to 1.6 million, and short polynomials are
 * right to far below half an ulp. Larger angles are handed to the reference engine.
 */
import { HALF_PI_1, HALF_PI_2, TWO_OVER_PI } from '../../../reference/elementary/piTable.ts'
import {
  type Body,
  type Func,
  call,
  f32x4,
  f64,
  func,
  i32,
  i64x2,
  importedFunc,
  op,
} from '../../encode/index.ts'
import * as double from '../double/lanes.ts'
import { add, choose, floor, mul, sub } from '../double/lanes.ts'
import { joined, lowerHalf, upperHalf } from '../pairs.ts'

/** Up to it the number of quarter turns has 20 bits. */
const LIMIT = 1.6e6

/** The sine of angles, a number of quarter turns ahead. */
const waveOfPair = (body: Body, x: double.Pair, ahead: bigint): double.Pair => {
  const turns = body.let(floor(add(mul(x, TWO_OVER_PI), 0.5)))
  const r = body.let(sub(x, mul(turns, HALF_PI_1), mul(turns, HALF_PI_2)))
  const whole = double.wide(double.toIntegers(turns))
  const n = body.let(op('i64x2.add', whole, i64x2(ahead)))
  const r2 = body.let(mul(r, r))
  const sine = double.polynomial(
    Float64Array.of(1, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800),
    r2,
  )
  const cosine = double.polynomial(
    Float64Array.of(1, -1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800),
    r2,
  )
  const isEven = op('i64x2.eq', double.and(n, i64x2(1n)), i64x2(0n))
  const value = choose(isEven, mul(r, sine), cosine)
  return double.xor(value, op('i64x2.shl', double.and(n, i64x2(2n)), i32(62)))
}

type Wave = Func<readonly ['v128'], readonly ['v128']>

const wave = (name: 'sin' | 'cos', ahead: bigint): Wave => {
  const huge = importedFunc('reference', name, ['f64'], ['f64'])
  return func(`${name}32`, ['v128'], ['v128'], (body, x) => {
    const lower = body.let(waveOfPair(body, body.let(lowerHalf(x)), ahead))
    const upper = body.let(waveOfPair(body, body.let(upperHalf(x)), ahead))
    const result = body.local('v128')
    body.set(result, joined(lower, upper))
    // -0 would lose its sign
    if (name === 'sin') {
      const isZero = op('f32x4.eq', x, f32x4(0))
      body.set(result, op('v128.bitselect', x, result, isZero))
    }
    const isHuge = op('v128.not', op('f32x4.lt', op('f32x4.abs', x), f32x4(LIMIT)))
    body.if(op('v128.any_true', isHuge), () => {
      for (const lane of [0, 1, 2, 3]) {
        const one = body.let(op('f64.promote_f32', op('f32x4.extract_lane', x, lane)))
        body.if(op('i32.eqz', op('f64.lt', op('f64.abs', one), f64(LIMIT))), () => {
          const value = op('f32.demote_f64', call(huge, one))
          body.set(result, op('f32x4.replace_lane', result, value, lane))
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
