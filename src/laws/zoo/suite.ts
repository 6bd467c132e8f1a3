import fc, { type Arbitrary } from 'fast-check'
import { type PrimitiveName, type Rules, isPrimitive } from '../../core/primitives/index.ts'
import { vjpIsAdjoint } from '../law/adjoint.ts'
import { differentiatingBatchesIsLooping } from '../law/batch-derivative.ts'
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
import { doublesStayDoubles } from '../law/double.ts'
import { subgradientIsStated } from '../law/kink.ts'
import {
  doubleTransposeIsIdentity,
  linearIsItsDerivative,
  transposeIffLinear,
} from '../law/linear.ts'
import { jvpIsLinear, vjpIsLinear } from '../law/linearity.ts'
import { secondOrdersAgree } from '../law/second-order.ts'
import { type Case, floatsOf, casesOf } from '../primitive/cases.ts'
import { holdingProbes } from '../primitive/holding.ts'
import { kinks } from '../primitive/kinks.ts'
import { largeProbes } from '../primitive/large.ts'
import type { Report } from '../report.ts'
import type { Probe } from '../subject.ts'
import { type Mutation, type RuleName, ruleNames } from './mutation.ts'

/** A law of any function. */
type FunctionLaw = (probe: Probe, rules: Rules) => Report

/** A law of a primitive. */
type CaseLaw = (probe: Probe<Case>, rules: Rules) => Report

/** The laws of any function, by the rule that a mistake is in: the most telling and cheapest lead. */
const ofFunctions: { readonly [R in RuleName]: readonly FunctionLaw[] } = {
  jvp: [
    jvpIsDerivative,
    vjpIsAdjoint,
    doublesStayDoubles,
    jvpKeepsPrecision,
    jvpIsLinear,
    jvpOfJvpIsSecondDerivative,
    secondOrdersAgree,
  ],
  transpose: [vjpIsAdjoint, vjpIsLinear, doublesStayDoubles, secondOrdersAgree],
  batch: [
    batchingIsLooping,
    nestedBatchingIsLooping,
    batchingDerivativesIsLooping,
    differentiatingBatchesIsLooping,
  ],
}

/** What holds of primitives beside. */
const ofPrimitives: { readonly [R in RuleName]: readonly CaseLaw[] } = {
  jvp: [missingTangentIsZero, linearIsItsDerivative],
  transpose: [doubleTransposeIsIdentity, transposeIffLinear],
  batch: [],
}

/** The names of all laws, in the order of the table. */
export const lawNames: readonly string[] = [
  ...new Set([
    ...ruleNames.flatMap((rule) =>
      [...ofFunctions[rule], ...ofPrimitives[rule]].map(({ name }) => name),
    ),
    subgradientIsStated.name,
  ]),
]

/** A law on cases that fast-check chooses: each is a question that waits to be asked. */
export interface Trial {
  readonly law: string
  readonly questions: Arbitrary<() => Report>
}

const ask =
  <P>(cases: Arbitrary<P>, rules: Rules) =>
  (law: (probe: P, rules: Rules) => Report): Trial => ({
    law: law.name,
    questions: cases.map((probe) => () => law(probe, rules)),
  })

/** What the laws ask of a function whose rules hold a mistake. */
export const trialsOf = (
  { rule, rules }: Pick<Mutation, 'rule' | 'rules'>,
  cases: Arbitrary<Probe>,
): readonly Trial[] => ofFunctions[rule].map(ask(cases, rules))

const trialsOfCases = (
  { rule, rules }: Pick<Mutation, 'rule' | 'rules'>,
  cases: Arbitrary<Probe<Case>>,
): readonly Trial[] => {
  const laws: readonly CaseLaw[] = [...ofFunctions[rule], ...ofPrimitives[rule]]
  return laws.map(ask(cases, rules))
}

/** Kinks have places of their own. */
const trialsOfKinks = (name: PrimitiveName, rules: Rules): readonly Trial[] =>
  kinks[name].map((kink) => ({
    law: subgradientIsStated.name,
    questions: fc.nat().map((seed) => () => subgradientIsStated(kink, seed, rules)),
  }))

/** What the suite of a primitive asks of it, of small cases or of large ones. */
export const trialsOfPrimitive = (
  mutation: Pick<Mutation, 'primitive' | 'rule' | 'rules'>,
  size: 'small' | 'large',
): readonly Trial[] => {
  const { primitive, rules } = mutation
  if (!isPrimitive(primitive)) {
    return size === 'small' ? trialsOf(mutation, holdingProbes(primitive)) : []
  }
  const floats = floatsOf(primitive)
  const dtypes = floats.length > 0 ? floats : undefined
  return size === 'small'
    ? [
        ...trialsOfKinks(primitive, rules),
        ...trialsOfCases(mutation, casesOf(primitive, 'smooth', dtypes)),
      ]
    : trialsOfCases(mutation, largeProbes(primitive, dtypes))
}
