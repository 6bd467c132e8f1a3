import { describe } from 'vitest'
import { type Split, splitShapes } from '../../../src/core/shape/index.ts'
import { type Arg, agree, infers, type Rule, size } from './agree.ts'

interface SplitRule extends Rule {
  readonly result: Split<
    Arg<this, 0>,
    Arg<this, 1, number | readonly number[]>,
    Arg<this, 2, number>
  >
}

describe('split', () => {
  const split = agree<SplitRule>(splitShapes)
  split(
    [[6, 4], 3, 0],
    [
      [2, 4],
      [2, 4],
      [2, 4],
    ],
  )
  split(
    [[6, 4], 2, -1],
    [
      [6, 2],
      [6, 2],
    ],
  )
  split(
    [[6, 4], [1, 3], 1],
    [
      [6, 1],
      [6, 3],
    ],
  )
  split(
    [[6, 4], [0, 6], 0],
    [
      [0, 4],
      [6, 4],
    ],
  )
  split([[6, 4], 3, 1], 'split: dimension 4 (axis 1 of [6, 4]) is not divisible by 3')
  split([[6, 4], 0, 1], 'split: dimension 4 (axis 1 of [6, 4]) is not divisible by 0')
  split([[6, 4], -2, 1], 'split: dimension 4 (axis 1 of [6, 4]) is not divisible by -2')
  split([[6, 4], [1, 2], 1], 'split: parts [1, 2] add up to 3, not to 4 (axis 1 of [6, 4])')
  split([[6, 4], 2, 2], 'split: axis 2 is out of range for [6, 4] (rank 2)')

  const inferred = infers<SplitRule>()
  inferred(
    [['b', 6], 2, 1],
    [
      ['b', 3],
      ['b', 3],
    ],
  )
  inferred(
    [['b', 6], 2, 0],
    [
      [size, 6],
      [size, 6],
    ],
  )
  inferred(
    [['b', size], [1, 2], 1],
    [
      ['b', 1],
      ['b', 2],
    ],
  )
  inferred(
    [['b', 6], 2, size],
    [
      [size, size],
      [size, size],
    ],
  )
  inferred([[6], size, 0], [[size]] as [number][])
})
