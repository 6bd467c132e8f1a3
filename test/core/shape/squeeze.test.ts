import { describe } from 'vitest'
import {
  type ExpandDims,
  expandDimsShape,
  type ReductionAxes,
  type Squeeze,
  squeezeShape,
} from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface SqueezeRule extends Rule {
  readonly result: Squeeze<Arg<this, 0>, Arg<this, 1, ReductionAxes>>
}
interface ExpandDimsRule extends Rule {
  readonly result: ExpandDims<Arg<this, 0>, Arg<this, 1, number>>
}

describe('squeeze', () => {
  const squeeze = agree<SqueezeRule>(squeezeShape)
  squeeze([[1, 3, 1], undefined], [3])
  squeeze([[1, 3, 1], 0], [3, 1])
  squeeze([[1, 3, 1], -1], [1, 3])
  squeeze(
    [
      [1, 3, 1],
      [0, 2],
    ],
    [3],
  )
  squeeze([[1, 3], 1], 'squeeze: axis 1 of [1, 3] has size 3, not 1')
  squeeze([[1, 3], 2], 'squeeze: axis 2 is out of range for [1, 3] (rank 2)')

  const inferred = infers<SqueezeRule>()
  inferred([['b', 1], 1], ['b'])
  inferred([['b', size], 1], ['b'])
  inferred([['b', 1], 0], 'squeeze: axis 0 of [b, 1] has size b, not 1')
  const unknown = degrades<SqueezeRule>()
  unknown([['b', 1], undefined])
  unknown([[size, 1], undefined])
  unknown([shape, 0])
  unknown([anything, undefined])
  unknown([[1, 1], [size] as number[]])
})

describe('expandDims', () => {
  const expandDims = agree<ExpandDimsRule>(expandDimsShape)
  expandDims([[2, 3], 0], [1, 2, 3])
  expandDims([[2, 3], 2], [2, 3, 1])
  expandDims([[2, 3], -1], [2, 3, 1])
  expandDims([[2, 3], -3], [1, 2, 3])
  expandDims([[], 0], [1])
  expandDims([[2, 3], 3], 'expandDims: axis 3 is out of range for a result of rank 3')

  const inferred = infers<ExpandDimsRule>()
  inferred([['b', 3], 1], ['b', 1, 3])
  inferred([['b', 3], size], [size, size, size])
  degrades<ExpandDimsRule>()([shape, 0])
})
