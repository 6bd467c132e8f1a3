import type { Constant, Equation, Program } from '../../core/program.ts'
import type { TensorType } from '../../core/node.ts'
import { type AttributesOf, type RegistryName, registry } from '../../core/primitives/index.ts'
import type { Attributes, Primitive } from '../../core/primitives/primitive.ts'

/**
 * A program as a graph of values, which is what rewriting wants: a rule sees the operands of an
 * application themselves, not their slots, and what it builds has no slot until all is done.
 */
export type Value = Input | Literal | Application

/** A value that is handed to the program. */
export interface Input extends TensorType {
  readonly kind: 'input'
}

/** A value that the program carries with it. */
export interface Literal extends Constant {
  readonly kind: 'literal'
}

/** A value that an equation computes. */
export interface Application extends TensorType {
  readonly kind: 'application'
  readonly primitive: RegistryName
  readonly operands: readonly Value[]
  readonly attributes: Attributes
}

/** An application of one primitive, its attributes typed. */
export interface ApplicationOf<N extends RegistryName> extends Application {
  readonly primitive: N
  readonly attributes: AttributesOf<N>
}

/** Is a value an application of a primitive? */
export const isApplicationOf = <N extends RegistryName>(
  value: Value | undefined,
  primitive: N,
): value is ApplicationOf<N> => value?.kind === 'application' && value.primitive === primitive

/** A value that the program carries. */
export const literal = (type: TensorType, value: Constant['value']): Literal => ({
  kind: 'literal',
  shape: type.shape,
  dtype: type.dtype,
  value,
})

/** An application of a primitive. Its type is inferred, so that a wrong rule throws here. */
export const application = <N extends RegistryName>(
  primitive: N,
  operands: readonly Value[],
  attributes: AttributesOf<N>,
): Application => {
  // the registry pairs each name with its attributes, which a lookup by a variable cannot say
  const rule = registry[primitive] as Primitive
  const { shape, dtype } = rule.infer(operands, attributes)
  return { kind: 'application', primitive, operands, attributes, shape, dtype }
}

/** What a pass does to the values of a program, in their order; operands are rewritten already. */
export interface Rewriting {
  readonly literal?: (value: Literal) => Value
  readonly application?: (value: Application) => Value
}

const same = <V extends Value>(value: V): Value => value

/** The values that some others depend on, themselves included. */
const reachable = (roots: readonly Value[]): ReadonlySet<Value> => {
  const found = new Set(roots)
  // a set goes through what is added to it on the way
  for (const value of found) {
    if (value.kind === 'application') for (const operand of value.operands) found.add(operand)
  }
  return found
}

/**
 * The program whose values are rewritten one after the other. The inputs stay, further ones that
 * `rewriting` makes follow them; of the rest only what the outputs need is kept. The order of the
 * equations stays, and new ones stand right before the first that uses them.
 */
export const rewrite = (program: Program, rewriting: Rewriting = {}): Program => {
  const { literal: ofLiteral = same, application: ofApplication = same } = rewriting
  const inputs = program.inputs.map(({ shape, dtype }): Value => ({ kind: 'input', shape, dtype }))
  const values: Value[] = [...inputs]
  for (const constant of program.constants) {
    values.push(ofLiteral(literal(constant, constant.value)))
  }
  const at = (slot: number): Value => {
    const value = values[slot]
    if (value === undefined) throw new RangeError(`the program has no slot ${slot}`)
    return value
  }
  // field by field: copies of all that is there take most of the time of a pass
  for (const { primitive, operands, attributes, shape, dtype } of program.equations) {
    values.push(
      ofApplication({
        kind: 'application',
        primitive,
        operands: operands.map(at),
        attributes,
        shape,
        dtype,
      }),
    )
  }
  return asProgram(inputs, values, program.outputs.map(at))
}

/** Numbers values: inputs, constants, equations. `order` says which equations come first. */
const asProgram = (
  given: readonly Value[],
  order: readonly Value[],
  outputs: readonly Value[],
): Program => {
  const needed = reachable(outputs)
  const inputs = new Set(given)
  const constants = new Map<Literal, number>()
  const applications = new Map<Application, number>()
  // what a rule has built is not in the order: it is found under what uses it, a few steps deep
  const place = (value: Value): void => {
    if (value.kind === 'input') inputs.add(value)
    else if (value.kind === 'literal') {
      if (!constants.has(value)) constants.set(value, constants.size)
    } else if (!applications.has(value)) {
      for (const operand of value.operands) place(operand)
      applications.set(value, applications.size)
    }
  }
  for (const value of order) if (needed.has(value)) place(value)
  const inputSlots = new Map([...inputs].map((input, i) => [input, i]))
  const slotOf = (value: Value): number => {
    if (value.kind === 'input') return inputSlots.get(value) ?? -1
    if (value.kind === 'literal') return inputs.size + (constants.get(value) ?? -1)
    return inputs.size + constants.size + (applications.get(value) ?? -1)
  }
  return {
    inputs: [...inputs].map(({ shape, dtype }) => ({ shape, dtype })),
    constants: [...constants.keys()].map(({ shape, dtype, value }) => ({ shape, dtype, value })),
    equations: [...applications.keys()].map(
      ({ primitive, operands, attributes, shape, dtype }): Equation => ({
        primitive,
        operands: operands.map(slotOf),
        attributes,
        shape,
        dtype,
      }),
    ),
    outputs: outputs.map(slotOf),
  }
}
