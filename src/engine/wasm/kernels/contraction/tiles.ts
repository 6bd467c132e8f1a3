/** How the rows of a result are shared out to tiles. */
import { type Body, type Local, i32, select } from '../../encode/index.ts'
import { atLeast, remainder, sub } from '../integers.ts'

/**
 * Runs statements for tiles of some heights, and counts `rows` down to 0: those of each height until
 * the rows that are left are a multiple of the next one. So only the last tile may be incomplete, and
 * only one of the first height: of the others all rows are there.
 */
export const forTiles = (
  body: Body,
  heights: readonly number[],
  rows: Local<'i32'>,
  statements: (height: number, isWhole: boolean) => void,
): void =>
  heights.forEach((height, i) => {
    const next = heights[i + 1]
    const isWhole = i > 0 || height === 1
    body.while(next === undefined ? rows : remainder(rows, next), () => {
      statements(height, isWhole)
      const left = sub(rows, height)
      body.set(rows, isWhole ? left : select(atLeast(rows, height), left, i32(0)))
    })
  })
