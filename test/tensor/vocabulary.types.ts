/** What the compiler infers for programs of the vocabulary. Checked by the compiler, never run. */
import { flow, pipe } from 'fp-ts/lib/function.js'
import type { Eq } from '../../src/core/shape/index.ts'
import {
  type AnyShape,
  type Dim,
  type DType,
  type Scalar,
  type Shape,
  T,
  type Tensor,
} from '../../src/index.ts'
import { holds } from '../core/shape/agree.ts'

/** `is<Tensor<[3]>>()(x)`: x has this type and no other. */
const is =
  <Expected>() =>
  <Actual>(
    _actual: Eq<Actual, Expected> extends true ? Actual : { readonly expected: Expected },
  ): void => {}

declare const images: Tensor<['batch', 28, 28]>
declare const x: Tensor<['batch', 784]>
declare const w: Tensor<[784, 256]>
declare const bias: Tensor<[256]>
declare const some: Tensor<[number, 784]>
declare const unknown: Tensor
declare const wide: Tensor<[784, 256], 'f64'>
declare const ints: Tensor<['batch'], 'i32'>
declare const mask: Tensor<['batch', 1], 'bool'>
declare const n: number

// ---- making
is<Tensor<[]>>()(T.tensor(3))
is<Tensor<[2, 3]>>()(
  T.tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]),
)
is<Tensor<[2], 'bool'>>()(T.tensor([true, false]))
is<Tensor<[2], 'i32'>>()(T.tensor([1, 2], 'i32'))
is<Tensor<[0]>>()(T.tensor([]))
declare const table: number[][]
is<Tensor<[number, number]>>()(T.tensor(table))
is<Tensor>()(T.tensor([[1, n], table[0] ?? []]))
is<Tensor<[2, 2], 'f64'>>()(T.fromTypedArray(new Float64Array(4), [2, 2]))
is<Tensor<['batch', 3]>>()(T.zeros(['batch', 3]))
is<Tensor<[2, 3], 'i32'>>()(T.ones([2, 3], 'i32'))
is<Tensor<[2], 'bool'>>()(T.full([2], true))
is<Tensor<[2], 'f64'>>()(T.full([2], 1, 'f64'))
is<Tensor<[3, 3]>>()(T.eye(3))
is<Tensor<[3], 'i32'>>()(T.arange(3, { dtype: 'i32' }))
is<Tensor<[number]>>()(T.range(0, 1, 0.1))
is<Tensor<[5]>>()(T.linspace(0, 1, 5))
is<Tensor<['batch', 10]>>()(T.oneHot(ints, 10))
is<Tensor<['batch', 784]>>()(T.zerosLike(x))
is<Tensor<[number]>>()(T.zeros([n]))

// an element type is not taken from where the tensor goes
// @ts-expect-error: zeros are f32 unless they are asked for in f64
export const notWide: Tensor<[3], 'f64'> = T.zeros([3])
// @ts-expect-error: a number takes the element type of the tensor
export const notFloat: Tensor<['batch']> = T.mul(ints, 2)
// @ts-expect-error: a number has the shape of a scalar
export const notLarger: Tensor<[5, 256]> = T.add(bias, 1)

// ---- arithmetic
is<Tensor<['batch', 256]>>()(T.add(T.matmul(x, w), bias))
is<Tensor<['batch', 784]>>()(T.add(x, 1))
is<Tensor<['batch', 784]>>()(T.sub(1, x))
is<Tensor<[784, 256], 'f64'>>()(T.mul(w, wide))
is<Tensor<['batch'], 'i32'>>()(T.mul(ints, 2))
is<Tensor<['batch']>>()(T.div(ints, 2))
is<Tensor<['batch'], 'f64'>>()(T.pow(T.cast(ints, 'f64'), 2))
is<Tensor<['batch', 1], 'i32'>>()(T.add(mask, mask))
is<Tensor<['batch', 'batch'], 'f32'>>()(T.add(T.zeros(['batch', 1]), T.zeros(['batch'])))
is<Tensor<AnyShape>>()(T.add(unknown, x))
is<Tensor<['batch', 784]>>()(T.add(T.add(T.add(x, 1), x), T.zeros([])))
is<Tensor<['batch', 784]>>()(T.exp(x))
is<Tensor<['batch']>>()(T.exp(ints))
is<Tensor<['batch'], 'i32'>>()(T.neg(ints))
is<Tensor<[784, 256], 'f64'>>()(T.tanh(wide))
is<Tensor<['batch', 784], 'bool'>>()(T.less(x, 0))
is<Tensor<['batch', 784], 'bool'>>()(T.equal(T.zeros(['batch', 1]), T.zeros([784], 'i32')))
is<Tensor<['batch', 784]>>()(T.where(mask, x, 0))
is<Tensor<['batch', 1]>>()(T.where(mask, 1, 0))
is<Tensor<['batch', 1], 'bool'>>()(T.and(mask, T.not(mask)))
is<Tensor<['batch', 784]>>()(T.clip(x, 0, 1))
is<Tensor<['batch'], 'f64'>>()(T.cast(ints, 'f64'))
is<Tensor<['batch', 784]>>()(T.leakyRelu(x, 0.1))
is<Tensor<['batch', 784]>>()(T.softmax(x))
is<Tensor<['batch', 784]>>()(T.softmax(x, 0))

// ---- reductions
is<Scalar>()(T.sum(x))
is<Tensor<['batch']>>()(T.mean(x, -1))
is<Tensor<['batch', 1]>>()(T.max(x, 1, { keepdims: true }))
is<Tensor<[28]>>()(T.sum(images, [0, 1]))
is<Tensor<[1, 28, 1]>>()(T.sum(images, [0, 2], { keepdims: true }))
is<Tensor<[], 'i32'>>()(T.sum(mask))
is<Scalar>()(T.mean(mask))
is<Tensor<['batch'], 'i32'>>()(T.argmax(x, 1))
is<Tensor<[], 'i32'>>()(T.argmax(x))
is<Tensor<['batch'], 'bool'>>()(T.any(mask, 1))
is<Tensor<[number]>>()(T.sum(x, n))
is<Scalar>()(T.sum(unknown))
is<Tensor>()(T.sum(unknown, 0))
is<Tensor<['batch', 784]>>()(T.sub(x, T.mean(x, 0, { keepdims: true })))

// ---- linear algebra
is<Tensor<['batch', 256]>>()(T.matmul(x, w))
is<Tensor<['batch', 256], 'f64'>>()(T.matmul(x, wide))
is<Tensor<[number, 256]>>()(T.matmul(some, w))
is<Tensor>()(T.matmul(unknown, w))
is<Tensor<[256]>>()(T.matmul(T.zeros([784]), w))
is<Scalar>()(T.dot(bias, bias))
is<Tensor<[256, 3]>>()(T.outer(bias, T.zeros([3])))
is<Tensor<['batch', 256]>>()(T.tensordot(x, w, 1))
is<Tensor<['batch', 8, 't', 's']>>()(
  T.einsum('bhqd,bhkd->bhqk', T.zeros(['batch', 8, 't', 64]), T.zeros(['batch', 8, 's', 64])),
)
is<Scalar>()(T.einsum('ii->', T.eye(3)))
declare const spec: string
is<Tensor>()(T.einsum(spec, x))

// ---- movement
is<Tensor<['batch', 784]>>()(T.reshape(images, ['batch', 784]))
is<Tensor<['batch', 784]>>()(T.reshape(images, ['batch', -1]))
is<Tensor<['batch', 784]>>()(T.reshape(images, [T.dim(images, 0), 784]))
is<Tensor<['batch', 784]>>()(T.flatten(images))
is<Tensor<[28, 'batch', 28]>>()(T.transpose(images, [2, 0, 1]))
is<Tensor<[784, 'batch']>>()(T.transpose(x))
is<Tensor<['batch']>>()(T.squeeze(T.zeros(['batch', 1]), 1))
is<Tensor<['batch', 1, 784]>>()(T.expandDims(x, 1))
is<Tensor<['batch', 256]>>()(T.broadcastTo(bias, ['batch', 256]))
is<Tensor<['batch', 1568]>>()(T.concat([x, x], 1))
is<Tensor<[2, 'batch', 784]>>()(T.stack([x, x], 0))
is<Tensor<['batch', 1040], 'f64'>>()(T.concat([x, T.zeros(['batch', 256], 'f64')], -1))
declare const many: readonly Tensor<[3]>[]
is<Tensor<[number, 3]>>()(T.stack(many, 0))
is<Tensor<[number]>>()(T.concat(many, 0))
is<[Tensor<['batch', 392]>, Tensor<['batch', 392]>]>()(T.split(x, 2, 1))
is<[Tensor<['batch', 84]>, Tensor<['batch', 700]>]>()(T.split(x, [84, 700], 1))
is<Tensor<['batch', 5]>>()(T.slice(x, [null, 2], [null, 7]))
is<Tensor<['batch', 392]>>()(T.slice(x, [], [], [1, 2]))
is<Tensor<['batch', 30, 30]>>()(
  T.pad(images, [
    [0, 0],
    [1, 1],
    [1, 1],
  ]),
)
is<Tensor<['batch', 28, 28]>>()(T.flip(images, [1, 2]))
is<Tensor<['batch', 1568]>>()(T.tile(x, [1, 2]))
is<Tensor<['batch', 784]>>()(T.roll(x, 3, 1))

// ---- reading
is<number[][]>()(T.toArray(x))
is<number>()(T.toArray(T.sum(x)))
is<boolean[][]>()(T.toArray(mask))
is<Float32Array<ArrayBufferLike>>()(T.toTypedArray(x))
is<Int32Array<ArrayBufferLike>>()(T.toTypedArray(ints))
is<'batch'>()(T.dim(x, 0))
is<784>()(T.dim(x, -1))
is<number>()(T.dim(some, 0))
is<number>()(T.toNumber(unknown))

// ---- pipes
is<Scalar>()(pipe(x, T.matmul(w), T.add(bias), T.relu, T.sum))
is<Tensor<['batch']>>()(pipe(x, T.square, T.mean(-1), T.sqrt))
is<Tensor<['batch', 784]>>()(pipe(images, T.reshape(['batch', 784]), T.softmax(-1), T.mul(2)))
is<Tensor<['batch', 784]>>()(pipe(images, T.flatten, T.softmax, T.clip(0, 1)))
is<Tensor<[28, 28, 'batch']>>()(pipe(images, T.transpose))
is<Tensor<[28, 'batch', 28]>>()(pipe(images, T.transpose([1, 0, 2])))
is<Tensor<['batch', 1, 784]>>()(pipe(x, T.expandDims(1)))
is<Tensor<['batch']>>()(pipe(mask, T.where(1, 0), T.squeeze(1)))
is<Tensor<[number, 'batch', 784]>>()(pipe([x, x], T.stack(0)))
is<Tensor<['batch', number]>>()(pipe([x, x], T.concat(1)))
is<Tensor<['batch', 5]>>()(pipe(x, T.slice([null, 2], [null, 7])))
is<Tensor<[4]>>()(pipe(T.zeros([2]), T.pad([[1, 1]], { mode: 'edge' })))
is<Tensor<['batch', 10]>>()(pipe(ints, T.oneHot(10)))
is<Tensor<['batch'], 'i32'>>()(pipe(x, T.argmax(-1)))
is<number[]>()(pipe(x, T.sum(1), T.toArray))
const dense = flow((input: Tensor<['batch', 784]>) => T.matmul(input, w), T.add(bias), T.relu)
is<(input: Tensor<['batch', 784]>) => Tensor<['batch', 256]>>()(dense)

// ---- functions that are generic in a dimension, in a whole shape, in the element type
const layer = <B extends Dim>(input: Tensor<[B, 784]>) =>
  pipe(input, T.matmul(w), T.add(bias), T.gelu, T.mul(2))
is<Tensor<[32, 256]>>()(layer(T.zeros([32, 784])))
is<Tensor<['batch', 256]>>()(layer(x))
export const normalise = <B extends Dim>(input: Tensor<[B, 3]>): Tensor<[B, 3]> =>
  T.div(T.sub(input, T.mean(input, 0, { keepdims: true })), T.std(input, 0, { keepdims: true }))
export const attention = <B extends Dim, Time extends Dim>(
  q: Tensor<[B, 8, Time, 64]>,
  k: Tensor<[B, 8, Time, 64]>,
  v: Tensor<[B, 8, Time, 64]>,
): Tensor<[B, 8, Time, 64]> =>
  T.matmul(T.softmax(T.div(T.matmul(q, T.transpose(k, [0, 1, 3, 2])), 8)), v)
export const swish = <S extends Shape>(input: Tensor<S>): Tensor<S> =>
  T.mul(input, T.sigmoid(T.mul(input, 1.702)))
export const step = <S extends Shape>(param: Tensor<S>, gradient: Tensor<S>): Tensor<S> =>
  T.sub(param, T.mul(0.1, gradient))
export const masked = <S extends Shape>(input: Tensor<S>): Tensor<S> =>
  T.where(T.less(input, 0), 0, input)
export const halved = <D extends DType>(input: Tensor<[3], D>): Tensor<[3], DType> =>
  T.div(input, 2)

// ---- an `any` breaks nothing
// oxlint-disable-next-line typescript/no-explicit-any -- that is the question
declare const anything: any
export const fromAny: readonly Tensor[] = [
  T.add(anything, x),
  T.add(x, anything),
  T.add(anything, 1),
  T.sum(anything),
  T.sum(anything, 0),
  T.matmul(anything, w),
  T.softmax(anything),
  T.reshape(anything, [2, 3]),
  T.transpose(anything),
  T.slice(anything, [1], [2]),
  T.pad(anything, [[1, 1]]),
]
holds<Eq<1, 1>>()
