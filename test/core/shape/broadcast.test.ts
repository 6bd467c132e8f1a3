import { describe } from 'vitest'
import {
  type Broadcast,
  type BroadcastAll,
  type BroadcastTo,
  broadcastShape,
  broadcastShapes,
  broadcastToShape,
  type Shapes,
} from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface BroadcastRule extends Rule {
  readonly result: Broadcast<Arg<this, 0>, Arg<this, 1>, 'add'>
}
interface BroadcastAllRule extends Rule {
  readonly result: BroadcastAll<Arg<this, 0, Shapes>, 'where'>
}
interface BroadcastToRule extends Rule {
  readonly result: BroadcastTo<Arg<this, 0>, Arg<this, 1>>
}

describe('broadcast', () => {
  const broadcast = agree<BroadcastRule>((a, b) => broadcastShape(a, b, 'add'))
  broadcast(
    [
      [2, 3],
      [2, 3],
    ],
    [2, 3],
  )
  broadcast(
    [
      [4, 1, 3],
      [5, 1],
    ],
    [4, 5, 3],
  )
  broadcast([[], [3, 4]], [3, 4])
  broadcast([[3, 4], []], [3, 4])
  broadcast([[1], [0]], [0])
  broadcast([[7], [2, 3, 7]], [2, 3, 7])
  broadcast(
    [[4, 3], [4]],
    'add: dimension 3 of [4, 3] and dimension 4 of [4] are neither equal nor 1',
  )
  broadcast(
    [
      [2, 5, 3],
      [4, 3],
    ],
    'add: dimension 5 of [2, 5, 3] and dimension 4 of [4, 3] are neither equal nor 1',
  )

  const inferred = infers<BroadcastRule>()
  inferred([['batch', 256], [256]], ['batch', 256])
  inferred([['batch', 1], [256]], ['batch', 256])
  inferred([[4, size], [size]], [4, size])
  inferred([[4, size], [7]], [4, 7])
  inferred([[4, size], ['c']], [4, size])
  inferred(
    [
      ['b', 3],
      ['c', 3],
    ],
    'add: dimension b of [b, 3] and dimension c of [c, 3] are neither equal nor 1',
  )
  inferred(
    [
      ['b', 3],
      [5, 3],
    ],
    'add: dimension b of [b, 3] and dimension 5 of [5, 3] are neither equal nor 1',
  )
  const unknown = degrades<BroadcastRule>()
  unknown([shape, [3]])
  unknown([[3], shape])
  unknown([anything, [3]])
})

describe('broadcast of several', () => {
  const broadcast = agree<BroadcastAllRule>((shapes) => broadcastShapes(shapes, 'where'))
  broadcast([[[4, 1], [3], []]], [4, 3])
  broadcast(
    [[[4, 1], [3], [2]]],
    'where: dimension 3 of [4, 3] and dimension 2 of [2] are neither equal nor 1',
  )
  broadcast([[]], [])
})

describe('broadcastTo', () => {
  const broadcastTo = agree<BroadcastToRule>(broadcastToShape)
  broadcastTo([[3], [2, 3]], [2, 3])
  broadcastTo(
    [
      [2, 1],
      [2, 3],
    ],
    [2, 3],
  )
  broadcastTo([[], [2, 3]], [2, 3])
  broadcastTo(
    [
      [2, 3],
      [2, 1],
    ],
    'broadcastTo: dimension 3 of [2, 3] does not stretch to 1 in [2, 1]',
  )
  broadcastTo([[2, 3], [3]], 'broadcastTo: [2, 3] has more dimensions than [3]')

  const inferred = infers<BroadcastToRule>()
  inferred([[3], ['batch', 3]], ['batch', 3])
  inferred(
    [
      ['batch', 1],
      ['batch', 3],
    ],
    ['batch', 3],
  )
  inferred([[size], ['batch']], ['batch'])
  inferred([shape, [2, 3]], [2, 3])
  inferred([['b'], [3]], 'broadcastTo: dimension b of [b] does not stretch to 3 in [3]')
  degrades<BroadcastToRule>()([[2], shape])
})
