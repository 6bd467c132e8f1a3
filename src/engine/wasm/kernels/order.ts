/** Sorting: records of a key and a place, merged in runs of 1, 2, 4, … */
import type { DType } from '../../../core/dtype.ts'
import type { NoAttributes } from '../../../core/primitives/primitive.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { type Body, type Value, f64, i32, i64, op, select } from '../encode/index.ts'
import { type Size, narrow, shiftOf } from './element.ts'
import { add, atLeast, forEach, less, mul, once, shiftLeft, smaller } from './integers.ts'
import type { WasmKernel } from './kernel.ts'
import { type Select, addressIn, bytesOf, kernelOf, planOf, typeAt } from './plan.ts'

/** log2 of the bytes of a record: a key of 64 bits, a place of 64. */
const RECORD = 4

const SIGN = -(1n << 63n)

const unsigned = (word: Value<'i32'>): Value<'i64'> => op('i64.extend_i32_u', word)

/** A key as an integer without a sign that is ordered as the keys are: ascending, NaN last, −0 = 0. */
const keyOf = (body: Body, dtype: DType, address: Value<'i32'>): Value<'i64'> => {
  switch (dtype) {
    case 'bool':
      return unsigned(op('i32.load8_u', address))
    case 'u32':
      return unsigned(op('i32.load', address))
    case 'i32':
      return unsigned(op('i32.xor', op('i32.load', address), i32(-(2 ** 31))))
    case 'f32':
    case 'f64': {
      // f32 is f64 with zeros behind; −0 + 0 is 0
      const number =
        dtype === 'f32' ? op('f64.promote_f32', op('f32.load', address)) : op('f64.load', address)
      const x = body.let(op('f64.add', number, f64(0)))
      const bits = body.let(op('i64.reinterpret_f64', x))
      // negative numbers are ordered the other way round
      const flipped = op('i64.or', op('i64.shr_s', bits, i64(63n)), i64(SIGN))
      return select(op('f64.eq', x, x), op('i64.xor', bits, flipped), i64(-1n))
    }
  }
}

const sorting = (keyType: DType, size: Size): WasmKernel =>
  kernelOf(
    `sort by ${keyType} ${size}`,
    ['result', 'keys', 'values', 'count', 'scratch'],
    (body, from, to, { result, keys, values, count, scratch }) => {
      const other = once(body, add(scratch, shiftLeft(count, RECORD)))
      const keyShift = shiftOf(bytesOf(keyType))
      forEach(body, from, to, 1, (row) => {
        const first = once(body, mul(row, count))
        const [source, target] = [body.local('i32'), body.local('i32')]
        body.set(source, scratch)
        body.set(target, other)
        forEach(body, 0, count, 1, (i) => {
          const record = once(body, add(source, shiftLeft(i, RECORD)))
          const key = keyOf(
            body,
            keyType,
            once(body, add(keys, shiftLeft(add(first, i), keyShift))),
          )
          body.do(op('i64.store', record, key))
          body.do(op('i64.store', record, unsigned(i), 8))
        })
        const width = body.local('i32')
        body.set(width, i32(1))
        body.while(less(width, count), () => {
          merge(body, source, target, width, count)
          const swapped = once(body, source)
          body.set(source, target)
          body.set(target, swapped)
          body.set(width, shiftLeft(width, 1))
        })
        const { load, store } = narrow(size)
        forEach(body, 0, count, 1, (i) => {
          const place = op('i32.load', add(source, shiftLeft(i, RECORD)), 8)
          const value = load(add(values, shiftLeft(add(first, place), shiftOf(size))))
          body.do(store(add(result, shiftLeft(add(first, i), shiftOf(size))), value))
        })
      })
    },
  )

/** Merges neighbouring sorted runs of some width, all of them, from one place to another. */
const merge = (
  body: Body,
  source: Value<'i32'>,
  target: Value<'i32'>,
  width: Value<'i32'>,
  count: Value<'i32'>,
): void => {
  const start = body.local('i32')
  body.set(start, i32(0))
  const record = (i: Value<'i32'>): Value<'i32'> => shiftLeft(i, RECORD)
  body.while(less(start, count), () => {
    const middle = once(body, smaller(once(body, add(start, width)), count))
    const end = once(body, smaller(once(body, add(middle, width)), count))
    const [left, right, to] = [body.local('i32'), body.local('i32'), body.local('i32')]
    body.set(left, add(source, record(start)))
    body.set(right, add(source, record(middle)))
    body.set(to, add(target, record(start)))
    const leftEnd = once(body, right)
    const rightEnd = once(body, add(source, record(end)))
    const targetEnd = once(body, add(target, record(end)))
    body.while(less(to, targetEnd), () => {
      // equal keys: the left one first
      const isSmaller = op('i64.lt_u', op('i64.load', right), op('i64.load', left))
      const fromRight = once(
        body,
        op('i32.and', less(right, rightEnd), op('i32.or', atLeast(left, leftEnd), isSmaller)),
      )
      body.do(op('v128.store', to, op('v128.load', select(fromRight, right, left))))
      body.set(right, add(right, shiftLeft(fromRight, RECORD)))
      body.set(left, add(left, shiftLeft(op('i32.xor', fromRight, i32(1)), RECORD)))
      body.increase(to, 1 << RECORD)
    })
    body.set(start, end)
  })
}

export const sortBy: Select<NoAttributes> = (operands, result) => {
  const [keys, values] = [typeAt(operands, 0), typeAt(operands, 1)]
  const count = result.shape.at(-1) ?? 1
  const args = [addressIn('result'), addressIn(0), addressIn(1), count, addressIn('scratch')]
  const units = sizeOf(result.shape) === 0 ? 0 : sizeOf(result.shape) / count
  const kernel = sorting(keys.dtype, bytesOf(values.dtype))
  // a record behind the last may be looked at, though never used
  return { ...planOf({ kernel, args, units }), scratch: (2 * count + 1) << RECORD }
}
