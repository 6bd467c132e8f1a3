import { type DType, type Storage, allocate } from '../../../../src/core/dtype.ts'
import type { TensorType } from '../../../../src/core/node.ts'
import type { Program } from '../../../../src/core/program.ts'
import { sizeOf } from '../../../../src/core/shape/dimension.ts'
import { type Stream, streamOf } from './stream.ts'

/** The numbers that rounding, signs and ranges go wrong at. */
const edges: { readonly [D in DType]: readonly number[] } = {
  f32: [0, -0, -0, -0, 1, -1, NaN, Infinity, -Infinity, 1.4e-45, -1e-40, 3.4e38, 0.1, 2 ** 24 + 2],
  f64: [0, -0, -0, -0, 1, -1, NaN, Infinity, -Infinity, 5e-324, -1e-310, 1.7e308, 0.1, 2 ** 53],
  i32: [0, 1, -1, 2147483647, -2147483648, 3],
  u32: [0, 1, 2, 4294967295, 2147483648, 3],
  bool: [0, 1],
}

/** Numbers as elements of a type; booleans are 0 or 1. */
export const storageOf = (dtype: DType, numbers: readonly number[]): Storage => {
  const storage = allocate(dtype, numbers.length)
  numbers.forEach((number, i) => {
    storage[i] = dtype === 'bool' ? Number(number !== 0 && !Number.isNaN(number)) : number
  })
  return storage
}

/** Ordinary numbers, and now and then one of the edges. */
export const elementsOf = ({ shape, dtype }: TensorType, stream: Stream): Storage => {
  const ordinary = (): number =>
    dtype === 'bool'
      ? stream.below(2)
      : dtype === 'u32'
        ? stream.below(9)
        : dtype === 'i32'
          ? stream.below(19) - 9
          : (stream.below(2 ** 20) - 2 ** 19) / 2 ** 18
  return storageOf(
    dtype,
    Array.from({ length: sizeOf(shape) }, () =>
      stream.once(4) ? stream.one(edges[dtype]) : ordinary(),
    ),
  )
}

/** Elements for all inputs of a program. */
export const inputsFor = (program: Program, seed: number): readonly Storage[] => {
  const stream = streamOf(seed)
  return program.inputs.map((input) => elementsOf(input, stream))
}
