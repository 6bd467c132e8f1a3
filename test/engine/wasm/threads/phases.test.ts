import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Shareable,
  phaseOf,
  phasesOf,
  worthwhile,
} from '../../../../src/engine/wasm/threads/phases.ts'
import { mostParts } from '../../../../src/engine/wasm/threads/control.ts'

const always = { call: 0, part: 0, program: 0 }

const shareable: fc.Arbitrary<Shareable> = fc.record({
  units: fc.integer({ min: 0, max: 300_000 }),
  grain: fc.integer({ min: 1, max: 200 }),
  work: fc.double({ min: 0, max: 1e12, noNaN: true }),
  isFree: fc.boolean(),
})
const threads = fc.integer({ min: 2, max: 64 })

describe('a phase', () => {
  test('holds every unit once, in parts that can be counted', () => {
    fc.assert(
      fc.property(shareable, threads, fc.constantFrom(always, worthwhile), (one, count, worth) => {
        const phase = phaseOf(one, count, worth)
        if (phase === null) return
        const { unitsOfPart, parts } = phase
        expect(unitsOfPart).toBeGreaterThan(0)
        expect(parts).toBeLessThanOrEqual(mostParts)
        expect((parts - 1) * unitsOfPart).toBeLessThan(one.units)
        expect(parts * unitsOfPart).toBeGreaterThanOrEqual(one.units)
      }),
    )
  })

  test('is made of what may run anywhere and is worth it', () => {
    fc.assert(
      fc.property(shareable, threads, (one, count) => {
        const phase = phaseOf(one, count, worthwhile)
        expect(phase !== null).toBe(one.isFree && one.units >= 2 && one.work >= worthwhile.call)
      }),
    )
  })

  test('has parts of whole grains where there are enough', () => {
    const one = { units: 96, grain: 8, work: 1e6, isFree: true }
    expect(phaseOf(one, 2, worthwhile)).toEqual({ unitsOfPart: 24, parts: 4 })
    expect(phaseOf({ ...one, units: 90 }, 2, worthwhile)).toEqual({ unitsOfPart: 24, parts: 4 })
    expect(phaseOf({ ...one, grain: 48 }, 2, worthwhile)).toEqual({ unitsOfPart: 24, parts: 4 })
  })
})

test('a program is not shared for little work, nor by one thread', () => {
  const one = { units: 100, grain: 1, work: worthwhile.call, isFree: true }
  expect(phasesOf([one], 2, worthwhile)).toBeNull()
  const many = Array.from({ length: 20 }, () => one)
  expect(phasesOf(many, 2, worthwhile)?.every((phase) => phase !== null)).toBe(true)
  expect(phasesOf(many, 1, worthwhile)).toBeNull()
  expect(phasesOf([{ ...one, isFree: false }], 2, always)).toBeNull()
})
