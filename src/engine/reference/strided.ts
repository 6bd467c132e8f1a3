import type { Storage } from '../../core/dtype.ts'

/** How far apart neighbours along each axis lie in an array that is filled row by row. */
export const rowStrides = (shape: readonly number[]): readonly number[] => {
  const strides = new Array<number>(shape.length)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= shape[axis] ?? 1
  }
  return strides
}

/** The offset of every element of a block, in row order. */
export const offsets = (shape: readonly number[], strides: readonly number[]): Int32Array => {
  let result = new Int32Array(1)
  shape.forEach((size, axis) => {
    const stride = strides[axis] ?? 0
    const next = new Int32Array(result.length * size)
    for (let i = 0, k = 0; i < result.length; i++) {
      const start = result[i] as number
      for (let j = 0; j < size; j++) next[k++] = start + j * stride
    }
    result = next
  })
  return result
}

/** A place in an array from which a block is read, or to which it is written. */
export interface View {
  readonly array: Storage
  readonly offset: number
  readonly strides: readonly number[]
}

/** Copies a block of some shape from one place to another. All movement of elements is this. */
export const copyBlock = (shape: readonly number[], from: View, to: View): void => {
  const rank = shape.length
  const length = shape[rank - 1] ?? 1
  const fromStep = from.strides[rank - 1] ?? 0
  const toStep = to.strides[rank - 1] ?? 0
  const outer = shape.slice(0, -1)
  const fromRows = offsets(outer, from.strides)
  const toRows = offsets(outer, to.strides)
  const source = from.array
  const target = to.array
  for (let row = 0; row < fromRows.length; row++) {
    let read = from.offset + (fromRows[row] as number)
    let write = to.offset + (toRows[row] as number)
    for (let i = 0; i < length; i++) {
      target[write] = source[read] as number
      read += fromStep
      write += toStep
    }
  }
}
