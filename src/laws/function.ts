import { trace } from '../compile/trace.ts'
import { UnknownValueError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import { type Program, inlineProgram } from '../core/program.ts'
import { type Structure, flatten, unflatten } from '../core/tree.ts'
import { valueOf } from '../engine/evaluate.ts'
import { defaultEngine } from '../engine/default.ts'
import { type Input, inputOf } from './input.ts'
import { promoteProgram } from './promote.ts'
import { shuffled } from './random.ts'
import type { Build, Subject } from './subject.ts'

/** A function of trees at a point, as a subject. */
export interface FunctionSubject extends Subject {
  /** where each operand is in the arguments, such as `[0].hidden.kernel` */
  readonly paths: readonly string[]
  /** where each result is in what the function returns; `''` where it is the tensor itself */
  readonly results: readonly string[]
  /** what the function builds of symbolic operands; `null` where it looks at their values */
  readonly program: Program | null
  /** the arguments without their tensors */
  readonly structure: Structure
}

/** A function of trees, of which only that is known. */
export type TreeFunction = (...args: never[]) => unknown

/** A function of tensors as one of their nodes. */
export const buildOf =
  (f: TreeFunction): Build =>
  (nodes) =>
    flatten((f as (...tensors: readonly unknown[]) => unknown)(...nodes)).leaves

/** The elements of a tensor as plain data. */
export const inputOfNode = (operator: string, node: Node): Input => ({
  shape: node.shape,
  dtype: node.dtype,
  value: valueOf(operator, node, defaultEngine),
})

const traced = (f: (...args: unknown[]) => unknown, args: readonly unknown[]): Program | null => {
  try {
    return trace(f)(...args)
  } catch (error) {
    if (error instanceof UnknownValueError) return null
    throw error
  }
}

/** Another point made of the same elements: what a domain says of one element still holds. */
const rearranged =
  (operands: readonly Input[]): Subject['another'] =>
  (next) =>
    operands.map((operand) => {
      const order = shuffled(next, operand.value.length)
      return inputOf(operand, (i) => operand.value[order[i] as number] as number)
    })

/**
 * A function of trees of tensors at a point, as a subject. In f64 it is judged by its promoted
 * program; a function that looks at values has none, and is run again on promoted operands.
 */
export const subjectOf = (
  f: TreeFunction,
  args: readonly unknown[],
  name: string = f.name === '' ? 'the function' : f.name,
): FunctionSubject => {
  const call = f as (...args: unknown[]) => unknown
  const flat = flatten(args)
  const operands = flat.leaves.map((leaf) => inputOfNode('laws', leaf))
  const program = traced(call, args)
  const build = (nodes: readonly Node[]): readonly Node[] =>
    flatten(call(...(unflatten(flat.structure, nodes) as readonly unknown[]))).leaves
  const promotedProgram = program === null ? null : promoteProgram(program)
  return {
    name,
    operands,
    paths: flat.paths,
    results: flatten(call(...args)).paths,
    program,
    structure: flat.structure,
    build,
    promoted: promotedProgram === null ? build : (nodes) => inlineProgram(promotedProgram, nodes),
    another: rearranged(operands),
  }
}
