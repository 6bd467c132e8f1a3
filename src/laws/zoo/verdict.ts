import fc from 'fast-check'
import { type PrimitiveName, type Rules, registry } from '../../core/primitives/index.ts'
import { type Case, floatsOf, probes } from '../primitive/cases.ts'
import { kinks } from '../primitive/kinks.ts'
import { vjpIsAdjoint } from '../law/adjoint.ts'
import {
  batchingDerivativesIsLooping,
  batchingIsLooping,
  nestedBatchingIsLooping,
} from '../law/batching.ts'
import {
  jvpIsDerivative,
  jvpKeepsPrecision,
  jvpOfJvpIsSecondDerivative,
  missingTangentIsZero,
} from '../law/derivative.ts'
import { subgradientIsStated } from '../law/kink.ts'
import {
  doubleTransposeIsIdentity,
  linearIsItsDerivative,
  transposeIffLinear,
} from '../law/linear.ts'
import { jvpIsLinear, vjpIsLinear } from '../law/linearity.ts'
import { secondOrdersAgree } from '../law/second-order.ts'
import type { Report } from '../report.ts'
import type { Probe } from '../subject.ts'
import type { Mistake, Right } from './mistake.ts'

type Law = (probe: Probe<Case>, rules: Rules) => Report

/** The laws of the suite, by the rule that they speak of first; the most telling one leads. */
const laws: { readonly [R in 'jvp' | 'transpose' | 'batch']: readonly Law[] } = {
  jvp: [
    jvpIsDerivative,
    missingTangentIsZero,
    jvpIsLinear,
    linearIsItsDerivative,
    jvpOfJvpIsSecondDerivative,
    secondOrdersAgree,
    jvpKeepsPrecision,
  ],
  transpose: [vjpIsAdjoint, doubleTransposeIsIdentity, vjpIsLinear, transposeIffLinear],
  batch: [batchingIsLooping, nestedBatchingIsLooping, batchingDerivativesIsLooping],
}

/** The laws that can tell a mistake: what a rule does not touch, it cannot break. */
const lawsFor = ({ name, rules }: Mistake): readonly Law[] => {
  const [right, wrong] = [registry[name], rules[name]] as readonly [Right, Right]
  const { jvp, transpose, batch } = laws
  if (right.batch !== wrong.batch) return batch
  return right.transpose === wrong.transpose ? [...jvp, ...transpose] : [...transpose, ...jvp]
}

const failsOn = (report: () => Report): boolean => {
  try {
    return report() !== null
  } catch {
    // a wrong rule that builds what does not fit is found out as well
    return true
  }
}

/** A law that a mistake breaks, found within some tries of each law; `null` if there is none. */
const brokenLaw = (mistake: Mistake, numRuns: number): string | null => {
  const { name, rules } = mistake
  const floats = floatsOf(name)
  const cases = probes(name, 'smooth', floats.length > 0 ? floats : undefined)
  const breaks = (law: Law): boolean =>
    fc.check(
      fc.property(cases, (probe) => !failsOn(() => law(probe, rules))),
      { numRuns, endOnFailure: true },
    ).failed
  const onKinks = kinks[name].map(
    (kink) =>
      [
        `subgradient at ${kink.at}`,
        ({ seed }: Probe) => subgradientIsStated(kink, seed, rules),
      ] as const,
  )
  const all = [...onKinks, ...lawsFor(mistake).map((law) => [law.name, law] as const)]
  return all.find(([, law]) => breaks(law))?.[0] ?? null
}

/**
 * A law that a mistake breaks; `null` if it survives. The suite tries a law 20 times and more at
 * every run; a mistake that shows in few shapes only (a permutation of order 3) may take more runs.
 */
export const verdict = (mistake: Mistake): string | null =>
  brokenLaw(mistake, 20) ?? brokenLaw(mistake, 200)

/** Whether the right rules pass for wrong: they would if the verdict itself were broken. */
export const falseAlarm = (name: PrimitiveName): string | null =>
  brokenLaw({ name, mistake: 'none', rules: registry }, 2)
