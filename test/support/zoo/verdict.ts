import fc from 'fast-check'
import type { Rules } from '../../../src/core/primitives/index.ts'
import { type Probe, floatsOf, probes } from '../cases.ts'
import { kinks } from '../kinks.ts'
import { vjpIsAdjoint } from '../laws/adjoint.ts'
import {
  batchingDerivativesIsLooping,
  batchingIsLooping,
  nestedBatchingIsLooping,
} from '../laws/batching.ts'
import {
  jvpIsDerivative,
  jvpKeepsPrecision,
  jvpOfJvpIsSecondDerivative,
  missingTangentIsZero,
} from '../laws/derivative.ts'
import { subgradientIsStated } from '../laws/kink.ts'
import {
  doubleTransposeIsIdentity,
  linearIsItsDerivative,
  transposeIffLinear,
} from '../laws/linear.ts'
import { jvpIsLinear, vjpIsLinear } from '../laws/linearity.ts'
import { secondOrdersAgree } from '../laws/second-order.ts'
import type { Report } from '../report.ts'
import type { Mistake } from './mistake.ts'

/** Every law of the suite that speaks of rules. */
export const laws = {
  transposeIffLinear,
  jvpIsDerivative,
  jvpKeepsPrecision,
  missingTangentIsZero,
  jvpIsLinear,
  vjpIsAdjoint,
  vjpIsLinear,
  linearIsItsDerivative,
  doubleTransposeIsIdentity,
  jvpOfJvpIsSecondDerivative,
  secondOrdersAgree,
  batchingIsLooping,
  nestedBatchingIsLooping,
  batchingDerivativesIsLooping,
} as const satisfies Readonly<Record<string, (probe: Probe, rules: Rules) => Report>>

/** How often a law is tried on a mistake: no more often than the suite tries it on the right rule. */
const tries = 25

const failsOn = (report: () => Report): boolean => {
  try {
    return report() !== null
  } catch {
    // a wrong rule that builds what does not fit is found out as well
    return true
  }
}

/** The names of the laws that a mistake breaks. */
export const brokenLaws = ({ name, rules }: Mistake, stopAtFirst = true): readonly string[] => {
  const found: string[] = []
  const floats = floatsOf(name)
  const cases = probes(name, 'smooth', floats.length > 0 ? floats : undefined)
  const tried = (title: string, holds: (probe: Probe) => boolean): void => {
    if (stopAtFirst && found.length > 0) return
    const { failed } = fc.check(fc.property(cases, holds), { numRuns: tries, endOnFailure: true })
    if (failed) found.push(title)
  }
  for (const [title, law] of Object.entries(laws)) {
    tried(title, (probe) => !failsOn(() => law(probe, rules)))
  }
  for (const kink of kinks[name]) {
    tried(
      `subgradient at ${kink.at}`,
      ({ seed }) => !failsOn(() => subgradientIsStated(kink, seed, rules)),
    )
  }
  return found
}
