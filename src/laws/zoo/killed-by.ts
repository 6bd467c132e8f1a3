import fc, { type Arbitrary } from 'fast-check'
import { type RegistryName, registry } from '../../core/primitives/index.ts'
import type { Failure, Report } from '../report.ts'
import type { Probe, Subject } from '../subject.ts'
import { type Mutation, ruleNames } from './mutation.ts'
import { type Trial, trialsOf, trialsOfPrimitive } from './suite.ts'

/** A law that a mistake breaks, and how it was found; `null` if the mistake survives. */
export type Verdict = {
  /** the name of the law, such as `jvpIsDerivative` */
  readonly law: string
  /** how many cases that law was asked, the last of which it does not hold for */
  readonly runs: number
  readonly failure: Failure
  /** the seed of fast-check, and the path to the case */
  readonly seed: number
  readonly path: string
} | null

/** How {@link killedBy} looks for a law. */
export interface KillOptions {
  /** a function to judge by, whose derivative uses the primitive: by default the primitive itself */
  readonly of?: Subject
  /** everything follows from it */
  readonly seed?: number
}

/** What a law says; a wrong rule that builds what does not fit is found out as well. */
const answer = (law: string, question: () => Report): Report => {
  try {
    return question()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { law, at: 'an error', actual: message, expected: 'none', allowance: 0 }
  }
}

/** A function at its point: only directions, cotangents and batches change. */
const pointOf = (of: Subject): Arbitrary<Probe> => fc.nat().map((seed) => ({ of, seed }))

/** The first law of some that does not hold for one of some cases. */
const firstBroken = (trials: readonly Trial[], seed: number, numRuns: number): Verdict => {
  for (const { law, questions } of trials) {
    const found = fc.check(
      fc.property(questions, (question) => answer(law, question) === null),
      { seed, numRuns, endOnFailure: true },
    )
    const [question] = found.counterexample ?? []
    const failure = question === undefined ? null : answer(law, question)
    if (failure !== null) {
      return { law, runs: found.numRuns, failure, seed, path: found.counterexamplePath ?? '' }
    }
  }
  return null
}

/**
 * The law that a mistake breaks, or `null` if it survives them all.
 *
 * The laws are asked about a few small cases of the primitive, a large one, then more: the suite itself
 * asks each law twenty times and more at every run, and a mistake that shows in few shapes (a
 * permutation of order 3) may take longer. With `of`, they are asked about a function of yours at its
 * point: whether a mistake in a primitive that it uses would have been noticed.
 *
 * @example
 * import * as laws from 'cotangent/laws'
 *
 * const [mutation] = laws.zoo().filter(({ primitive }) => primitive === 'sin')
 * mutation && laws.killedBy(mutation)?.law // 'jvpIsDerivative'
 */
export const killedBy = (mutation: Mutation, { of, seed = 0 }: KillOptions = {}): Verdict => {
  if (of !== undefined) {
    return firstBroken(trialsOf(mutation, pointOf(of)), seed, 4)
  }
  const small = trialsOfPrimitive(mutation, 'small')
  return (
    firstBroken(small, seed, 3) ??
    firstBroken(small, seed + 1, 12) ??
    firstBroken(trialsOfPrimitive(mutation, 'large'), seed, 1) ??
    firstBroken(small, seed + 2, 40) ??
    firstBroken(small, seed + 3, 200)
  )
}

/** How many mutations were killed, and which were not. */
export interface Score {
  readonly verdicts: readonly (readonly [mutation: Mutation, verdict: Verdict])[]
  readonly killed: number
  readonly survivors: readonly Mutation[]
}

/**
 * The mutation score: every one of some mutations judged.
 *
 * @example
 * import * as laws from 'cotangent/laws'
 *
 * const { killed, survivors } = laws.score(laws.zoo().slice(0, 3))
 * [killed, survivors.length] // [3, 0]
 */
export const score = (mutations: readonly Mutation[], options: KillOptions = {}): Score => {
  const verdicts = mutations.map((mutation) => [mutation, killedBy(mutation, options)] as const)
  const survivors = verdicts.flatMap(([mutation, verdict]) => (verdict === null ? [mutation] : []))
  return { verdicts, killed: mutations.length - survivors.length, survivors }
}

/**
 * A law that accuses the right rules of a primitive, or of a function: there is none, unless the kit
 * itself is broken, or the point is one where there is no derivative.
 *
 * @example
 * import * as laws from 'cotangent/laws'
 *
 * laws.falseAlarm('sin') // null
 */
export const falseAlarm = (
  primitive: RegistryName,
  { of, seed = 0 }: KillOptions = {},
): Verdict => {
  const trials = ruleNames.flatMap((rule) => {
    const suspect = { primitive, rule, rules: registry }
    return of === undefined ? trialsOfPrimitive(suspect, 'small') : trialsOf(suspect, pointOf(of))
  })
  const isFirst = ({ law }: Trial, i: number): boolean =>
    trials.findIndex((trial) => trial.law === law) === i
  return firstBroken(trials.filter(isFirst), seed, 2)
}
