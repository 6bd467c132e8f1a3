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
 * Π (4ʲ + 1)/(4ʲ − 1) < 2 in h², by Π (2ʲ + 1)/(2ʲ − 1) < 8.3 in h. An error ε of f counts ε/h: it is
 * measured at the shortest steps, where h is small, and at the longest, where a function that grows has
 * errors that do; and taken twice for the steps between.
 */
const roundings = (line: Line, longest: number, side: Side): Float64Array => {
  const points = pointsOf(longest, side)
  const ofPair = (pair: readonly number[]): readonly number[] => {
    const [a = [], b = []] = pair.map((h) =>
      estimateProgram(line.at(h)).flatMap(({ error }) => Array.from(error)),
    )
    const [x = 0, y = 0] = pair
    const amplified = (side === 'both' ? 4 : 17) / Math.abs(x - y)
    return a.map((error, i) => amplified * (error + (b[i] as number)))
  }
  const [shortest, long] = [ofPair(points.slice(-2)), ofPair(points.slice(0, 2))]
  return Float64Array.from(shortest, (error, i) => Math.max(error, long[i] as number))
}

/** Do the quotients of an element grow all the way, as those of a root at 0 do? */
const grows = (rows: readonly Float64Array[], i: number): boolean =>
  rows.every((row, level) => {
    const [x, before] = [row[i] as number, (rows[level - 1] ?? [])[i]]
    return before === undefined || (x * before > 0 && Math.abs(x) > 1.15 * Math.abs(before))
  })

/**
 * What is left after the last of some changes that go down by a factor: twice what it were in a geometric
 * series, because the factor of a root or a logarithm is only nearly constant. Changes as small as
 * rounding have no factor.
 */
const rest = (change: number, earlier: number, rounding: number): number => {
  if (change <= rounding) return change
  const factor = change / earlier
  return factor < 1 ? 2 * change * Math.max(1, factor / (1 - factor)) : Number.POSITIVE_INFINITY
}

/** The derivative from one side, or from both, element by element. */
export interface Sided {
  readonly value: ArrayLike<number>
  readonly error: ArrayLike<number>
  /** the part of the error that is rounding's */
  readonly rounding: ArrayLike<number>
  /** `null` where there is a derivative */
  readonly reasons: readonly (Reason | null)[]
  /** the longest step */
  readonly step: number
}

/** How long the steps of a stencil may be. */
export interface Steps {
  readonly near: number
  /** for numbers beside which a near step is lost */
  readonly far: number
}

/** One element from its quotients: how far rounding takes it, and what the extrapolation leaves. */
interface Element {
  readonly value: number
  readonly error: number
  readonly reason: Reason | null
}

const none = (reason: Reason): Element => ({
  value: Number.NaN,
  error: Number.POSITIVE_INFINITY,
  reason,
})

/** What rounding may make of quotients with some longest step, of the elements that are finite there. */
type Noise = (step: number, isFinite: readonly boolean[]) => ArrayLike<number>

/**
 * Measured once, unless an element was not finite then, or steps were shorter: an error of f that does
 * not grow is divided by the step.
 */
const noiseOf = (line: Line, side: Side): Noise => {
  let measured: { readonly errors: Float64Array; readonly step: number } | null = null
  return (step, isFinite) => {
    const known = measured?.errors
    if (
      measured === null ||
      step > measured.step ||
      isFinite.some((is, i) => is && Number.isNaN(known?.[i]))
    ) {
      measured = { errors: roundings(line, step, side), step }
    }
    const ratio = measured.step / step
    return measured.errors.map((x) => x * ratio)
  }
}

/** The roundings of the quotients and of the extrapolation themselves, relatively. */
const arithmetic = 2 ** -47

/** What a stencil of one longest step gives. */
const within = (view: View, step: number, side: Side, noise: Noise): Sided => {
  const here = view(0).value
  const around = pointsOf(step, side).map((h) => view(h).value)
  const isFinite = Array.from(here, (_, i) => around.every((at) => Number.isFinite(at[i])))
  const rounding = noise(step, isFinite)
  const { value, change, earlier } = extrapolate(
    quotients(view, step, side),
    side === 'both' ? 4 : 2,
  )
  const elements = Array.from(here, (x, i): Element => {
    if (Number.isNaN(x)) return none('not a number')
    // the extremum of nothing is infinite wherever it is looked at
    const isAlwaysInfinite = !Number.isFinite(x) && around.every((at) => at[i] === x)
    if (!Number.isFinite(x) && !isAlwaysInfinite) return none('infinite')
    if (isFinite[i] !== true && !isAlwaysInfinite) return none('not finite nearby')
    // equal numbers may be equal by rounding alone: 1 + x for tiny x, erf x for large x
    const rounded = isAlwaysInfinite ? 0 : (rounding[i] as number)
    const error =
      arithmetic * Math.abs(value[i] as number) +
      rounded +
      rest(change[i] as number, earlier[i] as number, rounded)
    return Number.isFinite(error)
      ? { value: value[i] as number, error, reason: null }
      : none('does not settle')
  })
  return {
    value: elements.map((element) => element.value),
    error: elements.map((element) => element.error),
    rounding,
    reasons: elements.map(({ reason }) => reason),
    step,
  }
}

/** Two stencils as one: for each element the second where it is chosen, else the first. */
const combined = (a: Sided, b: Sided, choose: (i: number) => boolean): Sided => {
  const pick = <T>(first: ArrayLike<T>, second: ArrayLike<T>): readonly T[] =>
    Array.from(first, (x, i) => (choose(i) ? (second[i] as T) : x))
  return {
    value: pick(a.value, b.value),
    error: pick(a.error, b.error),
    rounding: pick(a.rounding, b.rounding),
    reasons: pick(a.reasons, b.reasons),
    step: a.step,
  }
}

/** Is the error small beside the derivative? */
const resolves = ({ value, error }: Sided, i: number, digits: number): boolean =>
  (error[i] as number) <= digits * Math.abs(value[i] as number)

/** Would a shorter step only drown the element in rounding? */
const isFine = (found: Sided, i: number): boolean =>
  resolves(found, i, enough) || (found.error[i] as number) <= 4 * (found.rounding[i] as number)

/** A shorter step may help: the element leaves its domain, or its quotients have not settled. */
const wantsLess = (reason: Reason | null): boolean =>
  reason === 'not finite nearby' || reason === 'does not settle'

/** Where the quotients of the shortest steps still grow, the derivative is infinite. */
const unbounded = (view: View, found: Sided, step: number, side: Side): Sided => {
  const rows = quotients(view, step, side)
  const grown = found.reasons.map(
    (reason, i) => reason === 'does not settle' && side !== 'both' && grows(rows, i),
  )
  const infinite = {
    value: found.reasons.map(
      (_, i) => Math.sign(rows[0]?.[i] as number) * Number.POSITIVE_INFINITY,
    ),
    error: found.reasons.map(() => 0),
    rounding: found.rounding,
    reasons: found.reasons.map(() => null),
    step,
  }
  return combined(found, infinite, (i) => grown[i] === true)
}

/**
 * The derivative of a line at 0: difference quotients inside one branch, with the longest steps that the
 * branch holds for, and with shorter ones while those take an element out of its domain or do not
 * resolve it. `null` where the branch holds for no step.
 *
 * A far step is believed only where it resolves the derivative and agrees with the near one, which
 * rounding has made coarse: to a step of many periods a periodic function looks flat.
 */
export const sidedDerivative = (
  line: Line,
  view: View,
  { near, far }: Steps,
  side: Side,
  branch: Signature,
): Sided | null => {
  const noise = noiseOf(line, side)
  let best = null as Sided | null
  let tries = 0
  for (let k = 0; k <= shortenings && tries <= refinements; k++) {
    const step = near / 4 ** k
    if (!holds(view, step, side, branch)) continue
    const found = within(view, step, side, noise)
    const before = best
    best =
      before === null
        ? found
        : combined(
            before,
            found,
            (i) => !((before.error[i] as number) <= (found.error[i] as number)),
          )
    if (k === shortenings) best = unbounded(view, best, step, side)
    if (best.reasons.some(wantsLess)) continue
    const latest = best
    if (latest.reasons.every((reason, i) => reason !== null || isFine(latest, i))) break
    tries += 1
  }
  if (best === null || far <= 4 * near || !holds(view, far, side, branch)) return best
  const nearby: Sided = best
  if (
    nearby.reasons.every(
      (reason, i) => reason !== null || resolves(nearby, i, 10 * enough) || nearby.error[i] === 0,
    )
  )
    return nearby
  const farther = within(view, far, side, noise)
  return combined(nearby, farther, (i) => {
    const apart = Math.abs((nearby.value[i] as number) - (farther.value[i] as number))
    return (
      resolves(farther, i, enough) &&
      (farther.error[i] as number) < (nearby.error[i] as number) &&
      apart <= (nearby.error[i] as number)
    )
  })
}
