/**
 * What vectors have no instruction for: division of integers and shifts by a number of places for
 * each lane. They run lane by lane.
 */
import { type Func, type Value, call, func, i32, op, select } from '../../encode/index.ts'

type Scalar = (x: Value<'i32'>, y: Value<'i32'>) => Value<'i32'>

/** A function of two 32-bit integers, on each pair of lanes. */
const byLanes = (
  name: string,
  one: Func<readonly ['i32', 'i32'], readonly ['i32']>,
): Func<readonly ['v128', 'v128'], readonly ['v128']> =>
  func(name, ['v128', 'v128'], ['v128'], (_, x, y) => {
    const lane = (i: number): Value<'i32'> =>
      call(one, op('i32x4.extract_lane', x, i), op('i32x4.extract_lane', y, i))
    const first = op('i32x4.splat', lane(0))
    return [[1, 2, 3].reduce((vector, i) => op('i32x4.replace_lane', vector, lane(i), i), first)]
  })

/** A function of two integers that is 0 where y = 0, without looking at it there. */
const unlessZero = (name: string, f: Scalar): Func<readonly ['i32', 'i32'], readonly ['i32']> =>
  func(name, ['i32', 'i32'], ['i32'], (body, x, y) => {
    const result = body.local('i32')
    body.if(y, () => body.set(result, f(x, y)))
    return [result]
  })

/** The least integer divided by -1 wraps to itself, where the machine would trap. */
const quotientSigned = func('quotientSigned', ['i32', 'i32'], ['i32'], (body, x, y) => {
  const result = body.local('i32')
  body.if(
    op('i32.eq', y, i32(-1)),
    () => body.set(result, op('i32.sub', i32(0), x)),
    () => body.if(y, () => body.set(result, op('i32.div_s', x, y))),
  )
  return [result]
})

/** With the sign of the divisor. */
const remainderSigned = func('remainderSigned', ['i32', 'i32'], ['i32'], (body, x, y) => {
  const rest = body.local('i32')
  body.if(y, () => {
    body.set(rest, op('i32.rem_s', x, y))
    const isOther = op('i32.lt_s', op('i32.xor', rest, y), i32(0))
    body.if(op('i32.and', op('i32.ne', rest, i32(0)), isOther), () =>
      body.set(rest, op('i32.add', rest, y)),
    )
  })
  return [rest]
})

const fits = (places: Value<'i32'>): Value<'i32'> => op('i32.lt_u', places, i32(32))

const shift = (name: string, f: Scalar): Func<readonly ['i32', 'i32'], readonly ['i32']> =>
  func(name, ['i32', 'i32'], ['i32'], (_, x, places) => [f(x, places)])

/** By element type: quotients towards zero and remainders, both 0 where y = 0. */
export const quotient = {
  i32: byLanes('quotient_i32', quotientSigned),
  u32: byLanes(
    'quotient_u32',
    unlessZero('quotientUnsigned', (x, y) => op('i32.div_u', x, y)),
  ),
} as const

export const remainder = {
  i32: byLanes('remainder_i32', remainderSigned),
  u32: byLanes(
    'remainder_u32',
    unlessZero('remainderUnsigned', (x, y) => op('i32.rem_u', x, y)),
  ),
} as const

/** Shifts; where the number of places is not in [0, 32), nothing of x is left but its sign. */
export const shiftLeft = byLanes(
  'shiftLeft',
  shift('shiftLeft1', (x, places) => select(fits(places), op('i32.shl', x, places), i32(0))),
)

export const shiftRight = {
  i32: byLanes(
    'shiftRight_i32',
    shift('shiftRightSigned', (x, places) =>
      op('i32.shr_s', x, select(fits(places), places, i32(31))),
    ),
  ),
  u32: byLanes(
    'shiftRight_u32',
    shift('shiftRightUnsigned', (x, places) =>
      select(fits(places), op('i32.shr_u', x, places), i32(0)),
    ),
  ),
} as const
