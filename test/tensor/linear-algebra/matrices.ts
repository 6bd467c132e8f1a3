import fc from 'fast-check'
import { expect } from 'vitest'
import { T, type Tensor } from '../../../src/index.ts'
import { runs } from '../../support/holds.ts'
import { type Random, between, randomOf } from '../../../src/laws/random.ts'

/** A matrix of doubles, or a batch of them, of sizes that the compiler does not know. */
export type M = Tensor<number[], 'f64'>

/** Numbers in (−2, 2). */
export const random = (next: Random, shape: readonly number[]): M => {
  const size = shape.reduce((product, n) => product * n, 1)
  const elements = Float64Array.from({ length: size }, () => between(next, -2, 2))
  return T.fromTypedArray(elements, [...shape])
}

export const swap = (x: M): M => {
  const rank = x.shape.length
  const outer = Array.from({ length: rank - 2 }, (_, axis) => axis)
  return T.transpose(x, [...outer, rank - 1, rank - 2]) as M
}

/** A Aᵀ + 1: symmetric, and positive definite. */
export const positive = (next: Random, batch: readonly number[], n: number): M => {
  const a = random(next, [...batch, n, n])
  return T.add(T.matmul(a, swap(a)), T.eye(n, { dtype: 'f64' })) as M
}

export const symmetric = (next: Random, batch: readonly number[], n: number): M => {
  const a = random(next, [...batch, n, n])
  return T.add(a, swap(a)) as M
}

export const identity = (batch: readonly number[], n: number): M =>
  T.broadcastTo(T.eye(n, { dtype: 'f64' }), [...batch, n, n]) as M

const elements = (x: Tensor<number[], 'f64'>): readonly number[] => [...T.toTypedArray(x)]

/** The same shape, and elements that differ by little beside the greatest. */
export const expectClose = (actual: M, expected: M, relative = 1e-9): void => {
  expect(actual.shape).toEqual(expected.shape)
  const wanted = elements(expected)
  const scale = Math.max(1, ...wanted.map(Math.abs))
  const by = elements(actual).map((x, i) => Math.abs(x - (wanted[i] as number)))
  for (const distance of by) expect(distance).toBeLessThanOrEqual(relative * scale)
}

/** Runs a test on batches of sizes 0 to 6. */
export const forMatrices = (
  check: (next: Random, batch: readonly number[], n: number) => void,
  numRuns = 40,
): void => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.constantFrom([], [], [2], [2, 3], [0]),
      fc.constantFrom(3, 2, 4, 1, 5, 6, 0),
      (seed, batch, n) => check(randomOf(seed), batch, n),
    ),
    runs(numRuns),
  )
}
