import type { DType, Storage } from '../core/dtype.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import { elementsOf, type ReadOptions } from './read.ts'

/** Of an axis that is longer, only so many elements are shown at each end. */
const ends = 3
/** Tensors of more elements are shortened. */
const shortened = 1000

/** The shortest decimal number that is this element. */
const showElement = (value: number, dtype: DType): string => {
  if (dtype === 'bool') return value === 0 ? 'false' : 'true'
  if (Object.is(value, -0)) return '-0'
  if (dtype !== 'f32' || !Number.isFinite(value)) return String(value)
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(value)
}

/**
 * A tensor as text: its element type, its shape and its elements, of which the middle is left out
 * where there are many.
 *
 * Throws `UnknownValueError` inside a transformation that has no values yet.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.show(T.tensor([0.1, 2])) // 'f32[2] [0.1, 2]'
 */
export const show = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  options?: ReadOptions,
): string => {
  const node = nodeOf('show', x)
  const elements: Storage = elementsOf('show', node, options)
  const isLong = elements.length > shortened
  const rows = (shape: readonly number[], start: number, indent: string): string => {
    const [size, ...inner] = shape
    if (size === undefined) return showElement(elements[start] ?? 0, node.dtype)
    const stride = inner.reduce((product, dim) => product * dim, 1)
    const places = Array.from({ length: size }, (_, i) => i)
    const cut = isLong && size > 2 * ends
    const shown = cut ? [...places.slice(0, ends), null, ...places.slice(-ends)] : places
    const parts = shown.map((i) =>
      i === null ? '…' : rows(inner, start + i * stride, `${indent} `),
    )
    return `[${parts.join(inner.length === 0 ? ', ' : `,\n${indent} `)}]`
  }
  const separator = node.shape.length > 1 ? '\n' : ' '
  return `${node.dtype}[${node.shape.join(', ')}]${separator}${rows(node.shape, 0, '')}`
}
