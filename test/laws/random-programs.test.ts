/** Random programs over the whole registry: what they are like, and that they satisfy every law. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Scalar,
  T,
  checkpoint,
  compile,
  customJvp,
  grad,
  hvp,
  jvp,
  referenceEngine,
  run,
  trace,
} from '../../src/index.ts'
import { isFloat } from '../../src/core/dtype.ts'
import type { Node } from '../../src/core/node.ts'
import type { AnyTensor } from '../../src/core/tensor.ts'
import { flatten, tensorOf } from '../../src/core/tree.ts'
import type { PrimitiveName } from '../../src/core/primitives/index.ts'
import type { Equation } from '../../src/core/program.ts'
import { nodeOfInput } from '../../src/laws/input.ts'
import { directions } from '../../src/laws/derivatives.ts'
import { chainRule } from '../../src/laws/law/chain.ts'
import { jvpIsDerivative } from '../../src/laws/law/derivative.ts'
import { compute, estimate } from '../../src/laws/oracle/measure.ts'
import { randomOf } from '../../src/laws/random.ts'
import { type Report, agreeEach, firstFailure, sameBits } from '../../src/laws/report.ts'
import { differentiable } from '../../src/laws/subject.ts'
import { names } from '../../src/laws/primitive/cases.ts'
import { program } from '../../src/laws/program/arbitrary.ts'
import { isSmooth, valuesOf } from '../../src/laws/program/smooth.ts'
import { sampleProgram } from '../../src/laws/program/generate.ts'
import { type Sample, probeOf, slotTypes } from '../../src/laws/program/subject.ts'
import { programLaws } from '../../src/laws/program/suite.ts'
import { requireLaw, runs } from '../support/holds.ts'

type Leaves = readonly AnyTensor[]

/** A program as a function of its floats with one result: what derivatives are taken of. */
const lossOf = (sample: Sample) => {
  const { of } = probeOf(sample)
  const where = differentiable(of)
  const operands = of.operands.map(nodeOfInput)
  const loss = (leaves: Leaves): Scalar<'f64'> =>
    of
      .build(operands.map((operand, i) => (leaves[where.indexOf(i)] as unknown as Node) ?? operand))
      .filter(({ dtype }) => isFloat(dtype))
      .map((result) => T.sum(T.cast(T.tanh(tensorOf(result)), 'f64')) as Scalar<'f64'>)
      .reduce<Scalar<'f64'>>((sum, x) => T.add(sum, x), T.tensor(0, 'f64'))
  const tensors = (nodes: readonly Node[]): Leaves => nodes.map((node) => tensorOf(node))
  return {
    loss,
    at: tensors(where.map((i) => operands[i] as Node)),
    along: tensors(directions(of, randomOf(sample.seed)).map(nodeOfInput)),
  }
}

const leavesOf = (gradient: unknown): readonly Node[] => flatten(gradient).leaves

const sameGradient = (law: string, actual: unknown, expected: unknown): Report => {
  const [own, other] = [compute(leavesOf(actual)), compute(leavesOf(expected))]
  return firstFailure(other.entries(), ([i, value]) =>
    sameBits(law, `gradient ${i}`, own[i] as Float64Array, value),
  )
}

describe('the gradient of a random program', () => {
  const holds = (title: string, law: (sample: Sample) => Report): void => {
    test(title, () => {
      fc.assert(
        fc.property(program({ size: 8 }), (sample) => requireLaw(law(sample))),
        runs(60),
      )
    })
  }

  holds('composes', (sample) =>
    chainRule(probeOf(sample), (...results: readonly Scalar[]) =>
      results.map((x) => T.mul(T.sin(x), T.tanh(x))),
    ),
  )

  holds('is the same bits compiled, compiled inside, and traced and run', (sample) => {
    const { loss, at } = lossOf(sample)
    const plain = grad(loss)(at)
    return (
      sameGradient(
        'compile(grad f)',
        compile(grad(loss), { engine: referenceEngine })(at),
        plain,
      ) ??
      sameGradient(
        'grad(compile f)',
        grad(compile(loss, { engine: referenceEngine }))(at),
        plain,
      ) ??
      sameGradient('run(trace(grad f))', run(referenceEngine)(trace(grad(loss))(at))([at]), plain)
    )
  })

  holds('is changed by no checkpoint and no custom rule that says the same', (sample) => {
    const { loss, at, along } = lossOf(sample)
    const plain = grad(loss)(at)
    const ruled = customJvp(loss, ([p], [dp]) => jvp(loss)([p], [dp])[1])
    return (
      sameGradient('grad(checkpoint f)', grad(checkpoint(loss))(at), plain) ??
      sameGradient('grad(customJvp(f, jvp f))', grad(ruled)(at), plain) ??
      agreeEach(
        'hvp(checkpoint f)',
        'product',
        estimate(leavesOf(hvp(checkpoint(loss))(at, along))),
        estimate(leavesOf(hvp(loss)(at, along))),
      )
    )
  })
})

describe('random programs', () => {
  test('satisfy every law where they are smooth', () => {
    fc.assert(
      fc.property(program(), (sample) => requireLaw(programLaws(probeOf(sample)))),
      runs(100),
    )
  })

  test('satisfy the exact laws whatever their values', () => {
    fc.assert(
      fc.property(program({ smooth: false }), (sample) => requireLaw(programLaws(probeOf(sample)))),
      runs(100),
    )
  })

  test('follow from their seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.boolean(), (seed, smooth) => {
        expect(sampleProgram(seed, { smooth })).toEqual(sampleProgram(seed, { smooth }))
      }),
      runs(50),
    )
  })

  test.each(names)('may hold %s', (name: PrimitiveName) => {
    const found = Array.from({ length: 40 }, (_, seed) =>
      sampleProgram(seed, { primitives: [name], size: 2 }),
    ).some(({ program: { equations } }) => equations.some(({ primitive }) => primitive === name))
    expect(found).toBe(true)
  })

  test('hold every primitive, shapes of any rank, axes of no and of one element', () => {
    const samples = Array.from({ length: 600 }, (_, seed) => sampleProgram(seed))
    const equations = samples.flatMap((sample) => sample.program.equations)
    const met = new Set<string>(equations.map(({ primitive }) => primitive))
    expect(names.filter((name) => !met.has(name))).toEqual([])
    const ranks = new Set(equations.map(({ shape }) => shape.length))
    expect([0, 1, 2, 3, 4].filter((rank) => !ranks.has(rank))).toEqual([])
    const sizes = new Set(equations.flatMap(({ shape }) => shape))
    expect([0, 1, 2, 3].filter((size) => !sizes.has(size))).toEqual([])
    // several inputs, several results, values that are used twice
    expect(samples.some(({ inputs }) => inputs.length > 2)).toBe(true)
    expect(samples.some((sample) => sample.program.outputs.length > 2)).toBe(true)
  })

  test('hold nothing but what was asked for, beside what makes operands fit', () => {
    const helpers: readonly PrimitiveName[] = [
      ...(['add', 'mul', 'tanh', 'less', 'convert', 'iota'] as const),
      ...(['broadcast', 'reshape', 'pad', 'slice', 'reduceSum'] as const),
    ]
    for (let seed = 0; seed < 100; seed++) {
      const { program: own } = sampleProgram(seed, { primitives: ['sin', 'sub'], dtypes: ['f32'] })
      for (const { primitive, dtype } of own.equations) {
        expect([...helpers, 'sin', 'sub']).toContain(primitive)
        expect(dtype).not.toBe('f64')
      }
    }
  })

  test('keep away from where the sign of an eigenvector jumps', () => {
    // both components of (1, 1)/√2 are the greatest: found by a soak, as a failing derivative
    const symmetric = { shape: [2, 2], dtype: 'f64' as const, value: Float64Array.of(1, 0, 1, 1) }
    const vectors: Equation = {
      primitive: 'eigenvectors',
      operands: [0],
      attributes: {},
      shape: [2, 2],
      dtype: 'f64',
    }
    const at = (value: Float64Array): boolean =>
      isSmooth({
        program: { inputs: [symmetric], constants: [], equations: [vectors], outputs: [1] },
        inputs: [{ ...symmetric, value }],
        seed: 1,
        smooth: true,
      })
    expect(at(symmetric.value)).toBe(false)
    expect(at(Float64Array.of(1, 0, 0.3, 3))).toBe(true)
  })

  test('stop no gradient of what only seems to be constant', () => {
    // found by soaks: b − e of two numbers, and tanh x that is 1 but for rounding, were taken to be
    // constant because they did not change
    for (let seed = 0; seed < 120; seed++) {
      const sample = sampleProgram(seed, { primitives: ['sub', 'tanh', 'exp', 'stopGradient'] })
      requireLaw(programLaws(probeOf(sample), undefined, [jvpIsDerivative]))
    }
  })

  test('have well-scaled values where they are smooth', () => {
    for (let seed = 0; seed < 200; seed++) {
      const sample = sampleProgram(seed)
      const types = slotTypes(sample.program)
      const returned = new Set(sample.program.outputs)
      valuesOf(sample).forEach((value, slot) => {
        if (!isFloat(types[slot]?.dtype ?? 'bool') || !returned.has(slot)) return
        expect(value.every((x) => Math.abs(x) < 100)).toBe(true)
      })
    }
  })
})
