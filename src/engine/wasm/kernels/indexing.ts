/** Rows that are chosen, or added up, by indices that are data. */
import type { DType } from '../../../core/dtype.ts'
import type { ScatterAttributes } from '../../../core/primitives/indexing.ts'
import type { NoAttributes } from '../../../core/primitives/primitive.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { type Value, op } from '../encode/index.ts'
import { type Size, arithmetic, narrow, shiftOf, wide, zero } from './element.ts'
import {
  add,
  forEach,
  larger,
  less,
  mul,
  once,
  quotient,
  shiftLeft,
  smaller,
  sub,
} from './integers.ts'
import type { WasmKernel } from './kernel.ts'
import { type Select, addressIn, bytesOf, kernelOf, planOf, typeAt } from './plan.ts'
import { copyRow, eachOnce, fillRow } from './run.ts'
import { clear } from './zero.ts'

const indexAt = (indices: Value<'i32'>, place: Value<'i32'>): Value<'i32'> =>
  op('i32.load', add(indices, shiftLeft(place, 2)))

/** Copies the row that each index names, or zeros; a unit is an index. */
const gatherKernel = (size: Size): WasmKernel =>
  kernelOf(
    `gather ${size}`,
    ['result', 'array', 'indices', 'count', 'rows', 'row'],
    (body, from, to, { result, array, indices, count, rows, row }) => {
      const bytes = once(body, shiftLeft(row, shiftOf(size)))
      forEach(body, from, to, 1, (place) => {
        const index = once(body, indexAt(indices, place))
        const target = once(body, add(result, mul(place, bytes)))
        body.if(
          // a negative index is a great number without a sign
          less(index, rows),
          () => {
            const source = add(mul(quotient(place, count), rows), index)
            copyRow(body, size, target, once(body, add(array, mul(source, bytes))), row)
          },
          () => fillRow(body, size, target, zero, row),
        )
      })
    },
  )

export const gather: Select<NoAttributes> = (operands, result) => {
  const [x, indices] = [typeAt(operands, 0), typeAt(operands, 1)]
  const batchAxes = indices.shape.length - 1
  const row = sizeOf(x.shape.slice(batchAxes + 1))
  const args = [
    addressIn('result'),
    addressIn(0),
    addressIn(1),
    indices.shape[batchAxes] ?? 0,
    x.shape[batchAxes] ?? 0,
    row,
  ]
  const units = sizeOf(result.shape) === 0 ? 0 : sizeOf(indices.shape)
  return planOf({ kernel: gatherKernel(bytesOf(x.dtype)), args, units })
}

/** Elements of a row that one thread adds at least. */
const PART = 64

/** Adds the rows of an array to those that indices name; a unit is a part of all rows of an example. */
const scatterKernel = (dtype: DType): WasmKernel =>
  kernelOf(
    `scatter ${dtype}`,
    ['result', 'array', 'indices', 'count', 'rows', 'row', 'parts'],
    (body, from, to, { result, array, indices, count, rows, row, parts }) => {
      const { size, add: sum } = arithmetic[dtype]
      const inBytes = (elements: Value<'i32'>): Value<'i32'> =>
        once(body, shiftLeft(elements, shiftOf(size)))
      const end = once(body, quotient(add(to, sub(parts, 1)), parts))
      forEach(body, quotient(from, parts), end, 1, (example) => {
        const firstPart = once(body, mul(example, parts))
        const lastPart = once(body, smaller(to, once(body, add(firstPart, parts))))
        const start = once(body, mul(sub(larger(from, firstPart), firstPart), PART))
        const stop = once(body, smaller(once(body, mul(sub(lastPart, firstPart), PART)), row))
        const length = once(body, sub(stop, start))
        const firstPlace = once(body, mul(example, count))
        forEach(body, firstPlace, add(firstPlace, count), 1, (place) => {
          const index = once(body, indexAt(indices, place))
          body.if(less(index, rows), () => {
            const target = add(mul(add(mul(example, rows), index), row), start)
            const address = once(body, add(result, inBytes(target)))
            const source = once(body, add(array, inBytes(add(mul(place, row), start))))
            eachOnce(body, size, length, (offset, isWide) => {
              const { load, store } = (isWide ? wide : narrow)(size)
              const held = once(body, add(address, offset))
              body.do(store(held, sum(load(held), load(add(source, offset)))))
            })
          })
        })
      })
    },
  )

export const scatterAdd: Select<ScatterAttributes> = (operands, result, { size }) => {
  const [x, indices] = [typeAt(operands, 0), typeAt(operands, 1)]
  const batchAxes = indices.shape.length - 1
  const row = sizeOf(x.shape.slice(batchAxes + 1))
  const parts = Math.ceil(row / PART)
  const count = indices.shape[batchAxes] ?? 0
  const args = [addressIn('result'), addressIn(0), addressIn(1), count, size, row, parts]
  const zeros = clear('result', sizeOf(result.shape) * bytesOf(x.dtype))
  if (sizeOf(x.shape) === 0 || zeros.length === 0) return planOf(...zeros)
  const units = sizeOf(indices.shape.slice(0, -1)) * parts
  return planOf(...zeros, { kernel: scatterKernel(x.dtype), args, units })
}
