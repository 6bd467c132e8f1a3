import { expect, test } from 'vitest'
import { learnSpirals } from '../../../examples/spirals/spirals.ts'

test('a deep residual network learns two spirals', () => {
  const { losses, accuracy } = learnSpirals({ steps: 150, seed: 0 })
  expect(losses).toHaveLength(150)
  expect(losses.at(-1)).toBeLessThan(0.1)
  expect(accuracy).toBeGreaterThan(0.95)
})
