import type { Storage } from './dtype.ts'
import { type TensorType } from './node.ts'
import { sizeOf } from './shape/dimension.ts'
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

const showAttributes = (
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
  const names: string[] = []
  let named = 0
  const fresh = (): string => {
    const name = letters(named++)
    names.push(name)
    return name
  }
  const inputs = program.inputs.map((input) => `${fresh()}: ${showType(input)}`)
  const constants = program.constants.flatMap((constant) => {
    if (sizeOf(constant.shape) === 1 && constant.shape.length === 0) {
      names.push(literal(constant))
      return []
    }
    return [`  ${fresh()}: ${showType(constant)} = ${literal(constant)}`]
  })
  const equations = program.equations.flatMap((equation) => {
    const operands = equation.operands.map((slot) => names[slot] ?? '?').join(' ')
    const attributes = showAttributes(equation.attributes, equation)
    const separator = operands === '' ? '' : ' '
    const line = `  ${fresh()}: ${showType(equation)} = ${equation.primitive}${separator}${operands}${attributes}`
    return [line, ...showPrograms(equation.attributes)]
  })
  const outputs = program.outputs.map((slot) => names[slot] ?? '?').join(', ')
  return [`(${inputs.join(', ')}) =>`, ...constants, ...equations, `  ${outputs}`].join('\n')
}
