/**
 * Budget program: an attention block over named dimensions, where shape rules meet the most:
 * reshapes, permutations, contractions, reductions that keep their axis, generic sizes.
 */

import { T, type Tensor } from 'cotangent'

interface Weights {
  readonly query: Tensor<[64, 64]>
  readonly key: Tensor<[64, 64]>
  readonly value: Tensor<[64, 64]>
  readonly out: Tensor<[64, 64]>
  readonly gain: Tensor<[64]>
}

type Sequence = Tensor<['batch', 'time', 64]>

const heads = (x: Sequence): Tensor<['batch', 8, 'time', 8]> =>
  T.transpose(T.reshape(x, ['batch', 'time', 8, 8]), [0, 2, 1, 3])

export const normalise = (x: Sequence, gain: Tensor<[64]>): Sequence => {
  const centred = T.sub(x, T.mean(x, -1, { keepdims: true }))
  const spread = T.sqrt(T.add(T.mean(T.square(centred), -1, { keepdims: true }), 1e-5))
  return T.mul(T.div(centred, spread), gain)
}

export const attention = (weights: Weights, x: Sequence): Sequence => {
  const normal = normalise(x, weights.gain)
  const query = heads(T.matmul(normal, weights.query))
  const key = heads(T.matmul(normal, weights.key))
  const value = heads(T.matmul(normal, weights.value))
  const scores = T.div(T.einsum('bhqd,bhkd->bhqk', query, key), Math.sqrt(8))
  const mixed = T.einsum('bhqk,bhkd->bhqd', T.softmax(scores), value)
  const joined = T.reshape(T.transpose(mixed, [0, 2, 1, 3]), ['batch', 'time', 64])
  return T.add(x, T.matmul(joined, weights.out))
}

export const block = (weights: readonly [Weights, Weights, Weights], x: Sequence): Sequence =>
  attention(weights[2], attention(weights[1], attention(weights[0], x)))

export const table: Tensor<[10, 12]> = T.concat(
  [
    T.slice(T.ones([16, 12]), [0, 0], [4, 12]),
    T.stack([T.zeros([12]), T.ones([12])], 0),
    T.ones([4, 12]),
  ],
  0,
)

export const padded: Tensor<[12, 14]> = T.pad(table, [
  [1, 1],
  [0, 2],
])
