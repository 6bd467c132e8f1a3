import { describe } from 'vitest'
import { type Transpose, transposeShape } from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface TransposeRule extends Rule {
  readonly result: Transpose<Arg<this, 0>, Arg<this, 1, readonly number[] | undefined>>
}

describe('transpose', () => {
  const transpose = agree<TransposeRule>(transposeShape)
  transpose(
    [
      [2, 3, 4],
      [0, 2, 1],
    ],
    [2, 4, 3],
  )
  transpose(
    [
      [2, 3, 4],
      [-1, 0, 1],
    ],
    [4, 2, 3],
  )
  transpose([[2, 3, 4], undefined], [4, 3, 2])
  transpose([[], undefined], [])
  transpose([[], []], [])
  transpose(
    [
      [2, 3, 4],
      [0, 2, 2],
    ],
    'transpose: (0, 2, 2) is not a permutation of the axes of [2, 3, 4]',
  )
  transpose(
    [
      [2, 3, 4],
      [0, 2, 3],
    ],
    'transpose: (0, 2, 3) is not a permutation of the axes of [2, 3, 4]',
  )
  transpose(
    [
      [2, 3, 4],
      [0, 1],
    ],
    'transpose: 2 axes given for [2, 3, 4] of rank 3',
  )

  const inferred = infers<TransposeRule>()
  inferred(
    [
      ['b', 3, size],
      [2, 0, 1],
    ],
    [size, 'b', 3],
  )
  inferred([['b', 3, 4], undefined], [4, 3, 'b'])
  inferred(
    [
      ['b', 3, 4],
      [0, size, 1],
    ],
    [size, size, size],
  )
  inferred([['b', 3], [size] as number[]], [size, size])
  const unknown = degrades<TransposeRule>()
  unknown([shape, [1, 0]])
  unknown([anything, undefined])
})
