import { sameShape } from '../../core/node.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { rowMajor, sameAccess, through } from './access.ts'
import {
  type Expression,
  type Group,
  type Plan,
  type Step,
  inputsOf,
  readsOfExpression,
  readsOfKernel,
} from './plan.ts'

/** The same expression over an iteration of other sizes, counted row by row; `null` if none is. */
const resized = (expression: Expression, sizes: readonly number[]): Expression | null => {
  if (sameShape(sizes, expression.sizes)) return expression
  const steps: Step[] = []
  for (const step of expression.steps) {
    if (step.kind === 'read' || step.kind === 'index') {
      const access = through(rowMajor(sizes), sizes, expression.sizes, step.access)
      if (access === null) return null
      steps.push({ ...step, access })
    } else steps.push(step)
  }
  return { sizes, steps }
}

const keyOf = (step: Step): string =>
  step.kind === 'apply'
    ? `apply ${step.slot} ${step.operands.join()}`
    : step.kind === 'kernel'
      ? 'kernel'
      : `${step.kind} ${step.slot} ${step.access.offset} ${step.access.strides.join()}`

/** One expression after another, which finds the values of some slots in the first. */
const joined = (first: Group, second: Group, of: Expression, then: Expression) => {
  const steps = [...of.steps]
  const numbers = new Map(steps.map((step, i) => [keyOf(step), i]))
  const add = (step: Step): number => {
    const key = keyOf(step)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, steps.length)
    steps.push(step)
    return steps.length - 1
  }
  const given = new Map(first.outputs.map(({ slot, step }) => [slot, step]))
  /** the place of each step of the second */
  const moved: number[] = []
  const own = (operand: number): number => moved[operand] ?? -1
  for (const step of then.steps) {
    const value = step.kind === 'read' ? given.get(step.slot) : undefined
    moved.push(
      value ?? add(step.kind === 'apply' ? { ...step, operands: step.operands.map(own) } : step),
    )
  }
  const ofSecond = second.outputs.map(({ slot, step }) => ({ slot, step: own(step) }))
  return { body: { sizes: of.sizes, steps }, outputs: [...first.outputs, ...ofSecond] }
}

/**
 * Two groups as one, if the second reads what the first makes only at the index where it is made, not
 * more than one of them has a kernel, and that kernel does not wait for the other.
 */
const joinedGroup = (first: Group, second: Group, limit: number): Group | null => {
  const made = new Set(first.outputs.map(({ slot }) => slot))
  const here = rowMajor(second.body.sizes)
  const isApart =
    first.kind === 'primitive' ||
    second.kind === 'primitive' ||
    (first.kernel !== null && second.kernel !== null) ||
    first.body.steps.length + second.body.steps.length > limit ||
    sizeOf(first.body.sizes) !== sizeOf(second.body.sizes) ||
    readsOfKernel(second.kernel).some(({ slot }) => made.has(slot)) ||
    readsOfExpression(second.body).some(
      ({ slot, access }) => made.has(slot) && !sameAccess(access, here),
    )
  if (isApart) return null
  const sizes = second.kernel === null ? first.body.sizes : second.body.sizes
  const [of, then] = [resized(first.body, sizes), resized(second.body, sizes)]
  if (of === null || then === null) return null
  const kernel = first.kernel ?? second.kernel
  return {
    kind: kernel?.kind ?? 'elementwise',
    members: [...new Set([...first.members, ...second.members])].sort((a, b) => a - b),
    kernel,
    ...joined(first, second, of, then),
  }
}

/**
 * The plan in which groups are joined to those that they read, one output for another: an activation
 * to the product before it, all that an optimizer step makes of one gradient to one loop. What then
 * only the group itself has read is no output any more.
 *
 * The joined group stands where the second stood if nobody reads the first in between, or where the
 * first stood if the second needs nothing that is made in between; else the two stay apart.
 */
export const mergeGroups = (plan: Plan, limit: number): Plan => {
  const groups: (Group | null)[] = [...plan.groups]
  /** the slots that the group at each place reads */
  const inputs: (readonly number[])[] = []
  const results = new Set(plan.program.outputs)
  const maker = new Map<number, number>()
  const readers = new Map<number, Set<number>>()
  const enter = (group: Group, place: number): void => {
    for (const { slot } of group.outputs) maker.set(slot, place)
    const slots = inputsOf(group).map(({ slot }) => slot)
    inputs[place] = slots
    for (const slot of slots) {
      const known = readers.get(slot)
      if (known === undefined) readers.set(slot, new Set([place]))
      else known.add(place)
    }
  }
  const leave = (place: number): void => {
    for (const slot of inputs[place] ?? []) readers.get(slot)?.delete(place)
  }
  plan.groups.forEach(enter)

  const isReadBefore = (slot: number, place: number): boolean => {
    for (const reader of readers.get(slot) ?? []) if (reader < place) return true
    return false
  }
  const placeFor = (first: Group, at: number, place: number): number | null => {
    if (!first.outputs.some(({ slot }) => isReadBefore(slot, place))) return place
    const isReady = (inputs[place] ?? []).every((slot) => (maker.get(slot) ?? -1) <= at)
    return isReady ? at : null
  }
  /** Joins the group at a place to one that it reads; the place of the result, `null` if to none. */
  const join = (place: number): number | null => {
    const second = groups[place]
    if (!second) return null
    for (const at of new Set(inputs[place]?.map((slot) => maker.get(slot)))) {
      const first = at === undefined ? null : groups[at]
      if (!first || at === undefined) continue
      const target = placeFor(first, at, place)
      const group = target === null ? null : joinedGroup(first, second, limit)
      if (target === null || group === null) continue
      leave(at)
      leave(place)
      groups[at] = null
      groups[place] = null
      const own = new Set(first.outputs.map(({ slot }) => slot))
      const outputs = group.outputs.filter(
        ({ slot }) => !own.has(slot) || results.has(slot) || (readers.get(slot)?.size ?? 0) > 0,
      )
      groups[target] = { ...group, outputs }
      enter({ ...group, outputs }, target)
      return target
    }
    return null
  }
  for (let place = 0; place < groups.length; place++) {
    for (let at: number | null = place; at !== null; ) at = join(at)
  }
  return { program: plan.program, groups: groups.flatMap((group) => group ?? []) }
}
