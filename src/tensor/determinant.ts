import type { DType, FloatOf } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { axesOf, fill } from '../core/primitives/align.ts'
import { abs, add, div, mul, sign, sub } from '../core/primitives/arithmetic.ts'
import { less } from '../core/primitives/comparison.ts'
import { convert } from '../core/primitives/conversion.ts'
import { log } from '../core/primitives/exponential.ts'
import { lu, pivots } from '../core/primitives/lu.ts'
import { swapped, upperTriangle } from '../core/primitives/matrix.ts'
import { broadcast, reshape } from '../core/primitives/movement.ts'
import { slice } from '../core/primitives/selection.ts'
import { sortBy } from '../core/primitives/order.ts'
import { reduceSum } from '../core/primitives/summation.ts'
import {
  type Blame,
  type SquareToScalar,
  squareToScalarShape,
  type ToShape,
} from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { only } from './dual.ts'
import { diagonalNode, floatMatrix } from './matrix.ts'
import { product } from './reduce.ts'

/** Where the rows, or the columns, go: `[..., 2, n] -> [..., n]`. */
const placesOf = (places: Node, which: 0 | 1): Node => {
  const outer = places.shape.slice(0, -2)
  const n = places.shape.at(-1) ?? 0
  const starts = [...outer.map(() => 0), which, 0]
  const stops = [...outer, which + 1, n]
  return reshape(
    slice(
      places,
      starts,
      stops,
      starts.map(() => 1),
    ),
    [...outer, n],
  )
}

/** The columns of matrices put where `places` says. */
const moveColumns = (x: Node, places: Node): Node => {
  const { length } = places.shape
  return sortBy(broadcast(places, x.shape, [...axesOf(length - 1), length]), x)
}

/** 1 for an even permutation and −1 for an odd one: the parity of its inversions, in f32 or f64. */
const parity = (places: Node, like: Node): Node => {
  const rank = places.shape.length
  const shape = [...places.shape, places.shape.at(-1) ?? 0]
  const outer = axesOf(rank - 1)
  const across = broadcast(places, shape, [...outer, rank])
  const down = broadcast(places, shape, [...outer, rank - 1])
  const inversions = upperTriangle(convert(less(across, down), 'i32'), 1)
  const count = reduceSum(inversions, [rank - 1, rank])
  const half = div(count, fill(2, count))
  const odd = sub(count, add(half, half))
  return convert(sub(fill(1, odd), add(odd, odd)), like.dtype)
}

/**
 * The pivots of an elimination with complete pivoting, and the sign that moving the rows and the
 * columns gives the determinant.
 */
const eliminated = (a: Node): readonly [sign: Node, pivots: Node] => {
  const places = pivots(a)
  const [rows, columns] = [placesOf(places, 0), placesOf(places, 1)]
  const moved = moveColumns(swapped(moveColumns(swapped(a), rows)), columns)
  return [mul(parity(rows, a), parity(columns, a)), diagonalNode(lu(moved))]
}

const last = (x: Node): readonly number[] => [x.shape.length - 1]

/**
 * The determinant of square matrices, by elimination with complete pivoting. Integers become f32. That
 * of a matrix of no rows is 1.
 *
 * `[..., n, n] -> [...]`
 *
 * Laws:
 * 1. `det(A B) = det(A) det(B)`.
 * 2. Its derivative is the adjugate: d det A = tr(adj(A) dA), which is det(A) tr(A⁻¹ dA) where A is
 *    regular, and right also where A is of rank n − 1, at every order.
 *
 * At a matrix of rank n − 2 or less the value is 0 and the derivative NaN. Throws `ShapeError` where A
 * is not square. For a large n use `slogdet`, which neither overflows nor vanishes.
 *
 * @example
 * import { T, type Tensor, grad } from 'cotangent'
 *
 * T.toNumber(T.det(T.tensor([[1, 2], [3, 4]]))) // -2
 * const adjugate = grad((x: Tensor<[2, 2]>) => T.det(x))
 * T.toArray(adjugate(T.tensor([[2, 2], [4, 4]]))) // [[4, -4], [-2, 2]]
 */
export const det: <S extends Shape, D extends DType>(
  x: Blame<SquareToScalar<S, 'det'>, Tensor<S, D>>,
) => Tensor<ToShape<SquareToScalar<S, 'det'>>, FloatOf<D>> = only((x: unknown) => {
  const [a] = floatMatrix('det', x, squareToScalarShape)
  const [moved, diagonal] = eliminated(a)
  return mul(moved, product(diagonal, last(diagonal)))
})

/**
 * The sign of the determinant and the logarithm of its magnitude: `[sign, log |det A|]`, so that
 * det A = sign · exp(log |det A|). Neither overflows where the determinant does. Integers become f32.
 *
 * `[..., n, n] -> [[...], [...]]`
 *
 * Laws:
 * 1. The derivative of log |det A| is the transposed inverse: tr(A⁻¹ dA). That of the sign is 0.
 * 2. log |det (A B)| = log |det A| + log |det B|.
 *
 * Where A is singular: the sign 0, the logarithm −∞, its derivative infinite or NaN. Throws
 * `ShapeError` where A is not square.
 *
 * @example
 * import { T, type Tensor, grad } from 'cotangent'
 *
 * const [sign, logarithm] = T.slogdet(T.tensor([[0, 1], [1, 0]]))
 * T.toNumber(sign) // -1
 * T.toNumber(logarithm) // 0
 * const gradient = grad((x: Tensor<[2, 2]>) => T.slogdet(x)[1])
 * T.toArray(gradient(T.tensor([[4, 0], [0, 2]]))) // [[0.25, 0], [0, 0.5]]
 */
export const slogdet: <S extends Shape, D extends DType>(
  x: Blame<SquareToScalar<S, 'slogdet'>, Tensor<S, D>>,
) => readonly [
  sign: Tensor<ToShape<SquareToScalar<S, 'slogdet'>>, FloatOf<D>>,
  logarithm: Tensor<ToShape<SquareToScalar<S, 'slogdet'>>, FloatOf<D>>,
] = only((x: unknown) => {
  const [a] = floatMatrix('slogdet', x, squareToScalarShape)
  const [moved, diagonal] = eliminated(a)
  return [
    mul(moved, product(sign(diagonal), last(diagonal))),
    reduceSum(log(abs(diagonal)), last(diagonal)),
  ]
})
