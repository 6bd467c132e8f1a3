import { describe, expect, it } from 'vitest'
import { type Einsum, einsumPlan, einsumShape, type Shapes } from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface EinsumRule extends Rule {
  readonly result: Einsum<Arg<this, 0, string>, Arg<this, 1, Shapes>>
}

describe('einsum', () => {
  const einsum = agree<EinsumRule>(einsumShape)
  einsum(
    [
      'ij,jk->ik',
      [
        [2, 3],
        [3, 4],
      ],
    ],
    [2, 4],
  )
  einsum(
    [
      'bhqd,bhkd->bhqk',
      [
        [2, 8, 5, 64],
        [2, 8, 7, 64],
      ],
    ],
    [2, 8, 5, 7],
  )
  einsum(['ij->ji', [[2, 3]]], [3, 2])
  einsum(['ij->', [[2, 3]]], [])
  einsum(['ii->i', [[3, 3]]], [3])
  einsum(['ii->', [[3, 3]]], [])
  einsum(['bii->b', [[2, 3, 3]]], [2])
  einsum(['i,j,k->kji', [[2], [3], [4]]], [4, 3, 2])
  einsum(['i , j -> i j', [[2], [3]]], [2, 3])
  einsum([',i->i', [[], [3]]], [3])
  einsum(
    [
      'aA,Ab->ab',
      [
        [2, 3],
        [3, 4],
      ],
    ],
    [2, 4],
  )
  einsum(
    [
      'ij,jk->ik',
      [
        [2, 3],
        [4, 5],
      ],
    ],
    "einsum: index 'j' is 3 in one operand and 4 in operand 1",
  )
  einsum(['ii->', [[3, 4]]], "einsum: index 'i' is 3 in one operand and 4 in operand 0")
  einsum(
    [
      'ij,jk->iz',
      [
        [2, 3],
        [3, 4],
      ],
    ],
    "einsum: output index 'z' does not appear in the inputs",
  )
  einsum(['ij->ii', [[2, 3]]], "einsum: output index 'i' appears twice")
  einsum(
    [
      'ij,jk',
      [
        [2, 3],
        [3, 4],
      ],
    ],
    "einsum: 'ij,jk' has no '->'",
  )
  einsum(['ij,jk->ik', [[2, 3]]], 'einsum: 1 more subscripts than operands')
  einsum(
    [
      'ij->ij',
      [
        [2, 3],
        [3, 4],
      ],
    ],
    'einsum: more operands than subscripts',
  )
  einsum(['ijk->i', [[2, 3]]], 'einsum: operand 0 has fewer dimensions than its subscripts')
  einsum(
    [
      'ij,j->i',
      [
        [2, 3],
        [3, 4],
      ],
    ],
    'einsum: operand 1 has more dimensions than its subscripts',
  )
  einsum(['i...->i', [[2, 3]]], "einsum: '.' is not an index: indices are letters")

  const inferred = infers<EinsumRule>()
  inferred(
    [
      'ij,jk->ik',
      [
        ['b', 784],
        [784, 10],
      ],
    ],
    ['b', 10],
  )
  inferred(
    [
      'bhqd,bhkd->bhqk',
      [
        ['b', 8, 't', 64],
        ['b', 8, 's', 64],
      ],
    ],
    ['b', 8, 't', 's'],
  )
  inferred(
    [
      'ij,jk->ikj',
      [
        ['b', size],
        [784, size],
      ],
    ],
    ['b', size, 784],
  )
  inferred(['ij,jk->ik', [shape, [784, 10]]], [size, 10])
  inferred(['ij,jk->ik', [anything, [784, 10]]], [size, 10])
  inferred(
    [
      'bhqd,bhkd->bhqk',
      [
        ['b', 8, 128, 64],
        ['b', 8, 128, 32],
      ],
    ],
    "einsum: index 'd' is 64 in one operand and 32 in operand 1",
  )
  const spec: string = 'ij->ij'
  degrades<EinsumRule>()([spec, [[2, 3]]])

  it('gives what an implementation needs', () => {
    expect(
      einsumPlan('bij,bjk->bik', [
        [7, 2, 3],
        [7, 3, 4],
      ]),
    ).toEqual({
      operands: [
        ['b', 'i', 'j'],
        ['b', 'j', 'k'],
      ],
      output: ['b', 'i', 'k'],
      sizes: new Map([
        ['b', 7],
        ['i', 2],
        ['j', 3],
        ['k', 4],
      ]),
      shape: [7, 2, 4],
    })
  })
})
