/** The laws of functions with custom rules and checkpoints, and of the maps that they are made of. */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { functions } from '../../src/core/primitives/index.ts'
import { vjpIsAdjoint } from '../../src/laws/law/adjoint.ts'
import { differentiatingBatchesIsLooping } from '../../src/laws/law/batch-derivative.ts'
import {
  batchingDerivativesIsLooping,
  batchingIsLooping,
  nestedBatchingIsLooping,
} from '../../src/laws/law/batching.ts'
import {
  jvpIsDerivative,
  jvpKeepsPrecision,
  jvpOfJvpIsSecondDerivative,
} from '../../src/laws/law/derivative.ts'
import { jvpIsLinear, vjpIsLinear } from '../../src/laws/law/linearity.ts'
import { secondOrdersAgree } from '../../src/laws/law/second-order.ts'
import { holdingProbes } from '../../src/laws/primitive/holding.ts'
import { requireLaw, runs } from '../support/holds.ts'

const laws = [
  jvpIsDerivative,
  jvpKeepsPrecision,
  jvpIsLinear,
  vjpIsAdjoint,
  vjpIsLinear,
  jvpOfJvpIsSecondDerivative,
  secondOrdersAgree,
  batchingIsLooping,
  nestedBatchingIsLooping,
  batchingDerivativesIsLooping,
  differentiatingBatchesIsLooping,
]

const names = Object.keys(functions) as readonly (keyof typeof functions)[]

describe.each(names)('%s', (name) => {
  test.each(laws)('$name', (law) => {
    fc.assert(
      fc.property(holdingProbes(name), (probe) => requireLaw(law(probe))),
      runs(10),
    )
  })
})
