import type { DType, FloatDType } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { add, mul, neg, sub } from '../core/primitives/arithmetic.ts'
import { less } from '../core/primitives/comparison.ts'
import { convert } from '../core/primitives/conversion.ts'
import { iota } from '../core/primitives/creation.ts'
import { cumsum } from '../core/primitives/cumulation.ts'
import { log } from '../core/primitives/exponential.ts'
import { reshape } from '../core/primitives/movement.ts'
import { sortBy } from '../core/primitives/order.ts'
import { threefryBits } from '../core/primitives/random.ts'
import { slice } from '../core/primitives/selection.ts'
import { reduceSum } from '../core/primitives/summation.ts'
import { type Axis, axisOf, type Blame, showShape, sizeOf } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { nodeOf, tensorOf } from '../core/tree.ts'
import { only } from '../tensor/dual.ts'
import { checked, stretch } from '../tensor/operand.ts'
import { take } from '../tensor/take.ts'
import { standardGumbel } from './continuous.ts'
import { integersBetween, unit } from './discrete.ts'
import { type Key, keyNode, splitNode } from './key.ts'
import { requireCount, requireShape } from './parameter.ts'

/** The numbers 0 … n − 1 in random order: sorted by random bits, as often as makes equal bits unlikely. */
const permuted = (key: Node, n: number): Node => {
  const rounds = Math.ceil((3 * Math.log(Math.max(1, n))) / Math.log(2 ** 32 - 1))
  let current = key
  let order = iota([n], 0, 'i32')
  for (let round = 0; round < rounds; round++) {
    const [next, own] = splitNode(current)
    current = next
    order = sortBy(threefryBits(own, [n], 32), order)
  }
  return order
}

/**
 * The numbers 0 … n − 1 in random order: `permutation(key, n)`, i32 `[n]`.
 *
 * Law: equal to JAX's `random.permutation`, exactly: rounds of sorting by random bits, as many as
 * make equal bits unlikely.
 *
 * Throws `ArgumentError` where n is not a whole number ≥ 0.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.permutation(R.key(42), 8)) // [7, 4, 2, 5, 3, 6, 0, 1]
 */
export const permutation = <const N extends number>(key: Key, n: N): Tensor<[N], 'i32'> =>
  tensorOf(permuted(keyNode('permutation', key), requireCount('permutation', n)))

/**
 * The rows of a tensor in random order, or its slices along another axis: `shuffle(key, x, axis = 0)`.
 * Slices stay together.
 *
 * `[n, a] -> [n, a]`
 *
 * Law: `shuffle(k, x, axis) = T.take(x, permutation(k, n), axis)`, which is JAX's `random.permutation`
 * of an array. Linear in x.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * const rows = T.tensor([[1, 1], [2, 2], [3, 3], [4, 4]])
 * T.toArray(T.sum(R.shuffle(R.key(0), rows), 0)) // [10, 10]
 */
export const shuffle: <S extends Shape, D extends DType, Ax extends number = 0>(
  key: Key,
  x: Tensor<S, D>,
  axis?: Blame<Axis<S, Ax, 'shuffle'>, Ax>,
) => Tensor<S, D> = only((key: unknown, x: unknown, axis = 0) => {
  const { shape } = nodeOf('shuffle', x)
  const place = checked('shuffle', axisOf(shape, axis, 'shuffle'), shape)
  const order = permuted(keyNode('shuffle', key), shape[place] ?? 0)
  return take(tensorOf(nodeOf('shuffle', x)), tensorOf<[number], 'i32'>(order), place)
})

/** The options of `choice`. */
export interface ChoiceOptions {
  /** May a number come up several times? Default true. */
  readonly replace?: boolean
  /** What each number weighs, a tensor `[n]` of numbers ≥ 0; they need not sum to 1. Default: all alike. */
  readonly p?: Tensor<Shape, FloatDType>
}

/** The number of weights, added up in order, that lie below each of some numbers. */
const countBelow = (sums: Node, numbers: Node): Node => {
  const shape = [...numbers.shape, sums.shape[0] ?? 0]
  const each = stretch(reshape(numbers, [...numbers.shape, 1]), shape)
  return reduceSum(convert(less(stretch(sums, shape), each), 'i32'), [numbers.shape.length])
}

const weighted = (key: Node, shape: readonly number[], p: Node): Node => {
  const sums = cumsum(p, { axis: 0, reverse: false })
  const n = p.shape[0] ?? 0
  const total = reshape(slice(sums, [n - 1], [n], [1]), [])
  const u = unit(key, shape, p.dtype as FloatDType)
  return countBelow(sums, mul(stretch(total, shape), sub(fill(1, u), u)))
}

/** Gumbel's trick: the greatest of log p + noise are drawn without replacement, in proportion to p. */
const weightedOnce = (key: Node, n: number, p: Node): Node => {
  const noisy = add(standardGumbel(key, [n], p.dtype as FloatDType), log(p))
  return sortBy(neg(noisy), iota([n], 0, 'i32'))
}

/**
 * Numbers chosen among 0 … n − 1: `choice(key, n, shape, { replace = true, p })`, i32 of the shape, all
 * as likely, or in proportion to p. With `replace: false` none comes up twice. They are indices: for
 * rows of a tensor, `T.take(x, R.choice(key, n, shape), 0)`.
 *
 * Law: equal to JAX's `random.choice(key, n, shape)`: `randint`, or the beginning of a `permutation`;
 * with p the inverse of its sums, or Gumbel's trick (Efraimidis and Spirakis 2006).
 *
 * Throws `ArgumentError` where there is nothing to choose from, or too little without replacement,
 * `ShapeError` unless p is `[n]`.
 *
 * @example
 * import { R, T } from 'cotangent'
 *
 * T.toArray(R.choice(R.key(42), 10, [4])) // [4, 4, 1, 9]
 * T.toArray(R.choice(R.key(42), 8, [3], { replace: false })) // [7, 4, 2]
 * T.toArray(R.choice(R.key(0), 3, [2], { p: T.tensor([0, 1, 0]) })) // [1, 1]
 */
export const choice = <const S extends number[]>(
  key: Key,
  n: number,
  shape: S,
  { replace = true, p }: ChoiceOptions = {},
): Tensor<S, 'i32'> => {
  const node = keyNode('choice', key)
  const sizes = requireShape('choice', shape)
  const count = sizeOf(sizes)
  requireCount('choice', n)
  if (count > (replace && n > 0 ? Number.POSITIVE_INFINITY : n)) {
    throw new ArgumentError(
      'choice',
      `cannot choose ${count} of ${n}${replace ? '' : ' without replacement'}`,
    )
  }
  if (count === 0) return tensorOf(fill(0, { shape: sizes, dtype: 'i32' }))
  const weights = p && nodeOf('choice', p)
  if (weights && !(weights.shape.length === 1 && weights.shape[0] === n)) {
    checked('choice', `choice: p must be [${n}], got ${showShape(weights.shape)}`, weights.shape)
  }
  if (replace) {
    if (!weights) return tensorOf(integersBetween(node, sizes, 0, n))
    return tensorOf(weighted(node, sizes, weights))
  }
  const order = weights ? weightedOnce(node, n, weights) : permuted(node, n)
  return tensorOf(reshape(slice(order, [0], [count], [1]), sizes))
}
