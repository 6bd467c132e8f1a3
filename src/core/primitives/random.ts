import { DTypeError, ShapeError } from '../errors.ts'
import { type Node, type TensorType, apply, sameShape } from '../node.ts'
import { batchAll, only, requireSizes } from './align.ts'
import { showShape } from '../shape/dimension.ts'
import {
  type NoAttributes,
  type Operation,
  type Primitive,
  noTangent,
  none,
  operation,
} from './primitive.ts'

/** The shape of a batch of keys: u32 with a last axis of two words. */
const keyBatch = (name: string, operands: readonly TensorType[]): readonly number[] => {
  const key = only(name, operands)
  if (key.dtype !== 'u32' || key.shape.at(-1) !== 2) {
    throw new DTypeError(
      name,
      `a key is two u32 words, got ${key.dtype} ${showShape(key.shape)}: make one with R.key(seed)`,
    )
  }
  return key.shape.slice(0, -1)
}

/** The attributes of {@link threefrySplit}. */
export type SplitAttributes = { readonly count: number }

const threefrySplitPrimitive: Primitive<SplitAttributes> = {
  name: 'threefrySplit',
  family: 'random',
  documentation: 'key [..., 2] -> keys [..., count, 2]: key i is threefry(key, i)',
  infer: (operands, { count }) => {
    requireSizes('threefrySplit', [count])
    return { shape: [...keyBatch('threefrySplit', operands), count, 2], dtype: 'u32' }
  },
  jvp: noTangent,
  transpose: null,
  batch: (operands, _, __, { count }) => threefrySplit(only('threefrySplit', operands), count),
  domain: [],
  kinks: [],
}

/** New keys from a key, which is used up by this. */
export const threefrySplit: Operation<[key: Node, count: number], SplitAttributes> = operation(
  threefrySplitPrimitive,
  (key, count) => apply(threefrySplitPrimitive, [key], { count }),
)

const threefryFoldInPrimitive: Primitive<NoAttributes> = {
  name: 'threefryFoldIn',
  family: 'random',
  documentation: 'key [..., 2], data [...] -> key [..., 2]: threefry(key, data)',
  infer: (operands) => {
    const batch = keyBatch('threefryFoldIn', operands)
    const data = operands[1]
    if (data?.dtype !== 'u32' || !sameShape(data.shape, batch)) {
      throw new ShapeError(
        'threefryFoldIn',
        `data must be u32 ${showShape(batch)}, got ${data?.dtype} ${showShape(data?.shape ?? [])}`,
      )
    }
    return { shape: [...batch, 2], dtype: 'u32' }
  },
  jvp: noTangent,
  transpose: null,
  batch: (operands, batched, size) =>
    apply(threefryFoldInPrimitive, batchAll(operands, batched, size), none),
  domain: [],
  kinks: [],
}

/** The key that belongs to a number. */
export const threefryFoldIn: Operation<[key: Node, data: Node], NoAttributes> = operation(
  threefryFoldInPrimitive,
  (key, data) => apply(threefryFoldInPrimitive, [key, data], none),
)

/** The attributes of {@link threefryBits}. */
export type BitsAttributes = {
  readonly shape: readonly number[]
  /** 32 random bits an element, or 64 as two words (high, low) on a last axis of the result */
  readonly width: 32 | 64
}

const threefryBitsPrimitive: Primitive<BitsAttributes> = {
  name: 'threefryBits',
  family: 'random',
  documentation:
    'key [..., 2] -> bits [..., ...shape] (width 32), or [..., ...shape, 2] (width 64): element i is threefry(key, i)',
  infer: (operands, { shape, width }) => {
    requireSizes('threefryBits', shape)
    const words = width === 64 ? [2] : []
    return { shape: [...keyBatch('threefryBits', operands), ...shape, ...words], dtype: 'u32' }
  },
  jvp: noTangent,
  transpose: null,
  batch: (operands, _, __, { shape, width }) =>
    threefryBits(only('threefryBits', operands), shape, width),
  domain: [],
  kinks: [],
}

/** Random bits from a key, which is used up by this. */
export const threefryBits: Operation<
  [key: Node, shape: readonly number[], width: 32 | 64],
  BitsAttributes
> = operation(threefryBitsPrimitive, (key, shape, width) =>
  apply(threefryBitsPrimitive, [key], { shape, width }),
)
