import { type DType, floatOf, type NumberOf, numberOf } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import { axesOf, zerosLike } from '../core/primitives/align.ts'
import { equal, select } from '../core/primitives/comparison.ts'
import { iota } from '../core/primitives/creation.ts'
import { lowerTriangle, upperTriangle } from '../core/primitives/matrix.ts'
import { broadcast } from '../core/primitives/movement.ts'
import { slice } from '../core/primitives/selection.ts'
import { reduceSum } from '../core/primitives/summation.ts'
import {
  type Blame,
  type Diag,
  type Diagonal,
  diagonalShape,
  diagShape,
  type OfMatrix,
  ofMatrixShape,
  type Sizes,
  type ToShape,
  type Trace,
  traceShape,
} from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { describe, nodeOf } from '../core/tree.ts'
import { alongDiagonal } from './contraction.ts'
import { byTensor, only } from './dual.ts'
import { checked, operandAs } from './operand.ts'

/** The single operand in a floating type, whose shape fits a rule. */
export const floatMatrix = <R>(
  operator: string,
  x: unknown,
  rule: (shape: Sizes, operator: string) => R | string,
): readonly [x: Node, shape: R] => {
  const node = operandAs(operator, x, floatOf)
  return [node, checked(operator, rule(node.shape, operator), node.shape)]
}

/** The elements on the diagonal of matrices, as a last axis. */
export const diagonalNode = (x: Node): Node => {
  const [rows = 0, columns = 0] = x.shape.slice(-2)
  const size = Math.min(rows, columns)
  const outer = x.shape.slice(0, -2)
  const square =
    rows === columns
      ? x
      : slice(
          x,
          x.shape.map(() => 0),
          [...outer, size, size],
          x.shape.map(() => 1),
        )
  return alongDiagonal({ node: square, labels: [...outer.map((_, axis) => `${axis}`), 'i', 'i'] })
    .node
}

/**
 * The elements on the diagonal: xᵢᵢ.
 *
 * `[..., m, n] -> [..., min(m, n)]`
 *
 * Throws `ShapeError` unless x has at least two dimensions.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.diagonal(T.tensor([[1, 2, 3], [4, 5, 6]]))) // [1, 5]
 */
export const diagonal: <S extends Shape, D extends DType>(
  x: Blame<Diagonal<S>, Tensor<S, D>>,
) => Tensor<ToShape<Diagonal<S>>, D> = only((x: unknown) => {
  const node = nodeOf('diagonal', x)
  checked('diagonal', diagonalShape(node.shape), node.shape)
  return diagonalNode(node)
})

/**
 * The sum of the elements on the diagonal: Σ xᵢᵢ. Booleans are counted in i32.
 *
 * `[..., m, n] -> [...]`
 *
 * Law: `trace(A B) = trace(B A)`.
 *
 * Throws `ShapeError` unless x has at least two dimensions.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toNumber(T.trace(T.tensor([[1, 2], [3, 4]]))) // 5
 */
export const trace: <S extends Shape, D extends DType>(
  x: Blame<Trace<S>, Tensor<S, D>>,
) => Tensor<ToShape<Trace<S>>, NumberOf<D>> = only((x: unknown) => {
  const node = operandAs('trace', x, numberOf)
  checked('trace', traceShape(node.shape), node.shape)
  const elements = diagonalNode(node)
  return reduceSum(elements, [elements.shape.length - 1])
})

/**
 * The matrix with given elements on its diagonal and zeros elsewhere. `diagonal` takes them out
 * again.
 *
 * `[..., n] -> [..., n, n]`
 *
 * Throws `ShapeError` for a scalar.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.diag(T.tensor([1, 2]))) // [[1, 0], [0, 2]]
 */
export const diag: <S extends Shape, D extends DType>(
  x: Blame<Diag<S>, Tensor<S, D>>,
) => Tensor<ToShape<Diag<S>>, D> = only((x: unknown) => {
  const node = nodeOf('diag', x)
  const shape = checked('diag', diagShape(node.shape), node.shape)
  const rank = node.shape.length
  const repeated = broadcast(node, shape, axesOf(rank))
  const isDiagonal = equal(iota(shape, rank - 1, 'i32'), iota(shape, rank, 'i32'))
  return select(isDiagonal, repeated, zerosLike(repeated))
})

interface Triangle<Operator extends string> {
  (
    offset: number,
  ): <S extends Shape, D extends DType>(
    x: Blame<OfMatrix<S, Operator>, Tensor<S, D>>,
  ) => Tensor<ToShape<OfMatrix<S, Operator>>, D>
  <S extends Shape, D extends DType>(
    x: Blame<OfMatrix<S, Operator>, Tensor<S, D>>,
    offset?: number,
  ): Tensor<ToShape<OfMatrix<S, Operator>>, D>
}

const triangle = <Operator extends string>(
  operator: Operator,
  part: (x: Node, offset: number) => Node,
): Triangle<Operator> =>
  byTensor((x: unknown, offset: unknown = 0) => {
    const node = nodeOf(operator, x)
    checked(operator, ofMatrixShape(node.shape, operator), node.shape)
    if (typeof offset !== 'number' || !Number.isInteger(offset) || Math.abs(offset) >= 2 ** 30)
      throw new ArgumentError(
        operator,
        `the offset must be a whole number, got ${describe(offset)}`,
      )
    return part(node, offset)
  })

/**
 * The lower triangle of matrices: xᵢⱼ where j − i ≤ offset, zeros above. The offset, 0 if none is
 * given, counts diagonals upwards: −1 leaves the diagonal out.
 *
 * `[..., m, n] -> [..., m, n]`; `tril(offset)(x)` for pipes.
 *
 * Law: `tril(x) + triu(x, 1) = x`.
 *
 * Throws `ShapeError` unless x has at least two dimensions, `ArgumentError` for an offset that is not
 * whole.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * T.toArray(T.tril(x)) // [[1, 0], [3, 4]]
 * T.toArray(T.tril(-1)(x)) // [[0, 0], [3, 0]]
 */
export const tril: Triangle<'tril'> = triangle('tril', lowerTriangle)

/**
 * The upper triangle of matrices: xᵢⱼ where j − i ≥ offset, zeros below. The offset, 0 if none is
 * given, counts diagonals upwards: 1 leaves the diagonal out.
 *
 * `[..., m, n] -> [..., m, n]`; `triu(offset)(x)` for pipes.
 *
 * Law: `tril(x) + triu(x, 1) = x`.
 *
 * Throws `ShapeError` unless x has at least two dimensions, `ArgumentError` for an offset that is not
 * whole.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.triu(T.tensor([[1, 2], [3, 4]]))) // [[1, 2], [0, 4]]
 */
export const triu: Triangle<'triu'> = triangle('triu', upperTriangle)
