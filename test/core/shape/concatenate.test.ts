import { describe } from 'vitest'
import {
  type Concat,
  concatShape,
  type Shapes,
  type Stack,
  stackShape,
} from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface ConcatRule extends Rule {
  readonly result: Concat<Arg<this, 0, Shapes>, Arg<this, 1, number>>
}
interface StackRule extends Rule {
  readonly result: Stack<Arg<this, 0, Shapes>, Arg<this, 1, number>>
}

describe('concat', () => {
  const concat = agree<ConcatRule>(concatShape)
  concat(
    [
      [
        [2, 3],
        [2, 4],
      ],
      1,
    ],
    [2, 7],
  )
  concat(
    [
      [
        [2, 3],
        [5, 3],
        [1, 3],
      ],
      0,
    ],
    [8, 3],
  )
  concat(
    [
      [
        [2, 3],
        [2, 4],
      ],
      -1,
    ],
    [2, 7],
  )
  concat([[[2, 3]], 1], [2, 3])
  concat([[[0], [3]], 0], [3])
  concat(
    [
      [
        [2, 3],
        [4, 4],
      ],
      1,
    ],
    'concat: [2, 3] and [4, 4] differ outside axis 1',
  )
  concat([[[2, 3], [2]], 1], 'concat: [2, 3] and [2] have different ranks')
  concat(
    [
      [
        [2, 3],
        [2, 3],
      ],
      2,
    ],
    'concat: axis 2 is out of range for [2, 3] (rank 2)',
  )
  concat([[[2, 3]], 2], 'concat: axis 2 is out of range for [2, 3] (rank 2)')
  concat([[[], []], 0], 'concat: axis 0 is out of range for [] (rank 0)')
  concat([[], 0], 'concat: nothing to put together')

  const inferred = infers<ConcatRule>()
  inferred(
    [
      [
        ['b', 3],
        ['b', 4],
      ],
      1,
    ],
    ['b', 7],
  )
  inferred(
    [
      [
        ['b', 3],
        ['b', size],
        ['b', 2],
      ],
      -1,
    ],
    ['b', size],
  )
  inferred(
    [
      [
        ['b', 3],
        [size, 4],
      ],
      1,
    ],
    ['b', 7],
  )
  inferred(
    [
      [
        [2, 3],
        [2, 4],
      ],
      size,
    ],
    [size, size],
  )
  inferred([[[2, 3]] as [2, 3][], 0], [size, 3])
  inferred(
    [
      [
        ['b', 3],
        ['c', 4],
      ],
      1,
    ],
    'concat: [b, 3] and [c, 4] differ outside axis 1',
  )
  const unknown = degrades<ConcatRule>()
  unknown([[shape, [2, 3]], 0])
  unknown([[[2, 3], anything], 0])
  unknown([[[2, 3]] as ([2, 3] | [4, 3])[], 0])
})

describe('stack', () => {
  const stack = agree<StackRule>(stackShape)
  stack(
    [
      [
        [2, 3],
        [2, 3],
      ],
      0,
    ],
    [2, 2, 3],
  )
  stack(
    [
      [
        [2, 3],
        [2, 3],
        [2, 3],
      ],
      2,
    ],
    [2, 3, 3],
  )
  stack(
    [
      [
        [2, 3],
        [2, 3],
      ],
      -1,
    ],
    [2, 3, 2],
  )
  stack([[[], []], 0], [2])
  stack([[[2, 3]], 1], [2, 1, 3])
  stack(
    [
      [
        [2, 3],
        [2, 4],
      ],
      0,
    ],
    'stack: [2, 3] and [2, 4] are different shapes',
  )
  stack([[[2, 3], [2]], 0], 'stack: [2, 3] and [2] are different shapes')
  stack(
    [
      [
        [2, 3],
        [2, 3],
      ],
      3,
    ],
    'stack: axis 3 is out of range for a result of rank 3',
  )
  stack([[], 0], 'stack: nothing to put together')

  const inferred = infers<StackRule>()
  inferred(
    [
      [
        ['b', 3],
        ['b', size],
      ],
      0,
    ],
    [2, 'b', 3],
  )
  inferred([[['b', 3]] as ['b', 3][], 0], [size, 'b', 3])
  inferred(
    [
      [
        ['b', 3],
        ['b', 3],
      ],
      size,
    ],
    [size, size, size],
  )
  inferred([[shape, ['b', 3]], 0], [2, 'b', 3])
  const unknown = degrades<StackRule>()
  unknown([[shape, shape], 0])
})
