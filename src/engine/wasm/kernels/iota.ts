import type { DType } from '../../../core/dtype.ts'
import type { IotaAttributes } from '../../../core/primitives/creation.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { rowStrides } from '../../reference/strided.ts'
import { type Value, op } from '../encode/index.ts'
import { copyBlock } from './copy.ts'
import { arithmetic, narrow, shiftOf } from './element.ts'
import { add, blocks, forEach, shiftLeft } from './integers.ts'
import type { WasmKernel } from './kernel.ts'
import { type Select, addressIn, kernelOf } from './plan.ts'

/** Numbers that one thread writes at least. */
const BLOCK = 4096

const numberOf = (dtype: DType, i: Value<'i32'>): Value<'v128'> => {
  const vector = op('i32x4.splat', i)
  if (dtype === 'f32') return op('f32x4.convert_i32x4_u', vector)
  return dtype === 'f64' ? op('f64x2.convert_low_i32x4_u', vector) : vector
}

/** The numbers 0 … count − 1. */
const ramp = (dtype: DType): WasmKernel =>
  kernelOf(`iota ${dtype}`, ['result', 'count'], (body, from, to, { result, count }) => {
    const { size } = arithmetic[dtype]
    const part = blocks(body, from, to, BLOCK, count)
    forEach(body, part.first, add(part.first, part.count), 1, (i) => {
      body.do(narrow(size).store(add(result, shiftLeft(i, shiftOf(size))), numberOf(dtype, i)))
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
