/**
 * Numbers, names and lists as the bytes of the binary format of WebAssembly.
 *
 * Source: WebAssembly Core Specification 2.0, chapter 5.
 */

/** A few bytes. */
export type Bytes = readonly number[]

/** Bytes of any number. */
export type Chunk = Bytes | Uint8Array<ArrayBuffer>

/** Every list of one byte below 128: most numbers are that small. */
const small: readonly Bytes[] = Array.from({ length: 128 }, (_, byte) => [byte])

/** An integer in [0, 2^32) in LEB128: seven bits a byte, the last one without the high bit. */
export const unsigned = (value: number): Bytes => {
  const known = small[value]
  if (known !== undefined) return known
  const bytes: number[] = []
  let rest = value >>> 0
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128)
  bytes.push(rest)
  return bytes
}

/** An integer in [-2^31, 2^31) in signed LEB128. */
export const signed = (value: number): Bytes => {
  if (value >= 0 && value < 64) return small[value | 0] ?? []
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

/** Written before every read, so nobody can observe it. */
const scratch = new DataView(new ArrayBuffer(8))

const written = (size: 4 | 8): Bytes => {
  const bytes: number[] = []
  for (let i = 0; i < size; i++) bytes.push(scratch.getUint8(i))
  return bytes
}

/** A number rounded to single precision. */
export const float32 = (value: number): Bytes => {
  scratch.setFloat32(0, value, true)
  return written(4)
}

/** A number in double precision. */
export const float64 = (value: number): Bytes => {
  scratch.setFloat64(0, value, true)
  return written(8)
}

/** The low 32 bits of an integer, in four bytes. */
export const integer32 = (value: number): Bytes => {
  scratch.setInt32(0, value, true)
  return written(4)
}

/** The low 64 bits of an integer, in eight bytes. */
export const integer64 = (value: bigint): Bytes => {
  scratch.setBigInt64(0, value, true)
  return written(8)
}

/** One after the other. */
export const concatenate = (chunks: readonly Chunk[]): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}

/** Bytes, after how many there are. */
export const sized = (bytes: Chunk): Chunk => concatenate([unsigned(bytes.length), bytes])

/** Items one after the other, after how many there are. */
export const list = (items: readonly Chunk[]): Chunk =>
  concatenate([unsigned(items.length), ...items])

/** A name in UTF-8, which the percent notation of addresses spells out. */
export const utf8 = (name: string): Chunk =>
  sized(
    Array.from(encodeURIComponent(name).matchAll(/%(..)|./g), ([one, code]) =>
      code === undefined ? one.charCodeAt(0) : parseInt(code, 16),
    ),
  )
