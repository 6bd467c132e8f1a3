import { describe } from 'vitest'
import {
  type Dot,
  dotShape,
  type MatMul,
  matmulShape,
  type Outer,
  outerShape,
} from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface MatMulRule extends Rule {
  readonly result: MatMul<Arg<this, 0>, Arg<this, 1>>
}
interface DotRule extends Rule {
  readonly result: Dot<Arg<this, 0>, Arg<this, 1>>
}
interface OuterRule extends Rule {
  readonly result: Outer<Arg<this, 0>, Arg<this, 1>>
}

describe('matmul', () => {
  const matmul = agree<MatMulRule>(matmulShape)
  matmul(
    [
      [2, 3],
      [3, 4],
    ],
    [2, 4],
  )
  matmul(
    [
      [8, 2, 3],
      [8, 3, 4],
    ],
    [8, 2, 4],
  )
  matmul(
    [
      [8, 2, 3],
      [3, 4],
    ],
    [8, 2, 4],
  )
  matmul(
    [
      [2, 3],
      [8, 3, 4],
    ],
    [8, 2, 4],
  )
  matmul(
    [
      [5, 1, 10, 64],
      [8, 64, 20],
    ],
    [5, 8, 10, 20],
  )
  matmul([[3], [3]], [])
  matmul([[2, 3], [3]], [2])
  matmul([[3], [3, 4]], [4])
  matmul([[8, 2, 3], [3]], [8, 2])
  matmul([[3], [8, 3, 4]], [8, 4])
  matmul(
    [
      [2, 0],
      [0, 3],
    ],
    [2, 3],
  )
  matmul(
    [
      [32, 783],
      [784, 256],
    ],
    'matmul: inner dimensions differ: 783 (last of [32, 783]) vs 784 (second to last of [784, 256])',
  )
  matmul([[3], [4]], 'matmul: inner dimensions differ: 3 (last of [3]) vs 4 (last of [4])')
  matmul(
    [
      [5, 2, 3],
      [7, 3, 4],
    ],
    'matmul: dimension 5 of [5, 2, 3] and dimension 7 of [7, 3, 4] are neither equal nor 1',
  )
  matmul([[], [3, 4]], 'matmul: left operand [] must have rank >= 1')
  matmul([[3, 4], []], 'matmul: right operand [] must have rank >= 1')

  const inferred = infers<MatMulRule>()
  inferred(
    [
      ['batch', 784],
      [784, 256],
    ],
    ['batch', 256],
  )
  inferred(
    [
      ['b', 8, 't', 64],
      ['b', 8, 64, 's'],
    ],
    ['b', 8, 't', 's'],
  )
  inferred(
    [
      ['batch', size],
      [784, 256],
    ],
    ['batch', 256],
  )
  inferred(
    [
      [size, size],
      [size, size],
    ],
    [size, size],
  )
  inferred(
    [
      ['batch', 783],
      [784, 256],
    ],
    'matmul: inner dimensions differ: 783 (last of [batch, 783]) vs 784 (second to last of [784, 256])',
  )
  inferred(
    [
      [size, 783],
      [784, 256],
    ],
    'matmul: inner dimensions differ: 783 (last of [number, 783]) vs 784 (second to last of [784, 256])',
  )
  inferred(
    [
      ['batch', 'feature'],
      [784, 256],
    ],
    'matmul: inner dimensions differ: feature (last of [batch, feature]) vs 784 (second to last of [784, 256])',
  )
  const unknown = degrades<MatMulRule>()
  unknown([shape, [784, 256]])
  unknown([[784, 256], shape])
  unknown([anything, [784, 256]])
})

describe('dot', () => {
  const dot = agree<DotRule>(dotShape)
  dot([[3], [3]], [])
  dot([[3], [4]], 'dot: 3 elements in [3] and 4 in [4]')
  dot([[2, 3], [3]], 'dot: left operand [2, 3] must be a vector')
  dot([[3], []], 'dot: right operand [] must be a vector')
  const inferred = infers<DotRule>()
  inferred([['n'], ['n']], [])
  inferred([[size], ['n']], [])
  inferred([shape, [3]], [])
})

describe('outer', () => {
  const outer = agree<OuterRule>(outerShape)
  outer([[3], [4]], [3, 4])
  outer([[2, 3], [3]], 'outer: left operand [2, 3] must be a vector')
  outer([[3], [2, 3]], 'outer: right operand [2, 3] must be a vector')
  infers<OuterRule>()([['n'], [size]], ['n', size])
})
