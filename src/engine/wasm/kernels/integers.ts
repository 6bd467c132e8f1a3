/** Arithmetic on addresses and counts: integers of 32 bits without a sign. */
import { type Body, type Local, type Value, i32, op, select } from '../encode/index.ts'

/** An integer, known now or when the kernel runs. */
export type Int = Value<'i32'> | number

const value = (x: Int): Value<'i32'> => (typeof x === 'number' ? i32(x) : x)

export const add = (x: Int, y: Int): Value<'i32'> => op('i32.add', value(x), value(y))
export const sub = (x: Int, y: Int): Value<'i32'> => op('i32.sub', value(x), value(y))
export const mul = (x: Int, y: Int): Value<'i32'> => op('i32.mul', value(x), value(y))
export const quotient = (x: Int, y: Int): Value<'i32'> => op('i32.div_u', value(x), value(y))
export const remainder = (x: Int, y: Int): Value<'i32'> => op('i32.rem_u', value(x), value(y))
export const and = (x: Int, y: Int): Value<'i32'> => op('i32.and', value(x), value(y))
export const shiftLeft = (x: Int, y: Int): Value<'i32'> =>
  y === 0 ? value(x) : op('i32.shl', value(x), value(y))
export const shiftRight = (x: Int, y: Int): Value<'i32'> =>
  y === 0 ? value(x) : op('i32.shr_u', value(x), value(y))
export const less = (x: Int, y: Int): Value<'i32'> => op('i32.lt_u', value(x), value(y))
export const atLeast = (x: Int, y: Int): Value<'i32'> => op('i32.ge_u', value(x), value(y))
export const isEqual = (x: Int, y: Int): Value<'i32'> => op('i32.eq', value(x), value(y))

/** The smaller of two; both are computed twice. */
export const smaller = (x: Int, y: Int): Value<'i32'> => select(less(x, y), value(x), value(y))

/** The larger of two; both are computed twice. */
export const larger = (x: Int, y: Int): Value<'i32'> => select(less(x, y), value(y), value(x))

/** Runs statements for i = start, start + step, … as long as i < end. */
export const forEach = (
  body: Body,
  start: Int,
  end: Int,
  step: number,
  statements: (i: Local<'i32'>) => void,
): void => {
  const i = body.local('i32')
  body.set(i, value(start))
  body.while(less(i, end), () => {
    statements(i)
    body.increase(i, step)
  })
}

/** Computes once, here. */
export const once = (body: Body, x: Int): Value<'i32'> => body.let(value(x))

/** The part of `total` things that a range of blocks of them holds. */
export const blocks = (
  body: Body,
  start: Value<'i32'>,
  end: Value<'i32'>,
  block: number,
  total: Value<'i32'>,
): { readonly first: Value<'i32'>; readonly count: Value<'i32'> } => {
  const first = once(body, smaller(once(body, mul(start, block)), total))
  const last = once(body, smaller(once(body, mul(end, block)), total))
  return { first, count: once(body, sub(last, first)) }
}
