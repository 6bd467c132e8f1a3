import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { T, referenceEngine, trace, valueAndGrad } from '../../../src/index.ts'
import type { Program } from '../../../src/core/program.ts'
import type { Scalar, Tensor } from '../../../src/core/tensor.ts'
import { describePlan } from '../../../src/engine/passes/describe-plan.ts'
import { fuse } from '../../../src/engine/passes/fuse.ts'
import { optimize } from '../../../src/engine/passes/optimize.ts'
import type { Plan } from '../../../src/engine/passes/plan.ts'
import { inputsFor } from './support/elements.ts'
import { interpret } from './support/interpret.ts'
import { expectSameBits, onAllPrograms, resultsOf } from './support/laws.ts'
import { samples } from './support/programs.ts'

/** The slots of the equations that an output needs. */
const needed = ({ inputs, constants, equations, outputs }: Program): ReadonlySet<number> => {
  const first = inputs.length + constants.length
  const slots = new Set(outputs)
  for (const slot of slots)
    for (const operand of equations[slot - first]?.operands ?? []) slots.add(operand)
  return new Set([...slots].filter((slot) => slot >= first))
}

const expectPlan = (plan: Plan, seed: number): void => {
  const { program, groups } = plan
  const members = new Set(groups.flatMap((group) => group.members))
  for (const slot of needed(program)) expect(members.has(slot)).toBe(true)
  const inputs = inputsFor(program, seed)
  expectSameBits(interpret(plan, inputs), resultsOf(program, inputs), () => describePlan(plan))
}

describe('a fused program', () => {
  onAllPrograms('means the same as it is', ({ program, seed }) => {
    expectPlan(fuse(program), seed)
  })
  onAllPrograms('means the same simplified', ({ program, seed }) => {
    expectPlan(fuse(optimize(program, referenceEngine)), seed)
  })
  test('means the same in small pieces', () => {
    const law = fc.property(samples([], 20), fc.integer({ min: 1, max: 4 }), (sample, limit) => {
      const plan = fuse(optimize(sample.program, referenceEngine), { limit })
      expectPlan(plan, sample.seed)
      for (const { body } of plan.groups) {
        const applied = body.steps.filter(({ kind }) => kind === 'apply')
        expect(applied.length).toBeLessThanOrEqual(limit)
      }
    })
    fc.assert(law, { numRuns: 200 })
  })
})

const planOf = (f: (...args: never[]) => unknown, ...args: readonly unknown[]): Plan => {
  const traced = trace(f as (...args: unknown[]) => unknown)(...args)
  return fuse(optimize(traced, referenceEngine))
}
const kindsOf = ({ groups }: Plan): readonly string[] => groups.map(({ kind }) => kind)

const matrix = T.zeros([4, 3]) as Tensor<[4, 3]>
const weights = T.zeros([3, 5]) as Tensor<[3, 5]>
const bias = T.zeros([5]) as Tensor<[5]>
const outer = T.zeros([5, 2]) as Tensor<[5, 2]>

describe('what is one group', () => {
  test('an elementwise chain with broadcasts and a transpose', () => {
    const f = (x: Tensor<[4, 3]>) => T.mul(T.exp(T.neg(T.transpose(x))), 3)
    expect(kindsOf(planOf(f, matrix))).toEqual(['elementwise'])
  })
  test('a layer: product, bias and activation, also one that uses its operand several times', () => {
    const layer = (x: Tensor<[4, 3]>) => T.relu(T.add(T.matmul(x, weights), bias))
    expect(kindsOf(planOf(layer, matrix))).toEqual(['contraction'])
    const gelu = (x: Tensor<[4, 3]>) => T.gelu(T.add(T.matmul(x, weights), bias))
    expect(kindsOf(planOf(gelu, matrix))).toEqual(['contraction'])
  })
  test('a mean of squares', () => {
    const f = (x: Tensor<[4, 3]>) => T.mean(T.square(T.sub(x, 1)))
    expect(kindsOf(planOf(f, matrix))).toEqual(['reduction'])
  })
  test('a step of an optimizer with two moments', () => {
    const step = (p: Scalar, m: Scalar, v: Scalar, g: Scalar) => {
      const next = T.add(T.mul(m, 0.9), T.mul(g, 0.1))
      const squares = T.add(T.mul(v, 0.99), T.mul(T.mul(g, g), 0.01))
      const change = T.div(next, T.add(T.sqrt(squares), 1e-8))
      return [T.sub(p, T.mul(change, 0.001)), next, squares]
    }
    const plan = planOf(step, matrix, matrix, matrix, matrix)
    expect(kindsOf(plan)).toEqual(['elementwise'])
    expect(plan.groups[0]?.outputs.length).toBe(3)
  })
  test('movement of the operands of a contraction', () => {
    const f = (x: Tensor<[4, 3]>, y: Tensor<[4, 5]>) => T.matmul(T.transpose(x), T.flip(y, 0))
    expect(kindsOf(planOf(f, matrix, T.zeros([4, 5])))).toEqual(['contraction'])
  })
})

describe('what is not', () => {
  test('what a broadcast would compute again', () => {
    const f = (x: Tensor<[3]>, y: Tensor<[4, 3]>) => T.mul(T.exp(x), y)
    expect(kindsOf(planOf(f, T.zeros([3]), matrix))).toEqual(['elementwise', 'elementwise'])
  })
  test('a softmax: greatest, exponentials, their sum, quotients', () => {
    const plan = planOf((x: Tensor<[4, 3]>) => T.softmax(x), matrix)
    expect(kindsOf(plan).filter((kind) => kind === 'reduction').length).toBe(2)
    expect(plan.groups.length).toBeLessThanOrEqual(4)
  })
})

test('the plan as text', () => {
  const layer = (x: unknown, w: unknown, b: unknown) =>
    T.relu(T.add(T.matmul(x as Tensor<[4, 3]>, w as Tensor<[3, 5]>), b as Tensor<[5]>))
  expect(describePlan(planOf(layer, matrix, weights, bias))).toBe(
    [
      'contraction [4, 5]',
      '  d = dotGeneral a b',
      '  f = add d c{by 0, 1}',
      '  h = lessEqual f 0',
      '  i = select h 0 f',
      '  -> i: f32[4, 5]',
    ].join('\n'),
  )
  const columns = (x: Tensor<[4, 3]>) => T.sum(T.flip(x, 0), 0)
  expect(describePlan(planOf(columns, matrix))).toBe(
    ['reduction [3]', '  c = reduceSum a{from 9 by 1, -3} over [4]', '  -> c: f32[3]'].join('\n'),
  )
  const copy = (x: Tensor<[4, 3]>) => T.transpose(x)
  expect(describePlan(planOf(copy, matrix))).toBe(
    ['elementwise [3, 4]', '  -> b: f32[3, 4] = a{by 1, 3}'].join('\n'),
  )
})

test('derivatives: what is kept of a layer for its slope is what costs something', () => {
  const loss = (w: Tensor<[3, 5]>) =>
    T.sum(T.square(T.matmul(T.gelu(T.add(T.matmul(matrix, w), bias)), outer))) as Scalar
  const { program, groups } = planOf(valueAndGrad(loss), weights)
  const [layer] = groups
  const first = program.inputs.length + program.constants.length
  const kept = layer?.outputs.map(({ slot }) => program.equations[slot - first]?.primitive)
  // the sum before the activation, the part of it that is no cheap operation, and the activation
  expect(kept?.toSorted()).toEqual(['add', 'erfc', 'mul'])
})

test('a chain of a hundred thousand equations is cut and no recursion', () => {
  const count = 100_000
  const program: Program = {
    inputs: [{ shape: [2], dtype: 'f32' }],
    constants: [],
    equations: Array.from({ length: count }, (_, i) => ({
      primitive: 'sin',
      operands: [i],
      attributes: {},
      shape: [2],
      dtype: 'f32',
    })),
    outputs: [count],
  }
  const { groups } = fuse(program)
  expect(groups.length).toBe(Math.ceil(count / 256))
})
