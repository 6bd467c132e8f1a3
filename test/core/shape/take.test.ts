import { describe } from 'vitest'
import {
  type AtRows,
  rowsShape,
  type Take,
  type TakeAlongAxis,
  takeAlongAxisShape,
  takeShape,
} from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface TakeRule extends Rule {
  readonly result: Take<Arg<this, 0>, Arg<this, 1>, Arg<this, 2, number>>
}
interface AlongRule extends Rule {
  readonly result: TakeAlongAxis<Arg<this, 0>, Arg<this, 1>, Arg<this, 2, number>>
}
interface RowsRule extends Rule {
  readonly result: AtRows<Arg<this, 0>, Arg<this, 1>, Arg<this, 2>, 'setAt'>
}

describe('take', () => {
  const take = agree<TakeRule>(takeShape)
  take([[5, 4], [2, 3], 0], [2, 3, 4])
  take([[5, 4], [2, 3], -1], [5, 2, 3])
  take([[5, 4, 3], [7], 1], [5, 7, 3])
  take([[5, 4], [], 0], [4])
  take([[5], [0], 0], [0])
  take([[5, 4], [2], 2], 'take: axis 2 is out of range for [5, 4] (rank 2)')
  take([[], [2], 0], 'take: axis 0 is out of range for [] (rank 0)')

  const inferred = infers<TakeRule>()
  inferred([['vocabulary', 512], ['batch', size], 0], ['batch', size, 512])
  inferred([['b', 3, 4], [2], size], [size, size, size])
  const unknown = degrades<TakeRule>()
  unknown([shape, [2], 0])
  unknown([[2, 3], shape, 0])
  unknown([anything, [2], 0])
})

describe('takeAlongAxis', () => {
  const along = agree<AlongRule>(takeAlongAxisShape)
  along([[5, 4], [5, 1], 1], [5, 1])
  along([[5, 4], [9, 4], -2], [9, 4])
  along([[5, 4], [5], 1], 'takeAlongAxis: [5, 4] and indices [5] have different ranks')
  along([[5, 4], [3, 1], 1], 'takeAlongAxis: [5, 4] and indices [3, 1] differ outside axis 1')
  along([[5, 4], [5, 1], 2], 'takeAlongAxis: axis 2 is out of range for [5, 4] (rank 2)')

  const inferred = infers<AlongRule>()
  inferred([['b', 10], ['b', 1], 1], ['b', 1])
  inferred([['b', 10], [size, 1], 1], ['b', 1])
  inferred([['b', 10], ['b', 1], size], ['b', 1])
  inferred([shape, ['b', 1], 0], ['b', 1])
  const unknown = degrades<AlongRule>()
  unknown([[2, 3], shape, 0])
})

describe('values at rows', () => {
  // the value level gives the rows that the values stretch to; the result is x
  const atRows = agree<RowsRule>((x: number[], indices: number[], values: number[]) => {
    const rows = rowsShape(x, indices, values, 'setAt')
    return typeof rows === 'string' ? rows : x
  })
  atRows([[5, 4], [2], [2, 4]], [5, 4])
  atRows([[5, 4], [2], [4]], [5, 4])
  atRows([[5, 4], [2], []], [5, 4])
  atRows([[5, 4], [], [4]], [5, 4])
  atRows([[5], [2, 3], [3]], [5])
  atRows([[], [2], [2]], 'setAt: a scalar has no rows')
  atRows([[5, 4], [2], [3]], 'setAt: values [3] do not stretch to rows [2, 4] of [5, 4]')
  atRows([[5], [2], [1, 2]], 'setAt: values [1, 2] do not stretch to rows [2] of [5]')

  const inferred = infers<RowsRule>()
  inferred([['n', 4], ['b'], ['b', 4]], ['n', 4])
  inferred([['n', 4], [size], ['b', 4]], ['n', 4])
  inferred(
    [['n', 4], ['b'], ['c', 4]],
    'setAt: values [c, 4] do not stretch to rows [b, 4] of [n, 4]',
  )
  inferred([['n', 4], shape, [3]], ['n', 4])
})
