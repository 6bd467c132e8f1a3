import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConvolutionAttributes } from '../../../../src/core/primitives/convolution.ts'
import { dilated, positions } from '../../../../src/core/primitives/sliding.ts'
import { sizeOf } from '../../../../src/core/shape/dimension.ts'
import { convolution } from '../../../../src/engine/reference/kernels/convolution.ts'
import { rowByRow } from '../../../../src/engine/wasm/kernels/contraction/dot-general.ts'
import { type Numeric, lanesOf } from '../../../../src/engine/wasm/kernels/contraction/lanes.ts'
import {
  type ConvolutionChoice,
  convolutionArguments,
  convolutionPlan,
} from '../../../../src/engine/wasm/kernels/convolution/convolution-plan.ts'
import { instantiate } from '../encode/run.ts'
import { bench } from './contraction/memory.ts'
import { type Values, bitsOf, fill, numeric, values } from './contraction/values.ts'

interface Case {
  readonly dtype: Numeric
  readonly x: readonly number[]
  readonly w: readonly number[]
  readonly y: readonly number[]
  readonly attributes: ConvolutionAttributes
}

interface Axis {
  readonly input: number
  readonly kernel: number
  readonly stride: number
  readonly low: number
  readonly high: number
  readonly spread: number
  readonly dilation: number
}

const axis: fc.Arbitrary<Axis> = fc.record({
  input: fc.integer({ min: 0, max: 9 }),
  kernel: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 3 }),
  low: fc.integer({ min: -2, max: 5 }),
  high: fc.integer({ min: -2, max: 5 }),
  spread: fc.constantFrom(1, 1, 2, 3, 4),
  dilation: fc.constantFrom(1, 1, 2, 3),
})

const cases: fc.Arbitrary<Case> = fc
  .record({
    dtype: fc.constantFrom('f32' as const, ...numeric),
    axes: fc.array(axis, { maxLength: 3 }),
    images: fc.nat(4),
    channels: fc.constantFrom(0, 1, 2, 3, 5),
    features: fc.constantFrom(0, 1, 2, 4, 5, 8, 17, 32),
    groups: fc.constantFrom(1, 1, 2, 3),
    kind: fc.constantFrom('features', 'batch', 'depthwise'),
    depth: fc.integer({ min: 2, max: 19 }),
  })
  .map(({ dtype, axes, images, channels, features, groups, kind, depth }) => {
    const depthwise = kind === 'depthwise'
    const featureGroups = depthwise ? depth : kind === 'features' ? groups : 1
    const batchGroups = kind === 'batch' ? groups : 1
    const perGroup = depthwise ? 1 : channels
    const total = featureGroups * batchGroups * (depthwise ? 1 : features)
    return {
      dtype,
      x: [images * batchGroups, ...axes.map(({ input }) => input), perGroup * featureGroups],
      w: [...axes.map(({ kernel }) => kernel), perGroup, total],
      y: [
        images,
        ...axes.map((one) =>
          positions(
            one.low + dilated(one.input, one.spread) + one.high,
            dilated(one.kernel, one.dilation),
            one.stride,
          ),
        ),
        total,
      ],
      attributes: {
        strides: axes.map(({ stride }) => stride),
        padding: axes.map(({ low, high }) => [low, high] as const),
        inputDilation: axes.map(({ spread }) => spread),
        kernelDilation: axes.map(({ dilation }) => dilation),
        featureGroups,
        batchGroups,
      },
    }
  })

const run = (one: Case, seed: Values, choice: ConvolutionChoice, cut: number) => {
  const { dtype, x, w, y, attributes } = one
  const memory = bench(32)
  const a = fill(dtype, sizeOf(x), seed)
  const b = fill(dtype, sizeOf(w), { ...seed, seed: seed.seed ^ 77 })
  const layouts = { x: rowByRow(x), w: rowByRow(w), y: rowByRow(y) }
  const plan = convolutionPlan({ dtype, ...layouts, attributes }, choice)
  const { bytes } = lanesOf[dtype]
  const at = { x: memory.put(a), w: memory.put(b), y: memory.room(sizeOf(y) * bytes) }
  const table = memory.put(plan.table)
  const kernel = instantiate([plan.kernel.func], memory.memory)[plan.kernel.key]
  const args = convolutionArguments(plan, { ...at, table: (offset) => table + offset })
  const middle = Math.floor(plan.units * cut)
  kernel?.(middle, plan.units, ...args)
  kernel?.(0, middle, ...args)
  const after = memory.read(dtype, at.y + sizeOf(y) * bytes, 4)
  const expected = convolution(
    [
      { shape: x, dtype, value: a },
      { shape: w, dtype, value: b },
    ],
    { shape: y, dtype },
    attributes,
  )
  return { found: memory.read(dtype, at.y, sizeOf(y)), expected, after }
}

const choices: fc.Arbitrary<ConvolutionChoice> = fc.record(
  {
    rows: fc.constantFrom('places', 'images'),
    block: fc.constantFrom(null, 1, 2),
  },
  { requiredKeys: [] },
)

describe('convolutions', () => {
  it('are those of the reference engine for all attributes, variants and splits', () => {
    const cut = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(cases, values, choices, cut, (one, seed, choice, where) => {
        const { found, expected, after } = run(one, seed, choice, where)
        expect(bitsOf(found)).toEqual(bitsOf(expected))
        expect(new Uint8Array(after.buffer).every((byte) => byte === 0xff)).toBe(true)
      }),
      { numRuns: 250 },
    )
  })
})
