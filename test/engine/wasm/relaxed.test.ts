/**
 * Relaxed products: as close to the exact sums as rounded ones, and only where somebody asked. Where
 * the machine cannot add a product in one (Node before 22), everything stays as it is.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { T, compile, fold, referenceEngine, wasmEngine } from '../../../src/index.ts'
import type { Scalar, Tensor } from '../../../src/core/tensor.ts'
import { hasRelaxedVectors } from '../../../src/engine/wasm/host.ts'

type Any = Tensor<readonly number[], 'f32' | 'f64'>
type Operator = (x: Any, y: Any) => Any

/** A sum of `terms` products for each element of the result. */
interface Subject {
  readonly name: string
  readonly shapes: readonly [readonly number[], readonly number[]]
  readonly terms: number
  readonly operator: Operator
}

const product = T.matmul as unknown as Operator
const convolution = T.conv2d as unknown as Operator
const turned = (x: Any): Any => T.transpose(x) as unknown as Any

const size = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 70 }))

const subjects: fc.Arbitrary<Subject> = fc.oneof(
  fc.tuple(size, size, size, fc.nat(2)).map(([m, n, k, way]): Subject => {
    const [left, right] = [way === 1 ? [k, m] : [m, k], way === 2 ? [n, k] : [k, n]]
    return {
      name: ['A·B', 'Aᵀ·B', 'A·Bᵀ'][way] ?? '',
      shapes: [left, right],
      terms: k,
      operator: (x, y) => product(way === 1 ? turned(x) : x, way === 2 ? turned(y) : y),
    }
  }),
  fc
    .record({
      images: fc.integer({ min: 1, max: 3 }),
      channels: fc.integer({ min: 1, max: 5 }),
      features: fc.integer({ min: 1, max: 20 }),
    })
    .map(
      ({ images, channels, features }): Subject => ({
        name: 'convolution',
        shapes: [
          [images, 7, 6, channels],
          [3, 3, channels, features],
        ],
        terms: 9 * channels,
        operator: convolution,
      }),
    ),
)

const sizeOf = (shape: readonly number[]): number => shape.reduce((total, n) => total * n, 1)

/** Numbers of some powers of two and of both signs. */
const numbers = (count: number, seed: number): readonly number[] => {
  let state = seed | 1
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1103515245) + 12345) | 0
    return Math.fround(((state >> 8) / 2 ** 23) * 2 ** ((state >>> 3) % 9))
  })
}

const tensorOf = (shape: readonly number[], values: readonly number[], dtype: 'f32' | 'f64'): Any =>
  T.reshape(T.tensor(values, dtype), [...shape]) as unknown as Any

const exactly = (x: Any): readonly number[] => [
  ...(T.toTypedArray(x, { engine: referenceEngine }) as Float64Array),
]

const values = (x: Any): readonly number[] => [...(T.toTypedArray(x) as Float32Array)]

describe('relaxed products', () => {
  const engine = wasmEngine()

  test('are within k · ε · Σ |a| |b| of the exact ones, seen for the first time and again', () => {
    fc.assert(
      fc.property(
        subjects,
        fc.constantFrom('f32' as const, 'f64' as const),
        fc.integer(),
        ({ shapes, terms, operator }, dtype, seed) => {
          const lists = shapes.map((shape, i) => numbers(sizeOf(shape), seed + i))
          const operands = (type: 'f32' | 'f64', change = (x: number) => x): readonly [Any, Any] =>
            lists.map((list, i) =>
              tensorOf(shapes[i] ?? [], list.map(change), type),
            ) as unknown as readonly [Any, Any]
          const exact = exactly(operator(...operands('f64')))
          const scale = exactly(operator(...operands('f64', Math.abs)))
          const epsilon = dtype === 'f32' ? 2 ** -23 : 2 ** -52
          const relaxed = compile(operator, { engine, relaxed: true })
          const rounded = compile(operator, { engine })
          const [x, y] = operands(dtype)
          const reference = exactly(operator(x, y))
          for (let time = 0; time < 3; time++) {
            values(relaxed(x, y)).forEach((value, i) => {
              const error = Math.abs(value - (exact[i] ?? Number.NaN))
              expect(error).toBeLessThanOrEqual(terms * epsilon * (scale[i] ?? 0))
            })
            // the same program beside it keeps the bits of the reference engine
            expect(values(rounded(x, y))).toEqual(reference)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  test('are other kernels where the machine has them, and only then', () => {
    const own = wasmEngine()
    const [x, y] = [
      tensorOf([6, 7], numbers(42, 1), 'f32'),
      tensorOf([7, 9], numbers(63, 2), 'f32'),
    ]
    const run = (relaxed: boolean): number => {
      const f = compile(product, { engine: own, relaxed })
      for (let time = 0; time < 3; time++) values(f(x, y))
      return own.counts().kernels
    }
    const rounded = run(false)
    expect(run(true) > rounded).toBe(hasRelaxedVectors())
    expect(run(false)).toBe(run(true))
  })

  describe('of (1 + e)² − (1 + 2e), which loses e² where it is rounded', () => {
    const e = 2 ** -13
    const times = (count: number, ...list: readonly number[]): readonly number[] =>
      Array.from({ length: count }, () => list).flat()
    const x = tensorOf([5, 2], times(5, -(1 + 2 * e), 1 + e), 'f32')
    const y = tensorOf([2, 9], [...times(9, 1), ...times(9, 1 + e)], 'f32')
    const rounded = times(45, 0)
    const found = (f: Operator): readonly (readonly number[])[] =>
      [0, 1, 2].map(() => values(f(x, y)))

    test('belong to who asks for them, in a program', () => {
      const relaxed = wasmEngine({ relaxed: true })
      const results = found(compile(product, { engine: relaxed }))
      for (const result of results)
        expect([rounded, rounded.map(() => e * e)]).toContainEqual(result)
      // the first time as ever after
      expect(new Set(results.map(String)).size).toBe(1)
      expect(found(compile(product, { engine: relaxed, relaxed: false }))).toEqual([
        rounded,
        rounded,
        rounded,
      ])
      expect(found(compile(product, { engine }))).toEqual([rounded, rounded, rounded])
      expect(found(compile(product, { engine, relaxed: true }))).toEqual(results)
    })

    test('and in a loop', () => {
      const step = (sum: Scalar, w: Any): readonly [Any, Scalar] => {
        const result = product(w, y)
        return [result, T.add(sum, T.sum(result) as unknown as Scalar)]
      }
      const outputs = (relaxed: boolean): readonly (readonly number[])[] =>
        fold(step, { engine, relaxed })(T.tensor(0), [x, x])[0].map(values)
      expect(outputs(true)).toEqual(found(compile(product, { engine, relaxed: true })).slice(1))
      expect(outputs(false)).toEqual([rounded, rounded])
    })
  })
})
