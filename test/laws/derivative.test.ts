import { everyPrimitive } from '../support/holds.ts'
import {
  jvpIsDerivative,
  jvpKeepsPrecision,
  jvpOfJvpIsSecondDerivative,
  missingTangentIsZero,
} from '../../src/laws/law/derivative.ts'

everyPrimitive('jvp is the derivative', jvpIsDerivative, { dtypes: ['f32', 'f64'], numRuns: 20 })
everyPrimitive('jvp in f32 is jvp in f64', jvpKeepsPrecision, { dtypes: ['f32'], numRuns: 20 })
everyPrimitive('a missing tangent is zero', missingTangentIsZero, { numRuns: 20 })
everyPrimitive('jvp of jvp is the second derivative', jvpOfJvpIsSecondDerivative, {
  dtypes: ['f32', 'f64'],
  numRuns: 20,
})
