import type { Storage } from './dtype.ts'
import { type TensorType } from './node.ts'
import { sizeOf } from './shape/dimension.ts'
import type { Constant, Program } from './program.ts'

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
      !(key === 'dtype' && value === result.dtype) &&
      !(key === 'shape' && showAttribute(value) === showAttribute(result.shape)),
  )
  return entries.length === 0
    ? ''
    : ` { ${entries.map(([key, value]) => `${key}: ${showAttribute(value)}`).join(', ')} }`
}

/**
 * The program as text: its inputs, a line for each constant that is not a single number and for each
 * equation, its results.
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
  const equations = program.equations.map((equation) => {
    const operands = equation.operands.map((slot) => names[slot] ?? '?').join(' ')
    const attributes = showAttributes(equation.attributes, equation)
    const separator = operands === '' ? '' : ' '
    return `  ${fresh()}: ${showType(equation)} = ${equation.primitive}${separator}${operands}${attributes}`
  })
  const outputs = program.outputs.map((slot) => names[slot] ?? '?').join(', ')
  return [`(${inputs.join(', ')}) =>`, ...constants, ...equations, `  ${outputs}`].join('\n')
}
