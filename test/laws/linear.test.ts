import { everyPrimitive } from '../support/holds.ts'
import {
  doubleTransposeIsIdentity,
  linearIsItsDerivative,
  transposeIffLinear,
} from '../../src/laws/law/linear.ts'

const dtypes = ['f32', 'f64'] as const

everyPrimitive('a transpose rule exactly where linear', transposeIffLinear, { numRuns: 1 })
everyPrimitive('a linear primitive is its own jvp', linearIsItsDerivative, { dtypes, numRuns: 20 })
everyPrimitive('transposed twice is itself', doubleTransposeIsIdentity, { dtypes, numRuns: 20 })
