import { isFloat } from '../../core/dtype.ts'
import type { TensorType } from '../../core/node.ts'
import { type Program, inlineProgram } from '../../core/program.ts'
import { type Input, inputOf } from '../input.ts'
import { extreme, tied } from '../primitive/sample.ts'
import { promoteProgram } from '../promote.ts'
import { type Random, oneOf, shuffled } from '../random.ts'
import type { Probe, Subject } from '../subject.ts'

/** A random program at a point. */
export interface Sample {
  readonly program: Program
  readonly inputs: readonly Input[]
  /** what tangents, cotangents and batches follow from */
  readonly seed: number
  /** whether it is made to have derivatives at its inputs */
  readonly smooth: boolean
}

/** The types of all slots of a program, in their order. */
export const slotTypes = ({ inputs, constants, equations }: Program): readonly TensorType[] => [
  ...inputs,
  ...constants,
  ...equations,
]

/** A program at a point, as a subject of the laws. */
export interface ProgramSubject extends Subject {
  readonly program: Program
  readonly smooth: boolean
}

/** Special values for floats; what is no float may be an index, and is only rearranged. */
const anything = (operand: Input, next: Random): Input => {
  const sampler = oneOf(next, [extreme, tied])
  const [value] = isFloat(operand.dtype) ? sampler([operand], [], next) : []
  return value === undefined ? rearranged(operand, next) : { ...operand, value }
}

const rearranged = (operand: Input, next: Random): Input => {
  const order = shuffled(next, operand.value.length)
  return inputOf(operand, (i) => operand.value[order[i] as number] as number)
}

/**
 * A program at a point as a subject: what every law speaks of.
 *
 * @example
 * import { T, trace, type Scalar } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const program = trace((x: Scalar) => T.sin(x))(T.tensor(1))
 * const input = { shape: [], dtype: 'f32', value: Float32Array.of(1) } as const
 * laws.jvpIsDerivative({ of: laws.programSubject(program, [input]), seed: 1 }) // null
 */
export const programSubject = (
  program: Program,
  inputs: readonly Input[],
  smooth = true,
): ProgramSubject => {
  const promoted = promoteProgram(program)
  return {
    name: 'program',
    program,
    smooth,
    operands: inputs,
    build: (nodes) => inlineProgram(program, nodes),
    promoted: (nodes) => inlineProgram(promoted, nodes),
    another: (next, kind) => {
      const one = kind === 'smooth' || next() < 0.5 ? rearranged : anything
      return inputs.map((input) => one(input, next))
    },
  }
}

/**
 * What the laws ask of a sample.
 *
 * @example
 * import fc from 'fast-check'
 * import * as laws from 'cotangent/laws'
 *
 * const right = fc.property(laws.program(), (sample) => laws.vjpIsAdjoint(laws.probeOf(sample)) === null)
 * fc.check(right, { numRuns: 5 }).failed // false
 */
export const probeOf = ({ program, inputs, seed, smooth }: Sample): Probe<ProgramSubject> => ({
  of: programSubject(program, inputs, smooth),
  seed,
})
