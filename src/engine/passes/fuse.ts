import type { Program } from '../../core/program.ts'
import type { AttributesOf } from '../../core/primitives/index.ts'
import { keptAxes } from '../../core/primitives/summation.ts'
import { rowMajor } from './access.ts'
import { grow } from './grow.ts'
import { equationAt, kindOf, materialized, operandRead, shapeAt } from './materialize.ts'
import { mergeGroups } from './merge.ts'
import type { Group, Kernel, Plan } from './plan.ts'

/** The options of {@link fuse}. */
export interface FuseOptions {
  /** The most steps that one expression has. Default: 256. */
  readonly limit?: number
}

/** The group of an elementwise equation or of movement. */
const elementwiseGroup = (
  program: Program,
  slot: number,
  stored: Set<number>,
  limit: number,
): Group => {
  const sizes = shapeAt(program, slot)
  const { expression, members } = grow(
    program,
    { root: slot, access: rowMajor(sizes), sizes, isMade: true },
    stored,
    limit,
  )
  return {
    kind: 'elementwise',
    members: [...new Set([...members, slot])].sort((a, b) => a - b),
    kernel: null,
    body: expression,
    outputs: [{ slot, step: expression.steps.length - 1 }],
  }
}

/** The group of a kernel alone. */
const kernelGroup = (program: Program, kernel: Kernel, members: readonly number[]): Group => ({
  kind: kernel.kind,
  members: [...new Set([...members, kernel.slot])].sort((a, b) => a - b),
  kernel,
  body: { sizes: shapeAt(program, kernel.slot), steps: [{ kind: 'kernel' }] },
  outputs: [{ slot: kernel.slot, step: 0 }],
})

/** The group of a reduction and of the elementwise expression that it reduces. */
const reductionGroup = (
  program: Program,
  slot: number,
  operand: number,
  { axes }: AttributesOf<'reduceSum'>,
  stored: Set<number>,
  limit: number,
): Group => {
  const shape = shapeAt(program, operand)
  const order = [...keptAxes(shape.length, axes), ...axes]
  const sizes = order.map((axis) => shape[axis] ?? 1)
  const row = rowMajor(shape).strides
  const access = { offset: 0, strides: order.map((axis) => row[axis] ?? 0) }
  const { expression: term, members } = grow(
    program,
    { root: operand, access, sizes, isMade: false },
    stored,
    limit,
  )
  return kernelGroup(program, { kind: 'reduction', slot, term }, members)
}

/** The slots that movement leads back over, from one to another. */
const movedOver = (program: Program, from: number, to: number): readonly number[] => {
  const slots: number[] = []
  for (let slot = from; slot !== to; slot = equationAt(program, slot)?.operands[0] ?? to) {
    slots.push(slot)
  }
  return slots
}

/**
 * The program as groups of equations, each computed in one go: an elementwise expression over one
 * iteration, with movement in the accesses to what it reads; a sum or an extremum of such an
 * expression; a contraction or a convolution. Elementwise expressions of the result of a kernel are
 * computed as its elements are. All other primitives are groups by themselves.
 *
 * Which values are kept in memory between groups is decided first (`materialize.ts`);
 * groups are grown from them (`grow.ts`), then joined where one reads another element
 * by element (`merge.ts`). The program should be simplified, and only values
 * (`values.ts`).
 *
 * Laws: every equation that an output needs is in a group; a group reads only inputs, constants and
 * outputs of groups before it; computed group by group the program means the same, bit for bit: no
 * sum changes its order, and every operation is rounded as it is alone.
 */
export const fuse = (program: Program, { limit = 256 }: FuseOptions = {}): Plan => {
  const stored = materialized(program)
  const groups: Group[] = []
  const first = program.inputs.length + program.constants.length
  // from the last: growing a group may find that a value before it has to be kept
  for (let slot = first + program.equations.length - 1; slot >= first; slot--) {
    const equation = equationAt(program, slot)
    if (equation === null || !stored.has(slot)) continue
    const { primitive, operands, attributes } = equation
    const kind = kindOf(primitive)
    if (kind === 'elementwise') groups.push(elementwiseGroup(program, slot, stored, limit))
    else if (kind === 'reduction') {
      const [operand = -1] = operands
      const of = attributes as AttributesOf<'reduceSum'>
      groups.push(reductionGroup(program, slot, operand, of, stored, limit))
    } else {
      const reads = operands.map((operand) => operandRead(program, kind, operand))
      const members = operands.flatMap((operand, i) =>
        movedOver(program, operand, reads[i]?.slot ?? operand),
      )
      groups.push(kernelGroup(program, { kind, slot, operands: reads }, members))
    }
  }
  return mergeGroups({ program, groups: groups.toReversed() }, limit)
}
