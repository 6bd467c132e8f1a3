import { type Chunk, type Bytes, concatenate } from './bytes.ts'
import type { Code, Reference } from './value.ts'

/** Code as bytes in a row, but for what it refers to: that stands between two bytes. */
export interface Flat {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly references: readonly { readonly at: number; readonly reference: Reference }[]
}

/** Code is walked through once, so this is all that is ever done with its pieces. */
export const flatten = (code: Code): Flat => {
  let bytes = new Uint8Array(256)
  let length = 0
  const references: { readonly at: number; readonly reference: Reference }[] = []
  // plain loops: most programs are compiled once, before these have been
  const visit = (part: Code): void => {
    for (let i = 0; i < part.length; i++) {
      const item = part[i] as Code[number]
      if (typeof item === 'number') {
        if (length === bytes.length) {
          const larger = new Uint8Array(2 * length)
          larger.set(bytes)
          bytes = larger
        }
        bytes[length++] = item
      } else if ('kind' in item) references.push({ at: length, reference: item })
      else visit(item)
    }
  }
  visit(code)
  return { bytes: bytes.subarray(0, length), references }
}

/** The bytes with those of every reference at its place. */
export const filled = (
  { bytes, references }: Flat,
  bytesOf: (reference: Reference) => Bytes,
): Chunk => {
  if (references.length === 0) return bytes
  const pieces: Chunk[] = []
  let from = 0
  for (const { at, reference } of references) {
    pieces.push(bytes.subarray(from, at), bytesOf(reference))
    from = at
  }
  pieces.push(bytes.subarray(from))
  return concatenate(pieces)
}
