import { DTypeError, ShapeError } from '../errors.ts'
import { type Node, type TensorType, apply } from '../node.ts'
import { axesOf, requireAxes, shifted } from './align.ts'
import { showShape } from '../shape/dimension.ts'
import { addPresent } from './arithmetic.ts'
import { inverse, transpose } from './movement.ts'
import { type Operation, type Primitive, operation, reals } from './primitive.ts'

/**
 * The attributes of {@link dotGeneral}: pairs of axes, the i-th of the one list belonging to the
 * i-th of the other.
 */
export type DotAttributes = {
  /** the axes summed over, of the left and of the right operand */
  readonly contract: readonly [left: readonly number[], right: readonly number[]]
  /** the axes that run in step, of the left and of the right operand */
  readonly batch: readonly [left: readonly number[], right: readonly number[]]
}

/** The axes of an operand that are neither contracted nor in step, ascending. */
export const freeAxes = (
  type: TensorType,
  contract: readonly number[],
  batch: readonly number[],
): readonly number[] =>
  axesOf(type.shape.length).filter((axis) => !contract.includes(axis) && !batch.includes(axis))

/** The consecutive axes from `start`. */
const run = (start: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => start + i)

const sizesAt = (type: TensorType, axes: readonly number[]): readonly number[] =>
  axes.map((axis) => type.shape[axis] ?? -1)

const pair = (
  name: string,
  operands: readonly TensorType[],
): readonly [left: TensorType, right: TensorType] => {
  const [left, right] = operands
  if (!left || !right) throw new ShapeError(name, 'takes two operands')
  return [left, right]
}

/**
 * Puts the axes of a cotangent into the order of the operand it belongs to: axis i of `x` is axis
 * `axes[i]` of the operand.
 */
const arrange = (x: Node, axes: readonly number[]): Node => {
  const permutation = inverse(axes)
  return permutation.every((axis, i) => axis === i) ? x : transpose(x, permutation)
}

/** For ascending axes of one operand, the axes of the other that they are contracted with. */
const partners = (from: readonly number[], to: readonly number[]): readonly number[] =>
  [...from.keys()].sort((i, k) => (from[i] ?? 0) - (from[k] ?? 0)).map((i) => to[i] ?? 0)

/** Moves an axis of the result to the front, where a batch rule has to leave it. */
const toFront = (x: Node, axis: number): Node =>
  axis === 0 ? x : transpose(x, [axis, ...axesOf(x.shape.length).filter((other) => other !== axis)])

const dotGeneralPrimitive: Primitive<DotAttributes> = {
  name: 'dotGeneral',
  family: 'contraction',
  documentation:
    'the sum of products over contracted axes, in step over batch axes; the result has the batch axes, then the free axes of x, then those of y; added up in the order of the contracted axes',
  infer: (operands, { contract, batch }) => {
    const [x, y] = pair('dotGeneral', operands)
    if (x.dtype !== y.dtype || x.dtype === 'bool') {
      throw new DTypeError(
        'dotGeneral',
        `operands must have one numeric element type, got ${x.dtype} and ${y.dtype}: convert them first`,
      )
    }
    const agree = [contract, batch].every(
      ([left, right]) =>
        left.length === right.length &&
        sizesAt(x, left).every((size, i) => size >= 0 && size === sizesAt(y, right)[i]),
    )
    if (!agree) {
      throw new ShapeError(
        'dotGeneral',
        `axes (${contract[0].join(', ')}) of ${showShape(x.shape)} and (${contract[1].join(', ')}) of ${showShape(y.shape)} do not agree`,
        [x.shape, y.shape],
      )
    }
    requireAxes('dotGeneral', x, [...batch[0], ...contract[0]])
    requireAxes('dotGeneral', y, [...batch[1], ...contract[1]])
    const shape = [
      ...sizesAt(x, batch[0]),
      ...sizesAt(x, freeAxes(x, contract[0], batch[0])),
      ...sizesAt(y, freeAxes(y, contract[1], batch[1])),
    ]
    return { shape, dtype: x.dtype }
  },
  jvp: ([x, y], [dx, dy], _, attributes) => {
    if (!x || !y) return null
    const first = dx ? dotGeneral(dx, y, attributes) : null
    const second = dy ? dotGeneral(x, dy, attributes) : null
    return addPresent(first, second)
  },
  transpose: (cotangent, [x, y], [first, second], { contract, batch }) => {
    if (!x || !y) return [null, null]
    const steps = batch[0].length
    const freeOfX = freeAxes(x, contract[0], batch[0])
    const freeOfY = freeAxes(y, contract[1], batch[1])
    const alongX = run(steps, freeOfX.length)
    const alongY = run(steps + freeOfX.length, freeOfY.length)
    // cotangent · yᵀ: its axes are the batch axes, the free axes of x, the partners in x of y's
    const ofX = (): Node =>
      arrange(
        dotGeneral(cotangent, y, {
          contract: [alongY, freeOfY],
          batch: [run(0, steps), batch[1]],
        }),
        [...batch[0], ...freeOfX, ...partners(contract[1], contract[0])],
      )
    // xᵀ · cotangent: the batch axes, the partners in y of x's axes, the free axes of y
    const ofY = (): Node =>
      arrange(
        dotGeneral(x, cotangent, {
          contract: [freeOfX, alongX],
          batch: [batch[0], run(0, steps)],
        }),
        [...batch[1], ...partners(contract[0], contract[1]), ...freeOfY],
      )
    return [first === true ? ofX() : null, second === true ? ofY() : null]
  },
  batch: (operands, [first, second], _, { contract, batch }) => {
    const [x, y] = operands
    if (!x || !y) throw new ShapeError('dotGeneral', 'takes two operands')
    const moved = (axes: readonly number[], is: boolean | undefined): readonly number[] =>
      is === true ? shifted(axes) : axes
    const contracted = [moved(contract[0], first), moved(contract[1], second)] as const
    const [left, right] = [moved(batch[0], first), moved(batch[1], second)]
    if (first === true && second === true) {
      return dotGeneral(x, y, {
        contract: contracted,
        batch: [
          [0, ...left],
          [0, ...right],
        ],
      })
    }
    // the new axis is the first free axis of its operand
    const before = first === true ? 0 : freeAxes(x, contract[0], batch[0]).length
    const result = dotGeneral(x, y, { contract: contracted, batch: [left, right] })
    return toFront(result, left.length + before)
  },
  domain: [reals],
  kinks: [],
}

/** The general contraction: matrix products, batched products, inner and outer products. */
export const dotGeneral: Operation<[x: Node, y: Node, attributes: DotAttributes], DotAttributes> =
  operation(dotGeneralPrimitive, (x, y, attributes) =>
    apply(dotGeneralPrimitive, [x, y], attributes),
  )
