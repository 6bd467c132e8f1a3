import fc, { type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import type { Storage } from '../../../../src/core/dtype.ts'
import type { TensorType } from '../../../../src/core/node.ts'
import { print } from '../../../../src/core/print.ts'
import { registry } from '../../../../src/core/primitives/index.ts'
import type { Attributes, Primitive } from '../../../../src/core/primitives/primitive.ts'
import type { Program } from '../../../../src/core/program.ts'
import { referenceEngine } from '../../../../src/engine/reference/index.ts'
import { inputsFor } from './elements.ts'
import { type Sample, samples, transformedSamples } from './programs.ts'
import { names } from './steps.ts'

/** The results of a program on the reference engine. */
export const resultsOf = (program: Program, inputs: readonly Storage[]): readonly Storage[] =>
  referenceEngine.prepare(program)(inputs)

/** The type of every slot. */
export const typesOf = (program: Program): readonly TensorType[] => [
  ...program.inputs,
  ...program.constants,
  ...program.equations,
]

/** A program is well formed: equations use earlier slots and have the types that are inferred. */
export const expectWellFormed = (program: Program): void => {
  const types = typesOf(program)
  const first = program.inputs.length + program.constants.length
  program.equations.forEach(({ primitive, operands, attributes, shape, dtype }, i) => {
    expect(operands.every((slot) => slot >= 0 && slot < first + i)).toBe(true)
    const inferred = (registry[primitive] as Primitive<Attributes>).infer(
      operands.map((slot) => types[slot] as TensorType),
      attributes,
    )
    expect({ shape: inferred.shape, dtype: inferred.dtype }).toEqual({ shape, dtype })
  })
  for (const { shape, value } of program.constants) {
    expect(value.length).toBe(shape.reduce((a, b) => a * b, 1))
  }
  expect(program.outputs.every((slot) => slot >= 0 && slot < types.length)).toBe(true)
}

/** The same bits, but for which NaN it is. */
export const expectSameBits = (
  actual: readonly Storage[],
  expected: readonly Storage[],
  context: () => string,
): void => {
  expect(actual.length).toBe(expected.length)
  expected.forEach((value, i) => {
    const other = actual[i] as Storage
    const same =
      other.constructor === value.constructor &&
      other.length === value.length &&
      value.every((x, k) => Object.is(x, other[k]))
    if (!same) {
      expect.fail(
        `output ${i}: expected ${Array.from(value).join()} got ${Array.from(other).join()}\n${context()}`,
      )
    }
  })
}

/** The law of every pass: a well-formed program of the same signature and the same meaning. */
export const expectSameMeaning = (before: Program, after: Program, seed: number): void => {
  expectWellFormed(after)
  expect(after.inputs).toEqual(before.inputs)
  const [was, is] = [typesOf(before), typesOf(after)]
  expect(after.outputs.map((slot) => is[slot]?.dtype)).toEqual(
    before.outputs.map((slot) => was[slot]?.dtype),
  )
  expect(after.outputs.map((slot) => is[slot]?.shape)).toEqual(
    before.outputs.map((slot) => was[slot]?.shape),
  )
  const inputs = inputsFor(before, seed)
  expectSameBits(
    resultsOf(after, inputs),
    resultsOf(before, inputs),
    () => `${print(before)}\nbecame\n${print(after)}`,
  )
}

/** Tests a property on programs of every primitive, of all together, and of transformed functions. */
export const onAllPrograms = (
  title: string,
  holds: (sample: Sample) => void,
  numRuns = 300,
): void => {
  const check = (of: Arbitrary<Sample>, runs: number): void => {
    fc.assert(fc.property(of, holds), { numRuns: runs * Number(process.env['LAW_RUNS'] ?? '1') })
  }
  test(`${title}: programs of all primitives`, () => check(samples([], 20), numRuns))
  test(`${title}: transformed functions`, () => check(transformedSamples, numRuns / 3))
  test.each(names)(`${title}: %s`, (name) => check(samples([name], 8), 12))
}
