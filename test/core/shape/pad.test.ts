import { describe } from 'vitest'
import {
  type Pad,
  type PadWidth,
  padShape,
  type Tile,
  tileShape,
} from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface PadRule extends Rule {
  readonly result: Pad<Arg<this, 0>, Arg<this, 1, readonly PadWidth[]>>
}
interface TileRule extends Rule {
  readonly result: Tile<Arg<this, 0>, Arg<this, 1, readonly number[]>>
}

describe('pad', () => {
  const pad = agree<PadRule>(padShape)
  pad(
    [
      [2, 3],
      [
        [1, 1],
        [0, 2],
      ],
    ],
    [4, 5],
  )
  pad([[2], [[0, 0]]], [2])
  pad([[], []], [])
  pad([[2, 3], [[1, 1]]], 'pad: 1 pairs given for [2, 3] of rank 2')
  pad(
    [
      [2, 3],
      [
        [1, 1],
        [-1, 0],
      ],
    ],
    'pad: the widths [-1, 0] of axis 1 are not whole numbers >= 0',
  )

  const inferred = infers<PadRule>()
  inferred(
    [
      ['b', 3],
      [
        [0, 0],
        [1, 2],
      ],
    ],
    ['b', 6],
  )
  inferred(
    [
      ['b', 3],
      [
        [1, 0],
        [size, 2],
      ],
    ],
    [size, size],
  )
  inferred([['b', 3], [[1, 1]] as [1, 1][]], [size, size])
  const unknown = degrades<PadRule>()
  unknown([shape, [[1, 1]]])
  unknown([anything, [[1, 1]]])
})

describe('tile', () => {
  const tile = agree<TileRule>(tileShape)
  tile(
    [
      [2, 3],
      [2, 1],
    ],
    [4, 3],
  )
  tile([[2, 3], [2]], [2, 6])
  tile([[3], [4, 2]], [4, 6])
  tile([[], [4]], [4])
  tile([[3], [0]], [0])
  tile([[3], [-1]], 'tile: repetitions [-1] are not whole numbers >= 0')

  const inferred = infers<TileRule>()
  inferred(
    [
      ['b', 3],
      [1, 2],
    ],
    ['b', 6],
  )
  inferred(
    [
      ['b', 3],
      [2, size],
    ],
    [size, size],
  )
  const unknown = degrades<TileRule>()
  unknown([shape, [2]])
  unknown([[2], [2] as number[]])
})
