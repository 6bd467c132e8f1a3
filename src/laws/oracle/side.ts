import { extrapolate, quotient } from './differences.ts'
import type { Line } from './line.ts'
import { estimateProgram } from './measure.ts'
import { type Signature, differences, look } from './signature.ts'

/** Where the points of a difference quotient lie. */
export type Side = 'both' | 'left' | 'right'

/** Why an element has no slope. */
export type Reason = 'not a number' | 'infinite' | 'not finite nearby' | 'does not settle'

/** A line at one step: the branch, and all elements of all results, one after the other. */
export interface Seen {
  readonly signature: Signature
  readonly value: Float64Array
}

/** A line at any step, looked at once: shorter reaches share most of their steps. */
export type View = (h: number) => Seen

export const viewOf = (line: Line): View => {
  const seen = new Map<number, Seen>()
  return (h) => {
    const known = seen.get(h)
    if (known !== undefined) return known
    const { values, signature } = look(line.at(h))
    const fresh = { signature, value: Float64Array.from(values.flatMap((x) => Array.from(x))) }
    seen.set(h, fresh)
    return fresh
  }
}

/** Steps of one extrapolation, each half of the one before. */
const levels = { both: 5, left: 7, right: 7 } as const

/** How often the reach may be divided by 4: to 10⁻⁵ of what it was. */
export const shortenings = 8

/** How many shorter reaches are tried where every element has a slope, but one has few digits. */
const refinements = 2

/** A slope of so many digits is not improved. */
const enough = 1e-6

const stepsOf = (longest: number, side: Side): readonly number[] =>
  Array.from({ length: levels[side] }, (_, level) => longest / 2 ** level)

const signs = { both: [1, -1], left: [-1], right: [1] } as const

/** The points that are looked at, the nearest last. */
export const pointsOf = (longest: number, side: Side): readonly number[] =>
  stepsOf(longest, side).flatMap((h) => signs[side].map((sign) => sign * h))

/** Does one branch hold at all points? */
export const holds = (view: View, longest: number, side: Side, branch: Signature): boolean =>
  pointsOf(longest, side).every((h) => differences(view(h).signature, branch) === 0)

/** The difference quotients of all elements, from the longest step to the shortest. */
const quotients = (view: View, longest: number, side: Side): readonly Float64Array[] => {
  const steps = stepsOf(longest, side)
  if (side === 'both') {
    return steps.map((h) => {
      const below = view(-h).value
      return view(h).value.map((x, i) => quotient(x, below[i] as number, 2 * h))
    })
  }
  // between neighbours: the point itself is on neither side
  const [sign] = signs[side]
  return steps.slice(1).map((h) => {
    const near = view(sign * h).value
    return view(2 * sign * h).value.map((x, i) => quotient(x, near[i] as number, sign * h))
  })
}

/**
 * How far rounding may take what is extrapolated. Extrapolation multiplies it by
 * Π (4ʲ + 1)/(4ʲ − 1) < 2 in h², by Π (2ʲ + 1)/(2ʲ − 1) < 8.3 in h; measured at the shortest step,
 * where it matters most, and taken twice for what it may be at the others.
 */
const roundings = (line: Line, longest: number, side: Side): Float64Array => {
  const shortest = stepsOf(longest, side).at(-1) as number
  const errors = pointsOf(longest, side)
    .slice(-2)
    .map((h) => estimateProgram(line.at(h)).flatMap(({ error }) => Array.from(error)))
  const amplified = side === 'both' ? 4 / (2 * shortest) : 17 / shortest
  return Float64Array.from(
    errors[0] ?? [],
    (x, i) => amplified * (x + (errors[1]?.[i] ?? Number.NaN)),
  )
}

/** Do the quotients of an element grow all the way, as those of a root at 0 do? */
const grows = (rows: readonly Float64Array[], i: number): boolean =>
  rows.every((row, level) => {
    const [x, before] = [row[i] as number, (rows[level - 1] ?? [])[i]]
    return before === undefined || (x * before > 0 && Math.abs(x) > 1.15 * Math.abs(before))
  })

/**
 * What is left after the last of some changes that go down by a factor, which is that of a geometric
 * series. Changes as small as rounding have no factor.
 */
const rest = (change: number, earlier: number, rounding: number): number => {
  if (change <= rounding) return change
  const factor = change / earlier
  return factor < 1 ? change * Math.max(1, factor / (1 - factor)) : Number.POSITIVE_INFINITY
}

/** The derivative from one side, or from both. */
export interface Sided {
  readonly value: Float64Array
  readonly error: Float64Array
  /** the longest step taken */
  readonly step: number
  readonly reasons: readonly (Reason | null)[]
}

/**
 * The derivative of a line at 0, element by element: difference quotients inside one branch, with the
 * longest reach that the branch holds for, and with shorter ones while they take an element out of its
 * domain or do not resolve it. `null` where the branch holds for no reach.
 */
export const sidedDerivative = (
  line: Line,
  view: View,
  first: number,
  side: Side,
  branch: Signature,
): Sided | null => {
  const here = view(0).value
  const value = new Float64Array(here.length).fill(Number.NaN)
  const error = new Float64Array(here.length).fill(Number.POSITIVE_INFINITY)
  const reasons = Array.from(here, (): Reason | null => 'not finite nearby')
  let noise: { readonly of: Float64Array; readonly step: number } | null = null
  let step = 0
  let tries = 0
  for (let k = 0; k <= shortenings && tries <= refinements; k++) {
    const longest = first / 4 ** k
    if (!holds(view, longest, side, branch)) continue
    if (step === 0) step = longest
    const around = pointsOf(longest, side).map((h) => view(h).value)
    const isFinite = here.map((_, i) => (around.every((at) => Number.isFinite(at[i])) ? 1 : 0))
    if (noise === null || isFinite.some((is, i) => is === 1 && Number.isNaN(noise?.of[i]))) {
      noise = { of: roundings(line, longest, side), step: longest }
    }
    const rows = quotients(view, longest, side)
    const limit = extrapolate(rows, side === 'both' ? 4 : 2)
    let isKnown = true
    let isPrecise = true
    for (let i = 0; i < here.length; i++) {
      const x = here[i] as number
      const isConstant = around.every((at) => at[i] === x)
      if (Number.isNaN(x) || !(Number.isFinite(x) || isConstant)) {
        reasons[i] = Number.isNaN(x) ? 'not a number' : 'infinite'
        continue
      }
      const rounding = Number.isFinite(x) ? ((noise.of[i] as number) * noise.step) / longest : 0
      const own =
        isFinite[i] === 1 || isConstant
          ? rounding + rest(limit.change[i] as number, limit.earlier[i] as number, rounding)
          : Number.POSITIVE_INFINITY
      if (own < (error[i] as number)) {
        value[i] = limit.value[i] as number
        error[i] = own
        reasons[i] = null
      } else if (reasons[i] !== null && isFinite[i] === 1) {
        reasons[i] = 'does not settle'
        if (side !== 'both' && k === shortenings && grows(rows, i)) {
          value[i] = Math.sign(rows[0]?.[i] as number) * Number.POSITIVE_INFINITY
          error[i] = 0
          reasons[i] = null
        }
      }
      isKnown &&= reasons[i] === null
      isPrecise &&=
        (error[i] as number) <= Math.max(enough * Math.abs(value[i] as number), 4 * rounding)
    }
    if (isPrecise && isKnown) break
    if (isKnown) tries += 1
  }
  return noise === null ? null : { value, error, step, reasons }
}
