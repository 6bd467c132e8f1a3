import { T } from 'cotangent'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import {
  batches,
  type Digits,
  digitsOf,
  pick,
  pixelsOf,
  pixelsPerDigit,
  split,
} from '../../../examples/digits/digits.ts'
import type { Idx } from '../../../examples/digits/idx.ts'

const place = { images: 'images', labels: 'labels' }

const images = (...shape: readonly number[]): Idx => ({
  shape,
  data: new Uint8Array(shape.reduce((product, size) => product * size, 1)),
})

const labels = (...values: readonly number[]): Idx => ({
  shape: [values.length],
  data: Uint8Array.from(values),
})

/** Digits of which each is filled with its own label. */
const filled = (...values: readonly number[]): Digits => ({
  count: values.length,
  pixels: Uint8Array.from(
    values.flatMap((value) => Array.from({ length: pixelsPerDigit }, () => value)),
  ),
  labels: Uint8Array.from(values),
})

describe('digitsOf', () => {
  test('puts images and labels together', () => {
    const digits = digitsOf(place)(images(2, 28, 28), labels(3, 9))
    expect(digits).toMatchObject({ right: { count: 2, labels: Uint8Array.of(3, 9) } })
  })

  test.each<readonly [Idx, Idx, object]>([
    [
      images(2, 28, 28),
      labels(1, 2, 3),
      { _tag: 'CountMismatch', place: 'labels', counts: { images: 2, labels: 3 } },
    ],
    [images(2, 28, 27), labels(1, 2), { _tag: 'WrongShape', place: 'images', found: [2, 28, 27] }],
    [images(2, 784), labels(1, 2), { _tag: 'WrongShape', place: 'images', found: [2, 784] }],
    [images(0, 28, 28), labels(), { _tag: 'WrongShape', place: 'images', found: [0, 28, 28] }],
    [images(), labels(1), { _tag: 'WrongShape', place: 'images', found: [] }],
    [images(1, 28, 28), images(1, 1), { _tag: 'WrongShape', place: 'labels', found: [1, 1] }],
    [
      images(2, 28, 28),
      labels(9, 10),
      { _tag: 'WrongLabel', place: 'labels', index: 1, found: 10 },
    ],
  ])('tells what does not fit (%#)', (images, labels, error) => {
    expect(digitsOf(place)(images, labels)).toEqual(E.left(error))
  })
})

test('pick takes digits in the order asked for and leaves the original alone', () => {
  const digits = filled(1, 2, 3)
  const picked = pick(digits, [2, 0])
  expect([...picked.labels]).toEqual([3, 1])
  expect([pixelsOf(picked, 0)[5], pixelsOf(picked, 1)[783]]).toEqual([3, 1])
  picked.pixels.fill(0)
  expect(digits).toEqual(filled(1, 2, 3))
})

test('split makes two parts that share nothing', () => {
  const [first, others] = split(filled(1, 2, 3), 1)
  expect([first, others]).toEqual([filled(1), filled(2, 3)])
})

describe('batches', () => {
  test('cover every digit once, in order, the last batch being what is left', () => {
    const all = [...batches(filled(5, 4, 3, 2, 1), 2)]
    expect(all.map(({ inputs }) => inputs.shape)).toEqual([
      [2, 28, 28, 1],
      [2, 28, 28, 1],
      [1, 28, 28, 1],
    ])
    expect(all.flatMap(({ labels }) => T.toArray(labels))).toEqual([5, 4, 3, 2, 1])
  })

  test('are empty for no digits', () => {
    expect([...batches(filled(), 2)]).toEqual([])
  })

  test('normalise black and white', () => {
    const [batch] = batches({ ...filled(0), pixels: new Uint8Array(784).fill(255, 1) }, 1)
    const [black, white] = batch === undefined ? [] : T.toTypedArray(batch.inputs)
    expect(black).toBeCloseTo(-0.4242, 4)
    expect(white).toBeCloseTo(2.8215, 4)
  })
})
