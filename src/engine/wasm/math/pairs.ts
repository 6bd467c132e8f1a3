/**
 * Four numbers of single precision as two pairs of doubles. A function of doubles applied to both
 * and rounded gives the bits of the reference engine, which computes single precision so.
 */
import { type Func, type Value, call, func, op } from '../encode/index.ts'

type Vector = Value<'v128'>

const UPPER = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]
const LOWER_OF_BOTH = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]

/** The first two numbers as doubles. */
export const lowerHalf = (x: Vector): Vector => op('f64x2.promote_low_f32x4', x)

/** The last two numbers as doubles. */
export const upperHalf = (x: Vector): Vector =>
  op('f64x2.promote_low_f32x4', op('i8x16.shuffle', x, x, UPPER))

/** Both pairs, rounded to single precision. */
export const joined = (lower: Vector, upper: Vector): Vector =>
  op(
    'i8x16.shuffle',
    op('f32x4.demote_f64x2_zero', lower),
    op('f32x4.demote_f64x2_zero', upper),
    LOWER_OF_BOTH,
  )

type Unary = Func<readonly ['v128'], readonly ['v128']>
type Binary = Func<readonly ['v128', 'v128'], readonly ['v128']>

/** A function of pairs of doubles on four numbers of single precision. */
export const byPairs = (name: string, f: Unary): Unary =>
  func(name, ['v128'], ['v128'], (body, x) => {
    const lower = body.let(call(f, lowerHalf(x)))
    return [joined(lower, call(f, upperHalf(x)))]
  })

/** A function of two pairs of doubles on twice four numbers of single precision. */
export const byPairs2 = (name: string, f: Binary): Binary =>
  func(name, ['v128', 'v128'], ['v128'], (body, x, y) => {
    const lower = body.let(call(f, lowerHalf(x), lowerHalf(y)))
    return [joined(lower, call(f, upperHalf(x), upperHalf(y)))]
  })

/** A function of one double on both lanes of a pair. */
export const byLanes = (name: string, f: Func<readonly ['f64'], readonly ['f64']>): Unary =>
  func(name, ['v128'], ['v128'], (_, x) => {
    const lane = (i: number) => call(f, op('f64x2.extract_lane', x, i))
    return [op('f64x2.replace_lane', op('f64x2.splat', lane(0)), lane(1), 1)]
  })

/** A function of two doubles on both lanes of two pairs. */
export const byLanes2 = (
  name: string,
  f: Func<readonly ['f64', 'f64'], readonly ['f64']>,
): Binary =>
  func(name, ['v128', 'v128'], ['v128'], (_, x, y) => {
    const lane = (i: number) =>
      call(f, op('f64x2.extract_lane', x, i), op('f64x2.extract_lane', y, i))
    return [op('f64x2.replace_lane', op('f64x2.splat', lane(0)), lane(1), 1)]
  })
