import { type Rules, registry } from '../../core/primitives/index.ts'
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
} from '../law/derivative.ts'
import { jvpIsLinear, vjpIsLinear } from '../law/linearity.ts'
import { everyWayGivesOneTangent, everyWayGivesOneValue, inferenceIsRight } from '../law/primal.ts'
import { programsAreWellFormed } from '../law/program.ts'
import { secondOrdersAgree } from '../law/second-order.ts'
import { type Report, firstFailure } from '../report.ts'
import type { Probe } from '../subject.ts'
import type { ProgramSubject } from './subject.ts'

/** A law that every program has to satisfy. */
export type ProgramLaw = (probe: Probe<ProgramSubject>, rules: Rules) => Report

/** Equal bit for bit, whatever the values are. */
const exactLaws: readonly ProgramLaw[] = [
  inferenceIsRight,
  programsAreWellFormed,
  everyWayGivesOneValue,
  everyWayGivesOneTangent,
  batchingIsLooping,
  batchingDerivativesIsLooping,
  nestedBatchingIsLooping,
]

/** Equal but for rounding, where there are derivatives. */
const smoothLaws: readonly ProgramLaw[] = [
  jvpIsDerivative,
  vjpIsAdjoint,
  jvpIsLinear,
  vjpIsLinear,
  jvpKeepsPrecision,
]

/** Second derivatives of a program of many equations are of thousands. */
const secondOrderLaws: readonly ProgramLaw[] = [jvpOfJvpIsSecondDerivative, secondOrdersAgree]

/** How many equations a program has at most for laws of second order. */
const few = 12

/** The laws that a program is held to. */
export const lawsOf = ({ smooth, program }: ProgramSubject): readonly ProgramLaw[] => [
  ...(smooth ? smoothLaws : []),
  ...exactLaws,
  ...(smooth && program.equations.length <= few ? secondOrderLaws : []),
]

/** The first law that a program does not satisfy; `null` if it satisfies all. */
export const programLaws = (
  probe: Probe<ProgramSubject>,
  rules: Rules = registry,
  laws: readonly ProgramLaw[] = lawsOf(probe.of),
): Report => firstFailure(laws, (law) => law(probe, rules))
