import fc from 'fast-check'
import { describe, it } from 'vitest'
import type { Storage } from '../../../src/core/dtype.ts'
import type { Program } from '../../../src/core/program.ts'
import { referenceEngine } from '../../../src/engine/reference/index.ts'
import { perPrimitiveEngine } from '../../../src/engine/wasm/per-primitive.ts'
import {
  type Case,
  type Profile,
  names,
  probes,
  resultOf,
} from '../../../src/laws/primitive/cases.ts'
import { expectSame } from './kernels/run.ts'

const programOf = (of: Case): Program => ({
  inputs: of.operands.map(({ shape, dtype }) => ({ shape, dtype })),
  constants: [],
  equations: [
    {
      primitive: of.name,
      operands: of.operands.map((_, i) => i),
      attributes: of.attributes,
      ...resultOf(of),
    },
  ],
  outputs: [of.operands.length],
})

const profiles: readonly Profile[] = ['smooth', 'extreme', 'tied']

describe.each(names)('%s', (name) => {
  const engine = perPrimitiveEngine()
  it.each(profiles)('fast = reference, bit for bit: %s elements', (profile) => {
    fc.assert(
      fc.property(probes(name, profile), ({ of }) => {
        const program = programOf(of)
        const inputs: readonly Storage[] = of.operands.map(({ value }) => value)
        const [fast] = engine.prepare(program)(inputs)
        const [meant] = referenceEngine.prepare(program)(inputs)
        if (!fast || !meant) throw new RangeError('a program of one output gave none')
        expectSame(fast, meant)
      }),
      { numRuns: 100 },
    )
  })
})
