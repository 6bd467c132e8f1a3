import type { Storage } from './dtype.ts'
import { type TensorType } from './node.ts'
import { type Constant, type Program, isProgram } from './program.ts'

/** `f32[2, 3]` */
export const showType = ({ shape, dtype }: TensorType): string => `${dtype}[${shape.join(', ')}]`

/** a, b, … z, aa, ab, … */
const letters = (i: number): string =>
  (i >= 26 ? letters(Math.floor(i / 26) - 1) : '') + String.fromCharCode(97 + (i % 26))

const shownElements = 6

const elements = (value: Storage): string => {
  const shown = Array.from(value.subarray(0, shownElements), (x) => String(x)).join(', ')
  return value.length > shownElements ? `${shown}, …` : shown
}

const literal = (constant: Constant): string =>
  constant.shape.length === 0 ? elements(constant.value) : `[${elements(constant.value)}]`

const showAttribute = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(showAttribute).join(', ')}]` : String(value)

/** Attributes as text; programs are left out, and so is what the type of the result says. */
export const showAttributes = (
  attributes: Readonly<Record<string, unknown>>,
  result: TensorType,
): string => {
  // what the type of the result says already is not said again
  const entries = Object.entries(attributes).filter(
    ([key, value]) =>
      !isProgram(value) &&
      !(key === 'dtype' && value === result.dtype) &&
      !(key === 'shape' && showAttribute(value) === showAttribute(result.shape)),
  )
  return entries.length === 0
    ? ''
    : ` { ${entries.map(([key, value]) => `${key}: ${showAttribute(value)}`).join(', ')} }`
}

/** What the slots of a program are called: letters, and a constant of one number by that number. */
export const slotNames = ({ inputs, constants, equations }: Program): readonly string[] => {
  let named = 0
  const fresh = (): string => letters(named++)
  return [
    ...inputs.map(fresh),
    ...constants.map((constant) => (constant.shape.length === 0 ? literal(constant) : fresh())),
    ...equations.map(fresh),
  ]
}

/** The programs among attributes, below the equation that holds them. Their names are their own. */
const showPrograms = (attributes: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(attributes).flatMap(([key, value]) =>
    isProgram(value) ? `${key}: ${print(value)}`.split('\n').map((line) => `    ${line}`) : [],
  )

/**
 * The program as text: its inputs, a line for each constant that is not a single number and for each
 * equation, its results. A program that an equation holds stands below it.
 *
 * @example
 * import { print, type Scalar, T, trace } from 'cotangent'
 *
 * print(trace((x: Scalar) => T.mul(x, T.sin(x)))(T.tensor(0)))
 * // (a: f32[]) =>
 * //   b: f32[] = sin a
 * //   c: f32[] = mul a b
 * //   c
 */
export const print = (program: Program): string => {
  const names = slotNames(program)
  const { inputs, constants } = program
  const nameOf = (slot: number): string => names[slot] ?? '?'
  const parameters = inputs.map((input, slot) => `${nameOf(slot)}: ${showType(input)}`)
  const literals = constants.flatMap((constant, i) =>
    constant.shape.length === 0
      ? []
      : [`  ${nameOf(inputs.length + i)}: ${showType(constant)} = ${literal(constant)}`],
  )
  const first = inputs.length + constants.length
  const equations = program.equations.flatMap((equation, i) => {
    const operands = equation.operands.map(nameOf).join(' ')
    const attributes = showAttributes(equation.attributes, equation)
    const separator = operands === '' ? '' : ' '
    const line = `  ${nameOf(first + i)}: ${showType(equation)} = ${equation.primitive}${separator}${operands}${attributes}`
    return [line, ...showPrograms(equation.attributes)]
  })
  const outputs = program.outputs.map(nameOf).join(', ')
  return [`(${parameters.join(', ')}) =>`, ...literals, ...equations, `  ${outputs}`].join('\n')
}
