/** Budget program: the data-last forms in pipes, and functions generic in a size. */

import { pipe } from 'fp-ts/lib/function.js'
import { type Dim, type Scalar, T, type Tensor } from 'cotangent'

export const score = (x: Tensor<['batch', 784]>, w: Tensor<[784, 10]>): Tensor<['batch']> =>
  pipe(x, T.matmul(w), T.add(1), T.relu, T.square, T.sum(-1))

export const energy = (x: Tensor<[8, 8]>): Scalar =>
  pipe(x, T.reshape([64]), T.mul(2), T.exp, T.log, T.mean)

export const dense =
  <I extends number, O extends number>(kernel: Tensor<[I, O]>, bias: Tensor<[O]>) =>
  <B extends Dim>(x: Tensor<[B, I]>): Tensor<[B, O]> =>
    T.add(T.matmul(x, kernel), bias)

export const network = (x: Tensor<['batch', 32]>): Tensor<['batch', 4]> =>
  pipe(
    x,
    dense(T.ones([32, 16]), T.zeros([16])),
    T.tanh,
    dense(T.ones([16, 8]), T.zeros([8])),
    T.tanh,
    dense(T.ones([8, 4]), T.zeros([4])),
  )
