import { type DType, type FloatOf, floatOf } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { div, mul, sqrt, sub } from '../core/primitives/arithmetic.ts'
import { dotGeneral } from '../core/primitives/contraction.ts'
import { broadcast } from '../core/primitives/movement.ts'
import { reduceSum } from '../core/primitives/summation.ts'
import { type Blame, type Covariance, covarianceShape, type ToShape } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { only } from './dual.ts'
import { checked, operandAs } from './operand.ts'
import { meanOf } from './reduce.ts'

/** A function of every pair of variables, which are the rows of x. */
type OfPairs<Operator extends string> = <S extends Shape, D extends DType>(
  x: Blame<Covariance<S, Operator>, Tensor<S, D>>,
) => Tensor<ToShape<Covariance<S, Operator>>, FloatOf<D>>

/** The rows of x less their means. */
const centred = (operator: string, value: unknown): Node => {
  const x = operandAs(operator, value, floatOf)
  checked(operator, covarianceShape(x.shape, operator), x.shape)
  return sub(x, broadcast(meanOf(x, [1]), x.shape, [0]))
}

const products = (rows: Node): Node =>
  dotGeneral(rows, rows, { contract: [[1], [1]], batch: [[], []] })

/**
 * The covariances of variables, which are the rows of x, with an observation in each column. As in
 * statistics they divide by n − 1 (`variance` divides by n).
 *
 * `[variables, observations] -> [variables, variables]`
 *
 * Throws `ShapeError` unless x has two axes.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.cov(T.tensor([[1, 2, 3], [2, 4, 6]]))) // [[1, 2], [2, 4]]
 */
export const cov: OfPairs<'cov'> = only((x: unknown) => {
  const rows = centred('cov', x)
  const sums = products(rows)
  return div(sums, fill((rows.shape[1] ?? 0) - 1, sums))
})

/**
 * The correlation coefficients of variables, which are the rows of x, with an observation in each
 * column: from −1 to 1, NaN where a variable does not vary.
 *
 * `[variables, observations] -> [variables, variables]`
 *
 * Throws `ShapeError` unless x has two axes.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.corrcoef(T.tensor([[1, 1, 3, 3], [8, 8, 2, 2]]))) // [[1, -1], [-1, 1]]
 */
export const corrcoef: OfPairs<'corrcoef'> = only((x: unknown) => {
  const rows = centred('corrcoef', x)
  const length = sqrt(reduceSum(mul(rows, rows), [1]))
  return products(div(rows, broadcast(length, rows.shape, [0])))
})
