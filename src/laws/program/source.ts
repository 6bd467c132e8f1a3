/** Programs as JavaScript that a user can paste and run. */
import type { TensorType } from '../../core/node.ts'
import { isPrimitive } from '../../core/primitives/index.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import type { Equation, Program } from '../../core/program.ts'
import type { Input } from '../input.ts'
import { tensorSource } from './literal.ts'
import { slotTypes } from './subject.ts'
import { call, list, wordsOf } from './vocabulary.ts'

const value = (x: unknown): string =>
  Array.isArray(x) ? list(x.map(value)) : typeof x === 'string' ? `'${x}'` : String(x)

const record = (attributes: Attributes): string => {
  const entries = Object.entries(attributes).map(([name, x]) => `${name}: ${value(x)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

/** An equation as source; what has no name in the vocabulary is applied by that of its primitive. */
const equationSource = (
  { primitive, attributes, shape, dtype }: Equation,
  names: readonly string[],
  types: readonly TensorType[],
): string => {
  // a primitive that holds programs has the value of its first operand
  if (!isPrimitive(primitive)) return names[0] ?? ''
  const result = { shape, dtype }
  return (
    wordsOf(primitive)({ names, types, attributes, result }) ??
    call('laws.applyPrimitive', `'${primitive}'`, list(names), record(attributes))
  )
}

/** a, b, … z, v26, v27, … */
const nameAt = (i: number): string => (i < 26 ? String.fromCharCode(97 + i) : `v${i}`)

/** A program at a point as source. */
export interface Source {
  /** the lines that import what the rest needs */
  readonly imports: string
  /** `program`, a function of tensors that returns an array of tensors, and `inputs` for it */
  readonly body: string
}

/**
 * A program at a point as JavaScript: `program(...inputs)` has the program's values, bit for bit. A
 * primitive that holds programs (a custom rule) is printed as its value.
 */
export const sourceOf = (program: Program, inputs: readonly Input[]): Source => {
  const types = slotTypes(program)
  const names = types.map((_, slot) => nameAt(slot))
  const named = (slots: readonly number[]): readonly string[] => slots.map((i) => names[i] ?? '')
  const first = program.inputs.length + program.constants.length
  const lines = [
    ...program.constants.map((constant, i) => [program.inputs.length + i, tensorSource(constant)]),
    ...program.equations.map((equation, i) => [
      first + i,
      equationSource(
        equation,
        named(equation.operands),
        equation.operands.flatMap((slot) => types[slot] ?? []),
      ),
    ]),
  ].map(([slot, text]) => `  const ${names[Number(slot)]} = ${text}`)
  const body = [
    `const program = (${named(program.inputs.map((_, i) => i)).join(', ')}) => {`,
    ...lines,
    `  return ${list(named(program.outputs))}`,
    '}',
    `const inputs = ${inputs.length === 0 ? '[]' : `[\n${inputs.map((input) => `  ${tensorSource(input)},\n`).join('')}]`}`,
  ].join('\n')
  const rooms = ['R', 'T', 'stopGradient'].filter((name) => new RegExp(`\\b${name}\\b`).test(body))
  const imports = [
    ...(rooms.length === 0 ? [] : [`import { ${rooms.join(', ')} } from 'cotangent'`]),
    ...(body.includes('laws.') ? ["import * as laws from 'cotangent/laws'"] : []),
  ].join('\n')
  return { imports, body }
}

/**
 * A program at a point as one text of JavaScript that can be pasted and run.
 *
 * @example
 * import { T, trace, type Scalar } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const program = trace((x: Scalar) => T.sin(x))(T.tensor(1))
 * const input = { shape: [], dtype: 'f32', value: Float32Array.of(1) } as const
 * laws.printSource(program, [input]).includes('T.sin(a)') // true
 */
export const printSource = (program: Program, inputs: readonly Input[]): string => {
  const { imports, body } = sourceOf(program, inputs)
  return `${imports}\n\n${body}\nprogram(...inputs)`
}
