/**
 * Reading idx, the file format of MNIST.
 *
 *     0  0  type  rank  |  size of each dimension (u32, big-endian) × rank  |  elements, row-major
 *
 * The bytes come from outside, so every way in which they can be wrong is a value: `Left` with a
 * tag to match on, the place (the file) and the cause.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { IOEither } from 'fp-ts/lib/IOEither.js'
import { readFileSync } from 'node:fs'

/** An array of unsigned bytes; `data` holds as many bytes as the sizes in `shape` multiply to. */
export type Idx = { readonly shape: readonly number[]; readonly data: Uint8Array }

export type IdxError =
  | { readonly _tag: 'FileMissing'; readonly place: string }
  | { readonly _tag: 'FileUnreadable'; readonly place: string; readonly cause: string }
  | { readonly _tag: 'WrongMagicNumber'; readonly place: string; readonly found: readonly number[] }
  | { readonly _tag: 'WrongElementType'; readonly place: string; readonly found: number }
  | { readonly _tag: 'Truncated'; readonly place: string; readonly size: Size }
  | { readonly _tag: 'TrailingBytes'; readonly place: string; readonly size: Size }

/** How many bytes the header promises, and how many there are. */
export type Size = { readonly promised: number; readonly found: number }

const unsignedByte = 0x08

/**
 * An empty dimension makes an empty array, however large the others claim to be: a product of
 * hostile sizes overflows to Infinity, and Infinity × 0 is not a number that a check can trust.
 */
const product = (sizes: readonly number[]): number =>
  sizes.includes(0) ? 0 : sizes.reduce((product, size) => product * size, 1)

/** Meaning of the bytes of one file; `place` only names the file in an error. */
export const decodeIdx =
  (place: string) =>
  (bytes: Uint8Array): E.Either<IdxError, Idx> => {
    const [zero0 = 0, zero1 = 0, type = unsignedByte, rank = 0] = bytes
    if (zero0 !== 0 || zero1 !== 0) {
      return E.left({ _tag: 'WrongMagicNumber', place, found: [...bytes.subarray(0, 4)] })
    }
    if (type !== unsignedByte) return E.left({ _tag: 'WrongElementType', place, found: type })

    const header = 4 + 4 * rank
    if (bytes.length < header) {
      return E.left({ _tag: 'Truncated', place, size: { promised: header, found: bytes.length } })
    }

    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis))
    const size: Size = { promised: header + product(shape), found: bytes.length }
    if (size.found < size.promised) return E.left({ _tag: 'Truncated', place, size })
    if (size.found > size.promised) return E.left({ _tag: 'TrailingBytes', place, size })
    return E.right({ shape, data: bytes.subarray(header) })
  }

const readBytes =
  (place: string): IOEither<IdxError, Uint8Array> =>
  () =>
    E.tryCatch(
      () => readFileSync(place),
      (thrown) => {
        const { code, message } = thrown as NodeJS.ErrnoException
        return code === 'ENOENT'
          ? { _tag: 'FileMissing', place }
          : { _tag: 'FileUnreadable', place, cause: code ?? message }
      },
    )

export const readIdx =
  (place: string): IOEither<IdxError, Idx> =>
  () =>
    E.chain(decodeIdx(place))(readBytes(place)())
