import { describe } from 'vitest'
import { type TopK, topKShape } from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface TopKRule extends Rule {
  readonly result: TopK<Arg<this, 0>, Arg<this, 1, number>>
}

describe('topK', () => {
  const topK = agree<TopKRule>(topKShape)
  topK([[2, 5], 3], [2, 3])
  topK([[2, 5], 5], [2, 5])
  topK([[2, 5], 0], [2, 0])
  topK([[2, 5], 6], 'topK: 6 of 5 elements (last axis of [2, 5])')
  topK([[2, 5], -1], 'topK: -1 is not a number of elements (a whole number >= 0)')
  topK([[2, 5], 1.5], 'topK: 1.5 is not a number of elements (a whole number >= 0)')
  topK([[], 1], 'topK: a scalar has no axis')

  const inferred = infers<TopKRule>()
  inferred([['b', 10], 3], ['b', 3])
  inferred([['b', 10], size], ['b', size])
  inferred([[2, size], 3], [2, 3])
  inferred([[2, 'n'], 3], [2, 3])
  const unknown = degrades<TopKRule>()
  unknown([shape, 3])
  unknown([anything, 3])
})
