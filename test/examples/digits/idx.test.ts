import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { decodeIdx, type Idx, readIdx } from '../../../examples/digits/idx.ts'
import { encodeIdx } from './encode-idx.ts'

const decode = decodeIdx('file')

const anyIdx: fc.Arbitrary<Idx> = fc.array(fc.nat(5), { maxLength: 5 }).chain((shape) =>
  fc
    .uint8Array({
      minLength: shape.reduce((product, size) => product * size, 1),
      maxLength: shape.reduce((product, size) => product * size, 1),
    })
    .map((data) => ({ shape, data })),
)

const header = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes)

describe('decodeIdx', () => {
  test('reads what was written', () => {
    fc.assert(
      fc.property(anyIdx, (idx) => {
        const decoded = decode(encodeIdx(idx))
        return (
          E.isRight(decoded) &&
          decoded.right.shape.join() === idx.shape.join() &&
          Buffer.compare(decoded.right.data, idx.data) === 0
        )
      }),
    )
  })

  test('says of every proper beginning of a file that it is cut short', () => {
    fc.assert(
      fc.property(anyIdx, fc.double({ min: 0, max: 1, noNaN: true }), (idx, part) => {
        const bytes = encodeIdx(idx)
        const decoded = decode(bytes.subarray(0, Math.floor(part * (bytes.length - 1))))
        return E.isLeft(decoded) && decoded.left._tag === 'Truncated'
      }),
    )
  })

  test('says how many bytes are too many', () => {
    fc.assert(
      fc.property(anyIdx, fc.uint8Array({ minLength: 1, maxLength: 9 }), (idx, more) => {
        const bytes = encodeIdx(idx)
        const decoded = decode(Uint8Array.from([...bytes, ...more]))
        return (
          E.isLeft(decoded) &&
          decoded.left._tag === 'TrailingBytes' &&
          decoded.left.size.promised === bytes.length &&
          decoded.left.size.found === bytes.length + more.length
        )
      }),
    )
  })

  test('has an answer to any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const decoded = decode(bytes)
        return E.isLeft(decoded)
          ? decoded.left.place === 'file'
          : Buffer.compare(encodeIdx(decoded.right), bytes) === 0
      }),
    )
  })

  test('reads a part of a larger buffer from where the part begins', () => {
    const bytes = Uint8Array.from([9, 9, 9, ...encodeIdx({ shape: [2], data: header(7, 8) })])
    expect(decode(bytes.subarray(3))).toEqual(E.right({ shape: [2], data: header(7, 8) }))
  })

  test('tells a wrong magic number', () => {
    expect(decode(header(0x1f, 0x8b, 8, 0, 1, 2))).toEqual(
      E.left({ _tag: 'WrongMagicNumber', place: 'file', found: [0x1f, 0x8b, 8, 0] }),
    )
  })

  test('tells a wrong element type', () => {
    expect(decode(header(0, 0, 0x0d, 1, 0, 0, 0, 0))).toEqual(
      E.left({ _tag: 'WrongElementType', place: 'file', found: 0x0d }),
    )
  })

  test('tells an empty file and an unfinished header', () => {
    expect(decode(header())).toMatchObject({ left: { _tag: 'Truncated', size: { promised: 4 } } })
    expect(decode(header(0, 0, 8, 3, 0, 0))).toMatchObject({
      left: { _tag: 'Truncated', size: { promised: 16, found: 6 } },
    })
  })

  test('is not fooled by sizes whose product overflows', () => {
    const huge = [0xff, 0xff, 0xff, 0xff]
    const hostile = header(0, 0, 8, 255, ...Array.from({ length: 255 }, () => huge).flat())
    expect(decode(hostile)).toMatchObject({ left: { _tag: 'Truncated' } })

    const empty = Uint8Array.from([...hostile.subarray(0, -4), 0, 0, 0, 0])
    expect(decode(empty)).toMatchObject({ right: { data: header() } })
    expect(decode(Uint8Array.from([...empty, 1]))).toMatchObject({
      left: { _tag: 'TrailingBytes' },
    })
  })
})

describe('readIdx', () => {
  const folder = mkdtempSync(join(tmpdir(), 'idx-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('reads a file', () => {
    const place = join(folder, 'labels')
    writeFileSync(place, encodeIdx({ shape: [3], data: header(1, 2, 3) }))
    expect(readIdx(place)()).toMatchObject({ right: { shape: [3] } })
  })

  test('tells a missing file and one that cannot be read', () => {
    const place = join(folder, 'missing')
    expect(readIdx(place)()).toEqual(E.left({ _tag: 'FileMissing', place }))
    expect(readIdx(folder)()).toEqual(
      E.left({ _tag: 'FileUnreadable', place: folder, cause: 'EISDIR' }),
    )
  })
})
