import type { DType } from '../../../core/dtype.ts'
import type { IotaAttributes } from '../../../core/primitives/creation.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { rowStrides } from '../../reference/strided.ts'
import { integer32 } from '../encode/bytes.ts'
import { type Value, op, v128 } from '../encode/index.ts'
import { copyBlock } from './copy.ts'
import { arithmetic, narrow, shiftOf, wide } from './element.ts'
import { add, blocks, once, shiftLeft, shiftRight } from './integers.ts'
import type { WasmKernel } from './kernel.ts'
import { type Select, addressIn, kernelOf } from './plan.ts'
import { eachOnce } from './run.ts'

/** Numbers that one thread writes at least. */
const BLOCK = 4096

/** Numbers from `i` on, in as many lanes as there are; they are few enough to have a sign. */
const numbersFrom = (dtype: DType, i: Value<'i32'>): Value<'v128'> => {
  const vector = op('i32x4.add', op('i32x4.splat', i), v128([0, 1, 2, 3].flatMap(integer32)))
  if (dtype === 'f32') return op('f32x4.convert_i32x4_s', vector)
  return dtype === 'f64' ? op('f64x2.convert_low_i32x4_s', vector) : vector
}

/** The numbers 0 … count − 1. */
const ramp = (dtype: DType): WasmKernel =>
  kernelOf(`iota ${dtype}`, ['result', 'count'], (body, from, to, { result, count }) => {
    const { size } = arithmetic[dtype]
    const part = blocks(body, from, to, BLOCK, count)
    const address = once(body, add(result, shiftLeft(part.first, shiftOf(size))))
    eachOnce(body, size, part.count, (offset, isWide) => {
      const numbers = numbersFrom(dtype, add(part.first, shiftRight(offset, shiftOf(size))))
      body.do((isWide ? wide : narrow)(size).store(add(address, offset), numbers))
    })
  })

export const iota: Select<IotaAttributes> = (_, result, { shape, axis, dtype }) => {
  const count = shape[axis] ?? 0
  const { size } = arithmetic[dtype]
  const isAll = sizeOf(result.shape) === count
  const buffer = isAll ? 'result' : 'temporary'
  const numbers = {
    kernel: ramp(dtype),
    args: [addressIn(buffer), count],
    units: Math.ceil(count / BLOCK),
  }
  const repeated = copyBlock(
    shape,
    size,
    { buffer, offset: 0, strides: shape.map((__, i) => (i === axis ? 1 : 0)) },
    { buffer: 'result', offset: 0, strides: rowStrides(shape) },
  )
  return isAll
    ? { calls: [numbers], temporary: 0, scratch: 0 }
    : { calls: [numbers, ...repeated], temporary: count * size, scratch: 0 }
}
