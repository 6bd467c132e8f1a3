/**
 * Numbers, names and lists as the bytes of the binary format of WebAssembly.
 *
 * Source: WebAssembly Core Specification 2.0, chapter 5.
 */

/** Bytes of a module. */
export type Bytes = readonly number[]

/** An integer in [0, 2^32) in LEB128: seven bits a byte, the last one without the high bit. */
export const unsigned = (value: number): Bytes => {
  const bytes: number[] = []
  let rest = value >>> 0
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128)
  bytes.push(rest)
  return bytes
}

/** An integer in [-2^31, 2^31) in signed LEB128. */
export const signed = (value: number): Bytes => {
  const bytes: number[] = []
  let rest = value | 0
  for (; rest < -64 || rest > 63; rest >>= 7) bytes.push((rest & 127) | 128)
  bytes.push(rest & 127)
  return bytes
}

/** An integer in [-2^63, 2^63) in signed LEB128. */
export const signed64 = (value: bigint): Bytes => {
  const bytes: number[] = []
  let rest = BigInt.asIntN(64, value)
  for (; rest < -64n || rest > 63n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  bytes.push(Number(rest & 127n))
  return bytes
}

/** The bytes of a typed array with the lowest first, on any machine. */
const littleEndian = (size: number, write: (view: DataView) => void): Bytes => {
  const view = new DataView(new ArrayBuffer(size))
  write(view)
  return Array.from(new Uint8Array(view.buffer))
}

/** A number rounded to single precision. */
export const float32 = (value: number): Bytes =>
  littleEndian(4, (view) => view.setFloat32(0, value, true))

/** A number in double precision. */
export const float64 = (value: number): Bytes =>
  littleEndian(8, (view) => view.setFloat64(0, value, true))

/** The low 32 bits of an integer, in four bytes. */
export const integer32 = (value: number): Bytes =>
  littleEndian(4, (view) => view.setInt32(0, value, true))

/** The low 64 bits of an integer, in eight bytes. */
export const integer64 = (value: bigint): Bytes =>
  littleEndian(8, (view) => view.setBigInt64(0, value, true))

/** Bytes, after how many there are. */
export const sized = (bytes: Bytes): Bytes => [...unsigned(bytes.length), ...bytes]

/** Items one after the other, after how many there are. */
export const list = (items: readonly Bytes[]): Bytes => [...unsigned(items.length), ...items.flat()]

/** A name in UTF-8, which the percent notation of addresses spells out. */
export const utf8 = (name: string): Bytes =>
  sized(
    Array.from(encodeURIComponent(name).matchAll(/%(..)|./g), ([one, code]) =>
      code === undefined ? one.charCodeAt(0) : parseInt(code, 16),
    ),
  )
