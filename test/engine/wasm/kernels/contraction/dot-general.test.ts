import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Storage } from '../../../../../src/core/dtype.ts'
import type { DotAttributes } from '../../../../../src/core/primitives/contraction.ts'
import { sizeOf } from '../../../../../src/core/shape/dimension.ts'
import { dotGeneral } from '../../../../../src/engine/reference/kernels/contraction.ts'
import { permuted } from '../../../../../src/engine/reference/kernels/movement.ts'
import {
  dotProblem,
  rowByRow,
} from '../../../../../src/engine/wasm/kernels/contraction/dot-general.ts'
import { type Numeric, lanesOf } from '../../../../../src/engine/wasm/kernels/contraction/lanes.ts'
import {
  matmulArguments,
  matmulPlan,
} from '../../../../../src/engine/wasm/kernels/contraction/matmul-plan.ts'
import { instantiate } from '../../encode/run.ts'
import { bench } from './memory.ts'
import { bitsOf, fill, numeric, values } from './values.ts'

interface Contraction {
  readonly dtype: Numeric
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly attributes: DotAttributes
  readonly result: readonly number[]
}

const sizes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 })
const some = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 })

/** Axes of two operands, shuffled, with what is free, in step and summed over. */
const contractions: fc.Arbitrary<Contraction> = fc
  .tuple(fc.oneof(some, sizes), fc.oneof(some, sizes), sizes, sizes, fc.constantFrom(...numeric))
  .chain(([batch, summed, freeOfX, freeOfY, dtype]) => {
    const axes = (free: readonly number[]) => {
      const all = [
        ...batch.map((size, i) => ({ size, part: 'batch', i })),
        ...summed.map((size, i) => ({ size, part: 'summed', i })),
        ...free.map((size, i) => ({ size, part: 'free', i })),
      ]
      return fc.shuffledSubarray(all, { minLength: all.length })
    }
    return fc.tuple(axes(freeOfX), axes(freeOfY)).map(([x, y]): Contraction => {
      const of = (list: typeof x, part: string, count: number) =>
        Array.from({ length: count }, (_, i) =>
          list.findIndex((axis) => axis.part === part && axis.i === i),
        )
      const free = (list: typeof x) =>
        list.filter(({ part }) => part === 'free').map(({ size }) => size)
      return {
        dtype,
        x: x.map(({ size }) => size),
        y: y.map(({ size }) => size),
        attributes: {
          contract: [of(x, 'summed', summed.length), of(y, 'summed', summed.length)],
          batch: [of(x, 'batch', batch.length), of(y, 'batch', batch.length)],
        },
        result: [...batch, ...free(x), ...free(y)],
      }
    })
  })

const viaMatmul = (
  { dtype, x, y, attributes, result }: Contraction,
  operands: readonly [Storage, Storage],
) => {
  const { problem, copies, swapped } = dotProblem(dtype, rowByRow(x), rowByRow(y), attributes)
  const memory = bench(8)
  const address = ([x, y] as const).map((shape, i) => {
    const value = operands[i] ?? operands[0]
    const copy = copies[i]
    return memory.put(copy ? permuted({ shape, dtype, value }, copy) : value)
  }) as [number, number]
  const plan = matmulPlan(problem)
  const at = {
    a: address[swapped ? 1 : 0],
    b: address[swapped ? 0 : 1],
    c: memory.room(sizeOf(result) * lanesOf[dtype].bytes),
    scratch: memory.room(plan.scratch),
  }
  const kernel = instantiate([plan.kernel.func], memory.memory)[plan.kernel.key]
  kernel?.(0, plan.units, ...matmulArguments(problem, plan, at))
  return memory.read(dtype, at.c, sizeOf(result))
}

describe('general contractions', () => {
  it('are matrix products of operands as they are or copied', () => {
    fc.assert(
      fc.property(contractions, values, (contraction, seed) => {
        const { dtype, x, y, attributes, result } = contraction
        const left = fill(dtype, sizeOf(x), seed)
        const right = fill(dtype, sizeOf(y), { ...seed, seed: seed.seed ^ 99 })
        const expected = dotGeneral(
          [
            { shape: x, dtype, value: left },
            { shape: y, dtype, value: right },
          ],
          { shape: result, dtype },
          attributes,
        )
        expect(bitsOf(viaMatmul(contraction, [left, right]))).toEqual(bitsOf(expected))
      }),
      { numRuns: 200 },
    )
  })

  it('copy nothing where both operands are matrices in two levels of batch', () => {
    const attention = dotProblem('f32', rowByRow([8, 64, 4, 32]), rowByRow([8, 64, 4, 32]), {
      contract: [[3], [3]],
      batch: [
        [0, 2],
        [0, 2],
      ],
    })
    expect(attention.copies).toEqual([null, null])
    expect(attention.problem).toMatchObject({ batch: [8, 4], m: 64, n: 64, k: 32 })
  })

  it('copy an operand whose summed axes are in another order', () => {
    const crossed = dotProblem('f32', rowByRow([5, 3, 4]), rowByRow([3, 4, 7]), {
      contract: [
        [2, 1],
        [1, 0],
      ],
      batch: [[], []],
    })
    expect(crossed.copies).toEqual([
      [0, 2, 1],
      [1, 0, 2],
    ])
  })
})
