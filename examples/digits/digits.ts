/**
 * The handwritten digits: 60,000 to learn from, 10,000 to be tested on, each 28 × 28 grey bytes.
 */
import { T, type Tensor } from 'cotangent'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { IOEither } from 'fp-ts/lib/IOEither.js'
import { join } from 'node:path'
import type { Batch } from '../learning/classifier.ts'
import { type Idx, type IdxError, readIdx } from './idx.ts'

export const side = 28
export const pixelsPerDigit = side * side
export const classes = 10

/**
 * Digits stay the bytes that they came as (47 MB instead of 188): a batch is turned into floats
 * when it is needed.
 */
export type Digits = {
  readonly count: number
  readonly pixels: Uint8Array
  readonly labels: Uint8Array
}

export type DigitsError =
  | IdxError
  | { readonly _tag: 'WrongShape'; readonly place: string; readonly found: readonly number[] }
  | { readonly _tag: 'CountMismatch'; readonly place: string; readonly counts: Counts }
  | {
      readonly _tag: 'WrongLabel'
      readonly place: string
      readonly index: number
      readonly found: number
    }

export type Counts = { readonly images: number; readonly labels: number }

/** Two files make a set of digits if there is a label for every image and every label is a digit. */
export const digitsOf =
  (place: { readonly images: string; readonly labels: string }) =>
  (images: Idx, labels: Idx): E.Either<DigitsError, Digits> => {
    const [count = 0, ...size] = images.shape
    const [labelCount = 0] = labels.shape
    if (images.shape.length !== 3 || count === 0 || size.some((length) => length !== side)) {
      return E.left({ _tag: 'WrongShape', place: place.images, found: images.shape })
    }
    if (labels.shape.length !== 1) {
      return E.left({ _tag: 'WrongShape', place: place.labels, found: labels.shape })
    }
    if (count !== labelCount) {
      const counts = { images: count, labels: labelCount }
      return E.left({ _tag: 'CountMismatch', place: place.labels, counts })
    }
    const index = labels.data.findIndex((label) => label >= classes)
    return index < 0
      ? E.right({ count, pixels: images.data, labels: labels.data })
      : E.left({
          _tag: 'WrongLabel',
          place: place.labels,
          index,
          found: labels.data[index] ?? Number.NaN,
        })
  }

const readDigits =
  (folder: string) =>
  (name: string): IOEither<DigitsError, Digits> =>
  () => {
    const place = {
      images: join(folder, `${name}-images-idx3-ubyte`),
      labels: join(folder, `${name}-labels-idx1-ubyte`),
    }
    return pipe(
      readIdx(place.images)(),
      E.bindTo('images'),
      E.bind('labels', readIdx(place.labels)),
      E.chainW(({ images, labels }) => digitsOf(place)(images, labels)),
    )
  }

/** The digits to learn from and those that the finished network is tested on. */
export const loadDigits = (
  folder: string,
): IOEither<DigitsError, { readonly training: Digits; readonly test: Digits }> => {
  const read = readDigits(folder)
  return () => pipe(E.Do, E.bind('training', read('train')), E.bind('test', read('t10k')))
}

/** The pixels of one digit. */
export const pixelsOf = (digits: Digits, index: number): Uint8Array =>
  digits.pixels.subarray(index * pixelsPerDigit, (index + 1) * pixelsPerDigit)

/** The digits at `indices`, in that order: how a part is held out and how digits are shuffled. */
export const pick = (digits: Digits, indices: ArrayLike<number>): Digits => {
  const pixels = new Uint8Array(indices.length * pixelsPerDigit)
  const labels = Uint8Array.from(indices, (index) => digits.labels[index] ?? Number.NaN)
  for (let i = 0; i < indices.length; i++) {
    pixels.set(pixelsOf(digits, indices[i] ?? Number.NaN), i * pixelsPerDigit)
  }
  return { count: indices.length, pixels, labels }
}

/** The first `count` digits and the others. */
export const split = (
  { pixels, labels, count: all }: Digits,
  count: number,
): readonly [Digits, Digits] => [
  { count, pixels: pixels.subarray(0, count * pixelsPerDigit), labels: labels.subarray(0, count) },
  {
    count: all - count,
    pixels: pixels.subarray(count * pixelsPerDigit),
    labels: labels.subarray(count),
  },
]

/** Mean and standard deviation of a pixel of the training digits, as a fraction of white. */
const mean = 0.1307
const deviation = 0.3081

/** What a network is given: a picture of each digit, around 0 with deviation 1. */
export type Pictures = Tensor<[number, typeof side, typeof side, 1]>

/** Pictures, and the digit that each shows. */
export interface DigitBatch extends Batch<Pictures> {
  readonly labels: Tensor<[number], 'i32'>
}

/** The digits in batches of `size`, in the order they come; the last may be smaller. */
export function* batches(digits: Digits, size: number): Generator<DigitBatch> {
  for (let start = 0; start < digits.count; start += size) {
    const end = Math.min(start + size, digits.count)
    const bytes = digits.pixels.subarray(start * pixelsPerDigit, end * pixelsPerDigit)
    const pixels = new Float32Array(bytes).map((byte) => (byte / 255 - mean) / deviation)
    const labels = new Int32Array(digits.labels.subarray(start, end))
    yield {
      inputs: T.fromTypedArray(pixels, [end - start, side, side, 1]),
      labels: T.fromTypedArray(labels, [end - start]),
    }
  }
}
