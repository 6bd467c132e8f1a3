import { sizeOf } from '../../core/shape/dimension.ts'
import { type Node, sameShape } from '../../core/node.ts'
import { axesOf, fill, shifted, zerosLike } from '../../core/primitives/align.ts'
import { mul } from '../../core/primitives/arithmetic.ts'
import { equal } from '../../core/primitives/comparison.ts'
import { type DotAttributes, dotGeneral } from '../../core/primitives/contraction.ts'
import { convert } from '../../core/primitives/conversion.ts'
import {
  type BroadcastAttributes,
  type ReshapeAttributes,
  type ReverseAttributes,
  type TransposeAttributes,
  broadcast,
  reshape,
  reverse,
  transpose,
} from '../../core/primitives/movement.ts'
import {
  type ConcatenateAttributes,
  type PadAttributes,
  type SliceAttributes,
  concatenate,
  pad,
  slice,
} from '../../core/primitives/selection.ts'
import { sortBy } from '../../core/primitives/order.ts'
import { type ReduceAttributes, keptAxes, reduceSum } from '../../core/primitives/summation.ts'
import { type Mutation, afterTranspose, as, broken } from './mutation.ts'

/** The first two axes of a matrix swapped where that leaves the shape as it is. */
const swapped = (x: Node): Node => {
  const [rows, columns, ...rest] = x.shape
  return rows !== undefined && rows === columns
    ? transpose(x, [1, 0, ...shifted(shifted(axesOf(rest.length)))])
    : x
}

/** The first slice along some axes, which disappear. */
const firstAlong = (x: Node, axes: readonly number[]): Node => {
  const taken = slice(
    x,
    x.shape.map(() => 0),
    x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
    x.shape.map(() => 1),
  )
  return reshape(
    taken,
    x.shape.filter((_, axis) => !axes.includes(axis)),
  )
}

/** Mutations in the rules of reductions, contractions and movements. */
export const structuralMutations = (): readonly Mutation[] => [
  broken('reduceSum', 'wrong function', 'the mean is transposed', ({ transpose: right }) => ({
    transpose: (c, operands, linear, attributes, folds) =>
      (right?.(c, operands, linear, attributes, folds) ?? []).map(
        (given) => given && mul(given, fill(sizeOf(c.shape) / sizeOf(given.shape), given)),
      ),
  })),
  broken(
    'reduceSum',
    'squared cotangent',
    'squared cotangent',
    afterTranspose((given) => mul(given, given)),
  ),
  broken('reduceSum', 'wrong axis', 'the wrong axes in a batch', () => ({
    batch: ([x], _, size, attributes) => {
      const { axes } = as<ReduceAttributes>(attributes)
      const [first] = axes
      if (!x || first === undefined || size !== x.shape[first]) {
        return reduceSum(x as Node, shifted(axes))
      }
      return reduceSum(x, axes)
    },
  })),
  broken('reduceMax', 'doubled at ties', 'every tie in full', () => ({
    jvp: ([x], [t], output, attributes) => {
      const { axes } = as<ReduceAttributes>(attributes)
      if (!x || !t) return null
      const same = equal(x, broadcast(output, x.shape, keptAxes(x.shape.length, axes)))
      return reduceSum(mul(t, convert(same, x.dtype)), axes)
    },
  })),
  broken('reduceMin', 'straight through', 'the sum of all tangents', () => ({
    jvp: (_, [t], __, attributes) =>
      t ? reduceSum(t, as<ReduceAttributes>(attributes).axes) : null,
  })),
  broken('dotGeneral', 'forgotten operand', 'the second tangent is missing', () => ({
    jvp: ([, y], [dx], _, attributes) =>
      dx && y ? dotGeneral(dx, y, as<DotAttributes>(attributes)) : null,
  })),
  broken(
    'dotGeneral',
    'transposed kernel',
    'a transposed operand',
    afterTranspose((given) => swapped(given)),
  ),
  broken('dotGeneral', 'wrong axis', 'the batch axis is left where it falls', () => ({
    batch: (operands, batched, _, attributes) => {
      const [x, y] = operands as readonly [Node, Node]
      const { contract, batch } = as<DotAttributes>(attributes)
      const moved = (axes: readonly number[], i: 0 | 1): readonly number[] =>
        batched[i] === true ? shifted(axes) : axes
      const both = batched[0] === true && batched[1] === true ? [0] : []
      return dotGeneral(x, y, {
        contract: [moved(contract[0], 0), moved(contract[1], 1)],
        batch: [
          [...moved(batch[0], 0), ...both],
          [...moved(batch[1], 1), ...both],
        ],
      })
    },
  })),
  broken(
    'dotGeneral',
    'wrong axis',
    'the axes in step are summed in the transpose',
    ({ transpose: right }) => ({
      transpose: (c, operands, linear, attributes, folds) => {
        const given = right?.(c, operands, linear, attributes, folds) ?? []
        const { batch } = as<DotAttributes>(attributes)
        return given.map((x, i) => {
          const axes = [...(batch[i as 0 | 1] ?? [])].sort((a, b) => a - b)
          return x && broadcast(reduceSum(x, axes), x.shape, keptAxes(x.shape.length, axes))
        })
      },
    }),
  ),
  broken(
    'reshape',
    'transposed kernel',
    'column by column',
    afterTranspose((given) => swapped(given)),
  ),
  broken('reshape', 'wrong axis', 'the batch axis goes last', () => ({
    batch: ([x], _, size, attributes) => {
      const { shape } = as<ReshapeAttributes>(attributes)
      const last = reshape(x as Node, [...shape, size])
      return transpose(last, [shape.length, ...axesOf(shape.length)])
    },
  })),
  broken('transpose', 'not transposed', 'the permutation for its inverse', () => ({
    transpose: (c, [x], _, attributes) => {
      const { permutation } = as<TransposeAttributes>(attributes)
      return [reshape(transpose(c, permutation), x?.shape ?? [])]
    },
  })),
  broken('broadcast', 'forgotten reduction', 'unbroadcasting is forgotten', () => ({
    transpose: (c, [x], _, attributes) => {
      const { shape, axes } = as<BroadcastAttributes>(attributes)
      const added = axesOf(shape.length).filter((axis) => !axes.includes(axis))
      return [sizeOf(c.shape) === 0 ? zerosLike(x as Node) : firstAlong(c, added)]
    },
  })),
  broken('slice', 'wrong attribute', 'the start is ignored in the transpose', () => ({
    transpose: (c, [x], _, attributes) => {
      const { strides } = as<SliceAttributes>(attributes)
      if (!x || sizeOf(c.shape) === 0) return [null]
      const low = strides.map(() => 0)
      const interior = strides.map((stride) => stride - 1)
      const high = x.shape.map(
        (size, axis) => size - ((c.shape[axis] as number) - 1) * (strides[axis] as number) - 1,
      )
      return [pad(c, low, high, interior)]
    },
  })),
  broken('slice', 'wrong order in a batch', 'the batch is sliced', () => ({
    batch: ([x], _, size, attributes) => {
      const { starts, stops, strides } = as<SliceAttributes>(attributes)
      const right = slice(x as Node, [0, ...starts], [size, ...stops], [1, ...strides])
      return size === 1 ? right : reverse(right, [0])
    },
  })),
  broken('pad', 'wrong attribute', 'low and high are swapped in the transpose', () => ({
    transpose: (c, [x], _, attributes) => {
      const { high, interior } = as<PadAttributes>(attributes)
      if (!x || sizeOf(x.shape) === 0) return [null]
      const strides = interior.map((between) => between + 1)
      const stops = x.shape.map(
        (size, axis) => (high[axis] as number) + (size - 1) * (strides[axis] as number) + 1,
      )
      return [slice(c, high, stops, strides)]
    },
  })),
  broken('pad', 'wrong attribute', 'low and high are swapped in a batch', () => ({
    batch: ([x], _, __, attributes) => {
      const { low, high, interior } = as<PadAttributes>(attributes)
      return pad(x as Node, [0, ...high], [0, ...low], [0, ...interior])
    },
  })),
  broken('concatenate', 'swapped operands', 'the cotangents in reverse order', (right) => ({
    transpose: (c, operands, linear, attributes, folds) => {
      const given = right.transpose?.(c, operands, linear, attributes, folds) ?? []
      const alike = operands.every(({ shape }) => sameShape(shape, operands[0]?.shape ?? []))
      return alike ? [...given].reverse() : given
    },
  })),
  broken('concatenate', 'wrong attribute', 'every cotangent from the start', () => ({
    transpose: (c, operands, _, attributes) => {
      const { axis } = as<ConcatenateAttributes>(attributes)
      return operands.map((operand) =>
        slice(
          c,
          c.shape.map(() => 0),
          c.shape.map((size, i) => (i === axis ? (operand.shape[axis] as number) : size)),
          c.shape.map(() => 1),
        ),
      )
    },
  })),
  broken('concatenate', 'forgotten operand', 'a missing tangent is the operand', () => ({
    jvp: (operands, tangents, _, attributes) =>
      concatenate(
        operands.map((operand, i) => tangents[i] ?? operand),
        as<ConcatenateAttributes>(attributes).axis,
      ),
  })),
  broken('reverse', 'not transposed', 'not reversed in the transpose', () => ({
    transpose: (c) => [c],
  })),
  broken('reverse', 'wrong axis', 'the wrong axes in a batch', () => ({
    batch: ([x], _, __, attributes) => reverse(x as Node, as<ReverseAttributes>(attributes).axes),
  })),
  broken('sortBy', 'dropped factor', 'the tangent is not sorted', () => ({
    jvp: (_, [, t]) => t ?? null,
  })),
  broken('sortBy', 'not transposed', 'the cotangent is sorted again', () => ({
    transpose: (c, [keys]) => [null, keys ? sortBy(keys, c) : null],
  })),
  broken('sortBy', 'swapped operands', 'the tangent of the keys', () => ({
    jvp: ([keys], [dk, dv]) => {
      const t = dv ?? (dk && keys && dk.dtype === keys.dtype ? dk : null)
      return keys && t ? sortBy(keys, t) : null
    },
  })),
]
