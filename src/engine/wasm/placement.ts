/** Where the buffers of a lowered program lie: with the program, or in memory that programs share. */
import { type Buffer, aligned, arrange } from '../passes/arena.ts'
import type { Plan } from '../passes/plan.ts'
import { inputsOf } from '../passes/plan.ts'
import { bytesIn } from './heap.ts'
import type { Lowered } from './lower/lower.ts'
import { typesOf } from './lower/expression.ts'

/** A place in one of the regions that have room for buffers. */
export interface Place {
  readonly region: 'own' | 'shared'
  readonly offset: number
}

/** The places of all buffers: slots, then temporaries. */
export interface Placement {
  readonly places: readonly Place[]
  /** the places of tables */
  readonly tables: readonly Place[]
  /** bytes that are the program's own: inputs and constants, which the next run finds again */
  readonly own: number
  /** bytes of the memory that programs share */
  readonly shared: number
  /** bytes of scratch that a thread needs, for one call after the other */
  readonly scratch: number
}

/** The last group that reads each slot. */
const lastReads = ({ groups }: Plan): ReadonlyMap<number, number> => {
  const last = new Map<number, number>()
  groups.forEach((group, i) => {
    for (const { slot } of inputsOf(group)) last.set(slot, i)
  })
  return last
}

/** The group that makes each slot. */
const makers = ({ groups }: Plan): ReadonlyMap<number, number> => {
  const made = new Map<number, number>()
  groups.forEach(({ outputs }, i) => {
    for (const { slot } of outputs) made.set(slot, i)
  })
  return made
}

/**
 * Pairs of an output and an input that the output takes the place of in the next run. It can be
 * computed there if nobody reads the input any more.
 */
export const inPlacePairs = (
  plan: Plan,
  lowered: readonly Lowered[],
  carried: number,
): ReadonlyMap<number, number> => {
  const { program } = plan
  const last = lastReads(plan)
  const made = makers(plan)
  const results = new Set(program.outputs)
  const first = program.inputs.length + program.constants.length
  const pairs = new Map<number, number>()
  for (let input = 0; input < carried; input++) {
    const slot = program.outputs[input] ?? -1
    const group = made.get(slot) ?? -1
    const reader = last.get(input) ?? -1
    const isLast =
      reader < group || (reader === group && lowered[group]?.inPlaceOf.includes(input) === true)
    const isFree = !results.has(input) && !pairs.has(slot)
    if (slot >= first && group >= 0 && isLast && isFree) pairs.set(slot, input)
  }
  return pairs
}

/**
 * When what a plan computes is there, in groups: the slots of its equations, then temporaries. An
 * output is there to the end; what is not kept, or lies where an input lay, takes no bytes.
 */
export const buffersOf = (
  plan: Plan,
  lowered: readonly Lowered[],
  pairs: ReadonlyMap<number, number>,
): readonly Buffer[] => {
  const { program, groups } = plan
  const first = program.inputs.length + program.constants.length
  const last = lastReads(plan)
  const outputs = new Set(program.outputs)
  const made = makers(plan)
  const slots = typesOf(program)
    .slice(first)
    .map((type, i): Buffer => {
      const slot = first + i
      const from = made.get(slot)
      // not kept in memory, or in the place of an input
      if (from === undefined || pairs.has(slot)) return { bytes: 0, from: 0, to: 0, inPlaceOf: [] }
      return {
        bytes: bytesIn(type),
        from,
        to: outputs.has(slot) ? groups.length : (last.get(slot) ?? from),
        inPlaceOf: (lowered[from]?.inPlaceOf ?? []).flatMap((other) =>
          other >= first && !pairs.has(other) ? [other - first] : [],
        ),
      }
    })
  const temporaries = lowered.flatMap((group, i) =>
    group.temporaries.map((bytes): Buffer => ({ bytes, from: i, to: i, inPlaceOf: [] })),
  )
  return [...slots, ...temporaries]
}

/**
 * Places for the buffers of a program. `pairs`: outputs that lie where inputs lay.
 *
 * Laws: no two values of the shared region lie on each other while both are needed, except that a
 * result may take the place of an operand of as many bytes that nobody reads again; every offset is a
 * multiple of 64; the size is at most the sum of all sizes and at least the most needed at a time.
 */
export const place = (
  plan: Plan,
  lowered: readonly Lowered[],
  pairs: ReadonlyMap<number, number>,
  tables: readonly Int32Array[],
): Placement => {
  const { program } = plan
  const types = typesOf(program)
  const first = program.inputs.length + program.constants.length
  let own = 0
  const places: Place[] = types.slice(0, first).map((type): Place => {
    const offset = own
    own += aligned(Math.max(1, bytesIn(type)))
    return { region: 'own', offset }
  })
  const tablePlaces = tables.map((numbers): Place => {
    const offset = own
    own += aligned(Math.max(1, numbers.byteLength))
    return { region: 'own', offset }
  })
  const { offsets, size } = arrange(buffersOf(plan, lowered, pairs))
  offsets.forEach((offset, i) => {
    const pair = pairs.get(first + i)
    const there = pair === undefined ? undefined : places[pair]
    places.push(there ?? { region: 'shared', offset })
  })
  const scratch = aligned(lowered.reduce((most, group) => Math.max(most, group.scratch), 0))
  return { places, tables: tablePlaces, own, shared: size, scratch }
}
