/** Inner loops over elements that lie together. */
import { type Body, type Value, op } from '../encode/index.ts'
import { type Size, lanesOf, narrow, shiftOf, splatted, wide } from './element.ts'
import { add, and, atLeast, forEach, once, shiftLeft, shiftRight, sub } from './integers.ts'

const UNROLLED = 4

/**
 * Visits the elements 0 … count − 1 of a row, as byte offsets: whole vectors, the last of which may
 * overlap the one before it, or single elements where the row is shorter than a vector. What is done
 * at an offset must be right to be done twice.
 */
const eachVector = (
  body: Body,
  size: Size,
  count: Value<'i32'>,
  visit: (offset: Value<'i32'>, isWide: boolean, more: number) => void,
): void => {
  const bytes = once(body, shiftLeft(count, shiftOf(size)))
  body.if(
    atLeast(count, lanesOf(size)),
    () => {
      const blocks = once(body, and(bytes, -16 * UNROLLED))
      forEach(body, 0, blocks, 16 * UNROLLED, (at) => {
        for (let i = 0; i < UNROLLED; i++) visit(at, true, 16 * i)
      })
      forEach(body, blocks, and(bytes, -16), 16, (at) => visit(at, true, 0))
      body.if(and(bytes, 15), () => visit(once(body, sub(bytes, 16)), true, 0))
    },
    () => forEach(body, 0, bytes, size, (at) => visit(at, false, 0)),
  )
}

/** Visits the elements 0 … count − 1 of a row, each once: whole vectors, then what is left. */
export const eachOnce = (
  body: Body,
  size: Size,
  count: Value<'i32'>,
  visit: (offset: Value<'i32'>, isWide: boolean) => void,
): void => {
  const bytes = once(body, shiftLeft(count, shiftOf(size)))
  const whole = once(body, and(bytes, -16))
  forEach(body, 0, whole, 16, (at) => visit(at, true))
  forEach(body, whole, bytes, size, (at) => visit(at, false))
}

/** Copies a row. */
export const copyRow = (
  body: Body,
  size: Size,
  to: Value<'i32'>,
  from: Value<'i32'>,
  count: Value<'i32'>,
): void =>
  eachVector(body, size, count, (offset, isWide, more) => {
    const { load, store } = (isWide ? wide : narrow)(size)
    body.do(store(add(to, offset), load(add(from, offset), more), more))
  })

/** Writes one element all over a row. */
export const fillRow = (
  body: Body,
  size: Size,
  to: Value<'i32'>,
  vector: Value<'v128'>,
  count: Value<'i32'>,
): void =>
  eachVector(body, size, count, (offset, isWide, more) =>
    body.do((isWide ? wide : narrow)(size).store(add(to, offset), vector, more)),
  )

/** Copies elements that lie some bytes apart, here or there or both. */
export const copySteps = (
  body: Body,
  size: Size,
  start: { readonly to: Value<'i32'>; readonly from: Value<'i32'> },
  step: { readonly to: Value<'i32'>; readonly from: Value<'i32'> },
  count: Value<'i32'>,
): void => {
  const move = (at: Value<'i32'>, source: Value<'i32'>): Value<'none'> =>
    size === 4
      ? op('i32.store', at, op('i32.load', source))
      : size === 8
        ? op('i64.store', at, op('i64.load', source))
        : op('i32.store8', at, op('i32.load8_u', source))
  const [to, from, rest] = [body.local('i32'), body.local('i32'), body.local('i32')]
  body.set(to, start.to)
  body.set(from, start.from)
  const one = (): void => {
    body.do(move(to, from))
    body.set(to, add(to, step.to))
    body.set(from, add(from, step.from))
  }
  body.set(rest, shiftRight(count, 2))
  body.while(rest, () => {
    for (let i = 0; i < 4; i++) one()
    body.increase(rest, -1)
  })
  body.set(rest, and(count, 3))
  body.while(rest, () => {
    one()
    body.increase(rest, -1)
  })
}

/** An element, wherever it is read, in all lanes. */
export const everywhere = (body: Body, size: Size, address: Value<'i32'>): Value<'v128'> =>
  body.let(splatted(size, address))
