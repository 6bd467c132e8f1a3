import { describe } from 'vitest'
import {
  type Fold,
  foldPlan,
  type Unfold,
  type UnfoldOptions,
  unfoldPlan,
} from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface UnfoldRule extends Rule {
  readonly result: Unfold<
    Arg<this, 0>,
    Arg<this, 1, number>,
    Arg<this, 2, number>,
    Arg<this, 3, UnfoldOptions>
  >
}
interface FoldRule extends Rule {
  readonly result: Fold<
    Arg<this, 0>,
    Arg<this, 1, number>,
    Arg<this, 2, number>,
    Arg<this, 3, UnfoldOptions>
  >
}

type Planned = (
  x: readonly number[],
  axis: number,
  length: number,
  options: UnfoldOptions,
) => ReturnType<typeof unfoldPlan>

const shapeOf =
  (plan: Planned) =>
  (...args: Parameters<Planned>): unknown => {
    const planned = plan(...args)
    return typeof planned === 'string' ? planned : planned.shape
  }

describe('unfold', () => {
  const unfold = agree<UnfoldRule>(shapeOf(unfoldPlan))
  unfold([[5], 0, 2, {}], [4, 2])
  unfold([[3, 7, 2], 1, 3, { stride: 2 }], [3, 3, 2, 3])
  unfold([[3, 8, 2], -2, 3, { stride: 2, dilation: 2 }], [3, 2, 2, 3])
  unfold([[5], 0, 1, {}], [5, 1])
  unfold([[5], 0, 5, {}], [1, 5])
  unfold([[5], 0, 6, {}], 'unfold: a window of 6 exceeds axis 0 of [5]')
  unfold([[5], 0, 4, { dilation: 2 }], 'unfold: a window of 7 exceeds axis 0 of [5]')
  unfold([[5], 1, 2, {}], 'unfold: axis 1 is out of range for [5] (rank 1)')
  unfold([[5], 0, 0, {}], 'unfold: size 0 is not a whole number >= 1')
  unfold([[5], 0, 2, { stride: 0 }], 'unfold: stride 0 is not a whole number >= 1')
  unfold([[5], 0, 2, { dilation: 1.5 }], 'unfold: dilation 1.5 is not a whole number >= 1')
  const inferred = infers<UnfoldRule>()
  inferred([['b', 'n'], 1, 3, {}], ['b', size, 3])
  inferred([['b', 'n'], 1, 1, {}], ['b', 'n', 1])
  inferred([['b', 9], 1, size, {}], ['b', size, size])
  inferred([['b', 9], size, 3, {}], [size, size, 3])
  const unknown = degrades<UnfoldRule>()
  unknown([shape, 0, 2, {}])
  unknown([anything, 0, 2, {}])
})

describe('fold', () => {
  const fold = agree<FoldRule>(shapeOf(foldPlan))
  fold([[4, 2], 0, 5, {}], [5])
  fold([[3, 3, 2, 3], 1, 7, { stride: 2 }], [3, 7, 2])
  fold([[3, 3, 2, 3], 1, 8, { stride: 2 }], [3, 8, 2])
  fold([[3, 2, 2, 3], -2, 8, { stride: 2, dilation: 2 }], [3, 8, 2])
  fold([[4, 2], 0, 6, {}], 'fold: 6 elements have 5 windows of 2, not 4 (axis 0 of [4, 2])')
  fold([[4, 2], 0, 1, {}], 'fold: a window of 2 exceeds axis 0 of [1]')
  fold([[4, 2], 1, 5, {}], 'fold: axis 1 is out of range for [4] (rank 1)')
  fold([[], 0, 5, {}], 'fold: windows [] must have rank >= 2')
  fold([[4, 2], 0, 5, { stride: 0 }], 'fold: stride 0 is not a whole number >= 1')
  const inferred = infers<FoldRule>()
  inferred([['b', 4, 2], 1, 5, {}], ['b', 5])
  inferred([['b', size, 2], 1, 5, {}], ['b', 5])
  inferred([['b', 4, size], 1, 5, {}], ['b', 5])
  const unknown = degrades<FoldRule>()
  unknown([shape, 0, 2, {}])
  unknown([anything, 0, 2, {}])
})
