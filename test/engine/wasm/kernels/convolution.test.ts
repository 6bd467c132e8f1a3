import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConvolutionAttributes } from '../../../../src/core/primitives/convolution.ts'
import { dilated, positions } from '../../../../src/core/primitives/sliding.ts'
import { sizeOf } from '../../../../src/core/shape/dimension.ts'
import { dotGeneral } from '../../../../src/engine/reference/kernels/contraction.ts'
import { asContraction } from '../../../../src/engine/wasm/kernels/convolution/as-contraction.ts'
import { convolution } from '../../../../src/engine/reference/kernels/convolution.ts'
import { rowByRow } from '../../../../src/engine/wasm/kernels/contraction/dot-general.ts'
import { type Numeric, lanesOf } from '../../../../src/engine/wasm/kernels/contraction/lanes.ts'
import {
  type ConvolutionChoice,
  convolutionArguments,
  convolutionPlan,
} from '../../../../src/engine/wasm/kernels/convolution/convolution-plan.ts'
import { type Value, op } from '../../../../src/engine/wasm/encode/index.ts'
import type { Epilogue } from '../../../../src/engine/wasm/kernels/contraction/epilogue.ts'
import { permuted } from '../../../../src/engine/reference/kernels/movement.ts'
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

/** Small enough for the memory of a test. */
const small = cases.filter(({ x, w, y }) => [x, w, y].every((shape) => sizeOf(shape) <= 20_000))

const run = (one: Case, seed: Values, choice: ConvolutionChoice, cut: number) => {
  const { dtype, x, w, y, attributes } = one
  const memory = bench(32)
  const a = fill(dtype, sizeOf(x), seed)
  const b = fill(dtype, sizeOf(w), { ...seed, seed: seed.seed ^ 77 })
  const layouts = { x: rowByRow(x), w: rowByRow(w), y: rowByRow(y) }
  const plan = convolutionPlan({ dtype, ...layouts, attributes }, choice)
  const { bytes } = lanesOf[dtype]
  // one of them ends where memory does
  const putW = seed.seed % 2 === 0 ? memory.put(b) : null
  const at = {
    x: memory.put(a),
    w: putW ?? memory.put(b),
    y: memory.room(sizeOf(y) * bytes),
  }
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
      fc.property(small, values, choices, cut, (one, seed, choice, where) => {
        const { found, expected, after } = run(one, seed, choice, where)
        expect(bitsOf(found)).toEqual(bitsOf(expected))
        expect(new Uint8Array(after.buffer).every((byte) => byte === 0xff)).toBe(true)
      }),
      { numRuns: 250 },
    )
  })

  it('read and write tensors in any layout whose features lie together', () => {
    // the cotangent of a kernel: examples are summed over, and no operand is turned
    const [images, size, channels, features] = [4, 7, 3, 18]
    const dtype = 'f32'
    const turned = {
      shape: [channels, size, size, images],
      strides: [1, size * images * channels, images * channels, channels],
    }
    const w = [size, size, images, features]
    const y = {
      shape: [channels, 3, 3, features],
      strides: [features, 3 * channels * features, channels * features, 1],
    }
    const attributes: ConvolutionAttributes = {
      strides: [1, 1],
      padding: [
        [1, 1],
        [1, 1],
      ],
      inputDilation: [1, 1],
      kernelDilation: [1, 1],
      featureGroups: 1,
      batchGroups: 1,
    }
    fc.assert(
      fc.property(values, choices, (seed, choice) => {
        const memory = bench(8)
        const a = fill(dtype, sizeOf(turned.shape), seed)
        const b = fill(dtype, sizeOf(w), { ...seed, seed: seed.seed ^ 77 })
        const plan = convolutionPlan({ dtype, x: turned, w: rowByRow(w), y, attributes }, choice)
        const at = { x: memory.put(a), w: memory.put(b), y: memory.room(4 * sizeOf(y.shape)) }
        const table = memory.put(plan.table)
        const kernel = instantiate([plan.kernel.func], memory.memory)[plan.kernel.key]
        kernel?.(
          0,
          plan.units,
          ...convolutionArguments(plan, { ...at, table: (offset) => table + offset }),
        )
        // [height, width, images, channels] -> [channels, height, width, images]
        const x = permuted({ shape: [size, size, images, channels], dtype, value: a }, [3, 0, 1, 2])
        const sums = convolution(
          [
            { shape: turned.shape, dtype, value: x },
            { shape: w, dtype, value: b },
          ],
          { shape: y.shape, dtype },
          attributes,
        )
        const expected = permuted({ shape: y.shape, dtype, value: sums }, [1, 2, 0, 3])
        expect(bitsOf(memory.read(dtype, at.y, sizeOf(y.shape)))).toEqual(bitsOf(expected))
      }),
      { numRuns: 40 },
    )
  })

  it('store what an epilogue makes of the sums: a bias, and more results', () => {
    const vector = (address: Value<'i32'>) => op('v128.load', address)
    const epilogue: Epilogue = {
      key: 'test',
      operands: [
        { columns: 'each', bytes: 4, load: vector },
        { columns: 'each', bytes: 4, load: vector },
        { columns: 'same', bytes: 4, load: (address) => op('v128.load32_splat', address) },
      ],
      emit: (body, sum, [bias = sum, residual = sum, scalar = sum]) => {
        const z = body.let(op('f32x4.add', op('f32x4.add', sum, bias), residual))
        return [z, op('f32x4.max', z, scalar)]
      },
      results: 2,
    }
    fc.assert(
      fc.property(small, values, choices, (one, seed, choice) => {
        const { x, w, y, attributes } = one
        const memory = bench(32)
        const of = (count: number, other: number) =>
          fill('f32', count, { ...seed, seed: seed.seed ^ other })
        const features = y.at(-1) ?? 0
        const [a, b, bias] = [of(sizeOf(x), 1), of(sizeOf(w), 2), of(features, 3)]
        const [residual, scalar] = [of(sizeOf(y), 4), of(1, 5)]
        const layouts = { x: rowByRow(x), w: rowByRow(w), y: rowByRow(y) }
        const plan = convolutionPlan(
          { dtype: 'f32', ...layouts, attributes },
          { ...choice, epilogue },
        )
        const at = { x: memory.put(a), w: memory.put(b), y: memory.room(4 * sizeOf(y)) }
        const second = memory.room(4 * sizeOf(y))
        const table = memory.put(plan.table)
        const kernel = instantiate([plan.kernel.func], memory.memory)[plan.kernel.key]
        const args = convolutionArguments(plan, { ...at, table: (offset) => table + offset })
        const others = [
          memory.put(bias),
          0,
          memory.put(residual),
          4,
          memory.put(scalar),
          0,
          second,
          4,
        ]
        kernel?.(0, plan.units, ...args, ...others)
        const sums = convolution(
          [
            { shape: x, dtype: 'f32', value: a },
            { shape: w, dtype: 'f32', value: b },
          ],
          { shape: y, dtype: 'f32' },
          attributes,
        )
        const round = Math.fround
        const first = Float32Array.from(sums, (sum, i) =>
          round(round(sum + (bias[i % features] ?? 0)) + (residual[i] ?? 0)),
        )
        const greatest = first.map((z) => Math.max(z, scalar[0] ?? 0))
        expect(bitsOf(memory.read('f32', at.y, sizeOf(y)))).toEqual(bitsOf(first))
        expect(bitsOf(memory.read('f32', second, sizeOf(y)))).toEqual(bitsOf(greatest))
      }),
      { numRuns: 80 },
    )
  })

  it('that do not slide are contractions', () => {
    const spatial = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 })
    const channels = fc.integer({ min: 1, max: 4 })
    fc.assert(
      fc.property(spatial, channels, channels, fc.boolean(), values, (places, c, f, one, seed) => {
        const x = [2, ...places, c]
        const kernel = one ? places.map(() => 1) : places
        const w = [...kernel, c, f]
        const y = [2, ...(one ? places : places.map(() => 1)), f]
        const attributes: ConvolutionAttributes = {
          strides: places.map(() => 1),
          padding: places.map(() => [0, 0]),
          inputDilation: places.map(() => 1),
          kernelDilation: places.map(() => 1),
          featureGroups: 1,
          batchGroups: 1,
        }
        const dot = asContraction(x, w, attributes)
        if (!dot) throw new RangeError('nothing slides here')
        const operands = [
          { shape: x, dtype: 'f32' as const, value: fill('f32', sizeOf(x), seed) },
          { shape: w, dtype: 'f32' as const, value: fill('f32', sizeOf(w), seed) },
        ]
        const result = { shape: y, dtype: 'f32' as const }
        const expected = convolution(operands, result, attributes)
        expect(bitsOf(dotGeneral(operands, result, dot))).toEqual(bitsOf(expected))
        const strided = { ...attributes, strides: places.map(() => 2) }
        if (one && sizeOf(places) > 1) expect(asContraction(x, w, strided)).toBeNull()
      }),
    )
  })
})
