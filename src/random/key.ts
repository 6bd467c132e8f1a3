import { ArgumentError, DTypeError } from '../core/errors.ts'
import { type Node, constant } from '../core/node.ts'
import { showShape } from '../core/shape/dimension.ts'
import { convert } from '../core/primitives/conversion.ts'
import { reshape } from '../core/primitives/movement.ts'
import { slice } from '../core/primitives/selection.ts'
import { threefryFoldIn, threefrySplit } from '../core/primitives/random.ts'
import type { DType } from '../core/dtype.ts'
import type { Tensor } from '../core/tensor.ts'
import { describe, isTensor, nodeOf, tensorOf } from '../core/tree.ts'

declare const brand: unique symbol

/**
 * The seed of one random draw: two words of u32, told apart from other tensors by its type. A key
 * is a value: the same key always gives the same numbers, so use each for one draw, and get new ones
 * with `split` or `foldIn`.
 */
export interface Key extends Tensor<[2], 'u32'> {
  readonly [brand]: 'Key'
}

/** Is N a literal of one or two digits? */
type IsSmall<N extends number> = `${N}` extends `${infer First}${infer Second}`
  ? `${First}${Second}` extends `${bigint}`
    ? Second extends '' | Digit
      ? First extends Digit
        ? true
        : false
      : false
    : false
  : false
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

/** As many keys as a literal below 100 says, for destructuring; an array for any other number. */
export type Keys<N extends number> = IsSmall<N> extends true ? KeyTuple<N> : readonly Key[]

type KeyTuple<
  N extends number,
  Result extends readonly Key[] = readonly [],
> = Result['length'] extends N ? Result : KeyTuple<N, readonly [...Result, Key]>

const words = 2 ** 32

const keyOf = (node: Node): Key => tensorOf<[2], 'u32'>(node) as Key

/** The node of a key, having checked that it is one. */
export const keyNode = (operator: string, key: unknown): Node => {
  if (!isTensor(key)) {
    throw new ArgumentError(
      operator,
      `takes a key, got ${describe(key)}: make one with R.key(seed)`,
    )
  }
  const node = nodeOf(operator, key)
  if (node.dtype !== 'u32' || node.shape.length !== 1 || node.shape[0] !== 2) {
    throw new DTypeError(
      operator,
      `a key is a u32 tensor of shape [2], got ${node.dtype} ${showShape(node.shape)}: make one with R.key(seed)`,
    )
  }
  return node
}

/**
 * The key of a seed, a whole number. Seeds of up to 32 bits give JAX's `random.key(seed)` (negative
 * ones count modulo 2³²), larger ones give what JAX gives with 64-bit integers.
 *
 * Throws `ArgumentError` where the seed is not a whole number that a double holds exactly.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.key(42)) // [0, 42]
 */
export const key = (seed: number): Key => {
  if (!Number.isSafeInteger(seed)) {
    throw new ArgumentError(
      'key',
      `a seed is a whole number between −(2⁵³ − 1) and 2⁵³ − 1, got ${describe(seed)}`,
    )
  }
  const isShort = Math.abs(seed) < words
  const high = isShort ? 0 : Math.floor(seed / words)
  return keyOf(constant([2], 'u32', Uint32Array.of(high, seed % words)))
}

const row = (keys: Node, i: number): Node => reshape(slice(keys, [i, 0], [i + 1, 2], [1, 1]), [2])

/** Two new keys from the node of a key, which is used up. */
export const splitNode = (key: Node): readonly [Node, Node] => {
  const keys = threefrySplit(key, 2)
  return [row(keys, 0), row(keys, 1)]
}

/**
 * New keys from a key, independent of each other: `split(key, n = 2)`, an array of n keys. The old
 * key is used up.
 *
 * Laws:
 * 1. `split(k, n)[i] = foldIn(k, i)`.
 * 2. Equal to JAX's `random.split` in its partitionable mode, bit for bit.
 *
 * Throws `ArgumentError` where n is not a whole number ≥ 0.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const [first, second] = R.split(R.key(0))
 * T.toArray(first) // [1797259609, 2579123966]
 */
export const split = <const N extends number = 2>(key: Key, n: N = 2 as N): Keys<N> => {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new ArgumentError('split', `takes a whole number ≥ 0 of keys, got ${describe(n)}`)
  }
  const keys = threefrySplit(keyNode('split', key), n)
  return Array.from({ length: n }, (_, i) => keyOf(row(keys, i))) as readonly Key[] as Keys<N>
}

/**
 * The key that belongs to a number: a step, a layer, an index. `foldIn(key, data)`, data a whole
 * number (modulo 2³²) or an integer tensor of no dimensions, such as a step counter.
 *
 * Law: equal to JAX's `random.fold_in`, bit for bit.
 *
 * Throws `ArgumentError` or `DTypeError` where the data is not a whole number.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.foldIn(R.key(0), 4)) // [2285895361, 433833334]
 */
export const foldIn = (key: Key, data: number | Tensor<[], 'i32' | 'u32'>): Key => {
  const node = keyNode('foldIn', key)
  if (typeof data === 'number') {
    if (!Number.isSafeInteger(data)) {
      throw new ArgumentError('foldIn', `takes a whole number, got ${describe(data)}`)
    }
    return keyOf(threefryFoldIn(node, constant([], 'u32', Uint32Array.of(data % words))))
  }
  const number = nodeOf('foldIn', data)
  const integers: readonly DType[] = ['i32', 'u32']
  if (!integers.includes(number.dtype) || number.shape.length > 0) {
    throw new DTypeError(
      'foldIn',
      `takes an i32 or u32 tensor of no dimensions, got ${number.dtype} ${showShape(number.shape)}`,
    )
  }
  return keyOf(threefryFoldIn(node, convert(number, 'u32')))
}
