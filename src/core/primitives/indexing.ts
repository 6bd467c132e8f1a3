import { DTypeError, ShapeError } from '../errors.ts'
import { type Node, type TensorType, apply } from '../node.ts'
import { axesOf, batchAll, requireSizes } from './align.ts'
import { showShape } from '../shape/dimension.ts'
import { reshape, transpose } from './movement.ts'
import {
  type NoAttributes,
  type Operation,
  type Primitive,
  none,
  operation,
  reals,
} from './primitive.ts'

/**
 * How rows and indices lie: `[...batch, rows, ...row]` and `[...batch, count]`. Axes of the batch
 * run in step; a row is what an index stands for, a number where `row` is empty.
 */
interface Indexed {
  readonly batch: readonly number[]
  /** the number of rows that the first operand has */
  readonly rows: number
  /** the number of indices in each example of the batch */
  readonly count: number
  readonly row: readonly number[]
}

const indexed = (name: string, operands: readonly TensorType[]): Indexed => {
  const [x, indices] = operands
  if (!x || !indices) throw new ShapeError(name, 'takes two operands')
  if (indices.dtype !== 'i32') {
    throw new DTypeError(name, `indices must be i32, got ${indices.dtype}: convert them first`)
  }
  const batch = indices.shape.slice(0, -1)
  const [rows, ...row] = x.shape.slice(batch.length)
  const count = indices.shape.at(-1)
  if (
    rows === undefined ||
    count === undefined ||
    !batch.every((size, axis) => size === x.shape[axis])
  ) {
    throw new ShapeError(
      name,
      `indices ${showShape(indices.shape)} must be [...batch, count] for operands [...batch, rows, ...], got ${showShape(x.shape)}`,
      [x.shape, indices.shape],
    )
  }
  return { batch, rows, count, row }
}

/** The axis at a place moved to the front. */
const toFront = (x: Node, axis: number): Node =>
  axis === 0 ? x : transpose(x, [axis, ...axesOf(x.shape.length).filter((i) => i !== axis)])

/** The axis in front moved to a place. */
const fromFront = (x: Node, axis: number): Node => {
  const others = axesOf(x.shape.length).slice(1)
  return axis === 0 ? x : transpose(x, [...others.slice(0, axis), 0, ...others.slice(axis)])
}

const gatherPrimitive: Primitive<NoAttributes> = {
  name: 'gather',
  family: 'indexing',
  documentation:
    'x [...batch, n, ...row], indices [...batch, m] -> [...batch, m, ...row]: row j is row indices[j] of x, zeros where there is no such row',
  infer: (operands) => {
    const { batch, count, row } = indexed('gather', operands)
    return { shape: [...batch, count, ...row], dtype: operands[0]?.dtype ?? 'f32' }
  },
  jvp: ([, indices], [t]) => (t && indices ? gather(t, indices) : null),
  transpose: (cotangent, [x, indices]) =>
    x && indices
      ? [scatterAdd(cotangent, indices, x.shape[indices.shape.length - 1] ?? 0), null]
      : [null, null],
  batch: (operands, batched, size) => {
    const [x, indices] = operands
    if (!x || !indices) throw new ShapeError('gather', 'takes two operands')
    if (batched[0] === true) {
      const [rows, places] = batchAll(operands, batched, size)
      return gather(rows ?? x, places ?? indices)
    }
    // one table for the whole batch is not repeated: all indices into it become one list
    const { batch, count, row } = indexed('gather', [
      x,
      { shape: indices.shape.slice(1), dtype: indices.dtype },
    ])
    const behind = fromFront(indices, batch.length)
    const all = gather(x, reshape(behind, [...batch, size * count]))
    return toFront(reshape(all, [...batch, size, count, ...row]), batch.length)
  },
  domain: [reals],
  kinks: [],
}

/**
 * Rows of x by their indices, in step over the batch axes that the indices have before their last.
 * An index that is no row gives zeros, which makes it linear in x for all indices.
 */
export const gather: Operation<[x: Node, indices: Node], NoAttributes> = operation(
  gatherPrimitive,
  (x, indices) => apply(gatherPrimitive, [x, indices], none),
)

/** The attributes of {@link scatterAdd}. */
export type ScatterAttributes = {
  /** the number of rows of the result */
  readonly size: number
}

const scatterAddPrimitive: Primitive<ScatterAttributes> = {
  name: 'scatterAdd',
  family: 'indexing',
  documentation:
    'x [...batch, m, ...row], indices [...batch, m] -> [...batch, size, ...row]: row i is the sum of the rows j of x with indices[j] = i, added to 0 in the order of j; rows whose index is none are dropped',
  infer: (operands, { size }) => {
    const { batch, rows, count, row } = indexed('scatterAdd', operands)
    const dtype = operands[0]?.dtype ?? 'f32'
    if (dtype === 'bool') {
      throw new DTypeError('scatterAdd', 'does not take bool: convert to i32 to count')
    }
    if (rows !== count) {
      throw new ShapeError('scatterAdd', `there are ${rows} rows and ${count} indices`, [
        operands[0]?.shape ?? [],
        operands[1]?.shape ?? [],
      ])
    }
    requireSizes('scatterAdd', [size])
    return { shape: [...batch, size, ...row], dtype }
  },
  jvp: ([, indices], [t], _, { size }) => (t && indices ? scatterAdd(t, indices, size) : null),
  transpose: (cotangent, [, indices]) => [indices ? gather(cotangent, indices) : null, null],
  batch: (operands, batched, count, { size }) => {
    const [x, indices] = batchAll(operands, batched, count)
    if (!x || !indices) throw new ShapeError('scatterAdd', 'takes two operands')
    return scatterAdd(x, indices, size)
  },
  domain: [reals],
  kinks: [],
}

/**
 * Rows of x added up by their indices: the transpose of {@link gather}. An index that is no row of
 * the result is dropped.
 */
export const scatterAdd: Operation<[x: Node, indices: Node, size: number], ScatterAttributes> =
  operation(scatterAddPrimitive, (x, indices, size) =>
    apply(scatterAddPrimitive, [x, indices], { size }),
  )
