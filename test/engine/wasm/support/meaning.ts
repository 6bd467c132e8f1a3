/** What programs mean on the engine: the bits of the reference, its own elementary functions given. */
import { type Storage, allocate } from '../../../../src/core/dtype.ts'
import type { Attributes } from '../../../../src/core/primitives/primitive.ts'
import { print } from '../../../../src/core/print.ts'
import type { Equation, Program } from '../../../../src/core/program.ts'
import type { Engine } from '../../../../src/engine/engine.ts'
import { onlyValues } from '../../../../src/engine/passes/values.ts'
import { kernels } from '../../../../src/engine/reference/index.ts'
import type { Kernel, Operand } from '../../../../src/engine/reference/kernel.ts'
import { type Unary, singleErrors, unary } from '../../../../src/engine/wasm/math/index.ts'
import { vectorRunner } from '../math/run.ts'

/** The functions of single precision that round otherwise: their errors are bounded elsewhere. */
const singles: ReadonlyMap<string, (xs: Float32Array) => Float32Array> = new Map(
  (Object.keys(singleErrors) as readonly (keyof typeof singleErrors)[]).map((name) => [
    name,
    vectorRunner(unary[name].f32 as Unary),
  ]),
)

const compute = (equation: Equation, operands: readonly Operand[]): Storage => {
  const single = equation.dtype === 'f32' ? singles.get(equation.primitive) : undefined
  const value = operands[0]?.value
  if (single !== undefined && value instanceof Float32Array) return single(value)
  return (kernels[equation.primitive] as Kernel<Attributes>)(
    operands,
    equation,
    equation.attributes,
  )
}

/** Equation by equation, by the kernels of the reference engine. */
export const meaningOf = (given: Program, inputs: readonly Storage[]): readonly Storage[] => {
  const program = onlyValues(given)
  const types = [...program.inputs, ...program.constants, ...program.equations]
  const values = [...inputs, ...program.constants.map(({ value }) => value)]
  const operandOf = (slot: number): Operand => {
    const [type, value] = [types[slot], values[slot]]
    if (type === undefined || value === undefined) throw new RangeError(`no slot ${slot}`)
    return { shape: type.shape, dtype: type.dtype, value }
  }
  for (const equation of program.equations) {
    values.push(compute(equation, equation.operands.map(operandOf)))
  }
  return program.outputs.map((slot) => operandOf(slot).value)
}

/** The first element that differs; all NaN are one. */
export const difference = (actual: Storage | undefined, expected: Storage): string | null => {
  if (actual?.constructor !== expected.constructor) return 'it has another type'
  if (actual.length !== expected.length) return `it has ${actual.length} elements`
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i]))
      return `element ${i} is ${actual[i]}, not ${expected[i]} (${expected.join()})`
  }
  return null
}

/** Throws unless results have the bits that they should. */
export const requireResults = (
  actual: readonly Storage[],
  expected: readonly Storage[],
  context: () => string,
): void => {
  if (actual.length !== expected.length)
    throw new Error(`${actual.length} results, not ${expected.length}\n${context()}`)
  expected.forEach((value, i) => {
    const found = difference(actual[i], value)
    if (found !== null) throw new Error(`result ${i}: ${found}\n${context()}`)
  })
}

/**
 * The law of the engine for one program, in both tiers: seen for the first time it runs equation by
 * equation, then fused and joined; the third run finds its inputs where they lie.
 */
export const requireFast = (engine: Engine, program: Program, inputs: readonly Storage[]): void => {
  const expected = meaningOf(program, inputs)
  const given = inputs.map((input) => input.slice())
  for (const time of ['first', 'second', 'third']) {
    requireResults(
      engine.prepare(program)(inputs),
      expected,
      () => `the ${time} time\n${print(program)}`,
    )
  }
  // what an engine is given it only reads
  requireResults(inputs, given, () => 'an input has changed')
}

/** Elements counted from a number, in a type. */
export const counting = (dtype: keyof typeof step, count: number, from = 0): Storage => {
  const value = allocate(dtype, count)
  for (let i = 0; i < count; i++) value[i] = dtype === 'bool' ? i % 2 : from + i * step[dtype]
  return value
}
const step = { f32: 0.5, f64: 0.1, i32: -3, u32: 7, bool: 1 } as const
