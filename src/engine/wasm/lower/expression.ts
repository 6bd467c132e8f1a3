/**
 * Expressions of one element as code: the steps of a plan, with what is read told apart from where
 * it lies.
 */
import type { DType } from '../../../core/dtype.ts'
import type { TensorType } from '../../../core/node.ts'
import type { Attributes } from '../../../core/primitives/primitive.ts'
import type { Program } from '../../../core/program.ts'
import { attributesKey } from '../../passes/keys.ts'
import type { Expression, Read } from '../../passes/plan.ts'
import type { Body } from '../encode/index.ts'
import { type Lanes, keep, literal } from '../kernels/elementwise/lanes.ts'
import { type ElementwiseName, isElementwise, rules } from '../kernels/elementwise/rules.ts'

/** One number in the computation of an element; operands are earlier steps. */
export type Step =
  /** an element of a tensor, by its number among the reads */
  | { readonly kind: 'read'; readonly read: number; readonly dtype: DType }
  /** the number that an access gives, in some type */
  | { readonly kind: 'index'; readonly read: number; readonly dtype: DType }
  | { readonly kind: 'literal'; readonly value: number; readonly dtype: DType }
  /** what the kernel around the expression has computed */
  | { readonly kind: 'kernel'; readonly dtype: DType }
  | {
      readonly kind: 'apply'
      readonly primitive: ElementwiseName
      readonly operands: readonly number[]
      readonly dtype: DType
      readonly attributes: Attributes
    }

/** The code of an expression, and what it reads. */
export interface Code {
  readonly steps: readonly Step[]
  /** what `read` and `index` steps refer to; the type is that of the tensor */
  readonly reads: readonly (Read & { readonly dtype: DType })[]
  /** the steps whose values are wanted */
  readonly outputs: readonly number[]
}

/** The types of all slots. */
export const typesOf = ({ inputs, constants, equations }: Program): readonly TensorType[] => [
  ...inputs,
  ...constants,
  ...equations,
]

/** The type of one slot. */
export const typeAt = ({ inputs, constants, equations }: Program, slot: number): TensorType => {
  const type =
    inputs[slot] ??
    constants[slot - inputs.length] ??
    equations[slot - inputs.length - constants.length]
  if (type === undefined) throw new RangeError(`the program has no slot ${slot}`)
  return type
}

/** The number that a slot is, where it is a constant of one element. */
const literalOf = ({ inputs, constants }: Program, slot: number): number | null => {
  const constant = constants[slot - inputs.length]
  return constant?.value.length === 1 ? (constant.value[0] as number) : null
}

/** An expression of a plan as code. Constants of one element become part of it. */
export const codeOf = (
  program: Program,
  { steps }: Expression,
  kernelType: DType | null,
  outputs: readonly number[],
): Code => {
  const first = program.inputs.length + program.constants.length
  const reads: (Read & { readonly dtype: DType })[] = []
  const coded = steps.map((step): Step => {
    if (step.kind === 'kernel') return { kind: 'kernel', dtype: kernelType ?? 'f32' }
    const { dtype } = typeAt(program, step.slot)
    if (step.kind === 'apply') {
      const equation = program.equations[step.slot - first]
      const name = equation?.primitive ?? ''
      if (equation === undefined || !isElementwise(name)) {
        throw new RangeError(`${name} is part of an expression, but has no code`)
      }
      const { attributes } = equation
      return { kind: 'apply', primitive: name, operands: step.operands, dtype, attributes }
    }
    const value = step.kind === 'read' ? literalOf(program, step.slot) : null
    if (value !== null) return { kind: 'literal', value, dtype }
    reads.push({ slot: step.slot, access: step.access, dtype })
    return { kind: step.kind, read: reads.length - 1, dtype }
  })
  return { steps: coded, reads, outputs }
}

const keyOfStep = (step: Step): string => {
  switch (step.kind) {
    case 'literal':
      return `${step.dtype}:${Object.is(step.value, -0) ? '-0' : step.value}`
    case 'apply':
      return `${step.dtype}=${step.primitive}(${step.operands.join()})${attributesKey(step.attributes)}`
    case 'kernel':
      return `${step.dtype}*`
    case 'read':
    case 'index':
      return `${step.dtype}${step.kind === 'read' ? '@' : '#'}${step.read}`
  }
}

/** A text that is the same for two codes exactly if they are, wherever they read. */
export const keyOfCode = ({ steps, outputs }: Code): string =>
  [...steps.map(keyOfStep), outputs.join()].join(';')

/** Are all elements of 4 bytes, or decisions that never reach memory? Then a vector holds four. */
export const isFourWide = ({ steps, reads, outputs }: Code): boolean =>
  steps.every(({ dtype }) => dtype !== 'f64') &&
  reads.every(({ dtype }) => dtype !== 'bool') &&
  outputs.every((step) => steps[step]?.dtype !== 'bool')

/** Elements of the reads, and what the kernel around has computed. */
export interface Leaves {
  readonly read: (i: number) => Lanes
  readonly index: (i: number, dtype: DType) => Lanes
  readonly kernel: Lanes | null
}

/** Computes four elements at once; gives the outputs. */
export const emit = (body: Body, { steps, outputs }: Code, leaves: Leaves): readonly Lanes[] => {
  const results: Lanes[] = []
  for (const step of steps) {
    switch (step.kind) {
      case 'read':
        results.push(leaves.read(step.read))
        break
      case 'index':
        results.push(leaves.index(step.read, step.dtype))
        break
      case 'literal':
        results.push(literal(step.dtype, step.value))
        break
      case 'kernel':
        if (leaves.kernel === null) throw new RangeError('an expression is around no kernel')
        results.push(leaves.kernel)
        break
      case 'apply': {
        const operands = step.operands.flatMap((operand) => results[operand] ?? [])
        const parts = rules[step.primitive](body, operands, step.dtype, step.attributes)
        results.push(keep(body, { dtype: step.dtype, parts }))
        break
      }
    }
  }
  return outputs.flatMap((step) => results[step] ?? [])
}

/** How many operations an element takes: what unrolling is decided by. */
export const lengthOf = ({ steps }: Code): number =>
  steps.filter(({ kind }) => kind === 'apply').length

/** Does an expression do nothing but pass its only read on? */
export const isPlainRead = ({ steps, outputs }: Code): boolean =>
  steps.length === 1 && steps[0]?.kind === 'read' && outputs.length === 1
