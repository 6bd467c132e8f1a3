import { registry } from '../../src/core/primitives/index.ts'
import { referenceEngine, wasmEngine } from '../../src/index.ts'
import { everyPrimitive } from '../support/holds.ts'
import {
  everyWayGivesOneTangent,
  everyWayGivesOneValue,
  inferenceIsRight,
  inputsStay,
} from '../../src/laws/law/primal.ts'
import { programsAreWellFormed } from '../../src/laws/law/program.ts'

const extreme = { profile: 'extreme', numRuns: 20 } as const

// one engine for all cases, as users have one
for (const engine of [referenceEngine, wasmEngine()]) {
  everyPrimitive(
    `every way gives one value, ${engine.name}`,
    (probe) => everyWayGivesOneValue(probe, registry, engine),
    extreme,
  )
  everyPrimitive(
    `every way gives one tangent, ${engine.name}`,
    (probe) => everyWayGivesOneTangent(probe, registry, engine),
    extreme,
  )
}

// it asks for every value and every tangent once more
everyPrimitive('inputs stay as they are', inputsStay, { ...extreme, numRuns: 5 })
everyPrimitive('inference is right', inferenceIsRight, extreme)
everyPrimitive('programs are well formed', programsAreWellFormed, extreme)
