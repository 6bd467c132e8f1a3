import type { DType, FloatOf } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { add, mul } from '../core/primitives/arithmetic.ts'
import { cholesky as choleskyPrimitive } from '../core/primitives/cholesky.ts'
import { eigenvalues, eigenvectors } from '../core/primitives/eigen.ts'
import { product, swapped } from '../core/primitives/matrix.ts'
import { concatenate, slice } from '../core/primitives/selection.ts'
import { qr as qrPrimitive, unpackQr } from '../core/primitives/qr.ts'
import {
  type Blame,
  type Qr,
  qrShapes,
  type Square,
  squareShape,
  type SquareToVector,
  type ToShape,
} from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { only } from './dual.ts'
import { floatMatrix } from './matrix.ts'

/** ½ (A + Aᵀ), which is A to the last bit where A is symmetric. */
const symmetrized = (a: Node): Node => {
  const half = mul(a, fill(0.5, a))
  return add(half, swapped(half))
}

/**
 * The Cholesky factor of a symmetric positive definite matrix: the lower triangular L with a positive
 * diagonal and L Lᵀ = A. Of A that is not symmetric the symmetric part ½ (A + Aᵀ) is taken, so that
 * the derivative is symmetric. Integers become f32.
 *
 * `[..., n, n] -> [..., n, n]`
 *
 * Laws:
 * 1. `matmul(L, Lᵀ) = A`.
 * 2. dL = L Φ(L⁻¹ dA L⁻ᵀ), Φ being the lower triangle with half of the diagonal (Murray 2016,
 *    arXiv:1602.07527).
 *
 * Where A is not positive definite, the triangle is NaN. Throws `ShapeError` where A is not square.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.cholesky(T.tensor([[4, 2], [2, 5]]))) // [[2, 0], [1, 2]]
 * T.toArray(T.cholesky(T.tensor([[-1]]))) // [[NaN]]
 */
export const cholesky: <S extends Shape, D extends DType>(
  x: Blame<Square<S, 'cholesky'>, Tensor<S, D>>,
) => Tensor<ToShape<Square<S, 'cholesky'>>, FloatOf<D>> = only((x: unknown) => {
  const [a] = floatMatrix('cholesky', x, squareShape)
  return choleskyPrimitive(symmetrized(a))
})

/** The shape of one of the two factors. */
type Factor<S extends Shape, Which extends 0 | 1> =
  Qr<S> extends infer R ? (R extends [Shape, Shape] ? R[Which] : R) : never

/** The columns of matrices from one to before another. */
const columnsOf = (x: Node, start: number, stop: number): Node =>
  slice(
    x,
    x.shape.map((_, axis) => (axis === x.shape.length - 1 ? start : 0)),
    x.shape.map((size, axis) => (axis === x.shape.length - 1 ? stop : size)),
    x.shape.map(() => 1),
  )

/**
 * The factors `[Q, R]` of A = Q R, reduced: the columns of Q are orthonormal, R is upper triangular (or
 * trapezoidal, where A is wide) and its diagonal is not negative, which makes them unique where the
 * first k columns of A are independent. By Householder's reflections. Integers become f32.
 *
 * `[..., m, n] -> [[..., m, k], [..., k, n]]`, k = min(m, n)
 *
 * Laws:
 * 1. `matmul(Q, R) = A`.
 * 2. `matmul(Qᵀ, Q)` is the identity.
 *
 * Where the first k columns are not independent, there is no derivative: it is infinite or NaN. NaN or
 * ∞ in a matrix makes all of its factors NaN. Throws `ShapeError` unless A has at least two dimensions.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const [q, r] = T.qr(T.tensor([[0, 2], [1, 3]]))
 * T.toArray(q) // [[0, 1], [1, 0]]
 * T.toArray(r) // [[1, 3], [0, 2]]
 */
export const qr: <S extends Shape, D extends DType>(
  x: Blame<Qr<S>, Tensor<S, D>>,
) => readonly [
  q: Tensor<ToShape<Factor<S, 0>>, FloatOf<D>>,
  r: Tensor<ToShape<Factor<S, 1>>, FloatOf<D>>,
] = only((x: unknown) => {
  const [a] = floatMatrix('qr', x, qrShapes)
  const [m = 0, n = 0] = a.shape.slice(-2)
  if (m >= n) return unpackQr(qrPrimitive(a))
  // the first columns decide about Q, and with it about what is left of R
  const [q, r] = unpackQr(qrPrimitive(columnsOf(a, 0, m)))
  const rest = product(swapped(q), columnsOf(a, m, n))
  return [q, concatenate([r, rest], a.shape.length - 1)]
})

/**
 * The eigenvalues of a symmetric matrix, ascending. Of A that is not symmetric the symmetric part
 * ½ (A + Aᵀ) is taken. Integers become f32.
 *
 * `[..., n, n] -> [..., n]`
 *
 * Laws:
 * 1. Their sum is `trace(A)`, their product `det(A)`.
 * 2. The derivative of the j-th is vⱼ vⱼᵀ, v being the eigenvectors: also where eigenvalues are equal,
 *    so that symmetric functions of them have their derivative there. Second derivatives exist only
 *    where they differ.
 *
 * NaN or ∞ in a matrix makes all of its eigenvalues NaN. Throws `ShapeError` where A is not square.
 *
 * @example
 * import { T, type Tensor, grad } from 'cotangent'
 *
 * T.toArray(T.eigvalsh(T.tensor([[2, 1], [1, 2]]))) // [1, 3]
 * const sum = (x: Tensor<[2, 2]>) => T.sum(T.eigvalsh(x))
 * T.toArray(grad(sum)(T.eye(2))) // [[1, 0], [0, 1]]
 */
export const eigvalsh: <S extends Shape, D extends DType>(
  x: Blame<SquareToVector<S, 'eigvalsh'>, Tensor<S, D>>,
) => Tensor<ToShape<SquareToVector<S, 'eigvalsh'>>, FloatOf<D>> = only((x: unknown) => {
  const [a] = floatMatrix('eigvalsh', x, squareShape)
  return eigenvalues(symmetrized(a))
})

/**
 * The eigenvalues, ascending, and the eigenvectors of a symmetric matrix: `[λ, V]` with
 * A = V diag(λ) Vᵀ. The eigenvectors are the columns of V; the component of the greatest magnitude of
 * each is positive. Of A that is not symmetric the symmetric part ½ (A + Aᵀ) is taken. By Jacobi's
 * rotations. Integers become f32.
 *
 * `[..., n, n] -> [[..., n], [..., n, n]]`
 *
 * Laws:
 * 1. `matmul(A, V) = V diag(λ)`, `matmul(Vᵀ, V)` is the identity.
 * 2. dλⱼ = vⱼᵀ dA vⱼ and dvⱼ = Σᵢ vᵢ (vᵢᵀ dA vⱼ) / (λⱼ − λᵢ) over i ≠ j (Giles 2008).
 *
 * Where eigenvalues are equal, their eigenvectors have no derivative: it is infinite or NaN, that of the
 * eigenvalues is not. NaN or ∞ in a matrix makes all of it NaN. Throws `ShapeError` where A is not
 * square.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const [values, vectors] = T.eigh(T.tensor([[2, 0], [0, 1]]))
 * T.toArray(values) // [1, 2]
 * T.toArray(vectors) // [[0, 1], [1, 0]]
 */
export const eigh: <S extends Shape, D extends DType>(
  x: Blame<Square<S, 'eigh'>, Tensor<S, D>>,
) => readonly [
  values: Tensor<ToShape<SquareToVector<S, 'eigh'>>, FloatOf<D>>,
  vectors: Tensor<ToShape<Square<S, 'eigh'>>, FloatOf<D>>,
] = only((x: unknown) => {
  const [a] = floatMatrix('eigh', x, squareShape)
  const symmetric = symmetrized(a)
  return [eigenvalues(symmetric), eigenvectors(symmetric)]
})
