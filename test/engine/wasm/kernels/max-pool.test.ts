import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Storage } from '../../../../src/core/dtype.ts'
import { dilated, positions } from '../../../../src/core/primitives/sliding.ts'
import type { WindowsAttributes } from '../../../../src/core/primitives/windows.ts'
import { sizeOf } from '../../../../src/core/shape/dimension.ts'
import { reduceMax } from '../../../../src/engine/reference/kernels/reduction.ts'
import { unwindows, windows } from '../../../../src/engine/reference/kernels/windows.ts'
import { type Numeric, lanesOf } from '../../../../src/engine/wasm/kernels/contraction/lanes.ts'
import { poolPlan } from '../../../../src/engine/wasm/kernels/pooling/max-pool-plan.ts'
import {
  maxPoolCotangentKernel,
  maxPoolKernel,
} from '../../../../src/engine/wasm/kernels/pooling/max-pool.ts'
import { instantiate } from '../encode/run.ts'
import { bench } from './contraction/memory.ts'
import { bitsOf, fill, numeric, values } from './contraction/values.ts'

const axis = fc
  .record({
    window: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    more: fc.nat(5),
  })
  .map((one) => ({ ...one, size: dilated(one.window, one.dilation) + one.more }))

const pools = fc.record({
  images: fc.nat(3),
  axes: fc.array(axis, { minLength: 1, maxLength: 3 }),
  channels: fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 8, 17),
})

type Pool = typeof pools extends fc.Arbitrary<infer T> ? T : never

const typesOf = ({ images, axes, channels }: Pool) => {
  const x = [images, ...axes.map(({ size }) => size), channels]
  const places = axes.map(({ size, window, stride, dilation }) =>
    positions(size, dilated(window, dilation), stride),
  )
  const y = [images, ...places, channels]
  const sizes = axes.map(({ window }) => window)
  const attributes: WindowsAttributes = {
    axes: axes.map((_, i) => i + 1),
    sizes,
    strides: axes.map(({ stride }) => stride),
    dilations: axes.map(({ dilation }) => dilation),
  }
  return { x, y, seen: [...y, ...sizes], attributes, inside: sizes.map((_, i) => y.length + i) }
}

const round = { f32: Math.fround, f64: (x: number) => x } as const

describe('maxima of windows', () => {
  it('are those of the reference engine', () => {
    fc.assert(
      fc.property(
        pools,
        fc.constantFrom(...numeric),
        values,
        fc.nat(9),
        (pool, dtype, seed, cut) => {
          const { x, y, seen, attributes, inside } = typesOf(pool)
          const memory = bench(8)
          const value = fill(dtype, sizeOf(x), seed)
          const plan = poolPlan(dtype, x, attributes)
          if (!plan) throw new RangeError('a pooling was not seen as one')
          const at = { x: memory.put(value), table: memory.put(plan.table) }
          const result = memory.room(sizeOf(y) * lanesOf[dtype].bytes)
          const kernel = maxPoolKernel(dtype)
          const run = instantiate([kernel.func], memory.memory)[kernel.key]
          const args = [...plan.args((offset) => at.table + offset), at.x, result]
          const middle = Math.min(cut, plan.rows)
          run?.(middle, plan.rows, ...args)
          run?.(0, middle, ...args)
          const window = windows([{ shape: x, dtype, value }], { shape: seen, dtype }, attributes)
          const expected = reduceMax(
            [{ shape: seen, dtype, value: window }],
            { shape: y, dtype },
            { axes: inside },
          )
          expect(bitsOf(memory.read(dtype, result, sizeOf(y)))).toEqual(bitsOf(expected))
          const after = memory.read('u32', result + sizeOf(y) * lanesOf[dtype].bytes, 2)
          expect([...after]).toEqual([0xffffffff, 0xffffffff])
        },
      ),
      { numRuns: 100 },
    )
  })

  it('have the cotangent that the program of the derivative computes', () => {
    const dtypes = fc.constantFrom('f32' as const, 'f64' as const)
    fc.assert(
      fc.property(pools, dtypes, values, fc.boolean(), (pool, dtype, seed, ties) => {
        const { x, y, seen, attributes, inside } = typesOf(pool)
        const memory = bench(8)
        const value: Storage = fill(dtype, sizeOf(x), seed)
        if (ties) for (let i = 0; i < value.length; i++) value[i] = Math.sign(value[i] ?? 0)
        const cotangent = fill(dtype, sizeOf(y), { ...seed, seed: seed.seed ^ 5 })
        const window = windows([{ shape: x, dtype, value }], { shape: seen, dtype }, attributes)
        const operand = [{ shape: seen, dtype, value: window }]
        const largest = reduceMax(operand, { shape: y, dtype }, { axes: inside })
        const plan = poolPlan(dtype, x, attributes)
        if (!plan) throw new RangeError('a pooling was not seen as one')
        const table = memory.put(plan.table)
        const addresses = [memory.put(value), memory.put(largest), memory.put(cotangent)]
        const result = memory.room(sizeOf(x) * lanesOf[dtype].bytes)
        const kernel = maxPoolCotangentKernel(dtype)
        const run = instantiate([kernel.func], memory.memory)[kernel.key]
        run?.(0, plan.images, ...plan.args((offset) => table + offset), ...addresses, result)

        const each = sizeOf(seen) / Math.max(1, sizeOf(y))
        const shares = window.map((_, i) => {
          const group = Math.floor(i / each)
          const equals = (j: number): number => (window[j] === largest[group] ? 1 : 0)
          let count = 0
          for (let j = group * each; j < (group + 1) * each; j++) count += equals(j)
          return (cotangent[group] ?? 0) * round[dtype](equals(i) / count)
        })
        const expected = unwindows(
          [{ shape: seen, dtype, value: shares }],
          { shape: x, dtype },
          { ...attributes, shape: x },
        )
        expect(bitsOf(memory.read(dtype, result, sizeOf(x)))).toEqual(bitsOf(expected))
      }),
      { numRuns: 100 },
    )
  })

  it('of windows along other axes are not pooling', () => {
    const attributes = { axes: [1], sizes: [2], strides: [1], dilations: [1] }
    const other: Numeric = 'f32'
    expect(poolPlan(other, [2, 4, 4, 3], attributes)).toBeNull()
    expect(poolPlan(other, [2, 4, 3], { ...attributes, axes: [0] })).toBeNull()
  })
})
