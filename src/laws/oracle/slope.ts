import type { Input } from '../input.ts'
import type { Estimate } from '../report.ts'
import type { Subject } from '../subject.ts'
import { lineAlong } from './line.ts'
import { farStep, nearStep } from './reach.ts'
import {
  type Reason,
  type Side,
  type Sided,
  holds,
  pointsOf,
  shortenings,
  sidedDerivative,
  viewOf,
} from './side.ts'
import { differences, look, changesBetween } from './signature.ts'

/** An element of a result that has no slope, from one side or at all, and why. */
export interface Hole {
  readonly result: number
  readonly element: number
  readonly side: Side
  readonly reason: Reason
}

/**
 * The derivative of h ↦ f(x + h·d) at h = 0, one estimate for each result. An element without one is
 * NaN, its error is infinite, and a hole says why.
 */
export type Slope =
  | {
      readonly kind: 'smooth'
      readonly value: readonly Estimate[]
      /** the longest step that it was taken with */
      readonly step: number
      readonly holes: readonly Hole[]
    }
  | {
      /** the point lies on a boundary between branches */
      readonly kind: 'kink'
      /** the limits of the derivative from both sides, infinite where it grows without bound */
      readonly left: readonly Estimate[]
      readonly right: readonly Estimate[]
      /** how many decisions lie on a boundary that a step leaves */
      readonly decisions: number
      readonly holes: readonly Hole[]
    }
  | { readonly kind: 'unknown'; readonly reason: string; readonly holes: readonly Hole[] }

/** The elements of each result. */
const split = (counts: readonly number[], { value, error }: Sided): readonly Estimate[] => {
  let start = 0
  return counts.map((count) => {
    start += count
    return {
      value: Array.from(value).slice(start - count, start),
      error: Array.from(error).slice(start - count, start),
    }
  })
}

const holesOf = (
  counts: readonly number[],
  side: Side,
  { reasons }: Pick<Sided, 'reasons'>,
): readonly Hole[] => {
  let start = 0
  return counts.flatMap((count, result) => {
    start += count
    return reasons
      .slice(start - count, start)
      .flatMap((reason, element) => (reason === null ? [] : [{ result, element, side, reason }]))
  })
}

const tooNear: Slope = {
  kind: 'unknown',
  reason: 'a boundary is nearer than the shortest step',
  holes: [],
}

/**
 * The slope of a subject, promoted to doubles, along directions for the operands that have derivatives.
 *
 * Finite differences hold inside one branch, so the branch is looked at first: at the point, and at
 * every point of the stencil. If a small step to both sides keeps the branch, central differences are
 * taken with the longest reach that does. If only one side keeps it, the point is inside a piece that
 * ends very near, and the derivative is taken from that side. Else the point lies on a boundary, and
 * there are two slopes, each inside the branch of its own side.
 *
 * No element is moved by more than 0.05 at first, one smaller than 1/3 by no more than 0.15 of its size;
 * steps are shortened where a kink, a pole or an end of a domain is nearer, and large numbers are moved
 * by more where rounding would leave nothing of the difference.
 *
 * @example
 * import { T, type Scalar } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const { of } = laws.probe((x: Scalar<'f64'>) => T.abs(x))(T.tensor(0, 'f64'))
 * const slope = laws.slopeAlong(of, [{ shape: [], dtype: 'f64', value: Float64Array.of(1) }])
 * slope.kind // 'kink'
 */
export const slopeAlong = (of: Subject, along: readonly Input[]): Slope => {
  const line = lineAlong(of, along)
  const view = viewOf(line)
  const { values, signature: here } = look(line.at(0))
  const counts = values.map(({ length }) => length)
  const steps = { near: nearStep(of, along), far: farStep(of, along) }
  const shortest = steps.near / 4 ** shortenings
  const keeps = (sign: 1 | -1): boolean => differences(view(sign * shortest).signature, here) === 0

  const isInside = holds(view, steps.near, 'both', here)
  const [staysBefore, staysAfter] = isInside ? [true, true] : [keeps(-1), keeps(1)]
  if (staysBefore || staysAfter) {
    const side = staysBefore && staysAfter ? 'both' : staysBefore ? 'left' : 'right'
    const taken = sidedDerivative(line, view, steps, side, here)
    if (taken === null) return tooNear
    const holes = holesOf(counts, side, taken)
    return holes.length > 0 && holes.length === taken.value.length
      ? { kind: 'unknown', reason: (holes[0] as Hole).reason, holes }
      : { kind: 'smooth', value: split(counts, taken), step: taken.step, holes }
  }

  const branchOf = (side: 'left' | 'right') =>
    view(pointsOf(shortest, side).at(-1) as number).signature
  const [before, after] = [branchOf('left'), branchOf('right')]
  const { ties, near } = changesBetween(before, here, after)
  if (near > 0) return tooNear
  const left = sidedDerivative(line, view, steps, 'left', before)
  const right = sidedDerivative(line, view, steps, 'right', after)
  if (left === null || right === null) return tooNear
  const holes = [...holesOf(counts, 'left', left), ...holesOf(counts, 'right', right)]
  return holes.length > 0 && holes.length === 2 * left.value.length
    ? { kind: 'unknown', reason: (holes[0] as Hole).reason, holes }
    : {
        kind: 'kink',
        left: split(counts, left),
        right: split(counts, right),
        decisions: ties,
        holes,
      }
}
