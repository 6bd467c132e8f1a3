/** Programs with something replaced: what shrinking is made of. */
import { type Node, apply, variable } from '../../core/node.ts'
import { walk } from '../../core/graph.ts'
import { registry } from '../../core/primitives/index.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import { closeProgram, placeByValue } from '../../core/program.ts'
import { DTypeError, ShapeError } from '../../core/errors.ts'
import { type Input, nodeOfInput } from '../input.ts'
import { adaptAttributes } from './adapt.ts'
import { type Sample, slotTypes } from './subject.ts'

/** What stands in the place of a slot. */
export type Replacement =
  | { readonly kind: 'slot'; readonly slot: number }
  | { readonly kind: 'constant'; readonly value: Input }
  | { readonly kind: 'input'; readonly value: Input }
  | { readonly kind: 'attributes'; readonly attributes: Attributes }

/** A change of a program. */
export interface Edit {
  /** the slots to return */
  readonly outputs?: readonly number[]
  readonly replace?: ReadonlyMap<number, Replacement>
  /** new sizes for those that attributes bring in */
  readonly rename?: (size: number) => number
}

const nothing: ReadonlyMap<number, Replacement> = new Map()

/**
 * The program after a change: every shape is inferred again, and what nothing uses is left out.
 * `null` where something does not fit any more.
 */
export const edited = (sample: Sample, edit: Edit): Sample | null => {
  const { program, inputs } = sample
  const { outputs = program.outputs, replace = nothing, rename = (size) => size } = edit
  const types = slotTypes(program)
  const given: (readonly [Node, Input])[] = []
  const nodes: Node[] = []
  const input = (value: Input): Node => {
    const node = variable(value, 'trace')
    given.push([node, value])
    return node
  }
  const firstEquation = program.inputs.length + program.constants.length
  const own = (slot: number, attributes?: Attributes): Node => {
    const equation = program.equations[slot - firstEquation]
    if (equation === undefined) {
      const constant = program.constants[slot - program.inputs.length]
      return constant === undefined ? input(inputs[slot] as Input) : nodeOfInput(constant)
    }
    const operands = equation.operands.map((operand) => nodes[operand] as Node)
    const before = equation.operands.flatMap((operand) => types[operand] ?? [])
    const adapted = attributes ?? adaptAttributes(equation, before, operands, rename)
    return apply(registry[equation.primitive], operands, adapted)
  }
  const inPlace = (slot: number, replacement: Replacement | undefined): Node => {
    switch (replacement?.kind) {
      case undefined:
        return own(slot)
      case 'slot':
        return nodes[replacement.slot] as Node
      case 'constant':
        return nodeOfInput(replacement.value)
      case 'input':
        return input(replacement.value)
      case 'attributes':
        return own(slot, replacement.attributes)
    }
  }
  try {
    for (const slot of types.keys()) {
      nodes.push(inPlace(slot, replace.get(slot)))
    }
  } catch (error) {
    if (error instanceof ShapeError || error instanceof DTypeError) return null
    throw error
  }
  const roots = outputs.map((slot) => nodes[slot] as Node)
  const used = new Set(walk(roots, () => true))
  const kept = given.filter(([node]) => used.has(node))
  const leaves = kept.map(([node]) => node)
  const closed = closeProgram(leaves, roots, placeByValue)
  return { ...sample, program: closed.program, inputs: kept.map(([, value]) => value) }
}
