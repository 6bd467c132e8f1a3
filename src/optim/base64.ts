/** Bytes as text, in the alphabet of RFC 4648 with padding. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const values: ReadonlyMap<string, number> = new Map(Array.from(alphabet, (c, i) => [c, i]))

/** The text of some bytes. */
export const toBase64 = (bytes: Uint8Array): string => {
  const parts: string[] = []
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3)
    const word = (a << 16) | (b << 8) | c
    const digits = [18, 12, 6, 0].map((shift) => alphabet.charAt((word >> shift) & 63))
    const missing = Math.max(0, i + 3 - bytes.length)
    parts.push(digits.slice(0, 4 - missing).join(''), '='.repeat(missing))
  }
  return parts.join('')
}

/** The bytes of a text; `null` where it is not one that `toBase64` makes. */
export const fromBase64 = (text: string): Uint8Array | null => {
  if (text.length % 4 !== 0) return null
  const missing = text.endsWith('==') ? 2 : Number(text.endsWith('='))
  const bytes = new Uint8Array((text.length / 4) * 3 - missing)
  for (let i = 0; i < text.length; i += 4) {
    let word = 0
    for (let j = 0; j < 4; j++) {
      const isPadding = i + j >= text.length - missing
      const value = isPadding ? 0 : values.get(text.charAt(i + j))
      if (value === undefined) return null
      word = (word << 6) | value
    }
    const at = (i / 4) * 3
    for (let j = 0; j < 3 && at + j < bytes.length; j++)
      bytes[at + j] = (word >> (16 - 8 * j)) & 255
  }
  return bytes
}
