import type { Tensor } from '../core/tensor.ts'
import { type Node, type TensorType, variable } from '../core/node.ts'
import { sizeOf } from '../core/shape/dimension.ts'
import { fill } from '../core/primitives/align.ts'
import { equal } from '../core/primitives/comparison.ts'
import { convert } from '../core/primitives/conversion.ts'
import { iota } from '../core/primitives/creation.ts'
import { reshape } from '../core/primitives/movement.ts'
import { unflatten } from '../core/tree.ts'
import { flattenDifferentiable, flattenResult, withMarks } from '../autodiff/arguments.ts'
import { derivativeFolds } from '../autodiff/folds.ts'
import { type Loss, grad } from '../autodiff/grad.ts'
import { moveAxis } from './axes.ts'
import { batchNodes } from './batch.ts'

/** The derivative of a tree R by a tree P: for each leaf of R a tree like P. */
export type Jacobian<R, P> =
  R extends Tensor<infer SR, infer D>
    ? P extends Tensor<infer SP, infer _>
      ? Tensor<[...SR, ...SP], D>
      : { [K in keyof P]: Jacobian<R, P[K]> }
    : { [K in keyof R]: Jacobian<R[K], P> }

/** The unit tensors of a shape along a new leading axis: `[n, ...shape]`. */
const basis = ({ shape, dtype }: TensorType): Node => {
  const n = sizeOf(shape)
  const identity = equal(iota([n, n], 0, 'i32'), iota([n, n], 1, 'i32'))
  return reshape(convert(identity, dtype), [n, ...shape])
}

const total = (leaves: readonly Node[]): number =>
  leaves.reduce((sum, leaf) => sum + sizeOf(leaf.shape), 0)

const zeros = (shape: readonly number[], like: TensorType): Node =>
  fill(0, { shape, dtype: like.dtype })

const forward = derivativeFolds('forward')
const reverse = derivativeFolds('reverse')

/** Column by column: the linear program is applied to every unit tangent of each input. */
const byColumns = (
  outputs: readonly Node[],
  marks: readonly Node[],
): readonly (readonly Node[])[] => {
  const columns = marks.map((input) => {
    const tangent = variable(input, 'jacobian')
    const pushed = forward.push(outputs, new Map([[input, tangent]]))
    const n = sizeOf(input.shape)
    const batched = batchNodes(pushed, new Map([[tangent, basis(input)]]), n)
    return outputs.map((output, i) => {
      const shape = [...output.shape, ...input.shape]
      const column = batched[i]
      return column
        ? reshape(moveAxis(column, 0, output.shape.length), shape)
        : zeros(shape, output)
    })
  })
  return outputs.map((_, i) => columns.map((column) => column[i] as Node))
}

/** Row by row: the transposed program is applied to every unit cotangent of each output. */
const byRows = (outputs: readonly Node[], marks: readonly Node[]): readonly (readonly Node[])[] => {
  const tangents = marks.map((input) => variable(input, 'jacobian'))
  const seeds = new Map(marks.map((input, i) => [input, tangents[i] as Node]))
  const pushed = reverse.push(outputs, seeds)
  return outputs.map((output, i) => {
    const cotangent = variable(output, 'jacobian')
    const pulled = reverse.pull([pushed[i] ?? null], [cotangent], tangents)
    const m = sizeOf(output.shape)
    const batched = batchNodes(pulled, new Map([[cotangent, basis(output)]]), m)
    return marks.map((input, k) => {
      const shape = [...output.shape, ...input.shape]
      const row = batched[k]
      return row ? convert(reshape(row, shape), output.dtype) : zeros(shape, output)
    })
  })
}

/**
 * The matrix of all first derivatives, with respect to the first argument.
 *
 * `jacobian(f)(params, ...args)`: for each tensor `[...out]` of the result, and each tensor
 * `[...in]` of `params`, ∂result/∂params as `[...out, ...in]`. The function is run once and
 * linearized; only its linear program is batched (column by column or row by row, whichever are
 * fewer), so that `if` on values works.
 *
 * Laws:
 * 1. Column k is `jvp` with the k-th unit tangent; row i is the `vjp` of the i-th unit cotangent.
 *
 * Throws what `grad` throws for a leaf that cannot be differentiated.
 *
 * @example
 * import { T, type Tensor, jacobian } from 'cotangent'
 *
 * const squares = (x: Tensor<[2]>) => T.mul(x, x)
 * T.toArray(jacobian(squares)(T.tensor([1, 2]))) // [[2, 0], [0, 4]]
 */
export const jacobian =
  <P, A extends unknown[], R>(f: (params: P, ...args: A) => R) =>
  (params: P, ...args: A): Jacobian<R, P> => {
    const flat = flattenDifferentiable('jacobian', params, 'params')
    return withMarks(flat.leaves, (marks) => {
      const outputs = flattenResult('jacobian', f(unflatten(flat.structure, marks) as P, ...args))
      const isTall = total(marks) <= total(outputs.leaves)
      const entries = (isTall ? byColumns : byRows)(outputs.leaves, marks)
      return unflatten(
        outputs.structure,
        entries.map((row) => unflatten(flat.structure, row)),
      ) as Jacobian<R, P>
    })
  }

/**
 * The matrix of all second derivatives of a loss, with respect to the first argument: forward over
 * reverse mode.
 *
 * `hessian(f)(params, ...args)`: for tensors `[...a]` and `[...b]` of `params`, ∂²f/∂a∂b as
 * `[...a, ...b]`.
 *
 * Laws:
 * 1. Symmetric: `h.a.b` is the transpose of `h.b.a`.
 * 2. Applied to a vector it equals `hvp`.
 *
 * Throws what `grad` throws.
 *
 * @example
 * import { T, type Tensor, hessian } from 'cotangent'
 *
 * const cubes = (x: Tensor<[2]>) => T.sum(T.pow(x, 3))
 * T.toArray(hessian(cubes)(T.tensor([1, 2]))) // [[6, 0], [0, 12]]
 */
export const hessian =
  <P, A extends unknown[]>(f: (params: P, ...args: A) => Loss) =>
  (params: P, ...args: A): Jacobian<P, P> =>
    jacobian((point: P) => grad(f)(point, ...args))(params)
