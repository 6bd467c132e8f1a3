import type { WindowsAttributes } from '../../core/primitives/windows.ts'
import type { Program } from '../../core/program.ts'
import type { Access } from './access.ts'

/** A program as groups of equations that are each computed in one go, in a valid order. */
export interface Plan {
  readonly program: Program
  readonly groups: readonly Group[]
}

/** What a group is computed around. */
export type GroupKind =
  | 'elementwise'
  | 'reduction'
  | 'contraction'
  | 'convolution'
  | 'pool'
  | 'unpool'
  | 'primitive'

/** Elements of a slot that are read. */
export interface Read {
  readonly slot: number
  /** for each index of the iteration that it is read in */
  readonly access: Access
}

/** One number in the computation of an element; operands are earlier steps. */
export type Step =
  /** an element of a slot */
  | ({ readonly kind: 'read' } & Read)
  /** an element of an `iota`: the number that the access gives, in the type of the slot */
  | ({ readonly kind: 'index' } & Read)
  /** an elementwise primitive: that of the equation of a slot */
  | { readonly kind: 'apply'; readonly slot: number; readonly operands: readonly number[] }
  /** the element that the kernel of the group has computed */
  | { readonly kind: 'kernel' }

/** The computation of one element, done for every index of an iteration. */
export interface Expression {
  /** the sizes of the iteration */
  readonly sizes: readonly number[]
  readonly steps: readonly Step[]
}

/** What an elementwise expression cannot say. */
export type Kernel =
  | {
      readonly kind: 'reduction'
      /** the slot of the equation: a `reduceSum`, `reduceMax` or `reduceMin` */
      readonly slot: number
      /** what is added up: over the sizes of the result, then those of the reduced axes; the last step */
      readonly term: Expression
    }
  | {
      readonly kind: 'contraction' | 'convolution' | 'primitive'
      readonly slot: number
      /** an access for each operand, over the shape that the equation has it in */
      readonly operands: readonly Read[]
    }
  | {
      /** the reduction of windows of an array; or the cotangent of an array from one of theirs */
      readonly kind: 'pool' | 'unpool'
      readonly slot: number
      /** `pool`: the array; `unpool`: the cotangent, of extrema also the array and the extrema */
      readonly operands: readonly Read[]
      readonly windows: WindowsAttributes
    }

/** A step whose values are kept: element i of the slot is that of the i-th index, row by row. */
export interface Stored {
  readonly slot: number
  readonly step: number
}

/** Equations that are computed in one go. */
export interface Group {
  readonly kind: GroupKind
  /** the slots of its equations, ascending; a cheap one may be in several groups */
  readonly members: readonly number[]
  readonly kernel: Kernel | null
  /** what is computed of the result of the kernel and of other slots, element by element */
  readonly body: Expression
  readonly outputs: readonly Stored[]
}

/** What the expression reads. */
export const readsOfExpression = ({ steps }: Expression): readonly Read[] =>
  steps.filter((step) => step.kind === 'read')

/** What the kernel of a group reads. */
export const readsOfKernel = (kernel: Kernel | null): readonly Read[] => {
  if (kernel === null) return []
  return kernel.kind === 'reduction' ? readsOfExpression(kernel.term) : kernel.operands
}

/** The inputs of a group: every slot that it reads, with its access. */
export const inputsOf = ({ kernel, body }: Group): readonly Read[] => [
  ...readsOfKernel(kernel),
  ...readsOfExpression(body),
]
