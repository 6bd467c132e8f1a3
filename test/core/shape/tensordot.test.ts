import { describe } from 'vitest'
import {
  type ContractedAxes,
  type TensorDot,
  tensorDotShape,
} from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface TensorDotRule extends Rule {
  readonly result: TensorDot<Arg<this, 0>, Arg<this, 1>, Arg<this, 2, ContractedAxes>>
}

describe('tensordot', () => {
  const tensordot = agree<TensorDotRule>(tensorDotShape)
  tensordot([[2, 3, 4], [3, 4, 5], 2], [2, 5])
  tensordot([[2, 3], [3, 5], 1], [2, 5])
  tensordot([[2], [3], 0], [2, 3])
  tensordot([[2, 3], [2, 3], 2], [])
  tensordot(
    [
      [2, 3, 4],
      [4, 2, 5],
      [
        [0, 2],
        [1, 0],
      ],
    ],
    [3, 5],
  )
  tensordot(
    [
      [2, 3, 4],
      [4, 5],
      [[-1], [0]],
    ],
    [2, 3, 5],
  )
  tensordot([[2, 3], [4, 5], 1], 'tensordot: axis 1 of [2, 3] is 3, axis 0 of [4, 5] is 4')
  tensordot([[2, 3], [3, 5], 3], 'tensordot: [2, 3] and [3, 5] do not have 3 axes to sum over')
  tensordot([[2, 3], [3], 2], 'tensordot: [2, 3] and [3] do not have 2 axes to sum over')
  tensordot(
    [
      [2, 3],
      [3, 5],
      [[0], [0, 1]],
    ],
    'tensordot: 1 axes on the left and 2 on the right',
  )
  tensordot(
    [
      [2, 3],
      [3, 5],
      [[2], [0]],
    ],
    'tensordot: axis 2 is out of range for [2, 3] (rank 2)',
  )
  tensordot(
    [
      [2, 3],
      [3, 5],
      [[1], [2]],
    ],
    'tensordot: axis 2 is out of range for [3, 5] (rank 2)',
  )

  const inferred = infers<TensorDotRule>()
  inferred([['b', 3], [3, 'c'], 1], ['b', 'c'])
  inferred([['b', size], [3, 'c'], 1], ['b', 'c'])
  inferred([['b', 't'], [3, 'c'], 1], 'tensordot: axis 1 of [b, t] is t, axis 0 of [3, c] is 3')
  const unknown = degrades<TensorDotRule>()
  unknown([shape, [3], 1])
  unknown([anything, [3], 1])
  unknown([[3], [3], size])
})
