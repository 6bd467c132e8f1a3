import type { Idx } from '../../../examples/digits/idx.ts'

/** The bytes of an idx file: the inverse of `decodeIdx`. */
export const encodeIdx = ({ shape, data }: Idx): Uint8Array => {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length)
  const view = new DataView(bytes.buffer)
  bytes.set([0, 0, 8, shape.length])
  shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size))
  bytes.set(data, 4 + 4 * shape.length)
  return bytes
}
