import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { T, print, trace } from '../../../src/index.ts'
import type { Program } from '../../../src/core/program.ts'
import type { Tensor } from '../../../src/core/tensor.ts'
import { hoistLiterals, keyOf } from '../../../src/engine/passes/structure.ts'
import { inputsFor } from './support/elements.ts'
import { expectSameBits, expectWellFormed, onAllPrograms, resultsOf } from './support/laws.ts'
import { randomProgram } from './support/programs.ts'

type V = Tensor<[3]>
const x = T.zeros([3]) as V
const keyWith = (f: (x: V) => unknown): string => keyOf(hoistLiterals(trace(f)(x)).program)

describe('hoisting', () => {
  onAllPrograms('run on the inputs and the values it means the same', ({ program, seed }) => {
    const hoisted = hoistLiterals(program)
    expectWellFormed(hoisted.program)
    expect(hoisted.program.inputs.slice(0, program.inputs.length)).toEqual(program.inputs)
    const inputs = inputsFor(program, seed)
    expectSameBits(
      resultsOf(hoisted.program, [...inputs, ...hoisted.values]),
      resultsOf(program, inputs),
      () => print(hoisted.program),
    )
  })
})

test('programs that differ in numbers only have one key', () => {
  expect(keyWith((x) => T.mul(x, 0.1))).toBe(keyWith((x) => T.mul(x, 0.3)))
  expect(keyWith((x) => T.add(x, T.tensor([1, 2, 3])))).toBe(
    keyWith((x) => T.add(x, T.tensor([7, 8, 9]))),
  )
})

test('the numbers that rules know, whole exponents, types and attributes tell programs apart', () => {
  const apart = (a: (x: V) => unknown, b: (x: V) => unknown): void => {
    expect(keyWith(a)).not.toBe(keyWith(b))
  }
  for (const telling of [0, 1, -1, 0.5, 2]) {
    apart(
      (x) => T.mul(x, telling),
      (x) => T.mul(x, 0.3),
    )
  }
  apart(
    (x) => T.add(x, 0),
    (x) => T.add(x, -0),
  )
  apart(
    (x) => T.pow(x, 3),
    (x) => T.pow(x, 4),
  )
  apart(
    (x) => T.reshape(x, [3, 1]),
    (x) => T.reshape(x, [1, 3]),
  )
  apart(
    (x) => T.slice(x, [0], [2]),
    (x) => T.slice(x, [1], [3]),
  )
  apart(
    (x) => [x, T.neg(x)],
    (x) => [T.neg(x), x],
  )
  apart(
    (x) => T.sub(x, T.exp(x)),
    (x) => T.sub(T.exp(x), x),
  )
  expect(keyWith((x) => T.pow(x, 3.1))).toBe(keyWith((x) => T.pow(x, 4.1)))
})

test('keys are equal exactly where programs are', () => {
  const law = fc.property(fc.nat({ max: 3000 }), fc.nat({ max: 3000 }), (a, b) => {
    const [p, q] = [a, b].map((seed) => randomProgram(seed, 2, ['neg'])) as [Program, Program]
    const same = print(p) === print(q)
    expect(keyOf(p) === keyOf(q)).toBe(same)
    expect(keyOf(p)).toBe(keyOf(randomProgram(a, 2, ['neg'])))
  })
  fc.assert(law, { numRuns: 300 })
})
