import { isFloat } from '../../../core/dtype.ts'
import { freeAxes } from '../../../core/primitives/contraction.ts'
import { none } from '../../../core/primitives/primitive.ts'
import { type Value, application, isApplicationOf } from '../rewrite.ts'
import { reshaped } from './movement.ts'
import { type Rule, type Rules, filled, isAscending, operandOf } from './rule.ts'

type Reduction = 'reduceSum' | 'reduceMax' | 'reduceMin'

/** Reduces without the axes of one element: they neither add to a group nor change its order. */
const withoutThinAxes =
  (primitive: Reduction, ofSingle: (x: Value) => Value): Rule<Reduction> =>
  (value) => {
    const x = operandOf(value)
    const { axes } = value.attributes
    const isThin = (axis: number): boolean => axes.includes(axis) && x.shape[axis] === 1
    if (axes.length > 0 && !axes.some(isThin)) return null
    const kept = [...x.shape.keys()].filter((axis) => !isThin(axis))
    const thick = kept.flatMap((axis, i) => (axes.includes(axis) ? [i] : []))
    const flat = reshaped(
      x,
      kept.map((axis) => x.shape[axis] ?? 1),
    )
    return thick.length === 0 ? ofSingle(flat) : application(primitive, [flat], { axes: thick })
  }

/** Axes of a transposed operand as axes of what it transposes. */
const before = (permutation: readonly number[], axes: readonly number[]): readonly number[] =>
  axes.map((axis) => permutation[axis] ?? axis)

/** The rules of what adds up or chooses. */
export const reductionRules: Rules = {
  // a sum of one element starts at 0 like every sum, which makes 0 of −0: x + 0, not x
  reduceSum: [
    withoutThinAxes('reduceSum', (x) =>
      isFloat(x.dtype) ? application('add', [x, filled(0, x)], none) : x,
    ),
  ],
  reduceMax: [withoutThinAxes('reduceMax', (x) => x)],
  reduceMin: [withoutThinAxes('reduceMin', (x) => x)],
  // A transposed operand is the operand with other axes contracted, if the axes that are left come
  // in the same order. The order of the sum is that of the lists of axes, which stays.
  dotGeneral: [0, 1].map(
    (i): Rule<'dotGeneral'> =>
      (value) => {
        const x = operandOf(value, i)
        if (!isApplicationOf(x, 'transpose')) return null
        const { permutation } = x.attributes
        const { contract, batch } = value.attributes
        const [contracted, inStep] = [contract[i] ?? [], batch[i] ?? []]
        if (!isAscending(before(permutation, freeAxes(x, contracted, inStep)))) return null
        const moved = (
          pair: readonly [readonly number[], readonly number[]],
        ): readonly [readonly number[], readonly number[]] =>
          i === 0
            ? [before(permutation, pair[0]), pair[1]]
            : [pair[0], before(permutation, pair[1])]
        return application(
          'dotGeneral',
          value.operands.map((operand, k) => (k === i ? operandOf(x) : operand)),
          { contract: moved(contract), batch: moved(batch) },
        )
      },
  ),
}
