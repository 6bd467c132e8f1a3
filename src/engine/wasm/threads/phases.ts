/** Which calls of a program are shared between threads, and in which parts. */
import { mostParts } from './control.ts'

/** A call as far as sharing it goes. */
export interface Shareable {
  /** independent units of work */
  readonly units: number
  /** units in a row that are better not torn apart */
  readonly grain: number
  /** nanoseconds that all of them take, more or less */
  readonly work: number
  /** May it run on any thread? */
  readonly isFree: boolean
}

/** The units of one part of a call; the last part may have fewer. */
export interface Phase {
  readonly unitsOfPart: number
  readonly parts: number
}

/** What is worth being shared, in nanoseconds. */
export interface Worth {
  /** the least call: to share one takes some tenths of a microsecond */
  readonly call: number
  /** the least part of a call */
  readonly part: number
  /** the least program: threads may have to be woken up for it */
  readonly program: number
}

/** What pays on the machines that were measured. */
export const worthwhile: Worth = { call: 4_000, part: 1_000, program: 30_000 }

/** No part takes longer than this, if it can be helped: the last one is waited for. */
const LONGEST_PART = 1_000_000

/** How a call is shared between threads; `null` where it is not worth it. */
export const phaseOf = (
  { units, grain, work, isFree }: Shareable,
  threads: number,
  worth: Worth,
): Phase | null => {
  if (!isFree || units < 2 || work < worth.call) return null
  const wanted = Math.max(2 * threads, work / LONGEST_PART)
  const most = Math.min(wanted, worth.part > 0 ? work / worth.part : wanted, mostParts)
  const parts = Math.max(2, Math.floor(most))
  const fair = Math.ceil(units / parts)
  // whole grains, where there are enough of them for all to have as much
  const unitsOfPart = units >= grain * parts ? Math.ceil(fair / grain) * grain : fair
  return { unitsOfPart, parts: Math.ceil(units / unitsOfPart) }
}

/**
 * How the calls of a program are shared; `null` where none is, or all of them together are not worth
 * it.
 *
 * Law: the parts of a phase hold every unit of its call once.
 */
export const phasesOf = (
  calls: readonly Shareable[],
  threads: number,
  worth: Worth,
): readonly (Phase | null)[] | null => {
  if (threads < 2) return null
  const phases = calls.map((one) => phaseOf(one, threads, worth))
  const shared = calls.reduce((sum, { work }, i) => sum + (phases[i] ? work : 0), 0)
  return shared > 0 && shared >= worth.program ? phases : null
}
