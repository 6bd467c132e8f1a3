import { expect } from 'vitest'
import { type Buffer, type Layout, aligned } from '../../../../src/engine/passes/arena.ts'

/** May b lie exactly where a lies, though they meet in one step? */
const takesOver = (buffers: readonly Buffer[], a: number, b: number): boolean => {
  const [old, young] = [buffers[a] as Buffer, buffers[b] as Buffer]
  return young.inPlaceOf.includes(a) && old.to === young.from && old.bytes === young.bytes
}

/** Every pair of buffers, looked at by itself. */
export const expectSound = (buffers: readonly Buffer[], { offsets, size }: Layout): void => {
  buffers.forEach((a, i) => {
    const start = offsets[i] as number
    expect(start % 64).toBe(0)
    expect(start + a.bytes).toBeLessThanOrEqual(size)
    buffers.forEach((b, k) => {
      if (k <= i || a.bytes === 0 || b.bytes === 0) return
      const other = offsets[k] as number
      const meetInTime = a.from <= b.to && b.from <= a.to
      const meetInSpace = start < other + b.bytes && other < start + a.bytes
      if (!meetInTime || !meetInSpace) return
      expect(takesOver(buffers, i, k) || takesOver(buffers, k, i)).toBe(true)
      expect(start).toBe(other)
    })
  })
  const sizes = buffers.map(({ bytes }) => aligned(bytes))
  expect(size).toBeLessThanOrEqual(sizes.reduce((a, b) => a + b, 0))
  // what is needed in one step, what is taken over counted once
  for (const { from } of buffers) {
    const places = new Map<number, number>()
    buffers.forEach((b, i) => {
      if (b.bytes > 0 && b.from <= from && from <= b.to)
        places.set(offsets[i] as number, aligned(b.bytes))
    })
    expect(size).toBeGreaterThanOrEqual([...places.values()].reduce((a, b) => a + b, 0))
  }
}
