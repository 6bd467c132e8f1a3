import type { Storage } from '../core/dtype.ts'

/** Why a law does not hold, as data: what failed, where, and the two numbers that do not agree. */
export interface Failure {
  readonly law: string
  readonly at: string
  readonly actual: number | string
  readonly expected: number | string
  /** how far apart the two could have been by rounding and by the error of the oracle */
  readonly allowance: number
}

/** The verdict of a law: `null` where it holds. */
export type Report = Failure | null

/** Two things that are either the same or not. */
export const same = (
  law: string,
  at: string,
  actual: number | string,
  expected: number | string,
): Report => (Object.is(actual, expected) ? null : { law, at, actual, expected, allowance: 0 })

/** The first of some verdicts that is a failure; what follows it is not computed. */
export const firstFailure = <T>(things: Iterable<T>, verdict: (thing: T) => Report): Report => {
  for (const thing of things) {
    const report = verdict(thing)
    if (report !== null) return report
  }
  return null
}

/**
 * Equal bit for bit: same array type, same length, same elements. −0 is not 0. All NaNs are one:
 * the sign and payload of a NaN are left open.
 */
export const sameBits = (law: string, at: string, actual: Storage, expected: Storage): Report => {
  if (actual.constructor !== expected.constructor) {
    return same(law, `${at}, array type`, actual.constructor.name, expected.constructor.name)
  }
  if (actual.length !== expected.length) {
    return same(law, `${at}, length`, actual.length, expected.length)
  }
  for (let i = 0; i < actual.length; i++) {
    const report = same(law, `${at}[${i}]`, actual[i] as number, expected[i] as number)
    if (report !== null) return report
  }
  return null
}

/** Numbers and how far each may be off by rounding (and by whatever else made it). */
export interface Estimate {
  readonly value: ArrayLike<number>
  readonly error: ArrayLike<number>
}

/**
 * Two estimates of the same numbers. They agree where they are no further apart than their errors
 * explain; NaN agrees with nothing, because no law compares values where there are none.
 */
export const agree = (law: string, at: string, actual: Estimate, expected: Estimate): Report => {
  if (actual.value.length !== expected.value.length) {
    return same(law, `${at}, length`, actual.value.length, expected.value.length)
  }
  for (let i = 0; i < actual.value.length; i++) {
    const a = actual.value[i] as number
    const b = expected.value[i] as number
    const allowance = (actual.error[i] as number) + (expected.error[i] as number)
    if (!(Math.abs(a - b) <= allowance)) {
      return { law, at: `${at}[${i}]`, actual: a, expected: b, allowance }
    }
  }
  return null
}

/** {@link agree} for each of several tensors. */
export const agreeEach = (
  law: string,
  what: string,
  actual: readonly Estimate[],
  expected: readonly Estimate[],
): Report =>
  same(law, `number of ${what}s`, actual.length, expected.length) ??
  firstFailure(actual.entries(), ([i, estimate]) =>
    agree(law, actual.length === 1 ? what : `${what} ${i}`, estimate, expected[i] as Estimate),
  )

/** A number in as many digits as one reads. */
const inDigits = (x: number | string): string =>
  typeof x === 'number' ? String(Number(x.toPrecision(9))) : x

const inFull = (x: number | string): string => (Object.is(x, -0) ? '-0' : String(x))

/**
 * A failure as a message.
 *
 * @example
 * import { R } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const report = laws.usesKeysOnce((key: R.Key) => [R.bits(key, []), R.split(key)], [R.key(0)])
 * report && laws.showReport(report).startsWith('uses keys once: equation 0') // true
 */
export const showReport = (report: Failure): string => {
  const { law, at, actual, expected, allowance } = report
  const [short, other] = [actual, expected].map(inDigits)
  // all digits only where fewer would hide the difference
  const [got, wanted] = short === other ? [actual, expected].map(inFull) : [short, other]
  const range = allowance === 0 ? '' : ` ± ${allowance.toExponential(1)}`
  return `${law}: ${at}: got ${got}, expected ${wanted}${range}`
}
