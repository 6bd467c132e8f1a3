import type { TensorType } from '../core/node.ts'
import type { Attributes } from '../core/primitives/primitive.ts'
import { type Program, isProgram } from '../core/program.ts'
import { promoteInput, promoted } from './input.ts'

/** Attributes that name an element type, or hold a program, with 53 bits where they had 24. */
export const promoteAttributes = (attributes: Attributes): Attributes => {
  const changed = Object.entries(attributes).map(([name, value]): [string, unknown] => [
    name,
    name === 'dtype' && value === 'f32'
      ? promoted('f32')
      : isProgram(value)
        ? promoteProgram(value)
        : value,
  ])
  return Object.fromEntries(changed)
}

const promoteType = <T extends TensorType>(type: T): T => ({ ...type, dtype: promoted(type.dtype) })

/**
 * The same program with 53 bits wherever it had 24: inputs, constants, every equation, and the
 * programs inside. A constant keeps its elements, so that what was rounded stays rounded.
 */
export const promoteProgram = ({ inputs, constants, equations, outputs }: Program): Program => ({
  inputs: inputs.map(promoteType),
  constants: constants.map(promoteInput),
  equations: equations.map((equation) => ({
    ...promoteType(equation),
    attributes: promoteAttributes(equation.attributes),
  })),
  outputs,
})
