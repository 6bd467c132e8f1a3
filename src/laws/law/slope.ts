import type { Slope } from '../oracle/slope.ts'
import type { Reason } from '../oracle/side.ts'
import { type Estimate, type Report, firstFailure, same } from '../report.ts'

interface Bounds {
  readonly low: number
  readonly high: number
}

/** All numbers between some estimates and their errors. An infinite slope has no error. */
const hull = (sides: readonly { readonly value: number; readonly error: number }[]): Bounds => ({
  low: Math.min(...sides.map(({ value, error }) => value - error)),
  high: Math.max(...sides.map(({ value, error }) => value + error)),
})

/** The slopes that an element may be between. */
const sidesOf = (slope: Slope): readonly (readonly Estimate[])[] =>
  slope.kind === 'smooth' ? [slope.value] : slope.kind === 'kink' ? [slope.left, slope.right] : []

/**
 * Claimed tangents against a slope. On a smooth piece they agree; on a boundary each lies between the
 * slopes of the two sides (the subgradient law). Where a slope is not finite or there is none, neither
 * is the tangent; where the value itself is not a number, nothing can be claimed, and the law fails.
 * NaN is no tangent of an element that has a slope.
 */
export const slopeAgrees = (
  law: string,
  what: string,
  claimed: readonly Estimate[],
  slope: Slope,
): Report => {
  const reasons = new Map<string, readonly Reason[]>()
  for (const { result, element, reason } of slope.holes) {
    const key = `${result},${element}`
    reasons.set(key, [...(reasons.get(key) ?? []), reason])
  }
  const sides = sidesOf(slope)
  const element = (k: number, i: number, claim: number, error: number): Report => {
    const at = claimed.length === 1 ? `${what}[${i}]` : `${what} ${k}[${i}]`
    const fails = (expected: number | string, allowance = 0): Report => ({
      law,
      at,
      actual: claim,
      expected,
      allowance,
    })
    const why = reasons.get(`${k},${i}`) ?? []
    if (why.includes('not a number')) return fails('a function whose value is a number')
    if (why.includes('does not settle')) return Number.isNaN(claim) ? fails('a number') : null
    const known = sides.flatMap((side) => {
      const value = side[k]?.value[i] as number
      return Number.isNaN(value) ? [] : [{ value, error: side[k]?.error[i] as number }]
    })
    const [first, second] = known
    if (first === undefined) {
      // of a function whose branch is not known, only NaN is known to be wrong
      if (why.length === 0) return Number.isNaN(claim) ? fails('a number') : null
      return Number.isFinite(claim)
        ? fails(`no finite number: the function is ${why.join()}`)
        : null
    }
    const { low, high } = hull(known)
    if (claim + error >= low && claim - error <= high) return null
    return second === undefined || first.value === second.value
      ? fails(first.value, error + first.error)
      : fails(`${first.value} to ${second.value}`, error + Math.max(first.error, second.error))
  }
  const count = sides[0]?.length ?? claimed.length
  return (
    same(law, `number of ${what}s`, claimed.length, count) ??
    firstFailure(claimed.entries(), ([k, { value, error }]) =>
      firstFailure(Array.from(value).entries(), ([i, claim]) =>
        element(k, i, claim, error[i] as number),
      ),
    )
  )
}
