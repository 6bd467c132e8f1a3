/** What a loop carries: its first outputs, which are its first inputs in the next run. */
import type { Equation, Program } from '../../core/program.ts'

/**
 * The program with copies as outputs instead of carried inputs that end up as something else: while
 * the first outputs take the places of the inputs, what lay there may be wanted elsewhere, as when
 * two leaves of a state change places or a step gives out the state before it.
 *
 * Laws: it means the same; the slot of a carried input is an output only where it is carried on as
 * it is, or besides.
 */
export const copyCarried = (program: Program, carried: number): Program => {
  const { inputs, constants, equations, outputs } = program
  const end = inputs.length + constants.length + equations.length
  /** where the copy of each input is */
  const places = new Map<number, number>()
  const copies: Equation[] = []
  const moved = outputs.map((slot) => {
    const input = inputs[slot]
    if (input === undefined || slot >= carried || outputs[slot] === slot) return slot
    const place = places.get(slot) ?? end + copies.length
    if (!places.has(slot)) {
      const { shape, dtype } = input
      copies.push({ primitive: 'reshape', operands: [slot], attributes: { shape }, shape, dtype })
    }
    places.set(slot, place)
    return place
  })
  if (copies.length === 0) return program
  return { inputs, constants, equations: [...equations, ...copies], outputs: moved }
}
