import { ShapeError } from '../errors.ts'
import { type Node, apply } from '../node.ts'
import { only, requireAxes } from './align.ts'
import { showShape } from '../shape/dimension.ts'
import { type Operation, type Primitive, noTangent, operation, reals } from './primitive.ts'

/** The attributes of {@link argmax} and {@link argmin}. */
export type ChoiceAttributes = { readonly axis: number }

/** Builder of an index of an extremum. */
export type Choice = Operation<[x: Node, axis: number], ChoiceAttributes>

/** The place of an extremum along an axis: as a function of real numbers it has only steps. */
const choice = (name: 'argmax' | 'argmin', documentation: string): Choice => {
  const primitive: Primitive<ChoiceAttributes> = {
    name,
    family: 'order',
    documentation,
    infer: (operands, { axis }) => {
      const x = only(name, operands)
      requireAxes(name, x, [axis])
      if (x.shape[axis] === 0) {
        throw new ShapeError(
          name,
          `there are no elements along axis ${axis} of ${showShape(x.shape)}`,
          [x.shape],
        )
      }
      return { shape: x.shape.filter((_, i) => i !== axis), dtype: 'i32' }
    },
    jvp: noTangent,
    transpose: null,
    batch: (operands, _, __, { axis }) =>
      apply(primitive, [only(name, operands)], { axis: axis + 1 }),
    domain: [reals],
    kinks: [],
  }
  return operation(primitive, (x, axis) => apply(primitive, [x], { axis }))
}

/** The index of the greatest element along an axis, the first of several; NaN is the greatest. */
export const argmax: Choice = choice(
  'argmax',
  'the i32 index of the greatest element along an axis, the first of several; NaN counts as the greatest',
)

/** The index of the smallest element along an axis, the first of several; NaN is the smallest. */
export const argmin: Choice = choice(
  'argmin',
  'the i32 index of the smallest element along an axis, the first of several; NaN counts as the smallest',
)
