import fc from 'fast-check'
import { expect, test } from 'vitest'
import { T, checkpoint, grad, trace } from '../../../src/index.ts'
import { type Program, closeProgram, placeByValue } from '../../../src/core/program.ts'
import type { Scalar } from '../../../src/core/tensor.ts'
import { type Node, apply, variable } from '../../../src/core/node.ts'
import { barrier } from '../../../src/core/primitives/custom.ts'
import { registry } from '../../../src/core/primitives/index.ts'
import { type Primitive, none } from '../../../src/core/primitives/primitive.ts'
import { mergeCommon } from '../../../src/engine/passes/common.ts'
import { removeDead } from '../../../src/engine/passes/dead.ts'
import { onlyValues } from '../../../src/engine/passes/values.ts'
import { expectSameMeaning } from './support/laws.ts'
import { samples, transformedSamples } from './support/programs.ts'

const number = { shape: [], dtype: 'f32' } as const
const sin = (x: Node): Node => apply(registry.sin, [x], none)

const countOf = (program: Program, primitive: string): number =>
  program.equations.filter((equation) => equation.primitive === primitive).length

test('what is computed twice is computed once', () => {
  const twice = trace((x: Scalar) => T.add(T.sin(x), T.mul(T.sin(x), T.exp(T.sin(x)))))(T.tensor(1))
  expect(countOf(removeDead(twice), 'sin')).toBe(3)
  expect(countOf(mergeCommon(twice), 'sin')).toBe(1)
})

test('attributes are compared by what they hold', () => {
  const f = trace((x: Scalar) => [T.expandDims(x, 0), T.expandDims(x, 0), T.reshape(x, [1, 1])])
  expect(countOf(mergeCommon(f(T.tensor(1))), 'reshape')).toBe(2)
})

test('no two equations are left that are the same', () => {
  const law = fc.property(fc.oneof(samples([], 20), transformedSamples), ({ program }) => {
    const keys = mergeCommon(removeDead(program)).equations.flatMap((equation) =>
      ['barrier', 'customJvp', 'checkpoint'].includes(equation.primitive)
        ? []
        : [JSON.stringify([equation.primitive, equation.operands, equation.attributes])],
    )
    expect(new Set(keys).size).toBe(keys.length)
  })
  fc.assert(law, { numRuns: 200 })
})

test('two barriers are two values, and what is behind them is not merged', () => {
  const [x, y] = [variable(number, 'trace'), variable(number, 'trace')]
  const outputs = [x, barrier(x, y), barrier(x, y)].map((value) => sin(value))
  const { program } = closeProgram([x, y], outputs, placeByValue)
  expect(countOf(mergeCommon(program), 'sin')).toBe(3)
})

const integers = ['bitAnd', 'bitOr', 'bitXor', 'shiftLeft', 'shiftRight'] as const
const floats = ['add', 'mul', 'max', 'min', 'equal', 'sub', 'div', 'less', 'lessEqual'] as const
const others = ['pow', 'atan2', 'remainder'] as const
const commutative = new Set<string>([
  'add',
  'mul',
  'max',
  'min',
  'equal',
  'bitAnd',
  'bitOr',
  'bitXor',
])

test.each([...integers, ...floats, ...others])('%s of operands in the other order', (name) => {
  const dtype = integers.some((integer) => integer === name) ? 'i32' : 'f64'
  const operands = [0, 1].map(() => variable({ shape: [6], dtype }, 'trace'))
  const outputs = [operands, operands.toReversed()].map((both) =>
    apply(registry[name] as Primitive, both, none),
  )
  const { program } = closeProgram(operands, outputs, placeByValue)
  for (let seed = 0; seed < 50; seed++) expectSameMeaning(program, mergeCommon(program), seed)
  expect(countOf(mergeCommon(program), name)).toBe(commutative.has(name) ? 1 : 2)
})

test('what checkpoint computes again is not merged with the first time', () => {
  const f = (x: Scalar): Scalar => T.sin(T.exp(T.sin(x)))
  const plain = mergeCommon(trace(grad(f))(T.tensor(1)))
  const again = mergeCommon(trace(grad(checkpoint(f)))(T.tensor(1)))
  expect(countOf(plain, 'exp')).toBe(1)
  expect(countOf(again, 'exp')).toBeGreaterThanOrEqual(1)
  const both = (x: Scalar) => [checkpoint(f)(x), grad(checkpoint(f))(x)]
  expect(countOf(onlyValues(mergeCommon(trace(both)(T.tensor(1)))), 'exp')).toBeGreaterThan(1)
  // in the wrong order the barriers are gone too early
  expect(countOf(mergeCommon(onlyValues(trace(both)(T.tensor(1)))), 'exp')).toBe(1)
})
