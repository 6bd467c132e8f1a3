import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Bytes,
  float32,
  float64,
  list,
  signed,
  signed64,
  sized,
  unsigned,
  utf8,
} from '../../../../src/engine/wasm/encode/bytes.ts'

/** LEB128 read back by its definition: groups of seven bits, the lowest first. */
const decode = (bytes: Bytes, isSigned: boolean): bigint => {
  const whole = bytes.reduce((sum, byte, i) => sum + (BigInt(byte & 127) << BigInt(7 * i)), 0n)
  return isSigned ? BigInt.asIntN(7 * bytes.length, whole) : whole
}

/** All bytes but the last say that there are more. */
const isOneNumber = (bytes: Bytes): boolean =>
  bytes.every((byte, i) => byte < 256 && byte > 127 === i < bytes.length - 1)

const edges = (bits: number): readonly bigint[] =>
  Array.from({ length: bits }, (_, i) => 1n << BigInt(i)).flatMap((power) => [
    power - 1n,
    power,
    -power,
    -power - 1n,
  ])

describe('LEB128', () => {
  it('unsigned integers come back, as short as they can be', () => {
    const holds = (value: number): void => {
      const bytes = unsigned(value)
      expect(decode(bytes, false)).toBe(BigInt(value))
      expect(isOneNumber(bytes)).toBe(true)
      expect(bytes.length).toBe(Math.max(1, Math.ceil(value.toString(2).length / 7)))
    }
    fc.assert(fc.property(fc.nat(0xffffffff), holds))
    for (const edge of edges(32)) if (edge >= 0n) holds(Number(edge))
  })

  it('signed integers come back', () => {
    const holds = (value: number): void => {
      const bytes = signed(value)
      expect(decode(bytes, true)).toBe(BigInt(value))
      expect(isOneNumber(bytes)).toBe(true)
      expect(bytes.length).toBeLessThanOrEqual(5)
    }
    fc.assert(fc.property(fc.integer(), holds))
    for (const edge of edges(31)) holds(Number(edge))
  })

  it('signed integers of 64 bits come back', () => {
    const holds = (value: bigint): void => {
      const bytes = signed64(value)
      expect(decode(bytes, true)).toBe(value)
      expect(isOneNumber(bytes)).toBe(true)
      expect(bytes.length).toBeLessThanOrEqual(10)
    }
    fc.assert(fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), holds))
    for (const edge of edges(63)) holds(edge)
  })

  it('the example of the specification of LEB128', () => {
    expect(unsigned(624485)).toEqual([0xe5, 0x8e, 0x26])
    expect(signed(-123456)).toEqual([0xc0, 0xbb, 0x78])
  })
})

describe('other pieces', () => {
  it('floats are little-endian', () => {
    expect(float32(1)).toEqual([0, 0, 0x80, 0x3f])
    expect(float64(-2)).toEqual([0, 0, 0, 0, 0, 0, 0, 0xc0])
  })
  it('names are counted in bytes, lists in items', () => {
    expect([...utf8('é')]).toEqual([2, 0xc3, 0xa9])
    expect([...sized([7, 8, 9])]).toEqual([3, 7, 8, 9])
    expect([...list([[1, 2], [3]])]).toEqual([2, 1, 2, 3])
  })
})
