/**
 * What the page says of the activations is so, and would not be so of just any function.
 */
import { T } from 'cotangent'
import { describe, expect, test } from 'vitest'
import { activations } from '../../../examples/activations/catalogue.ts'
import { everywhere, type Fact } from '../../../examples/activations/fact.ts'
import { sample } from '../../../examples/activations/sample.ts'
import { sampleVector, scores, vectorActivations } from '../../../examples/activations/vectors.ts'

const sampled = activations.map((activation) => ({
  ...activation,
  samples: activation.curves.map(({ f }) => sample(f, everywhere)),
}))

const vectors = vectorActivations.map((activation) => ({
  ...activation,
  sampled: sampleVector(activation.f, scores),
}))

/** A fact about how a is made from a parameter has no other function to be wrong of. */
const ofOneFunction = new Set(['∂a/∂α = min(z, 0)'])

describe.each(sampled)('$name', ({ name, facts, samples }) => {
  test.each(facts)('$says', ({ holds }) => {
    for (const numbers of samples) expect(holds(numbers)).toBe(true)
  })

  test.each(facts.filter(({ says }) => !ofOneFunction.has(says)))(
    'not just any function: $says',
    ({ holds }) => {
      const others = sampled.filter((other) => other.name !== name)
      expect(others.some(({ samples }) => samples.some((numbers) => !holds(numbers)))).toBe(true)
    },
  )
})

describe.each(vectors)('$name', ({ facts, sampled }) => {
  test.each(facts)('$says', ({ holds }) => {
    expect(holds(sampled)).toBe(true)
  })

  test.each<Fact<typeof sampled>>(facts)('not just any function: $says', ({ holds }) => {
    // its elements have neither the order nor the sum, the bounds or the slopes
    const wrong = sampleVector((z) => T.neg(z), scores)
    expect(holds(wrong)).toBe(false)
  })
})
