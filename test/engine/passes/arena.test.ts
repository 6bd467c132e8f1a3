import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Buffer, arrange } from '../../../src/engine/passes/arena.ts'
import { expectSound } from './support/sound.ts'

const buffers: Arbitrary<readonly Buffer[]> = fc.array(
  fc
    .record({
      bytes: fc.oneof(fc.constantFrom(0, 4, 64, 64, 128), fc.nat({ max: 1000 })),
      from: fc.nat({ max: 6 }),
      length: fc.nat({ max: 3 }),
      inPlaceOf: fc.array(fc.nat({ max: 5 }), { maxLength: 2 }),
    })
    .map(({ length, ...buffer }) => ({ ...buffer, to: buffer.from + length })),
  { maxLength: 24 },
)

describe('an arena', () => {
  test('no two buffers lie on each other', () => {
    const law = fc.property(buffers, (all) => {
      const known = all.map((buffer) => ({
        ...buffer,
        inPlaceOf: buffer.inPlaceOf.filter((i) => i < all.length),
      }))
      expectSound(known, arrange(known))
    })
    fc.assert(law, { numRuns: 1000 })
  })

  test('only one buffer takes the place of another', () => {
    const old = { bytes: 64, from: 0, to: 1, inPlaceOf: [] }
    const young = { bytes: 64, from: 1, to: 2, inPlaceOf: [0] }
    const all = [old, young, young]
    expectSound(all, arrange(all))
    expect(arrange(all).size).toBe(128)
  })

  test('a gap is used again, and gaps side by side are one', () => {
    const { size, offsets } = arrange([
      { bytes: 64, from: 0, to: 1, inPlaceOf: [] },
      { bytes: 64, from: 0, to: 1, inPlaceOf: [] },
      { bytes: 64, from: 0, to: 9, inPlaceOf: [] },
      { bytes: 128, from: 2, to: 3, inPlaceOf: [] },
    ])
    expect(size).toBe(192)
    expect(offsets[3]).toBe(0)
  })
})
