import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawSvg, drawText, gallery } from '../../../examples/digits/picture.ts'

/** A digit with these [row, column] pixels in full ink. */
const inked = (...pixels: readonly (readonly [number, number])[]): Uint8Array => {
  const bytes = new Uint8Array(28 * 28)
  for (const [row, column] of pixels) bytes[28 * row + column] = 255
  return bytes
}

const anyDigit = fc.uint8Array({ minLength: 784, maxLength: 784 })

const corner = inked([4, 10], [5, 10], [5, 11], [6, 12])

describe('drawText', () => {
  test('makes one character of two pixels', () => {
    expect(drawText(corner).slice(1, 5)).toEqual(['   ', '█▄ ', '  ▀', '   '])
  })

  test('draws a blank digit as nothing', () => {
    expect(drawText(inked())).toEqual(Array.from({ length: 14 }, () => ''))
  })
})

describe('gallery', () => {
  test('puts digits side by side above their captions', () => {
    const digits = [
      { pixels: corner, caption: '6 as 0' },
      { pixels: inked([4, 0]), caption: '1 as 7' },
    ]
    expect(gallery(digits, 80)).toEqual([' █▄        ▀', '   ▀', '6 as 0   1 as 7'])
  })

  test('shows no more than fit', () => {
    const digits = Array.from({ length: 9 }, () => ({ pixels: corner, caption: '6 read as 0' }))
    expect(gallery(digits, 80).at(-1)).toBe(
      Array.from({ length: 5 }, () => '6 read as 0').join('   '),
    )
    expect(gallery(digits, 10)).toEqual([])
    expect(gallery([], 80)).toEqual([])
  })

  test('never draws wider than it may', () => {
    fc.assert(
      fc.property(fc.array(anyDigit, { maxLength: 6 }), fc.nat(120), (digits, width) =>
        gallery(
          digits.map((pixels) => ({ pixels, caption: '6 read as 0' })),
          width,
        ).every((row) => row.length <= width),
      ),
      { numRuns: 30 },
    )
  })
})

describe('drawSvg', () => {
  test('draws runs of pixels, a path for each shade', () => {
    const digit = inked([0, 27], [1, 0], [1, 1])
    digit[28 * 3] = 128
    expect(drawSvg(digit, '6 read as 0')).toBe(
      '<svg class="digit" role="img" aria-label="6 read as 0" viewBox="0 0 28 28" ' +
        'fill="currentColor" shape-rendering="crispEdges">' +
        '<path fill-opacity="0.5" d="M0 3h1v1h-1z"/>' +
        '<path fill-opacity="1" d="M27 0h1v1h-1zM0 1h2v1h-2z"/></svg>',
    )
  })

  test('covers exactly the pixels that have ink', () => {
    fc.assert(
      fc.property(anyDigit, (digit) => {
        const runs = [...drawSvg(digit, '').matchAll(/h(\d+)v1/g)].map(([, length]) =>
          Number(length),
        )
        const ink = digit.filter((pixel) => Math.round((pixel / 255) * 8) > 0).length
        return runs.reduce((sum, length) => sum + length, 0) === ink
      }),
      { numRuns: 30 },
    )
  })
})
