import { doublesStayDoubles } from '../../src/laws/law/double.ts'
import { everyPrimitive } from '../support/holds.ts'

everyPrimitive('derivatives of doubles are computed with doubles', doublesStayDoubles, {
  dtypes: ['f32', 'f64'],
  numRuns: 20,
})
