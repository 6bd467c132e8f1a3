import { describe } from 'vitest'
import {
  type Axis,
  axisOf,
  type ReductionAxes,
  type Reduce,
  reduceShape,
} from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface AxisRule extends Rule {
  readonly result: [Axis<Arg<this, 0>, Arg<this, 1, number>, 'softmax'>]
}
interface ReduceRule extends Rule {
  readonly result: Reduce<Arg<this, 0>, Arg<this, 1, ReductionAxes>, Arg<this, 2, boolean>, 'sum'>
}

describe('an axis', () => {
  const axis = agree<AxisRule>((s, a) => [axisOf(s, a, 'softmax')])
  axis([[2, 3, 4], 0], [0])
  axis([[2, 3, 4], 2], [2])
  axis([[2, 3, 4], -1], [2])
  axis([[2, 3, 4], -3], [0])
  axis([[2, 3, 4], 3], ['softmax: axis 3 is out of range for [2, 3, 4] (rank 3)'])
  axis([[2, 3, 4], -4], ['softmax: axis -4 is out of range for [2, 3, 4] (rank 3)'])
  axis([[2, 3, 4], 1.5], ['softmax: axis 1.5 is out of range for [2, 3, 4] (rank 3)'])
  axis([[], 0], ['softmax: axis 0 is out of range for [] (rank 0)'])
  const inferred = infers<AxisRule>()
  inferred([[2, 3], size], [size])
  inferred([[2, 3], size as 0 | 1], [size])
  inferred([shape, 7], [size])
})

describe('a reduction', () => {
  const sum = agree<ReduceRule>((s, axes, keepdims) => reduceShape(s, axes, keepdims, 'sum'))
  sum([[2, 3, 4], undefined, false], [])
  sum([[2, 3, 4], undefined, true], [1, 1, 1])
  sum([[2, 3, 4], 1, false], [2, 4])
  sum([[2, 3, 4], -1, false], [2, 3])
  sum([[2, 3, 4], -2, true], [2, 1, 4])
  sum([[2, 3, 4], [0, -1], false], [3])
  sum([[2, 3, 4], [2, 0], true], [1, 3, 1])
  sum([[2, 3, 4], [], false], [2, 3, 4])
  sum([[2, 3, 4], [0, 1, 2], false], [])
  sum([[2, 3, 4], 3, false], 'sum: axis 3 is out of range for [2, 3, 4] (rank 3)')
  sum([[2, 3, 4], [0, -4], false], 'sum: axis -4 is out of range for [2, 3, 4] (rank 3)')
  sum([[2, 3, 4], [1, -2], false], 'sum: axis -2 of [2, 3, 4] is named twice')

  const inferred = infers<ReduceRule>()
  inferred([['b', 3, 4], 1, false], ['b', 4])
  inferred([['b', 3, size], -1, true], ['b', 3, 1])
  inferred([['b', 3, 4], size, false], [size, size])
  inferred([['b', 3, 4], size, true], [size, size, size])
  inferred([['b', 3, 4], size as 0 | 1, false], [size, size])
  inferred([['b', 3, 4], [0, size], false], [size])
  inferred([['b', 3, 4], [size] as number[], true], [size, size, size])
  inferred([shape, undefined, false], [])
  const choice: boolean = size > 0
  const unknown = degrades<ReduceRule>()
  unknown([shape, 0, false])
  unknown([shape, undefined, true])
  unknown([anything, 0, false])
  unknown([['b', 3, 4], [size] as number[], false])
  unknown([['b', 3, 4], 0, choice])
})
