import type { Storage } from './dtype.ts'
import { valueOperands, walk } from './graph.ts'
import { type Node, type TensorType, apply, constant, variable } from './node.ts'
import { type RegistryName, isPrimitive, registry } from './primitives/index.ts'
import type { Attributes } from './primitives/primitive.ts'

/** One application of a primitive in a program. Operands are slots. */
export interface Equation extends TensorType {
  readonly primitive: RegistryName
  readonly operands: readonly number[]
  readonly attributes: Attributes
}

/** A tensor that a program carries with it. */
export interface Constant extends TensorType {
  readonly value: Storage
}

/**
 * A closed expression graph as plain data. Every value of the program has a slot: first the inputs,
 * then the constants, then the result of each equation, which uses earlier slots only.
 */
export interface Program {
  readonly inputs: readonly TensorType[]
  readonly constants: readonly Constant[]
  readonly equations: readonly Equation[]
  /** the slots of the results */
  readonly outputs: readonly number[]
}

/** Is an attribute a program? */
export const isProgram = (value: unknown): value is Program =>
  typeof value === 'object' && value !== null && 'equations' in value && 'inputs' in value

/** A program and the nodes outside it that it depends on, which became its last inputs. */
export interface Closed {
  readonly program: Program
  readonly captured: readonly Node[]
}

/** Whether a node is computed by a program, carried by it, or handed in from outside. */
export type Place = 'inner' | 'constant' | 'captured'

/** What has a value is carried along, the rest is computed. */
export const placeByValue = (node: Node): Place => (node.value === null ? 'inner' : 'constant')

/** What a program is for: to be run, or to be differentiated, transposed and batched as well. */
export type Purpose = 'value' | 'any'

/**
 * The program that computes some nodes from others. `place` decides about every other node; one
 * that becomes a constant must have a value. Nothing that the outputs do not need is part of it: where
 * only their values are wanted, not what is there for derivatives either.
 */
export const closeProgram = (
  inputs: readonly Node[],
  outputs: readonly Node[],
  place: (node: Node) => Place,
  purpose: Purpose = 'any',
): Closed => {
  const operandsOf = (node: Node): readonly Node[] =>
    purpose === 'value' ? valueOperands(node) : node.operands
  const given = new Set(inputs)
  const inner = walk(
    outputs,
    (node) => !given.has(node) && place(node) === 'inner',
    () => false,
    operandsOf,
  )
  const isInner = new Set(inner)
  const leaves = new Set<Node>()
  const meet = (node: Node): void => {
    if (!isInner.has(node) && !given.has(node)) leaves.add(node)
  }
  for (const node of inner) operandsOf(node).forEach(meet)
  outputs.forEach(meet)
  const captured = [...leaves].filter((node) => place(node) === 'captured')
  const constants = [...leaves].flatMap((node) =>
    place(node) === 'constant' && node.value !== null ? [{ node, value: node.value }] : [],
  )

  const slots = new Map<Node, number>()
  for (const node of [...inputs, ...captured, ...constants.map((entry) => entry.node)]) {
    slots.set(node, slots.size)
  }
  const slotOf = (node: Node): number => slots.get(node) ?? -1
  const equations: Equation[] = []
  const firstEquation = slots.size
  for (const node of inner) {
    const [first] = node.operands
    const isFirst = purpose === 'value' && node.primitive?.family === 'function'
    if ((node.kind === 'mark' || isFirst) && first) {
      slots.set(node, slotOf(first))
    } else if (node.primitive) {
      slots.set(node, firstEquation + equations.length)
      equations.push({
        primitive: node.primitive.name,
        operands: node.operands.map(slotOf),
        attributes: node.attributes,
        shape: node.shape,
        dtype: node.dtype,
      })
    }
  }
  const typeOf = ({ shape, dtype }: Node): TensorType => ({ shape, dtype })
  return {
    program: {
      inputs: [...inputs, ...captured].map(typeOf),
      constants: constants.map(({ node, value }) => ({ ...typeOf(node), value })),
      equations,
      outputs: outputs.map(slotOf),
    },
    captured,
  }
}

/** A program without what is there for derivatives alone: what an engine has to run. */
export const valueProgram = (program: Program): Program => {
  if (program.equations.every(({ primitive }) => isPrimitive(primitive))) return program
  const inputs = program.inputs.map((input) => variable(input, 'trace'))
  return closeProgram(inputs, inlineProgram(program, inputs), placeByValue, 'value').program
}

/** Builds the nodes of a program on given inputs: the program as part of another expression. */
export const inlineProgram = (program: Program, inputs: readonly Node[]): readonly Node[] => {
  const nodes: Node[] = [
    ...inputs,
    ...program.constants.map(({ shape, dtype, value }) => constant(shape, dtype, value)),
  ]
  const at = (slot: number): Node => {
    const node = nodes[slot]
    if (node === undefined) throw new RangeError(`the program has no slot ${slot}`)
    return node
  }
  for (const { primitive, operands, attributes } of program.equations) {
    nodes.push(apply(registry[primitive], operands.map(at), attributes))
  }
  return program.outputs.map(at)
}
