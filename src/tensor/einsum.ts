import type { DType, NumberOf, Promote } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { type Blame, type Einsum, einsumPlan, type ToShape } from '../core/shape/index.ts'
import type { AnyTensor, DTypeOf, ShapeOf, Tensor } from '../core/tensor.ts'
import { describe } from '../core/tree.ts'
import { sumOfProducts } from './contraction.ts'
import { only } from './dual.ts'
import { factors } from './linear-algebra.ts'
import { checked } from './operand.ts'

type ShapesOf<Operands extends readonly AnyTensor[]> = {
  [K in keyof Operands]: ShapeOf<Operands[K]>
}

/** The promotion of the element types of several tensors. */
export type PromoteAll<
  Operands extends readonly AnyTensor[],
  D extends DType = never,
> = Operands extends readonly [
  infer First extends AnyTensor,
  ...infer Rest extends readonly AnyTensor[],
]
  ? PromoteAll<Rest, Promote<D, DTypeOf<First>>>
  : Operands extends readonly []
    ? D
    : DTypeOf<Operands[number]>

interface EinsumOperator {
  <const Spec extends string, const Operands extends AnyTensor[]>(
    spec: Blame<Einsum<Spec, ShapesOf<Operands>>, Spec>,
    ...operands: Operands
  ): Tensor<ToShape<Einsum<Spec, ShapesOf<Operands>>>, NumberOf<PromoteAll<Operands>>>
}

/**
 * A sum of products, after Einstein: every operand's axes are named by letters; letters that the
 * output lacks are summed over, a letter twice in one operand walks its diagonal.
 *
 * `einsum('ij,jk->ik', x, y)` is the matrix product, `einsum('ii->', x)` the trace,
 * `einsum('bhqd,bhkd->bhqk', q, k)` the scores of attention. Operands are multiplied from the left.
 *
 * Throws `ShapeError` where the spec and the shapes do not fit.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * T.toArray(T.einsum('ij,j->i', x, T.tensor([1, 10]))) // [21, 43]
 * T.toNumber(T.einsum('ii->', x)) // 5
 */
export const einsum: EinsumOperator = only((spec: unknown, ...operands: readonly unknown[]) => {
  if (typeof spec !== 'string')
    throw new ArgumentError('einsum', `takes a spec such as 'ij,jk->ik', got ${describe(spec)}`)
  const nodes = factors('einsum', operands)
  const shapes = nodes.map((node) => node.shape)
  const plan = checked('einsum', einsumPlan(spec, shapes), ...shapes)
  return sumOfProducts(
    nodes.map((node, place) => ({ node, labels: plan.operands[place] ?? [] })),
    plan.output,
  )
})
