import { everyPrimitive } from '../support/holds.ts'
import {
  everyWayGivesOneTangent,
  everyWayGivesOneValue,
  inferenceIsRight,
  inputsStay,
} from '../../src/laws/law/primal.ts'
import { programsAreWellFormed } from '../../src/laws/law/program.ts'

const extreme = { profile: 'extreme', numRuns: 20 } as const

everyPrimitive('every way gives one value', everyWayGivesOneValue, extreme)
everyPrimitive('every way gives one tangent', everyWayGivesOneTangent, extreme)
// it asks for every value and every tangent once more
everyPrimitive('inputs stay as they are', inputsStay, { ...extreme, numRuns: 5 })
everyPrimitive('inference is right', inferenceIsRight, extreme)
everyPrimitive('programs are well formed', programsAreWellFormed, extreme)
