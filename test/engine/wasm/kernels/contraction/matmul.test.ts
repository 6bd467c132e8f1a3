import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Storage, allocate } from '../../../../../src/core/dtype.ts'
import { dotGeneral } from '../../../../../src/engine/reference/kernels/contraction.ts'
import { type Numeric, lanesOf } from '../../../../../src/engine/wasm/kernels/contraction/lanes.ts'
import type { MatmulVariant } from '../../../../../src/engine/wasm/kernels/contraction/matmul.ts'
import {
  type MatmulChoice,
  type MatmulProblem,
  matmulArguments,
  matmulPlan,
} from '../../../../../src/engine/wasm/kernels/contraction/matmul-plan.ts'
import type { Epilogue } from '../../../../../src/engine/wasm/kernels/contraction/epilogue.ts'
import { op } from '../../../../../src/engine/wasm/encode/index.ts'
import { instantiate } from '../../encode/run.ts'
import { bench } from './memory.ts'
import { bitsOf, fill, numeric, values } from './values.ts'

type Layout = 'rows' | 'columns'

interface Shape {
  readonly dtype: Numeric
  readonly batch: readonly [number, number]
  readonly m: number
  readonly n: number
  readonly k: number
  readonly a: Layout
  readonly b: Layout
  /** elements between rows that belong to nobody */
  readonly gap: number
}

const matrix = (rows: number, columns: number, layout: Layout, gap: number, inner: number) => {
  const [row, column] = layout === 'rows' ? [columns + gap, 1] : [1, rows + gap]
  const size = layout === 'rows' ? rows * row : columns * column
  return { steps: { row, column, inner: size, outer: inner * size }, size }
}

const setup = ({ dtype, batch, m, n, k, a, b, gap }: Shape) => {
  const [ofA, ofB, ofC] = [
    matrix(m, k, a, gap, batch[1]),
    matrix(k, n, b, gap, batch[1]),
    matrix(m, n, 'rows', gap, batch[1]),
  ]
  const problem: MatmulProblem = { dtype, batch, m, n, k, a: ofA.steps, b: ofB.steps, c: ofC.steps }
  const count = batch[0] * batch[1]
  return { problem, sizes: { a: count * ofA.size, b: count * ofB.size, c: count * ofC.size } }
}

/** The elements of matrices, one after the other and row by row. */
const dense = (
  array: Storage,
  dtype: Numeric,
  [outer, inner]: readonly [number, number],
  [rows, columns]: readonly [number, number],
  steps: MatmulProblem['a'],
): Storage => {
  const out = allocate(dtype, outer * inner * rows * columns)
  let i = 0
  for (let o = 0; o < outer; o++)
    for (let q = 0; q < inner; q++)
      for (let r = 0; r < rows; r++)
        for (let c = 0; c < columns; c++)
          out[i++] =
            array[o * steps.outer + q * steps.inner + r * steps.row + c * steps.column] ?? 0
  return out
}

const run = (
  shape: Shape,
  seed: { seed: number; edges: number },
  choice: MatmulChoice,
  cut: number,
) => {
  const { problem, sizes } = setup(shape)
  const { dtype, batch, m, n, k } = shape
  const memory = bench()
  const [a, b] = [
    fill(dtype, sizes.a, seed),
    fill(dtype, sizes.b, { ...seed, seed: seed.seed ^ 77 }),
  ]
  const plan = matmulPlan(problem, choice)
  // one of them ends where memory does
  const putB = seed.seed % 2 === 0 ? memory.put(b) : null
  const at = {
    a: memory.put(a),
    b: putB ?? memory.put(b),
    c: memory.room(sizes.c * lanesOf[dtype].bytes),
    scratch: memory.room(plan.scratch),
  }
  const kernel = instantiate([plan.kernel.func], memory.memory)[plan.kernel.key]
  const args = matmulArguments(problem, plan, at)
  const middle = Math.floor(plan.units * cut)
  // in the other order: no part depends on another
  kernel?.(middle, plan.units, ...args)
  kernel?.(0, middle, ...args)
  const found = memory.read(dtype, at.c, sizes.c)
  const count = batch[0] * batch[1]
  const expected = dotGeneral(
    [
      { shape: [count, m, k], dtype, value: dense(a, dtype, batch, [m, k], problem.a) },
      { shape: [count, k, n], dtype, value: dense(b, dtype, batch, [k, n], problem.b) },
    ],
    { shape: [count, m, n], dtype },
    { contract: [[2], [1]], batch: [[0], [0]] },
  )
  const after = memory.read(dtype, at.c + sizes.c * lanesOf[dtype].bytes, 4)
  return { found: dense(found, dtype, batch, [m, n], problem.c), expected, after, all: found }
}

const size = fc.oneof(fc.nat(9), fc.nat(40), fc.constantFrom(15, 16, 17, 31, 32, 33, 64, 100))

const shapes: fc.Arbitrary<Shape> = fc.record({
  dtype: fc.constantFrom(...numeric),
  batch: fc.constantFrom([1, 1], [2, 3], [0, 2], [3, 1]) as fc.Arbitrary<readonly [number, number]>,
  m: size,
  n: size,
  k: size,
  a: fc.constantFrom('rows', 'columns'),
  b: fc.constantFrom('rows', 'columns'),
  gap: fc.nat(3),
})

const variantFor = (shape: Shape): fc.Arbitrary<MatmulChoice> =>
  fc
    .record({
      a: fc.constantFrom<MatmulVariant['a']>(
        ...(shape.a === 'columns'
          ? (['together', 'copied', 'gathered'] as const)
          : (['direct', 'gathered'] as const)),
      ),
      b: fc.constantFrom<MatmulVariant['b']>(
        ...(shape.b === 'rows'
          ? (['direct', 'copied', 'gathered'] as const)
          : (['gathered'] as const)),
      ),
      tile: fc.constantFrom<MatmulVariant['tile']>('tall', 'wide'),
      rowBlock: fc.constantFrom(1, 3, 8, 16, 200),
      columnBlock: fc.constantFrom(16, 32, 400),
      // terms block by block, or all at once
      kBlock: fc.option(fc.constantFrom(1, 7, 16, 50)),
    })
    .map(({ kBlock, ...choice }) => ({
      ...choice,
      ...(kBlock === null ? { resumed: false } : { resumed: true, kBlock }),
    }))

describe('matrix products', () => {
  it('are those of the reference engine in every layout, variant, block and split', () => {
    const anything = shapes.chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.option(variantFor(shape), { nil: {} }),
        values,
        fc.double({ min: 0, max: 1, noNaN: true }),
      ),
    )
    fc.assert(
      fc.property(anything, ([shape, choice, seed, cut]) => {
        const { found, expected, after } = run(shape, seed, choice, cut)
        expect(bitsOf(found)).toEqual(bitsOf(expected))
        // nothing behind the result is written
        const untouched = new Uint8Array(after.buffer)
        expect(untouched.every((byte) => byte === 0xff)).toBe(true)
      }),
      { numRuns: 120 },
    )
  })

  it('of a size that is packed as it is planned', () => {
    for (const [a, b] of [
      ['rows', 'rows'],
      ['columns', 'rows'],
      ['rows', 'columns'],
      ['columns', 'columns'],
    ] as const) {
      for (const [m, n, k] of [
        [150, 333, 301],
        [46, 33, 2500],
      ] as const) {
        const shape: Shape = { dtype: 'f32', batch: [1, 1], m, n, k, a, b, gap: 0 }
        const { found, expected } = run(shape, { seed: 5, edges: 0 }, {}, 0.4)
        expect(bitsOf(found)).toEqual(bitsOf(expected))
      }
    }
  })

  it('store what an epilogue makes of the sums, wherever tiles end', () => {
    const epilogue: Epilogue = {
      key: 'test',
      operands: [
        { columns: 'each', bytes: 4, load: (address) => op('v128.load', address) },
        { columns: 'each', bytes: 4, load: (address) => op('v128.load', address) },
        { columns: 'same', bytes: 4, load: (address) => op('v128.load32_splat', address) },
        { columns: 'same', bytes: 4, load: (address) => op('v128.load32_splat', address) },
      ],
      emit: (body, sum, [whole = sum, row = sum, column = sum, scalar = sum]) => {
        const y = body.let(
          op('f32x4.add', op('f32x4.add', sum, whole), op('f32x4.add', row, column)),
        )
        return [y, op('f32x4.max', y, scalar)]
      },
      results: 2,
    }
    const small = fc.integer({ min: 1, max: 35 })
    fc.assert(
      fc.property(
        small,
        small,
        fc.nat(9),
        fc.constantFrom(3, 200),
        values,
        (m, n, k, rowBlock, seed) => {
          const shape: Shape = {
            dtype: 'f32',
            batch: [1, 2],
            m,
            n,
            k,
            a: 'rows',
            b: 'rows',
            gap: 0,
          }
          const { problem } = setup(shape)
          const memory = bench()
          const of = (count: number, other: number) =>
            fill('f32', count, { ...seed, seed: seed.seed ^ other })
          const [a, b] = [of(2 * m * k, 1), of(2 * k * n, 2)]
          const [whole, row, column, scalar] = [of(2 * m * n, 3), of(n, 4), of(m, 5), of(1, 6)]
          const plan = matmulPlan(problem, { epilogue, rowBlock, columnBlock: 16 })
          const at = { a: memory.put(a), b: memory.put(b), c: memory.room(8 * m * n), scratch: 0 }
          const second = memory.room(8 * m * n)
          const others = [
            [memory.put(whole), 4 * n, 0, 4 * m * n],
            [memory.put(row), 0, 0, 0],
            [memory.put(column), 4, 0, 0],
            [memory.put(scalar), 0, 0, 0],
            [second, 4 * n, 0, 4 * m * n],
          ]
          const kernel = instantiate([plan.kernel.func], memory.memory)[plan.kernel.key]
          kernel?.(0, plan.units, ...matmulArguments(problem, plan, at), ...others.flat())
          const sums = dotGeneral(
            [
              { shape: [2, m, k], dtype: 'f32', value: a },
              { shape: [2, k, n], dtype: 'f32', value: b },
            ],
            { shape: [2, m, n], dtype: 'f32' },
            { contract: [[2], [1]], batch: [[0], [0]] },
          )
          const round = Math.fround
          const first = Float32Array.from(sums, (sum, i) => {
            const [r = 0, c = 0] = [row[i % n], column[Math.floor(i / n) % m]]
            return round(round(sum + (whole[i] ?? 0)) + round(r + c))
          })
          const greatest = first.map((y) => Math.max(y, scalar[0] ?? 0))
          expect(bitsOf(memory.read('f32', at.c, 2 * m * n))).toEqual(bitsOf(first))
          expect(bitsOf(memory.read('f32', second, 2 * m * n))).toEqual(bitsOf(greatest))
        },
      ),
      { numRuns: 60 },
    )
  })
})
