/** What is blocked or split for large arrays only is not seen in small ones. */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { vjpIsAdjoint } from '../../src/laws/law/adjoint.ts'
import { batchingIsLooping } from '../../src/laws/law/batching.ts'
import { jvpIsDerivative } from '../../src/laws/law/derivative.ts'
import { floatsOf, names, recipeOf } from '../../src/laws/primitive/cases.ts'
import { largeProbes } from '../../src/laws/primitive/large.ts'
import { requireLaw, runs } from '../support/holds.ts'

describe.each(names)('%s, more than a thousand elements', (name) => {
  test.each([jvpIsDerivative, vjpIsAdjoint, batchingIsLooping])('$name', (law) => {
    const dtypes = floatsOf(name).length > 0 ? (['f64'] as const) : recipeOf(name).takes
    fc.assert(
      fc.property(largeProbes(name, dtypes), (probe) => requireLaw(law(probe))),
      runs(1),
    )
  })
})
