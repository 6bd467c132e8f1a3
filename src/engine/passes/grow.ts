import { registry } from '../../core/primitives/index.ts'
import type { Program } from '../../core/program.ts'
import type { Access } from './access.ts'
import { countedAt, equationAt, stepBack } from './materialize.ts'
import type { Expression, Read, Step } from './plan.ts'

/** The expression of a value, and the equations that it computes. */
export interface Grown {
  readonly expression: Expression
  readonly members: readonly number[]
}

/** What an expression is to be of. */
export interface Wanted {
  readonly root: number
  /** where the iteration reads the root */
  readonly access: Access
  readonly sizes: readonly number[]
  /** is the expression what makes the root, also where that is stored? */
  readonly isMade: boolean
}

/** The value of a slot where an iteration reads it, once the movement before it is in the access. */
interface Place extends Read {
  readonly kind: 'read' | 'index' | 'apply'
  /** the same for the same value at the same place */
  readonly key: string
}

const placeOf = (kind: Place['kind'], { slot, access }: Read): Place => ({
  kind,
  slot,
  access,
  key: `${kind} ${slot} ${access.offset} ${access.strides.join()}`,
})

/**
 * The expression that computes a slot over an iteration: back through elementwise equations and
 * movement to what is in memory. What is used several times at one index is computed once. Where
 * movement cannot be expressed as an access, and where the expression has grown to `limit` steps,
 * its value becomes one of those `stored`, whose own group comes before. Stored values are read, but
 * for the root of an expression that is there to compute one.
 */
export const grow = (
  program: Program,
  { root, access, sizes, isMade }: Wanted,
  stored: Set<number>,
  limit: number,
): Grown => {
  const steps: Step[] = []
  const members = new Set<number>()
  const numbers = new Map<string, number>()
  const expression: Expression = { sizes, steps }

  /** places that are computed here */
  const computed = new Set<string>()
  const resolve = (from: Read, isRoot: boolean): Place => {
    let read = from
    for (let expand = isRoot; expand || !stored.has(read.slot); expand = false) {
      const equation = equationAt(program, read.slot)
      if (equation === null) break
      const counted = countedAt(program, read, sizes)
      if (counted !== null) return placeOf('index', { slot: read.slot, access: counted })
      const back = stepBack(program, read, sizes)
      if (back === null) {
        const place = placeOf('apply', read)
        const { key } = place
        const isElementwise = registry[equation.primitive].family === 'elementwise'
        if (isElementwise && (computed.size < limit || computed.has(key))) {
          computed.add(key)
          return place
        }
        stored.add(read.slot)
        break
      }
      members.add(read.slot)
      read = back
    }
    return placeOf('read', read)
  }

  const operandsOf = ({ kind, slot, access: at }: Place): readonly Place[] =>
    kind === 'apply'
      ? (equationAt(program, slot)?.operands ?? []).map((operand) =>
          resolve({ slot: operand, access: at }, false),
        )
      : []
  // iteratively, as chains are long: a place is left when all its operands have numbers
  const stack = [resolve({ slot: root, access }, isMade)]
  /** of the places that wait for them */
  const resolved = new Map<Place, readonly Place[]>()
  for (let place = stack.at(-1); place !== undefined; place = stack.at(-1)) {
    const { kind, slot, access: at, key } = place
    if (numbers.has(key)) {
      stack.pop()
      continue
    }
    const operands = resolved.get(place) ?? operandsOf(place)
    resolved.set(place, operands)
    const missing = operands.filter((operand) => !numbers.has(operand.key))
    if (missing.length > 0) {
      stack.push(...missing.toReversed())
      continue
    }
    stack.pop()
    numbers.set(key, steps.length)
    if (kind !== 'read') members.add(slot)
    steps.push(
      kind === 'apply'
        ? { kind, slot, operands: operands.map((operand) => numbers.get(operand.key) ?? -1) }
        : { kind, slot, access: at },
    )
  }
  return { expression, members: [...members] }
}
