import { expect, test } from 'vitest'
import { createPace } from '../../../../src/engine/wasm/threads/pace.ts'

/** How many of so many runs are shared, where each way takes a time. */
const sharedRuns = (runs: number, alone: number, shared: number): number => {
  const pace = createPace()
  let count = 0
  for (let i = 0; i < runs; i++) {
    const isShared = pace.prefersSharing()
    if (isShared) count += 1
    pace.took(isShared, isShared ? shared : alone)
  }
  return count
}

test('what pays is done nearly always', () => {
  expect(sharedRuns(6400, 2, 1)).toBeGreaterThan(6100)
  expect(sharedRuns(6400, 1, 2)).toBeLessThan(300)
})

test('the better way is found again when times change', () => {
  const pace = createPace()
  const runs = (count: number, alone: number, shared: number): number => {
    let sum = 0
    for (let i = 0; i < count; i++) {
      const isShared = pace.prefersSharing()
      if (isShared) sum += 1
      pace.took(isShared, isShared ? shared : alone)
    }
    return sum
  }
  runs(500, 2, 1)
  // another program takes the second processor
  expect(runs(1000, 2, 50)).toBeLessThan(100)
  runs(5000, 2, 1)
  expect(runs(640, 2, 1)).toBeGreaterThan(600)
})
