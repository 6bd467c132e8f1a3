import { everyPrimitive } from '../support/holds.ts'
import { sharedOperandsAddUp } from '../../src/laws/law/diagonal.ts'

everyPrimitive('one node as several operands', sharedOperandsAddUp, {
  dtypes: ['f32', 'f64'],
  numRuns: 20,
})
