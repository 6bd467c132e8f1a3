import { describe, expect, it } from 'vitest'
import {
  type Flatten,
  flattenShape,
  type Reshape,
  reshapeShape,
  sizesFrom,
} from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface ReshapeRule extends Rule {
  readonly result: Reshape<Arg<this, 0>, Arg<this, 1>>
}
interface FlattenRule extends Rule {
  readonly result: Flatten<Arg<this, 0>>
}

describe('reshape', () => {
  const reshape = agree<ReshapeRule>(reshapeShape)
  reshape(
    [
      [32, 28, 28, 1],
      [32, 784],
    ],
    [32, 784],
  )
  reshape(
    [
      [32, 28, 28, 1],
      [32, -1],
    ],
    [32, 784],
  )
  reshape(
    [
      [6, 4],
      [2, -1, 3],
    ],
    [2, 4, 3],
  )
  reshape([[6, 4], [-1]], [24])
  reshape([[], [1, 1]], [1, 1])
  reshape([[1], []], [])
  reshape(
    [
      [2, 3],
      [-1, 2, 3],
    ],
    [1, 2, 3],
  )
  reshape(
    [
      [0, 3],
      [0, 5],
    ],
    [0, 5],
  )
  reshape([[2, 0, 3], [0]], [0])
  reshape(
    [
      [0, 4],
      [-1, 4],
    ],
    [0, 4],
  )
  reshape(
    [
      [32, 28, 28],
      [32, 700],
    ],
    'reshape: [32, 28, 28] has 784 elements, [32, 700] has 700 (equal dimensions cancelled)',
  )
  reshape(
    [
      [6, 4],
      [5, 5],
    ],
    'reshape: [6, 4] has 24 elements, [5, 5] has 25',
  )
  reshape([[3], [0]], 'reshape: [3] has 3 elements, [0] has 0')
  reshape(
    [
      [3, 0],
      [3, 2],
    ],
    'reshape: [3, 0] has 0 elements, [3, 2] has 2 (equal dimensions cancelled)',
  )
  reshape(
    [
      [6, 4],
      [5, -1],
    ],
    'reshape: [6, 4] cannot be reshaped to [5, -1]: 24 is not divisible by 5',
  )
  reshape(
    [
      [7, 4],
      [7, 3, -1],
    ],
    'reshape: [7, 4] cannot be reshaped to [7, 3, -1]: 4 is not divisible by 3 (equal dimensions cancelled)',
  )
  reshape([[3], [0, -1]], 'reshape: [3] cannot be reshaped to [0, -1]: 3 is not divisible by 0')
  reshape(
    [
      [6, 4],
      [-1, -1],
    ],
    'reshape: [-1, -1] has more than one -1',
  )
  reshape(
    [
      [6, 4],
      [-2, 12],
    ],
    'reshape: -2 in [-2, 12] is not a size (a whole number >= 0)',
  )
  reshape(
    [
      [6, 4],
      [1.5, 16],
    ],
    'reshape: 1.5 in [1.5, 16] is not a size (a whole number >= 0)',
  )

  const inferred = infers<ReshapeRule>()
  inferred(
    [
      ['batch', 28, 28, 1],
      ['batch', 784],
    ],
    ['batch', 784],
  )
  inferred(
    [
      ['batch', 28, 28, 1],
      ['batch', -1],
    ],
    ['batch', 784],
  )
  inferred(
    [
      ['batch', 't', 512],
      ['batch', 't', 8, 64],
    ],
    ['batch', 't', 8, 64],
  )
  inferred(
    [
      ['batch', 't', 512],
      [-1, 512],
    ],
    [size, 512],
  )
  inferred(
    [
      ['batch', 3],
      [-1, 3],
    ],
    ['batch', 3],
  )
  inferred(
    [
      [size, 28],
      [-1, 7],
    ],
    [size, 7],
  )
  inferred(
    [
      [size, 28],
      [3, 7],
    ],
    [3, 7],
  )
  inferred([shape, [3, -1]], [3, size])
  inferred(
    [
      ['batch', 28, 28],
      ['batch', 700],
    ],
    'reshape: [batch, 28, 28] has 784 elements, [batch, 700] has 700 (equal dimensions cancelled)',
  )
  degrades<ReshapeRule>()([[2, 3], shape])
  inferred([anything, [2, 3]], [2, 3])

  it('finds the size of one name in the target', () => {
    expect(reshapeShape([32, 28, 28], ['batch', 784])).toEqual([32, 784])
    expect(reshapeShape([32, 28], ['batch', 't', 28])).toBe(
      'reshape: [batch, t, 28] leaves several sizes open: give all but one, for example as dim(x, 0)',
    )
    expect(reshapeShape([32, 28], ['batch', -1])).toBe(
      'reshape: [batch, -1] leaves several sizes open: give all but one, for example as dim(x, 0)',
    )
  })
})

describe('sizes that a caller gives', () => {
  it('are whole numbers >= 0', () => {
    expect(sizesFrom([2, 0, 3], 'zeros')).toEqual([2, 0, 3])
    expect(sizesFrom([2, -1], 'zeros')).toBe(
      'zeros: -1 in [2, -1] is not a size (a whole number >= 0)',
    )
    expect(sizesFrom([NaN], 'zeros')).toBe(
      'zeros: NaN in [NaN] is not a size (a whole number >= 0)',
    )
    expect(sizesFrom(['batch', 3], 'zeros')).toBe(
      'zeros: a name in [batch, 3] has no size: give it, for example as dim(x, 0)',
    )
  })
})

describe('flatten', () => {
  const flatten = agree<FlattenRule>(flattenShape)
  flatten([[32, 7, 7, 64]], [32, 3136])
  flatten([[5]], [5, 1])
  flatten([[0, 3]], [0, 3])
  flatten([[]], 'flatten: a scalar has no batch axis')

  const inferred = infers<FlattenRule>()
  inferred([['batch', 7, 7, 64]], ['batch', 3136])
  inferred([['batch', 7, size, 64]], ['batch', size])
  inferred([['batch', 't']], ['batch', 't'])
  inferred([shape], [size, size])
})
