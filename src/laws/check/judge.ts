import { ArgumentError } from '../../core/errors.ts'
import type { Rules } from '../../core/primitives/index.ts'
import { backward, forward } from '../derivatives.ts'
import { type Input, nodeOfInput } from '../input.ts'
import { inner } from '../law/adjoint.ts'
import { estimate } from '../oracle/measure.ts'
import { type Slope, slopeAlong } from '../oracle/slope.ts'
import type { Estimate } from '../report.ts'
import { type Subject, graphOf } from '../subject.ts'

/** How far a claimed derivative is from what it has to be, at the element where that is most. */
export interface Mismatch {
  /** the distance as a part of what the errors of both explain; above 1 the claim is wrong */
  readonly ratio: number
  readonly claimed: number
  readonly estimated: number
  readonly error: number
  /** the result, and the element of it */
  readonly result: number
  readonly element: number
}

/** Judges what the rules claim of a derivative along a direction. */
export type Judge = (along: readonly Input[], slope: Slope) => Mismatch

const agrees: Mismatch = { ratio: 0, claimed: 0, estimated: 0, error: 0, result: 0, element: 0 }

const worse = (a: Mismatch, b: Mismatch): Mismatch => (b.ratio > a.ratio ? b : a)

/** Numbers that an element of a derivative has to lie between. */
interface Bounds {
  readonly low: number
  readonly high: number
  readonly error: number
}

/** The bounds that slopes give to an element; `null` where they give none. */
const boundsAt = (sides: readonly (readonly Estimate[])[], k: number, i: number): Bounds | null => {
  const known = sides.flatMap((side) => {
    const value = side[k]?.value[i] as number
    return Number.isNaN(value) ? [] : [{ value, error: side[k]?.error[i] as number }]
  })
  if (known.length === 0) return null
  return {
    low: Math.min(...known.map(({ value }) => value)),
    high: Math.max(...known.map(({ value }) => value)),
    error: Math.max(...known.map(({ error }) => error)),
  }
}

const between = (
  claim: number,
  { low, high, error }: Bounds,
  own: number,
): Omit<Mismatch, 'result' | 'element'> => {
  const estimated = claim >= low && claim <= high ? claim : claim < low ? low : high
  const allowance = error + own
  const distance = claim === estimated ? 0 : Math.abs(claim - estimated)
  // a claim that is no number is infinitely wrong
  const ratio = distance === 0 ? 0 : Number.isNaN(distance) ? Infinity : distance / allowance
  return { ratio, claimed: claim, estimated, error: allowance }
}

/** Is more than one decision on a boundary at the point, or is the branch not known at all? */
export const isComposed = (slope: Slope): boolean =>
  slope.kind === 'kink' ? slope.decisions > 1 : slope.kind === 'unknown' && slope.holes.length === 0

/** Why an element has no slope, such as that the function is not a number there. */
export const undefinedBecause = (slope: Slope): string | null =>
  slope.holes.find(({ reason }) => reason === 'not a number')?.reason ?? null

const sidesOf = (slope: Slope): readonly (readonly Estimate[])[] => {
  if (slope.kind === 'smooth') return [slope.value]
  if (slope.kind === 'unknown') return []
  if (!isComposed(slope)) return [slope.left, slope.right]
  // with several ties, right rules give numbers outside of both slopes: any number will do
  const beyond = (bound: number): readonly Estimate[] =>
    slope.left.map(({ value }) => ({
      value: Array.from(value, () => bound),
      error: Array.from(value, () => 0),
    }))
  return [beyond(Number.NEGATIVE_INFINITY), beyond(Number.POSITIVE_INFINITY)]
}

/**
 * The tangents along a direction; `null` where a rule of the user's allows reverse mode only, because
 * it is not linear in its cotangent.
 */
const pushed = (of: Subject, along: readonly Input[], rules: Rules): readonly Estimate[] | null => {
  const { outputs, leaves } = graphOf(of)
  try {
    return estimate(forward(outputs, leaves, along.map(nodeOfInput), rules))
  } catch (error) {
    if (error instanceof ArgumentError && error.operator === 'transpose') return null
    throw error
  }
}

/**
 * Forward: every element of every tangent lies between the slopes of both sides, which are one away
 * from kinks.
 */
export const judgeForward =
  (of: Subject, rules: Rules): Judge =>
  (along, slope) => {
    const sides = sidesOf(slope)
    let found = agrees
    pushed(of, along, rules)?.forEach(({ value, error }, result) => {
      for (let element = 0; element < value.length; element++) {
        const bounds = boundsAt(sides, result, element)
        const claim = value[element] as number
        const own = error[element] as number
        if (bounds !== null) {
          found = worse(found, { ...between(claim, bounds, own), result, element })
        } else if (slope.kind === 'unknown' && slope.holes.length === 0 && Number.isNaN(claim)) {
          found = { ratio: Infinity, claimed: claim, estimated: claim, error: 0, result, element }
        }
      }
    })
    return found
  }

/**
 * Reverse: the cotangents for some weights, paired with a direction, are the weighted tangents; where
 * there is no forward mode, the weighted slopes.
 */
export const judgeReverse = (of: Subject, weights: readonly Input[], rules: Rules): Judge => {
  const { outputs, leaves } = graphOf(of)
  const pulled = estimate(backward(outputs, leaves, weights.map(nodeOfInput), rules))
  return (along, slope) => {
    const tangents = pushed(of, along, rules) ?? (slope.kind === 'smooth' ? slope.value : null)
    if (tangents === null) return agrees
    const [claimed, expected] = [inner(pulled, along), inner(tangents, weights)]
    const [claim, value] = [claimed.value[0] as number, expected.value[0] as number]
    // where forward gives no number, forward is to blame
    if (Number.isNaN(value)) return agrees
    const bounds = { low: value, high: value, error: expected.error[0] as number }
    return { ...between(claim, bounds, claimed.error[0] as number), result: 0, element: 0 }
  }
}

/** The slope of a function along a direction. */
export const measure = slopeAlong
