import type { DType } from '../../core/dtype.ts'
import type { Input } from '../input.ts'

/** A longer tensor is not written down whole. */
const written = 1000

/** The shortest text of a number of an element type. */
const numberText = (x: number, dtype: DType): string => {
  if (Object.is(x, -0)) return '-0'
  if (dtype !== 'f32' || !Number.isFinite(x)) return String(x)
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(x.toPrecision(digits))
    if (Math.fround(short) === x) return String(short)
  }
  return String(Number(x.toPrecision(9)))
}

/** The program that makes a tensor, as text that can be run. */
export const sourceOf = ({ shape, dtype, value }: Input): string => {
  const type = dtype === 'f32' || dtype === 'bool' ? '' : `, '${dtype}'`
  if (shape.includes(0))
    return `T.zeros([${shape.join(', ')}]${dtype === 'f32' ? '' : `, '${dtype}'`})`
  if (value.length > written) {
    const some = Array.from(value.subarray(0, 20), (x) => numberText(x, dtype)).join(', ')
    return `T.tensor(/* ${dtype}[${shape.join(', ')}]: ${some} … */)`
  }
  const text = (axis: number, start: number): string => {
    const [size, ...inner] = shape.slice(axis)
    const element = value[start] as number
    if (size === undefined) {
      return dtype === 'bool' ? String(element !== 0) : numberText(element, dtype)
    }
    const stride = inner.reduce((product, n) => product * n, 1)
    return `[${Array.from({ length: size }, (_, i) => text(axis + 1, start + i * stride)).join(', ')}]`
  }
  return `T.tensor(${text(0, 0)}${type})`
}
