import { describe, expect, it } from 'vitest'
import { type Bound, type Slice, sliceBounds, sliceShape } from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface SliceRule extends Rule {
  readonly result: Slice<
    Arg<this, 0>,
    Arg<this, 1, readonly Bound[]>,
    Arg<this, 2, readonly Bound[]>,
    Arg<this, 3, readonly number[]>
  >
}

describe('slice', () => {
  const slice = agree<SliceRule>(sliceShape)
  slice([[10, 8], [2], [7], []], [5, 8])
  slice([[10, 8], [0, 1], [10, 3], []], [10, 2])
  slice([[10, 8], [], [4], []], [4, 8])
  slice([[10, 8], [4], [], []], [6, 8])
  slice([[10], [2], [2], []], [0])
  slice([[10], [0], [10], [3]], [4])
  slice([[10], [1], [10], [3]], [3])
  slice([[10], [0], [9], [3]], [3])
  slice([[10], [-3], [-1], []], [2])
  slice([[10, 8], [null, 2], [null, -2], []], [10, 4])
  slice(
    [
      [10, 8],
      [0, 0],
      [null, 4],
      [1, 2],
    ],
    [10, 2],
  )
  slice([[0], [0], [0], []], [0])
  slice([[2, 10], [0, 2], [2, 11], []], 'slice: stop 11 exceeds dimension 10 (axis 1 of [2, 10])')
  slice([[2, 10], [0, 5], [2, 3], []], 'slice: start 5 is after stop 3 (axis 1 of [2, 10])')
  slice([[10], [11], [], []], 'slice: start 11 is after stop 10 (axis 0 of [10])')
  slice(
    [[10], [-11], [], []],
    'slice: start -11 is before the beginning of dimension 10 (axis 0 of [10])',
  )
  slice(
    [[10], [], [-11], []],
    'slice: stop -11 is before the beginning of dimension 10 (axis 0 of [10])',
  )
  slice([[10], [], [], [0]], 'slice: step 0 is not a whole number >= 1 (axis 0 of [10])')
  slice([[10], [], [], [-1]], 'slice: step -1 is not a whole number >= 1 (axis 0 of [10])')
  slice([[10], [0, 0], [1], []], 'slice: 2 starts given for [10] of rank 1')
  slice([[10], [], [1, 1], []], 'slice: 2 stops given for [10] of rank 1')
  slice([[10], [], [], [1, 1]], 'slice: 2 steps given for [10] of rank 1')

  const inferred = infers<SliceRule>()
  inferred([['b', 10], [null, 2], [null, 7], []], ['b', 5])
  inferred([['b', 10], [0, 2], [null, 7], []], ['b', 5])
  inferred([['b', size], [null, 2], [null, 7], []], ['b', 5])
  inferred([['b', 10], [null, size], [null, 7], []], ['b', size])
  inferred([['b', 10], [2], [7], []], [5, 10])
  inferred([['b', 10], [2], [], []], [size, 10])
  inferred([['b', 10], [-2], [-1], []], [size, 10])
  inferred([['b', 10], [], [], [2, 3]], [size, 4])
  inferred([[6, 10], [size] as number[], [2], []], [size, size])
  inferred(
    [['b', 10], [null, 2], [null, 11], []],
    'slice: stop 11 exceeds dimension 10 (axis 1 of [b, 10])',
  )
  const unknown = degrades<SliceRule>()
  unknown([shape, [1], [2], []])
  unknown([anything, [1], [2], []])

  it('gives the bounds counted from the front', () => {
    expect(sliceBounds([10, 8, 6], [-3, null], [null, -2], [2])).toEqual({
      starts: [7, 0, 0],
      stops: [10, 6, 6],
      steps: [2, 1, 1],
      shape: [2, 6, 6],
    })
  })
})
