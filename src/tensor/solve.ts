import { type DType, type FloatOf, floatOf, type Promote, promote } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { zerosLike, fill } from '../core/primitives/align.ts'
import { equal, select } from '../core/primitives/comparison.ts'
import { convert } from '../core/primitives/conversion.ts'
import { iota } from '../core/primitives/creation.ts'
import { reshape } from '../core/primitives/movement.ts'
import { solve as solvePrimitive } from '../core/primitives/solve.ts'
import { triangularSolve as triangularPrimitive } from '../core/primitives/triangular-solve.ts'
import {
  type Blame,
  type Solve,
  solveShape,
  type Square,
  squareShape,
  type ToShape,
} from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import { byCount, bySecond, only } from './dual.ts'
import { floatMatrix } from './matrix.ts'
import { checked, stretch } from './operand.ts'

/** Solves a system whose operands are made alike: one element type, one batch, columns. */
const systemOf = (
  operator: string,
  x: unknown,
  y: unknown,
  build: (a: Node, b: Node) => Node,
): Node => {
  const [a, b] = [nodeOf(operator, x), nodeOf(operator, y)]
  const shape = checked(operator, solveShape(a.shape, b.shape, operator), a.shape, b.shape)
  const dtype = floatOf(promote(a.dtype, b.dtype))
  const isVector = b.shape.length === 1
  const right = isVector ? reshape(b, [...b.shape, 1]) : b
  const full = isVector ? [...shape, 1] : shape
  const batch = full.slice(0, -2)
  const solution = build(
    stretch(convert(a, dtype), [...batch, ...a.shape.slice(-2)]),
    stretch(convert(right, dtype), full),
  )
  return isVector ? reshape(solution, shape) : solution
}

interface SolveOperator {
  <B extends Shape, E extends DType>(
    b: Tensor<B, E>,
  ): <A extends Shape, D extends DType>(
    a: Blame<Solve<A, B, 'solve'>, Tensor<A, D>>,
  ) => Tensor<ToShape<Solve<A, B, 'solve'>>, FloatOf<Promote<D, E>>>
  <A extends Shape, D extends DType, B extends Shape, E extends DType>(
    a: Tensor<A, D>,
    b: Blame<Solve<A, B, 'solve'>, Tensor<B, E>>,
  ): Tensor<ToShape<Solve<A, B, 'solve'>>, FloatOf<Promote<D, E>>>
}

/**
 * The solution of a linear system: the X with A X = B, by elimination with complete pivoting. Better
 * than `matmul(inverse(A), B)`, in digits and in time. Integers become f32.
 *
 * `[..., n, n], [..., n, k] -> [..., n, k]`, the batches being broadcast; a vector is one right-hand
 * side: `[..., n, n], [n] -> [..., n]`. `solve(b)(a)` for pipes.
 *
 * Laws:
 * 1. `matmul(A, solve(A, B)) = B`.
 * 2. Linear in B; its derivative is A⁻¹ (dB − dA X).
 *
 * Where A is singular, elements are infinite or NaN: what division by 0 gives. Throws `ShapeError`
 * where A is not square or the sizes differ.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.solve(T.tensor([[2, 0], [1, 4]]), T.tensor([2, 9]))) // [1, 2]
 */
export const solve: SolveOperator = byCount(2, (a: unknown, b: unknown) =>
  systemOf('solve', a, b, (x, y) => solvePrimitive(x, y, { transposed: false })),
)

/** The options of `triangularSolve`. */
export interface TriangularOptions {
  /**
   * which triangle of the matrix is read, the lower or the upper one
   * @defaultValue true
   */
  readonly lower?: boolean
  /**
   * whether the system is that of the transposed triangle
   * @defaultValue false
   */
  readonly transposed?: boolean
  /**
   * whether the diagonal is taken to be 1 and not read
   * @defaultValue false
   */
  readonly unitDiagonal?: boolean
}

interface TriangularSolveOperator {
  <B extends Shape, E extends DType>(
    b: Tensor<B, E>,
    options?: TriangularOptions,
  ): <A extends Shape, D extends DType>(
    a: Blame<Solve<A, B, 'triangularSolve'>, Tensor<A, D>>,
  ) => Tensor<ToShape<Solve<A, B, 'triangularSolve'>>, FloatOf<Promote<D, E>>>
  <A extends Shape, D extends DType, B extends Shape, E extends DType>(
    a: Tensor<A, D>,
    b: Blame<Solve<A, B, 'triangularSolve'>, Tensor<B, E>>,
    options?: TriangularOptions,
  ): Tensor<ToShape<Solve<A, B, 'triangularSolve'>>, FloatOf<Promote<D, E>>>
}

/**
 * The solution of a triangular system: the X with A X = B by substitution, A being the lower triangle
 * of the first operand, or with `{ lower: false }` the upper one; with `{ transposed: true }` Aᵀ X = B.
 * What lies outside of the triangle is not read, and has derivative 0. Integers become f32.
 *
 * `[..., n, n], [..., n, k] -> [..., n, k]`, the batches being broadcast; a vector is one right-hand
 * side: `[..., n, n], [n] -> [..., n]`. `triangularSolve(b, options)(a)` for pipes.
 *
 * Laws:
 * 1. `matmul(tril(A), triangularSolve(A, B)) = B`.
 * 2. Linear in B; its derivative is A⁻¹ (dB − dA X).
 *
 * Where there is a 0 on the diagonal, elements are infinite or NaN. Throws `ShapeError` where A is not
 * square or the sizes differ.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const a = T.tensor([[2, 7], [1, 4]])
 * T.toArray(T.triangularSolve(a, T.tensor([2, 9]))) // [1, 2]
 * T.toArray(T.triangularSolve(a, T.tensor([9, 4]), { lower: false })) // [1, 1]
 */
export const triangularSolve: TriangularSolveOperator = bySecond(
  (
    a: unknown,
    b: unknown,
    { lower = true, transposed = false, unitDiagonal = false }: TriangularOptions = {},
  ) =>
    systemOf('triangularSolve', a, b, (x, y) =>
      triangularPrimitive(x, y, { lower, transposed, unit: unitDiagonal }),
    ),
)

/**
 * The inverse of square matrices: A⁻¹. To solve a system, `solve` loses fewer digits. Integers become
 * f32.
 *
 * `[..., n, n] -> [..., n, n]`
 *
 * Laws:
 * 1. `matmul(A, inverse(A))` is the identity.
 * 2. Its derivative is −A⁻¹ dA A⁻¹.
 *
 * Where A is singular, elements are infinite or NaN. Throws `ShapeError` where A is not square.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.inverse(T.tensor([[2, 1], [1, 1]]))) // [[1, -1], [-1, 2]]
 */
export const inverse: <S extends Shape, D extends DType>(
  x: Blame<Square<S, 'inverse'>, Tensor<S, D>>,
) => Tensor<ToShape<Square<S, 'inverse'>>, FloatOf<D>> = only((x: unknown) => {
  const [a, shape] = floatMatrix('inverse', x, squareShape)
  const rank = shape.length
  const isDiagonal = equal(iota(shape, rank - 2, 'i32'), iota(shape, rank - 1, 'i32'))
  const identity = select(isDiagonal, fill(1, a), zerosLike(a))
  return solvePrimitive(a, identity, { transposed: false })
})
