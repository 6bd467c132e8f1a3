import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { ArgumentError } from '../../core/errors.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { type FunctionSubject, subjectOf } from '../function.ts'
import type { Input } from '../input.ts'
import { randomOf } from '../random.ts'
import { type Subject, differentiable } from '../subject.ts'
import { bisect } from './bisect.ts'
import { blameOf } from './blame.ts'
import { type Mismatch, isComposed, measure, undefinedBecause } from './judge.ts'
import type { GradEvidence, GradReport } from './report.ts'
import { simplestPoint, snippetOf } from './snippet.ts'
import { type NamedClaim, type Stage, indexOf, signs, stagesOf } from './stage.ts'

/** How a gradient is checked. */
export interface CheckOptions {
  /** decides the directions; 0 unless said otherwise */
  readonly seed?: number
  /** along how many random directions; 3 unless said otherwise */
  readonly directions?: number
  /** 2 checks the derivative of the gradient as well; 1 unless said otherwise */
  readonly order?: 1 | 2
  /**
   * whether a point passes where the function, or its slope, is no finite number: `'fails'` unless
   * said otherwise
   */
  readonly nonFinite?: 'fails' | 'passes'
  /**
   * whether what `stopGradient` holds is meant to be constant (`'held'`, unless said otherwise), or is
   * stopped for the sake of its numbers, and the derivative has to be that of the whole function
   * (`'moves'`): the maximum that a softmax takes away
   */
  readonly stopped?: 'held' | 'moves'
  /** the table of rules; the library's unless said otherwise */
  readonly rules?: Rules
}

const elementsOf = (of: Subject): number =>
  differentiable(of).reduce((sum, i) => sum + (of.operands[i] as Input).value.length, 0)

/** A claim that does not hold along a direction. */
interface Wrong {
  readonly of: FunctionSubject
  readonly stage: Stage
  readonly claim: NamedClaim
  readonly along: readonly Input[]
  readonly found: Mismatch
  readonly seed: number
  readonly rules: Rules
  /** does the same claim fail at another point? */
  readonly fails: (operands: readonly Input[]) => boolean
}

/** Finds the element that is wrong, and the first primitive that is. */
const reportOf = ({ of, stage, claim, along, found, seed, rules, fails }: Wrong): GradReport => {
  const { law, judge, result } = claim
  const [place, mismatch] = bisect(stage.moving, judge, along, found)
  const operand = differentiable(of)[place.leaf] ?? 0
  return {
    _tag: 'GradReport',
    name: of.name,
    law,
    path: `arguments${of.paths[operand]}`,
    index: indexOf(place.element, of.operands[operand]?.shape ?? []),
    result: result(mismatch.result, mismatch.element),
    claimed: mismatch.claimed,
    estimated: mismatch.estimated,
    error: mismatch.error,
    blame: blameOf(of, along, rules),
    snippet: snippetOf(of, simplestPoint(of.operands, fails), seed),
    seed,
  }
}

/** The report of a point where no number can be compared with another. */
const withoutNumbers = (of: FunctionSubject, law: string, seed: number): GradReport => ({
  _tag: 'GradReport',
  name: of.name,
  law,
  path: 'arguments',
  index: [],
  result: 'result',
  claimed: Number.NaN,
  estimated: Number.NaN,
  error: Number.NaN,
  blame: null,
  snippet: null,
  seed,
})

/** Checks the gradient of a function that has been taken apart already. */
export const checkSubject = (
  of: FunctionSubject,
  options: CheckOptions,
): Either<GradReport, GradEvidence> => {
  const { seed = 0, directions = 3, order = 1, nonFinite = 'fails' } = options
  const { stopped = 'held', rules = registry } = options
  if (differentiable(of).length === 0) {
    throw new ArgumentError(
      'checkGrad',
      `there is nothing to differentiate: ${of.name} needs an f32 or f64 tensor among its arguments and among its results`,
    )
  }
  const notes = new Set<string>()
  let [kinks, worst] = [0, 0]
  const next = randomOf(seed)
  for (const [level, stage] of stagesOf(of, order, next, { rules, stopped }).entries()) {
    for (let i = 0; i < directions; i++) {
      const along = signs(stage.of, next)
      const slope = measure(stage.moving, along)
      const reason = undefinedBecause(slope)
      if (reason !== null) {
        if (nonFinite === 'fails') {
          return left(withoutNumbers(of, `the function is ${reason} here`, seed))
        }
        notes.add(reason)
      }
      if (slope.kind === 'kink') kinks += 1
      for (const [k, claim] of stage.claims.entries()) {
        const found = claim.judge(along, slope)
        worst = Math.max(worst, found.ratio)
        if (found.ratio <= 1) continue
        const fails = (operands: readonly Input[]): boolean => {
          const elsewhere = stagesOf({ ...of, operands }, order, randomOf(seed), {
            rules,
            stopped,
          })[level]
          if (elsewhere === undefined) return false
          const there = measure(elsewhere.moving, along)
          if (undefinedBecause(there) !== null || there.kind === 'unknown') return false
          return (elsewhere.claims[k]?.judge(along, there).ratio ?? 0) > 1
        }
        return left(reportOf({ of, stage, claim, along, found, seed, rules, fails }))
      }
      if (isComposed(slope)) {
        const blame = blameOf(of, along, rules)
        if (blame !== null) {
          return left({ ...withoutNumbers(of, 'every primitive is right', seed), blame })
        }
        notes.add('several decisions on a boundary at once: every primitive was judged by itself')
      }
    }
  }
  return right({
    _tag: 'GradEvidence',
    name: of.name,
    elements: elementsOf(of),
    directions,
    kinks,
    worst,
    notes: [...notes],
  })
}

/**
 * Checks the derivatives of a function at a point, forward and in reverse, against finite
 * differences in double precision.
 *
 * `checkGrad(f, options?)(...args): Either<GradReport, GradEvidence>`. Every float tensor among the
 * arguments is moved, along random directions of ±1; f may return any tree of tensors. A function in
 * f32 is judged in f64: its traced program is promoted; one that looks at values is run again on
 * promoted arguments. What is compared with the claim is an estimate with its own error (central
 * differences extrapolated to step 0, and the measured effect of rounding): there is no tolerance to
 * choose. On a kink the claim has to lie between the one-sided slopes. NaN is wrong wherever the
 * function has a derivative.
 *
 * A `Left` names the worst element: the path of its leaf, its index, what was claimed and what was
 * measured, and the first primitive of the program whose own law fails.
 *
 * Throws `ArgumentError` where nothing can be differentiated.
 *
 * @example
 * import { isRight } from 'fp-ts/lib/Either.js'
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const loss = (w: Tensor<[3]>, x: Tensor<[3]>) => T.log1p(T.square(T.dot(w, x)))
 * isRight(laws.checkGrad(loss)(T.tensor([1, -2, 0.5]), T.tensor([3, 1, 4]))) // true
 */
export const checkGrad =
  <A extends unknown[], R>(f: (...args: A) => R, options: CheckOptions = {}) =>
  (...args: A): Either<GradReport, GradEvidence> =>
    checkSubject(subjectOf(f, args), options)
