import type { Rules } from '../../core/primitives/index.ts'
import { backward, forward } from '../derivatives.ts'
import { type Input, nodeOfInput } from '../input.ts'
import { inner } from '../law/adjoint.ts'
import { estimate } from '../oracle/measure.ts'
import { type Slope, slopeAlong } from '../oracle/slope.ts'
import type { Estimate } from '../report.ts'
import { type Subject, graphOf } from '../subject.ts'

/** How far a claimed derivative is from the measured one, at the element where that is most. */
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

/** Numbers that a derivative has to lie between: the same where there is no kink. */
export interface Bounds {
  readonly low: Estimate
  readonly high: Estimate
}

/** What a direction shows of a function: bounds for each result, or why there are none. */
export type Measured =
  | { readonly kind: 'measured'; readonly bounds: readonly Bounds[]; readonly onKink: boolean }
  | { readonly kind: 'unknown'; readonly reason: string }

/** What the rules say of a derivative: how far that is from the bounds along a direction. */
export type Claim = (along: readonly Input[], bounds: readonly Bounds[]) => Mismatch

/** An estimate of which every element is taken from one of two. */
const either = (a: Estimate, b: Estimate, isFirst: (i: number) => boolean): Estimate => ({
  value: Array.from(a.value, (x, i) => (isFirst(i) ? x : (b.value[i] as number))),
  error: Array.from(a.error, (x, i) => (isFirst(i) ? x : (b.error[i] as number))),
})

const between = (a: Estimate, b: Estimate): Bounds => {
  const isLow = (i: number): boolean => (a.value[i] as number) <= (b.value[i] as number)
  return { low: either(a, b, isLow), high: either(b, a, isLow) }
}

const boundsOf = (slope: Exclude<Slope, { kind: 'unknown' }>): readonly Bounds[] =>
  slope.kind === 'smooth'
    ? slope.value.map((value) => ({ low: value, high: value }))
    : slope.left.map((left, k) => between(left, slope.right[k] as Estimate))

/** Measures a function along a direction, by differences. */
export const measure = (of: Subject, along: readonly Input[]): Measured => {
  const slope = slopeAlong(of, along)
  return slope.kind === 'unknown'
    ? slope
    : { kind: 'measured', bounds: boundsOf(slope), onKink: slope.kind === 'kink' }
}

/** The worst element of one result. */
const worst = (claimed: Estimate, { low, high }: Bounds, result: number): Mismatch => {
  let found: Mismatch = { ratio: 0, claimed: 0, estimated: 0, error: 0, result, element: 0 }
  for (let element = 0; element < claimed.value.length; element++) {
    const claim = claimed.value[element] as number
    const [below, above] = [low.value[element] as number, high.value[element] as number]
    const nearest = Math.abs(claim - below) < Math.abs(claim - above) ? low : high
    const isInside = claim >= below && claim <= above
    const estimated = isInside ? claim : (nearest.value[element] as number)
    const error = (nearest.error[element] as number) + (claimed.error[element] as number)
    const distance = Math.abs(claim - estimated)
    // a claim that is no number is infinitely wrong
    const ratio = distance === 0 ? 0 : Number.isNaN(distance) ? Infinity : distance / error
    if (ratio > found.ratio) found = { ratio, claimed: claim, estimated, error, result, element }
  }
  return found
}

/** Forward: every result's tangent against its slope. */
export const forwardClaim =
  (of: Subject, rules: Rules): Claim =>
  (along, bounds) => {
    const { outputs, leaves } = graphOf(of)
    return estimate(forward(outputs, leaves, along.map(nodeOfInput), rules))
      .map((claimed, k) => worst(claimed, bounds[k] as Bounds, k))
      .reduce((a, b) => (b.ratio > a.ratio ? b : a))
  }

/** ⟨weights, bounds⟩: a negative weight takes the high bound where the sum is low. */
const weighted = (bounds: readonly Bounds[], weights: readonly Input[]): Bounds => {
  const side = (choose: (bound: Bounds, isPositive: (i: number) => boolean) => Estimate) =>
    inner(
      bounds.map((bound, k) => choose(bound, (i) => (weights[k]?.value[i] as number) >= 0)),
      weights,
    )
  return {
    low: side(({ low, high }, isPositive) => either(low, high, isPositive)),
    high: side(({ low, high }, isPositive) => either(high, low, isPositive)),
  }
}

/** Reverse: the cotangents of the leaves for some weights, against the slope of the weighted sum. */
export const reverseClaim = (of: Subject, weights: readonly Input[], rules: Rules): Claim => {
  const { outputs, leaves } = graphOf(of)
  const pulled = estimate(backward(outputs, leaves, weights.map(nodeOfInput), rules))
  return (along, bounds) => worst(inner(pulled, along), weighted(bounds, weights), 0)
}
