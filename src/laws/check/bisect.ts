import { type Input, inputOf } from '../input.ts'
import type { Subject } from '../subject.ts'
import { type Judge, type Mismatch, measure } from './judge.ts'

/** One element of one of several tensors. */
export interface Place {
  readonly leaf: number
  readonly element: number
}

/** The part of a direction that moves some elements only. */
const restricted = (along: readonly Input[], places: readonly Place[]): readonly Input[] => {
  const kept = along.map(() => new Set<number>())
  for (const { leaf, element } of places) kept[leaf]?.add(element)
  return along.map((input, leaf) =>
    inputOf(input, (i) => (kept[leaf]?.has(i) === true ? (input.value[i] as number) : 0)),
  )
}

/**
 * The element whose derivative is wrong, among all that a direction moves: the half that shows the
 * larger mismatch is halved again. A derivative is linear, so that a wrong sum has a wrong term.
 */
export const bisect = (
  moving: Subject,
  judge: Judge,
  along: readonly Input[],
  found: Mismatch,
): readonly [Place, Mismatch] => {
  const mismatchOf = (places: readonly Place[]): Mismatch => {
    const part = restricted(along, places)
    return judge(part, measure(moving, part))
  }
  let places: readonly Place[] = along.flatMap(({ value }, leaf) =>
    Array.from(value, (_, element) => ({ leaf, element })),
  )
  let mismatch = found
  let isAlone = places.length === 1
  while (places.length > 1) {
    const middle = Math.ceil(places.length / 2)
    const [first, second] = [places.slice(0, middle), places.slice(middle)]
    const [a, b] = [mismatchOf(first), mismatchOf(second)]
    const isSecond = b.ratio > a.ratio
    places = isSecond ? second : first
    const seen = isSecond ? b : a
    // a claim that is not linear may agree in each part: then the whole is the evidence
    if (seen.ratio > 1) {
      mismatch = seen
      isAlone = places.length === 1
    }
  }
  const place = places[0] as Place
  const step = along[place.leaf]?.value[place.element] as number
  // moved alone: the derivative by it, whichever way it was moved
  const sign = isAlone ? step : 1
  return [
    place,
    { ...mismatch, claimed: sign * mismatch.claimed, estimated: sign * mismatch.estimated },
  ]
}
