/**
 * The rules inside functions that are generic in a dimension: the type parameter is a dimension
 * like no other, and the results are exact shapes in it. Checked by the compiler, never run.
 */
import type {
  AtRows,
  Blame,
  Broadcast,
  BroadcastTo,
  Concat,
  Covariance,
  Einsum,
  Eq,
  ExpandDims,
  Flatten,
  MatMul,
  Pad,
  Reduce,
  Reshape,
  Slice,
  Split,
  Squeeze,
  Stack,
  Take,
  TakeAlongAxis,
  TensorDot,
  Tile,
  TopK,
  ToShape,
  Transpose,
} from '../../../src/core/shape/index.ts'
import type { Dim, Shape, Tensor } from '../../../src/core/tensor.ts'
import { holds } from './agree.ts'

declare const matmul: <A extends Shape, B extends Shape>(
  a: Tensor<A>,
  b: Blame<MatMul<A, B>, Tensor<B>>,
) => Tensor<ToShape<MatMul<A, B>>>
declare const add: <A extends Shape, B extends Shape>(
  a: Tensor<A>,
  b: Blame<Broadcast<A, B, 'add'>, Tensor<B>>,
) => Tensor<ToShape<Broadcast<A, B, 'add'>>>
declare const reshape: <A extends Shape, const T extends Dim[]>(
  a: Tensor<A>,
  to: T & Blame<Reshape<A, T>, unknown>,
) => Tensor<ToShape<Reshape<A, T>>>
declare const zeros: <const S extends Dim[]>(shape: S) => Tensor<S>

const dense = <B extends Dim>(x: Tensor<[B, 784]>) =>
  add(matmul(x, zeros([784, 256])), zeros([256]))
const dense32 = dense(zeros([32, 784]))
const denseBatch = dense(zeros(['batch', 784]))
holds<Eq<typeof dense32, Tensor<[32, 256]>>>()
holds<Eq<typeof denseBatch, Tensor<['batch', 256]>>>()

const heads = <B extends Dim, T extends Dim>(x: Tensor<[B, T, 512]>, b: B, t: T) =>
  reshape(x, [b, t, 8, 64])
const heads32 = heads(zeros([32, 10, 512]), 32, 10)
holds<Eq<typeof heads32, Tensor<[32, 10, 8, 64]>>>()

/** Every rule on shapes with unresolved dimensions gives its exact result without waiting. */
export const everyRule = <B extends Dim, T extends Dim>(): void => {
  holds<Eq<MatMul<[B, T, 8], [8, T]>, [B, T, T]>>()
  holds<Eq<MatMul<[B, 8], [8]>, [B]>>()
  holds<Eq<Broadcast<[B, T], [T]>, [B, T]>>()
  holds<Eq<Broadcast<[B, 1], [B, 3]>, [B, 3]>>()
  holds<Eq<Broadcast<[B, 3], [1, 3]>, [B, 3]>>()
  holds<Eq<Broadcast<[B, T, 3], []>, [B, T, 3]>>()
  holds<Eq<BroadcastTo<[B, 1], [B, 3]>, [B, 3]>>()
  holds<Eq<MatMul<[B, number], [8, T]>, [B, T]>>()
  holds<Eq<Reshape<[B, 28, 28], [B, 784]>, [B, 784]>>()
  holds<Eq<Reshape<[B, T, 512], [B, T, 8, 64]>, [B, T, 8, 64]>>()
  holds<Eq<Reshape<[B, 28, 28], [B, -1]>, [B, 784]>>()
  holds<Eq<Reshape<[B, T], [-1, T]>, [B, T]>>()
  holds<Eq<Flatten<[B, 2, 3]>, [B, 6]>>()
  holds<Eq<Reduce<[B, T, 3], 1, false>, [B, 3]>>()
  holds<Eq<Reduce<[B, T, 3], [0, -1], true>, [1, T, 1]>>()
  holds<Eq<Transpose<[B, T, 3], [2, 0, 1]>, [3, B, T]>>()
  holds<Eq<Transpose<[B, T], undefined>, [T, B]>>()
  holds<Eq<Concat<[[B, 3], [B, 4]], 1>, [B, 7]>>()
  holds<Eq<Stack<[[B, 3], [B, 3]], 0>, [2, B, 3]>>()
  holds<Eq<Concat<[[B, 3], [number, 4]], 1>, [B, 7]>>()
  holds<Eq<Pad<[B, 3], [[0, 0], [1, 1]]>, [B, 5]>>()
  holds<Eq<Squeeze<[B, 1], 1>, [B]>>()
  holds<Eq<Split<[B, 6], 2, 1>, [[B, 3], [B, 3]]>>()
  holds<Eq<Tile<[B, 3], [1, 2]>, [B, 6]>>()
  holds<Eq<TensorDot<[B, T], [T, 3], 1>, [B, 3]>>()
  holds<Eq<ExpandDims<[B, T], 1>, [B, 1, T]>>()
  holds<Eq<Slice<[B, 10], [null, 2], [null, 7]>, [B, 5]>>()
  holds<Eq<Take<[T, 8], [B, 3], 0>, [B, 3, 8]>>()
  holds<Eq<TakeAlongAxis<[B, T], [B, 1], 1>, [B, 1]>>()
  holds<Eq<AtRows<[T, 8], [B], [B, 8], 'setAt'>, [T, 8]>>()
  holds<Eq<TopK<[B, T, 10], 3>, [B, T, 3]>>()
  holds<Eq<Covariance<[B, T], 'cov'>, [B, B]>>()
  holds<Eq<Einsum<'bqd,bkd->bqk', [[B, T, 64], [B, 8, 64]]>, [B, T, 8]>>()
}

// two type parameters are not the same, and not a number
export const wrong = <B extends Dim, C extends Dim>(x: Tensor<[B, 3]>, y: Tensor<[C, 3]>): void => {
  // @ts-expect-error: different dimensions
  add(x, y)
  // @ts-expect-error: three features, not four
  matmul(x, zeros([4, 3]))
  // @ts-expect-error: a name is not a type parameter
  reshape(x, ['batch', 3])
}

// a shape that is one of several gives one of several
const either: boolean = Math.PI > 3
const target = reshape(zeros([6]), either ? [2, 3] : [3, 2])
holds<Eq<typeof target, Tensor<[2, 3] | [3, 2]>>>()
holds<Eq<Reshape<[6] | [2, 3], [3, 2] | [6]>, [3, 2] | [6]>>()
holds<Eq<Broadcast<[3] | [4, 3], [1]>, [3] | [4, 3]>>()
holds<Eq<MatMul<[2, 3] | [3], [3, 4]>, [2, 4] | [4]>>()
holds<Eq<Reduce<[2, 3] | [4, 5, 6], -1, false>, [2] | [4, 5]>>()
