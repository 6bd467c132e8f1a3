import { type DType, type Storage, allocate } from '../core/dtype.ts'
import { type Node, type TensorType, constant } from '../core/node.ts'
import { sizeOf } from '../core/shape/dimension.ts'

/** A tensor as plain data: its type and its elements, row by row. */
export interface Input extends TensorType {
  readonly value: Storage
}

/** A tensor of given elements, rounded or wrapped to its element type. */
export const inputOf = ({ shape, dtype }: TensorType, elements: (i: number) => number): Input => {
  const value = allocate(dtype, sizeOf(shape))
  for (let i = 0; i < value.length; i++) value[i] = elements(i)
  return { shape, dtype, value }
}

/** A fresh node that holds a tensor: leaves are told apart by identity, so no two calls share one. */
export const nodeOfInput = ({ shape, dtype, value }: Input): Node => constant(shape, dtype, value)

/** Tensors of one type, one after the other along a new leading axis. */
export const stack = (type: TensorType, examples: readonly Input[]): Input => {
  const size = sizeOf(type.shape)
  return inputOf(
    { shape: [examples.length, ...type.shape], dtype: type.dtype },
    (i) => examples[Math.floor(i / size)]?.value[i % size] ?? Number.NaN,
  )
}

/** f64 for f32, everything else as it is. */
export const promoted = (dtype: DType): DType => (dtype === 'f32' ? 'f64' : dtype)

/** The same elements, held with 53 bits where they had 24: no element changes. */
export const promoteInput = (input: Input): Input =>
  inputOf({ shape: input.shape, dtype: promoted(input.dtype) }, (i) => input.value[i] as number)
