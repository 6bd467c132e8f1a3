import { type DType, type Storage, dtypeOfArray } from '../../core/dtype.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import type { Input } from '../input.ts'

const arrays: { readonly [D in DType]: string } = {
  f32: 'Float32Array',
  f64: 'Float64Array',
  i32: 'Int32Array',
  u32: 'Uint32Array',
  bool: 'Uint8Array',
}

/** The shortest decimal that is a number: of a number of 24 bits, the shortest that rounds to it. */
const shortest = (x: number, isSingle: boolean): string => {
  if (Object.is(x, -0)) return '-0'
  const full = String(x)
  if (!isSingle || !Number.isFinite(x)) return full
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(x.toPrecision(digits))
    if (Math.fround(short) === x) return String(short)
  }
  return full
}

/** An element as source. */
const elementSource = (x: number, dtype: DType): string =>
  dtype === 'bool' ? String(x !== 0) : shortest(x, dtype === 'f32')

const nested = (elements: readonly string[], shape: readonly number[]): string => {
  const [size, ...row] = shape
  if (size === undefined) return elements[0] ?? ''
  const count = sizeOf(row)
  const rows = Array.from({ length: size }, (_, i) =>
    nested(elements.slice(i * count, (i + 1) * count), row),
  )
  return `[${rows.join(', ')}]`
}

/** A tensor as source: `T.tensor([[1, 2], [3, 4]], 'f64')`. */
export const tensorSource = ({ shape, value }: Pick<Input, 'shape' | 'value'>): string => {
  const dtype = dtypeOf(value)
  // nested arrays cannot say what is behind an axis of no elements
  if (sizeOf(shape) === 0) {
    return `T.fromTypedArray(new ${arrays[dtype]}(0), [${shape.join(', ')}])`
  }
  const elements = Array.from(value, (x) => elementSource(x, dtype))
  return `T.tensor(${nested(elements, shape)}, '${dtype}')`
}

const dtypeOf = (value: Storage): DType => {
  const dtype = dtypeOfArray(value)
  if (dtype === null) throw new RangeError('elements are held by no array of ours')
  return dtype
}
