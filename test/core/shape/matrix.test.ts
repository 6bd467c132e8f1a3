import { describe } from 'vitest'
import {
  type Diag,
  type Diagonal,
  diagonalShape,
  diagShape,
  type OfMatrix,
  ofMatrixShape,
  type Qr,
  qrShapes,
  type Solve,
  solveShape,
  type Square,
  squareShape,
  type SquareToScalar,
  squareToScalarShape,
  type SquareToVector,
  squareToVectorShape,
  type Trace,
  traceShape,
} from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface SquareRule extends Rule {
  readonly result: Square<Arg<this, 0>, Arg<this, 1, string>>
}
interface ScalarRule extends Rule {
  readonly result: SquareToScalar<Arg<this, 0>, Arg<this, 1, string>>
}
interface VectorRule extends Rule {
  readonly result: SquareToVector<Arg<this, 0>, Arg<this, 1, string>>
}
interface MatrixRule extends Rule {
  readonly result: OfMatrix<Arg<this, 0>, Arg<this, 1, string>>
}
interface TraceRule extends Rule {
  readonly result: Trace<Arg<this, 0>>
}
interface DiagonalRule extends Rule {
  readonly result: Diagonal<Arg<this, 0>>
}
interface DiagRule extends Rule {
  readonly result: Diag<Arg<this, 0>>
}
interface QrRule extends Rule {
  readonly result: Qr<Arg<this, 0>>
}
interface SolveRule extends Rule {
  readonly result: Solve<Arg<this, 0>, Arg<this, 1>, Arg<this, 2, string>>
}

describe('functions of square matrices', () => {
  const square = agree<SquareRule>(squareShape)
  square([[3, 3], 'cholesky'], [3, 3])
  square([[5, 2, 3, 3], 'cholesky'], [5, 2, 3, 3])
  square([[0, 0], 'cholesky'], [0, 0])
  square([[2, 3], 'cholesky'], 'cholesky: [2, 3] is not square: 2 rows, 3 columns')
  square([[4, 2, 3], 'inverse'], 'inverse: [4, 2, 3] is not square: 2 rows, 3 columns')
  square([[3], 'inverse'], 'inverse: [3] must have rank >= 2')
  square([[], 'inverse'], 'inverse: [] must have rank >= 2')
  const toScalar = agree<ScalarRule>(squareToScalarShape)
  toScalar([[3, 3], 'det'], [])
  toScalar([[5, 3, 3], 'det'], [5])
  toScalar([[5, 3], 'det'], 'det: [5, 3] is not square: 5 rows, 3 columns')
  const toVector = agree<VectorRule>(squareToVectorShape)
  toVector([[5, 3, 3], 'eigvalsh'], [5, 3])
  toVector([[5], 'eigvalsh'], 'eigvalsh: [5] must have rank >= 2')

  const inferred = infers<SquareRule>()
  inferred([['n', 'n'], 'cholesky'], ['n', 'n'])
  inferred([['b', size, 3], 'cholesky'], ['b', 3, 3])
  inferred([['m', 'n'], 'cholesky'], 'cholesky: [m, n] is not square: m rows, n columns')
  infers<ScalarRule>()([['b', 'n', 'n'], 'det'], ['b'])
  infers<VectorRule>()([['b', 'n', size], 'eigvalsh'], ['b', 'n'])
  degrades<SquareRule>()([shape, 'cholesky'])
  degrades<ScalarRule>()([anything, 'det'])
  degrades<VectorRule>()([shape, 'eigvalsh'])
})

describe('functions of matrices', () => {
  const ofMatrix = agree<MatrixRule>(ofMatrixShape)
  ofMatrix([[2, 3], 'tril'], [2, 3])
  ofMatrix([[5, 2, 3], 'tril'], [5, 2, 3])
  ofMatrix([[3], 'tril'], 'tril: [3] must have rank >= 2')
  const trace = agree<TraceRule>(traceShape)
  trace([[2, 3]], [])
  trace([[5, 2, 3]], [5])
  trace([[3]], 'trace: [3] must have rank >= 2')
  const diagonal = agree<DiagonalRule>(diagonalShape)
  diagonal([[2, 3]], [2])
  diagonal([[5, 3, 2]], [5, 2])
  diagonal([[3]], 'diagonal: [3] must have rank >= 2')
  const diag = agree<DiagRule>(diagShape)
  diag([[3]], [3, 3])
  diag([[5, 3]], [5, 3, 3])
  diag([[]], 'diag: [] must have rank >= 1')
  const qr = agree<QrRule>(qrShapes)
  qr(
    [[5, 3]],
    [
      [5, 3],
      [3, 3],
    ],
  )
  qr(
    [[7, 2, 3]],
    [
      [7, 2, 2],
      [7, 2, 3],
    ],
  )
  qr([[3]], 'qr: [3] must have rank >= 2')

  infers<MatrixRule>()([['m', size], 'tril'], ['m', size])
  infers<TraceRule>()([['b', 'm', 'n']], ['b'])
  infers<DiagonalRule>()([['n', 'n']], ['n'])
  infers<DiagonalRule>()([['b', 'm', 3]], ['b', size])
  infers<DiagRule>()([['b', 'n']], ['b', 'n', 'n'])
  infers<QrRule>()(
    [['n', 'n']],
    [
      ['n', 'n'],
      ['n', 'n'],
    ],
  )
  infers<QrRule>()(
    [['m', 3]],
    [
      ['m', size],
      [size, 3],
    ],
  )
  degrades<MatrixRule>()([shape, 'tril'])
  degrades<TraceRule>()([shape])
  degrades<DiagonalRule>()([anything])
  degrades<DiagRule>()([shape])
})

describe('solve', () => {
  const solve = agree<SolveRule>(solveShape)
  solve([[3, 3], [3], 'solve'], [3])
  solve([[3, 3], [3, 2], 'solve'], [3, 2])
  solve([[5, 3, 3], [3], 'solve'], [5, 3])
  solve([[5, 3, 3], [3, 2], 'solve'], [5, 3, 2])
  solve([[3, 3], [5, 3, 2], 'solve'], [5, 3, 2])
  solve([[7, 1, 3, 3], [5, 3, 2], 'solve'], [7, 5, 3, 2])
  solve([[2, 3], [3], 'solve'], 'solve: [2, 3] is not square: 2 rows, 3 columns')
  solve([[3, 3], [4], 'solve'], 'solve: sizes differ: 3 (last of [3, 3]) vs 4 (last of [4])')
  solve(
    [[3, 3], [4, 2], 'triangularSolve'],
    'triangularSolve: sizes differ: 3 (last of [3, 3]) vs 4 (second to last of [4, 2])',
  )
  solve([[3, 3], [], 'solve'], 'solve: right operand [] must have rank >= 1')
  solve(
    [[5, 3, 3], [7, 3, 2], 'solve'],
    'solve: dimension 5 of [5, 3, 3] and dimension 7 of [7, 3, 2] are neither equal nor 1',
  )

  const inferred = infers<SolveRule>()
  inferred([['b', 'n', 'n'], ['n', 'k'], 'solve'], ['b', 'n', 'k'])
  inferred([['n', size], ['n'], 'solve'], ['n'])
  inferred(
    [['n', 'n'], ['m'], 'solve'],
    'solve: sizes differ: n (last of [n, n]) vs m (last of [m])',
  )
  const unknown = degrades<SolveRule>()
  unknown([shape, [3], 'solve'])
  unknown([[3, 3], anything, 'solve'])
})
