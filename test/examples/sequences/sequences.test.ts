import { expect, test } from 'vitest'
import { learnSequences } from '../../../examples/sequences/sequences.ts'

test('a transformer learns to find doubles', () => {
  const { losses, accuracy } = learnSequences({ steps: 200, seed: 0 })
  expect(losses).toHaveLength(200)
  expect(accuracy).toBeGreaterThan(0.9)
})
