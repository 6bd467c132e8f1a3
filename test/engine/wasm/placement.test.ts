import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Program, valueProgram } from '../../../src/core/program.ts'
import { arrange } from '../../../src/engine/passes/arena.ts'
import { fuse } from '../../../src/engine/passes/fuse.ts'
import type { Plan } from '../../../src/engine/passes/plan.ts'
import { inputsOf } from '../../../src/engine/passes/plan.ts'
import { lower } from '../../../src/engine/wasm/lower/lower.ts'
import { buffersOf, place } from '../../../src/engine/wasm/placement.ts'
import { singly } from '../../../src/engine/wasm/singly.ts'
import { samples, transformedSamples } from '../passes/support/programs.ts'
import { expectSound } from '../passes/support/sound.ts'

const planners: readonly (readonly [string, (program: Program) => Plan])[] = [
  ['alone', (program) => singly(valueProgram(program))],
  ['fused', (program) => fuse(valueProgram(program))],
]

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

const sharedOf = (program: Program): number => {
  const plan = singly(program)
  const { groups, tables } = lower(plan)
  return place(plan, groups, new Map(), tables).shared
}

describe.each(planners)('the memory of a program whose equations are %s', (_, planOf) => {
  test('no two values lie on each other while both are needed', () => {
    const law = fc.property(fc.oneof(samples([], 20), transformedSamples), ({ program }) => {
      const plan = planOf(program)
      const { groups, tables } = lower(plan)
      const buffers = buffersOf(plan, groups, new Map())
      const layout = arrange(buffers)
      expectSound(buffers, layout)
      const { places, shared } = place(plan, groups, new Map(), tables)
      const computed = places.filter(({ region }) => region === 'shared')
      expect(computed.map(({ offset }) => offset)).toEqual(layout.offsets)
      expect(shared).toBe(layout.size)
    })
    fc.assert(law, { numRuns: 300 })
  })

  test('each slot is there from the group that makes it to the last that reads it', () => {
    const law = fc.property(samples([], 20), ({ program }) => {
      const plan = planOf(program)
      const first = plan.program.inputs.length + plan.program.constants.length
      const buffers = buffersOf(plan, lower(plan).groups, new Map())
      plan.groups.forEach(({ outputs }, maker) => {
        for (const { slot } of outputs) {
          const readers = plan.groups.flatMap((group, i) =>
            inputsOf(group).some((read) => read.slot === slot) ? [i] : [],
          )
          const stays = plan.program.outputs.includes(slot)
          const { from, to } = buffers[slot - first] ?? {}
          expect(from).toBe(maker)
          expect(to).toBe(stays ? plan.groups.length : Math.max(maker, ...readers))
        }
      })
    })
    fc.assert(law, { numRuns: 200 })
  })
})

test('the memory of a chain does not grow with it', () => {
  // 100 f32 take 448 bytes, the input's beside them: every result takes over that of the one before
  for (const count of [1, 2, 3, 50, 10_000]) expect(sharedOf(chain('exp', count))).toBe(448)
  // a cumulative sum cannot work in place: two that take turns
  for (const count of [2, 3, 50]) expect(sharedOf(chain('cumsum', count))).toBe(2 * 448)
})
