/**
 * Drawing digits: as text for a terminal, as a small drawing for a page.
 */
import { side } from './digits.ts'

/** Rows of text, all equally wide. */
export type Block = readonly string[]

const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index)

/** Two pixels, one above the other, make one character, because a character is twice as high. */
const halfBlock = (upper: boolean, lower: boolean): string =>
  upper ? (lower ? '█' : '▀') : lower ? '▄' : ' '

/** Ink below this is the soft edge of a stroke, which a pixel without shades has to leave out. */
const threshold = 96

/** A digit as half-block characters, without the empty columns at its sides. */
export const drawText = (pixels: Uint8Array): Block => {
  const inked = (row: number, column: number): boolean =>
    (pixels[row * side + column] ?? 0) >= threshold
  const columns = range(side).filter((column) => range(side).some((row) => inked(row, column)))
  const [first = 0, last = -1] = [columns[0], columns.at(-1)]
  return range(side / 2).map((line) =>
    range(last - first + 1)
      .map((offset) => first + offset)
      .map((column) => halfBlock(inked(2 * line, column), inked(2 * line + 1, column)))
      .join(''),
  )
}

const centre = (width: number, text: string): string =>
  text.padStart(Math.floor((text.length + width) / 2)).padEnd(width)

export type Captioned = { readonly pixels: Uint8Array; readonly caption: string }

const gap = '   '

/**
 * As many digits side by side as `width` has room for, each above its caption, without the rows at
 * the top and the bottom that are empty in all of them.
 */
export const gallery = (digits: readonly Captioned[], width: number): Block => {
  const drawn = digits.map(({ pixels, caption }) => {
    const block = drawText(pixels)
    const columns = Math.max(caption.length, block[0]?.length ?? 0)
    return { block: block.map((row) => centre(columns, row)), caption: centre(columns, caption) }
  })
  const widthUpTo = (last: number): number =>
    drawn.slice(0, last + 1).reduce((sum, { caption }) => sum + caption.length + gap.length, 0)
  const fitting = drawn.filter((_, index) => widthUpTo(index) - gap.length <= width)

  const rows = range(side / 2).map((row) =>
    fitting
      .map(({ block }) => block[row] ?? '')
      .join(gap)
      .trimEnd(),
  )
  const first = rows.findIndex((row) => row !== '')
  const last = rows.findLastIndex((row) => row !== '')
  const captions = fitting
    .map(({ caption }) => caption)
    .join(gap)
    .trimEnd()
  return captions === '' ? [] : [...rows.slice(Math.max(first, 0), last + 1), captions]
}

/** Shades of a drawing: enough to look soft, few enough to stay small. */
const shades = 8

/**
 * A digit as a small SVG. It is drawn in the colour of the text around it, so it suits a light page
 * and a dark one; for each shade there is one path, made of horizontal runs of pixels.
 */
export const drawSvg = (pixels: Uint8Array, title: string): string => {
  const shade = (row: number, column: number): number =>
    column >= 0 && column < side
      ? Math.round(((pixels[row * side + column] ?? 0) / 255) * shades)
      : 0
  const runs = (level: number): string =>
    range(side)
      .flatMap((row) =>
        range(side)
          .filter((column) => shade(row, column) === level && shade(row, column - 1) !== level)
          .map((start) => {
            const length = range(side - start + 1).findIndex((n) => shade(row, start + n) !== level)
            return `M${start} ${row}h${length}v1h-${length}z`
          }),
      )
      .join('')
  const paths = range(shades)
    .map((index) => ({ opacity: (index + 1) / shades, path: runs(index + 1) }))
    .filter(({ path }) => path !== '')
    .map(({ opacity, path }) => `<path fill-opacity="${opacity}" d="${path}"/>`)
  return (
    `<svg class="digit" role="img" aria-label="${title}" viewBox="0 0 ${side} ${side}" ` +
    `fill="currentColor" shape-rendering="crispEdges">${paths.join('')}</svg>`
  )
}
