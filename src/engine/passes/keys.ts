import type { Storage } from '../../core/dtype.ts'
import type { TensorType } from '../../core/node.ts'

/**
 * Texts that are equal exactly where what they stand for is: passes look values up by them. Each is
 * made in one walk, so that a key costs no more than reading what it is the key of.
 */

/** The bits of some elements: tells −0 from 0 and every NaN from itself only by its payload. */
export const bitsKey = (value: Storage): string => {
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

/** A shape and an element type. */
export const typeKey = ({ shape, dtype }: TensorType): string => `${dtype}[${shape.join()}]`

const isStorage = (value: unknown): value is Storage => ArrayBuffer.isView(value)

/** Attributes: plain data, and programs in those of primitives that hold some. */
export const attributesKey = (value: unknown): string => {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? typeof value
  if (isStorage(value)) return JSON.stringify([value.constructor.name, bitsKey(value)])
  if (Array.isArray(value)) return `[${value.map(attributesKey).join()}]`
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, part]) => `${JSON.stringify(name)}:${attributesKey(part)}`).join()}}`
}
