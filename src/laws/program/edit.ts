/** Programs with something replaced: what shrinking is made of. */
import { type Node, apply, variable } from '../../core/node.ts'
import { walk } from '../../core/graph.ts'
import { isPrimitive, registry } from '../../core/primitives/index.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import { type Program, closeProgram, placeByValue } from '../../core/program.ts'
import { DTypeError, ShapeError } from '../../core/errors.ts'
import { isFloat, type Storage } from '../../core/dtype.ts'
import { referenceEngine } from '../../engine/reference/index.ts'
import { type Input, inputOf, nodeOfInput } from '../input.ts'
import { reach } from '../primitive/sample.ts'
import { oneOf, randomOf } from '../random.ts'
import { adaptAttributes } from './adapt.ts'
import { applications } from './applications.ts'
import { type Instance, type Safety, isTame } from './safety.ts'
import type { Sample } from './subject.ts'

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

const typesOf = ({ inputs, constants, equations }: Program) => [
  ...inputs,
  ...constants,
  ...equations,
]

const nothing: ReadonlyMap<number, Replacement> = new Map()

/**
 * The program after a change: every shape is inferred again, and what nothing uses is left out.
 * `null` where something does not fit any more.
 */
export const edited = (sample: Sample, edit: Edit): Sample | null => {
  const { program, inputs } = sample
  const { outputs = program.outputs, replace = nothing, rename = (size) => size } = edit
  const types = typesOf(program)
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

/** The values of all slots. */
export const valuesOf = ({ program, inputs }: Sample): readonly Storage[] =>
  referenceEngine.prepare({ ...program, outputs: [...typesOf(program).keys()] })(
    inputs.map(({ value }) => value),
  )

const safetyOf = (name: keyof typeof applications): Safety => applications[name].safe

/** Are all equations of a program away from kinks and ends of domains, also at points around? */
export const isSmooth = (sample: Sample): boolean => {
  const next = randomOf(sample.seed)
  const around = Array.from({ length: 4 }, () =>
    sample.inputs.map((input) =>
      isFloat(input.dtype)
        ? inputOf(input, (i) => (input.value[i] as number) + oneOf(next, [-1, 1]) * 2 * reach)
        : input,
    ),
  )
  const points = [sample.inputs, ...around].map((inputs) => valuesOf({ ...sample, inputs }))
  const { program } = sample
  const types = typesOf(program)
  const first = program.inputs.length + program.constants.length
  return program.equations.every(({ primitive, operands, attributes }, i) => {
    const at = (values: readonly Storage[], slot: number) => ({
      shape: types[slot]?.shape ?? [],
      dtype: types[slot]?.dtype ?? 'f32',
      value: values[slot] as Storage,
    })
    const instances: readonly Instance[] = points.map((values) => ({
      operands: operands.map((slot) => at(values, slot)),
      result: at(values, first + i),
      attributes,
    }))
    // what is a power of two too large is scaled back by the next equation
    return !isPrimitive(primitive) || (safetyOf(primitive)(instances) && isFinite(instances))
  })
}

/** Tame but for the size of it. */
const isFinite: Safety = (points) =>
  isTame(points) ||
  points.every(({ result }) =>
    isFloat(result.dtype) ? result.value.every((x) => Number.isFinite(x)) : false,
  )
