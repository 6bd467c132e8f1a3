import fc from 'fast-check'
import { describe, it } from 'vitest'
import type { Storage } from '../../../../src/core/dtype.ts'
import { type Node, type TensorType, variable } from '../../../../src/core/node.ts'
import { reduceMax, reduceMin } from '../../../../src/core/primitives/reduction.ts'
import { reduceSum } from '../../../../src/core/primitives/summation.ts'
import {
  type WindowsAttributes,
  unwindows,
  windows,
} from '../../../../src/core/primitives/windows.ts'
import { broadcast } from '../../../../src/core/primitives/movement.ts'
import { closeProgram } from '../../../../src/core/program.ts'
import { referenceEngine } from '../../../../src/engine/reference/index.ts'
import { type Plan, planOf } from '../../../../src/engine/wasm/kernels/plan.ts'
import { poolWindows } from '../../../../src/engine/wasm/kernels/pooling.ts'
import { unpoolExtremum, unpoolSum } from '../../../../src/engine/wasm/kernels/unpooling.ts'
import type { Scalar, Tensor } from '../../../../src/core/tensor.ts'
import { T, grad } from '../../../../src/index.ts'
import { type Profile, operandsFor } from '../../../../src/laws/primitive/cases.ts'
import type { Input } from '../../../../src/laws/input.ts'
import { expectSame, runPlan } from './run.ts'

type Any = Tensor<readonly number[]>

const sliding = fc.record({
  window: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  more: fc.integer({ min: 1, max: 9 }),
})

/** Images with any number of channels, in front or behind, and windows of up to 16 elements. */
const problems = fc
  .record({
    axes: fc.array(sliding, { minLength: 1, maxLength: 2 }),
    images: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 1, max: 20 }),
    first: fc.boolean(),
    dtype: fc.constantFrom('f32' as const, 'f64' as const),
    profile: fc.constantFrom<Profile>('smooth', 'extreme', 'tied'),
    seed: fc.nat(),
  })
  .map(({ axes, images, channels, first, dtype, profile, seed }) => {
    const sizes = axes.map((one) => (one.window - 1) * one.dilation + one.more)
    const attributes: WindowsAttributes = {
      axes: axes.map((_, i) => i + (first ? 2 : 1)),
      sizes: axes.map(({ window }) => window),
      strides: axes.map(({ stride }) => stride),
      dilations: axes.map(({ dilation }) => dilation),
    }
    const shape = first ? [images, channels, ...sizes] : [images, ...sizes, channels]
    return { x: { shape, dtype }, attributes, profile, seed }
  })

/** What the reference engine makes of an expression of some tensors. */
const meant = (
  types: readonly TensorType[],
  values: readonly Storage[],
  build: (...nodes: readonly Node[]) => Node,
): Storage => {
  const inputs = types.map((type) => variable(type, 'trace'))
  const { program } = closeProgram(inputs, [build(...inputs)], () => 'inner')
  const [value] = referenceEngine.prepare(program)(values)
  if (!value) throw new RangeError('a program of one output gave none')
  return value
}

const lastAxes = (x: TensorType, { axes }: WindowsAttributes): readonly number[] =>
  axes.map((_, i) => x.shape.length + i)

const placesOf = (x: TensorType, attributes: WindowsAttributes): TensorType => ({
  shape: windows.primitive.infer([x], attributes).shape.slice(0, x.shape.length),
  dtype: x.dtype,
})

const planned = (plan: Plan | null): Plan => plan ?? planOf()

describe('pooling without windows: the bits of the reference', () => {
  it.each([
    ['sum', reduceSum],
    ['max', reduceMax],
    ['min', reduceMin],
  ] as const)('%s', (reduce, build) => {
    fc.assert(
      fc.property(problems, ({ x, attributes, profile, seed }) => {
        const operands = operandsFor('windows', [x], profile, seed)
        const plan = planned(poolWindows(reduce, x, attributes))
        expectSame(
          runPlan(plan, operands, placesOf(x, attributes), seed),
          meant(
            [x],
            operands.map(({ value }) => value),
            (node) => build(windows(node as Node, attributes), lastAxes(x, attributes)),
          ),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('the cotangent of a sum', () => {
    fc.assert(
      fc.property(problems, ({ x, attributes, profile, seed }) => {
        const places = placesOf(x, attributes)
        const operands = operandsFor('neg', [places], profile, seed)
        expectSame(
          runPlan(planned(unpoolSum(x, attributes)), operands, x, seed),
          meant(
            [places],
            operands.map(({ value }) => value),
            (node) => spread(node as Node, x, attributes),
          ),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('the cotangent of an extremum, as the derivative of reduceMax has it', () => {
    fc.assert(
      fc.property(problems, ({ x, attributes, profile, seed }) => {
        const places = placesOf(x, attributes)
        const [given, array] = operandsFor('add', [places, x], profile, seed)
        if (!given || !array) throw new RangeError('two operands')
        const last = lastAxes(x, attributes)
        const pooled = (node: Node): Any =>
          reduceMax(windows(node, attributes), last) as unknown as Any
        const value = T.toTypedArray(pooled(tensorOf(array) as unknown as Node))
        const operands = [given, array, { ...places, value }]
        const cotangent = tensorOf(given)
        const total = (v: Any) => T.sum(T.mul(pooled(v as unknown as Node), cotangent)) as Scalar
        const derivative = T.toTypedArray(grad(total)(tensorOf(array)))
        expectSame(runPlan(planned(unpoolExtremum(x, attributes)), operands, x, seed), derivative)
      }),
      { numRuns: 300 },
    )
  })
})

/** Elements as a tensor of the vocabulary, whose type says nothing of them. */
const tensorOf = ({ shape, value }: Input): Any =>
  T.fromTypedArray(value, [...shape]) as unknown as Any

/** A cotangent to each element of its window. */
const spread = (node: Node, x: TensorType, attributes: WindowsAttributes): Node => {
  const { shape } = windows.primitive.infer([x], attributes)
  const kept = node.shape.map((_, axis) => axis)
  return unwindows(broadcast(node, shape, kept), { ...attributes, shape: x.shape })
}
