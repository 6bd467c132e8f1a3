import { type Node, apply } from '../node.ts'
import { only, shifted } from './align.ts'
import { div, mul } from './arithmetic.ts'
import { equal } from './comparison.ts'
import { convert } from './conversion.ts'
import { broadcast } from './movement.ts'
import { type Operation, type Primitive, operation, reals } from './primitive.ts'
import { type ReduceAttributes, keptAxes, reduceSum, reducedShape } from './summation.ts'

/** Builder of a reduction. */
export type Reduction = Operation<[x: Node, axes: readonly number[]], ReduceAttributes>

/** An extremum over some axes. Its tangent is the mean tangent of the elements that attain it. */
const extremum = (name: 'reduceMax' | 'reduceMin', documentation: string): Reduction => {
  const primitive: Primitive<ReduceAttributes> = {
    name,
    family: 'reduction',
    documentation,
    infer: (operands, { axes }) => reducedShape(name, operands, axes),
    jvp: (operands, [t], output, { axes }) => {
      if (!t) return null
      const x = only(name, operands)
      const kept = keptAxes(x.shape.length, axes)
      const attained = convert(equal(x, broadcast(output, x.shape, kept)), x.dtype)
      const share = div(attained, broadcast(reduceSum(attained, axes), x.shape, kept))
      return reduceSum(mul(t, share), axes)
    },
    transpose: null,
    batch: (operands, _, __, { axes }) =>
      apply(primitive, [only(name, operands)], { axes: shifted(axes) }),
    domain: [reals],
    kinks: [{ at: 'several elements attain it', subgradient: 'equal shares' }],
  }
  return operation(primitive, (x, axes) => apply(primitive, [x], { axes }))
}

/** The greatest element over some axes; NaN if there is one; −∞ (the least value) of none. */
export const reduceMax: Reduction = extremum(
  'reduceMax',
  'the greatest element over some axes; NaN if there is one, the least value of none',
)

/** The smallest element over some axes; NaN if there is one; ∞ (the greatest value) of none. */
export const reduceMin: Reduction = extremum(
  'reduceMin',
  'the smallest element over some axes; NaN if there is one, the greatest value of none',
)
