import { sameShape } from '../../core/node.ts'
import type { AttributesOf } from '../../core/primitives/index.ts'
import type { WindowsAttributes } from '../../core/primitives/windows.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { type Access, movementOf, rowMajor, sameAccess } from './access.ts'
import { grow } from './grow.ts'
import { equationAt, shapeAt } from './materialize.ts'
import { type Expression, type Group, type Plan, type Read, type Step, inputsOf } from './plan.ts'

/** Elements of a window that pooling in one pass takes at most. */
const mostElements = 16

/** Windows of an array: where their elements are, and how they and what there is of each window lie. */
interface Sliding {
  readonly attributes: WindowsAttributes
  /** the shape of the array */
  readonly shape: readonly number[]
  /** the sizes of all elements of all windows */
  readonly sizes: readonly number[]
  /** where in the array an element of a window is */
  readonly elements: Access
  /** where in an array of one element a window it is */
  readonly places: Access
}

const slidingOf = (
  { axes, sizes, strides, dilations }: WindowsAttributes,
  shape: readonly number[],
  windowed: readonly number[],
): Sliding | null => {
  if (sizeOf(sizes) > mostElements || windowed.includes(0)) return null
  const attributes = { axes, sizes, strides, dilations }
  const equation = {
    primitive: 'windows',
    operands: [0],
    attributes,
    shape: windowed,
    dtype: 'f32',
  } as const
  const elements = movementOf(equation, shape)
  if (elements === null) return null
  const rank = shape.length
  const own = rowMajor(windowed.slice(0, rank)).strides
  return {
    attributes,
    shape,
    sizes: windowed,
    elements: canonical(windowed, elements),
    places: { offset: 0, strides: [...own, ...sizes.map(() => 0)] },
  }
}

/** Axes of one place have no step. */
const canonical = (sizes: readonly number[], { offset, strides }: Access): Access => ({
  offset,
  strides: strides.map((stride, axis) => (sizes[axis] === 1 ? 0 : stride)),
})

const isAt = ({ access }: Read, sliding: Sliding, where: 'elements' | 'places'): boolean =>
  sameAccess(canonical(sliding.sizes, access), sliding[where])

type Apply = Step & { readonly kind: 'apply' }

/** An expression of which the equations are known: what steps are. */
const stepsOf = (plan: Plan, { steps }: Expression) => {
  const apply = (step: Step | undefined, primitive: string): Apply | null =>
    step?.kind === 'apply' && equationAt(plan.program, step.slot)?.primitive === primitive
      ? step
      : null
  const operand = (step: Apply | null, i: number): Step | undefined =>
    steps[step?.operands[i] ?? -1]
  return { apply, operand, last: steps.at(-1) }
}

/** Which elements of windows attain their extremum, as numbers: the array and the extrema. */
const attaining = (
  plan: Plan,
  expression: Expression,
  sliding: Sliding,
  step: Step | undefined,
): { readonly array: Read; readonly extremum: Read } | null => {
  const { apply, operand } = stepsOf(plan, expression)
  const equal = apply(operand(apply(step, 'convert'), 0), 'equal')
  const [a, b] = [operand(equal, 0), operand(equal, 1)]
  if (a?.kind !== 'read' || b?.kind !== 'read') return null
  const [array, extremum] = isAt(a, sliding, 'elements') ? [a, b] : [b, a]
  const isRight = isAt(array, sliding, 'elements') && isAt(extremum, sliding, 'places')
  return isRight ? { array, extremum } : null
}

const sameRead = (a: Read, b: Read): boolean => a.slot === b.slot && sameAccess(a.access, b.access)

/** Is a slot the number of elements of each window that attain its extremum? */
const isCount = (
  plan: Plan,
  slot: number,
  sliding: Sliding,
  of: { readonly array: Read; readonly extremum: Read },
): boolean => {
  const group = groupOf(plan, slot)
  const kernel = group?.kernel
  if (kernel?.kind !== 'reduction' || kernel.slot !== slot) return false
  if (equationAt(plan.program, slot)?.primitive !== 'reduceSum') return false
  // of the elements of a window, all of them
  if (!sameShape(kernel.term.sizes, sliding.sizes)) return false
  if (shapeAt(plan.program, slot).length !== sliding.shape.length) return false
  const found = attaining(plan, kernel.term, sliding, kernel.term.steps.at(-1))
  return found !== null && sameRead(found.array, of.array) && sameRead(found.extremum, of.extremum)
}

const groupOf = ({ groups }: Plan, slot: number): Group | undefined =>
  groups.find(({ outputs }) => outputs.some((output) => output.slot === slot))

/** A group that reduces windows of an array which nothing else makes of it. */
const pooled = (plan: Plan, group: Group): Group => {
  const { kernel } = group
  if (kernel?.kind !== 'reduction') return group
  const [read, ...more] = kernel.term.steps
  const equation = equationAt(plan.program, kernel.slot)
  const windows = equationAt(plan.program, equation?.operands[0] ?? -1)
  if (windows?.primitive !== 'windows' || read?.kind !== 'read' || more.length > 0) return group
  if (equation === null) return group
  const attributes = windows.attributes as AttributesOf<'windows'>
  const array = windows.operands[0] ?? -1
  const rank = shapeAt(plan.program, array).length
  const { axes } = equation.attributes as AttributesOf<'reduceMax'>
  const isLast =
    axes.length === attributes.axes.length && axes.every((axis, i) => axis === rank + i)
  const sliding = slidingOf(attributes, shapeAt(plan.program, array), windows.shape)
  if (!isLast || sliding === null || read.slot !== array || !isAt(read, sliding, 'elements')) {
    return group
  }
  const operands = [{ slot: array, access: rowMajor(sliding.shape) }]
  return {
    ...group,
    kind: 'pool',
    kernel: { kind: 'pool', slot: kernel.slot, operands, windows: sliding.attributes },
  }
}

/**
 * The groups in place of one that puts windows back whose elements share a cotangent, all or those
 * that are extreme: before it the cotangent, where that is not in memory.
 */
const unpooled = (plan: Plan, group: Group): readonly Group[] => {
  const { kernel } = group
  if (kernel?.kind !== 'primitive') return [group]
  const equation = equationAt(plan.program, kernel.slot)
  if (equation?.primitive !== 'unwindows') return [group]
  const [given] = kernel.operands
  const source = given && groupOf(plan, given.slot)
  if (source === undefined || source.kernel !== null || source.outputs.length !== 1) return [group]
  const { shape, ...attributes } = equation.attributes as AttributesOf<'unwindows'>
  const windowed = shapeAt(plan.program, equation.operands[0] ?? -1)
  // behind a reshape the elements are counted over other axes
  if (!sameShape(source.body.sizes, windowed)) return [group]
  const sliding = slidingOf(attributes, shape, windowed)
  if (sliding === null || given?.slot !== source.outputs[0]?.slot) return [group]
  const found = sharing(plan, source.body, sliding)
  if (found === null) return [group]
  const { cotangent, others } = found
  const operands = [cotangent.slot, ...others].map(
    (slot): Read => ({
      slot,
      access: rowMajor(shapeAt(plan.program, slot)),
    }),
  )
  const unpool = {
    kind: 'unpool',
    slot: kernel.slot,
    operands,
    windows: sliding.attributes,
  } as const
  return [...(cotangent.group ?? []), { ...group, kind: 'unpool', kernel: unpool }]
}

/** A slot of one element a window, and the group that computes it unless it is in memory. */
interface OfWindows {
  readonly slot: number
  readonly group: readonly [Group] | null
}

/** What elements of windows share: the cotangent; of extrema also the slots of the array and of them. */
interface Shared {
  readonly cotangent: OfWindows
  readonly others: readonly number[]
}

const sharing = (plan: Plan, body: Expression, sliding: Sliding): Shared | null => {
  const { apply, operand, last } = stepsOf(plan, body)
  const whole = last && ofWindows(plan, body, sliding, last)
  if (whole) return { cotangent: whole, others: [] }
  const product = apply(last, 'mul')
  const [a, b] = [operand(product, 0), operand(product, 1)]
  for (const [factor, share] of [
    [a, b],
    [b, a],
  ]) {
    const quotient = apply(share, 'div')
    const of = attaining(plan, body, sliding, operand(quotient, 0))
    const count = operand(quotient, 1)
    const cotangent = of && factor ? ofWindows(plan, body, sliding, factor) : null
    if (!cotangent || of === null || count?.kind !== 'read') continue
    if (!isAt(count, sliding, 'places') || !isCount(plan, count.slot, sliding, of)) continue
    return { cotangent, others: [of.array.slot, of.extremum.slot] }
  }
  return null
}

/** Do two expressions say the same of their last steps, whatever the order of the others? */
const sameMeaning = (one: readonly Step[], other: readonly Step[]): boolean => {
  const numbers = new Map<string, number>()
  const numberOf = (steps: readonly Step[]): number | undefined => {
    const own: number[] = []
    for (const step of steps) {
      const key =
        step.kind === 'apply'
          ? `${step.slot} of ${step.operands.map((operand) => own[operand]).join()}`
          : JSON.stringify(step)
      const number = numbers.get(key) ?? numbers.size
      numbers.set(key, number)
      own.push(number)
    }
    return own.at(-1)
  }
  return numberOf(one) === numberOf(other)
}

/**
 * A step of an expression over windows as one element a window, in the order of the windows; `null`
 * where it is something else.
 */
const ofWindows = (
  plan: Plan,
  { steps }: Expression,
  sliding: Sliding,
  step: Step,
): OfWindows | null => {
  if (step.kind === 'read' && isAt(step, sliding, 'places')) return { slot: step.slot, group: null }
  const { slot } = step.kind === 'apply' ? step : { slot: -1 }
  const sizes = sliding.sizes.slice(0, sliding.shape.length)
  if (slot < 0 || !sameShape(shapeAt(plan.program, slot), sizes)) return null
  // what computes the slot by itself: is that what is computed here?
  const stored = new Set(plan.groups.flatMap(({ outputs }) => outputs.map((one) => one.slot)))
  const wanted = { root: slot, access: rowMajor(sizes), sizes, isMade: true }
  const { expression: body, members } = grow(plan.program, wanted, stored, steps.length)
  const spread = body.steps.map(
    (one): Step =>
      one.kind === 'apply' || one.kind === 'kernel'
        ? one
        : { ...one, access: overElements(one.access, sliding) },
  )
  const here = steps
    .slice(0, steps.indexOf(step) + 1)
    .map(
      (one): Step =>
        one.kind === 'apply' || one.kind === 'kernel'
          ? one
          : { ...one, access: canonical(sliding.sizes, one.access) },
    )
  if (!sameMeaning(spread, here)) return null
  const outputs = [{ slot, step: body.steps.length - 1 }]
  return { slot, group: [{ kind: 'elementwise', members, kernel: null, body, outputs }] }
}

/** An access to one element a window, for every element of it. */
const overElements = ({ offset, strides }: Access, { sizes, shape }: Sliding): Access =>
  canonical(sizes, {
    offset,
    strides: sizes.map((_, i) => (i < shape.length ? (strides[i] ?? 0) : 0)),
  })

/** The groups that something needs. */
const needed = ({ program, groups }: Plan): readonly Group[] => {
  const slots = new Set(program.outputs)
  const kept = groups.toReversed().filter((group) => {
    if (!group.outputs.some(({ slot }) => slots.has(slot))) return false
    for (const { slot } of inputsOf(group)) slots.add(slot)
    return true
  })
  return kept.toReversed()
}

/**
 * Pooling without an array of windows: reductions of windows, and the cotangents of their sums and
 * extrema, each in one pass over the array. What only the windows needed is gone.
 *
 * Law: the meaning is unchanged, bit for bit.
 */
export const fusePooling = (plan: Plan): Plan => {
  const made = new Set<number>()
  const groups = plan.groups
    .flatMap((group) => unpooled(plan, group))
    // two may share one cotangent
    .filter(({ outputs }) => {
      const isNew = outputs.some(({ slot }) => !made.has(slot))
      for (const { slot } of outputs) made.add(slot)
      return isNew
    })
  const kept = needed({ ...plan, groups })
  return { ...plan, groups: kept.map((group) => pooled({ ...plan, groups: kept }, group)) }
}
