import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Program } from '../../../src/core/program.ts'
import { type Buffer, type Layout, aligned, arrange } from '../../../src/engine/passes/arena.ts'
import { buffersOf, lastUses, planMemory } from '../../../src/engine/passes/liveness.ts'
import { samples, transformedSamples } from './support/programs.ts'

/** May b lie exactly where a lies, though they meet in one step? */
const takesOver = (buffers: readonly Buffer[], a: number, b: number): boolean => {
  const [old, young] = [buffers[a] as Buffer, buffers[b] as Buffer]
  return young.inPlaceOf.includes(a) && old.to === young.from && old.bytes === young.bytes
}

/** Every pair of buffers, looked at by itself. */
const expectSound = (buffers: readonly Buffer[], { offsets, size }: Layout): void => {
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

const unary = (primitive: 'exp' | 'cumsum', operand: number) =>
  ({
    primitive,
    operands: [operand],
    attributes: primitive === 'exp' ? {} : { axis: 0, reverse: false },
    shape: [100],
    dtype: 'f32',
  }) as const

const chain = (primitive: 'exp' | 'cumsum', count: number): Program => ({
  inputs: [{ shape: [100], dtype: 'f32' }],
  constants: [],
  equations: Array.from({ length: count }, (_, i) => unary(primitive, i)),
  outputs: [count],
})

describe('the memory of a program', () => {
  test('no two values lie on each other while both are needed', () => {
    const law = fc.property(fc.oneof(samples([], 20), transformedSamples), ({ program }) => {
      expectSound(buffersOf(program), planMemory(program))
    })
    fc.assert(law, { numRuns: 300 })
  })

  test('each slot is there from its equation to its last use', () => {
    const law = fc.property(samples([], 20), ({ program }) => {
      const first = program.inputs.length + program.constants.length
      lastUses(program).forEach((last, slot) => {
        const readers = program.equations.flatMap(({ operands }, i) =>
          operands.includes(slot) ? [i] : [],
        )
        const stays = slot < first || program.outputs.includes(slot)
        const expected = stays ? program.equations.length : Math.max(slot - first, ...readers)
        expect(last).toBe(expected)
      })
    })
    fc.assert(law, { numRuns: 200 })
  })

  test('the memory of a chain does not grow with it', () => {
    // 100 f32 take 448 bytes: the input, and one that every result takes over
    for (const count of [1, 2, 3, 50, 10_000])
      expect(planMemory(chain('exp', count)).size).toBe(896)
    // a cumulative sum cannot work in place: two that take turns
    for (const count of [2, 3, 50]) expect(planMemory(chain('cumsum', count)).size).toBe(3 * 448)
  })
})
