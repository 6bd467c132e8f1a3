/**
 * Budget program: a multi-layer perceptron as people write it first. Literal sizes, a batch of any size,
 * a record of parameters, a loss, its gradient, and a step of momentum over the whole record.
 */

import { type Dim, grad, R, type Scalar, T, type Tensor, tree, valueAndGrad } from 'cotangent'

interface Params {
  readonly hidden: { readonly kernel: Tensor<[784, 128]>; readonly bias: Tensor<[128]> }
  readonly middle: { readonly kernel: Tensor<[128, 64]>; readonly bias: Tensor<[64]> }
  readonly out: { readonly kernel: Tensor<[64, 10]>; readonly bias: Tensor<[10]> }
}

export const init = (seed: number): Params => {
  const [a, b, c] = R.split(R.key(seed), 3)
  return {
    hidden: { kernel: T.mul(R.normal(a, [784, 128]), 0.05), bias: T.zeros([128]) },
    middle: { kernel: T.mul(R.normal(b, [128, 64]), 0.1), bias: T.zeros([64]) },
    out: { kernel: T.mul(R.normal(c, [64, 10]), 0.1), bias: T.zeros([10]) },
  }
}

export const logits = <B extends Dim>(params: Params, x: Tensor<[B, 784]>): Tensor<[B, 10]> => {
  const hidden = T.relu(T.add(T.matmul(x, params.hidden.kernel), params.hidden.bias))
  const middle = T.tanh(T.add(T.matmul(hidden, params.middle.kernel), params.middle.bias))
  return T.add(T.matmul(middle, params.out.kernel), params.out.bias)
}

export const loss = <B extends Dim>(
  params: Params,
  x: Tensor<[B, 784]>,
  labels: Tensor<[B, 10]>,
): Scalar => T.neg(T.mean(T.sum(T.mul(T.logSoftmax(logits(params, x)), labels), -1)))

export const gradient: Params = grad(loss)(init(0), T.zeros([32, 784]), T.zeros([32, 10]))

interface TrainState {
  readonly params: Params
  readonly velocity: Params
}

export const step = (
  state: TrainState,
  x: Tensor<['batch', 784]>,
  labels: Tensor<['batch', 10]>,
): [Scalar, TrainState] => {
  const [value, grads] = valueAndGrad(loss)(state.params, x, labels)
  const velocity = tree.zipWith((v: Tensor, g: Tensor) => T.add(T.mul(v, 0.9), g))(
    state.velocity,
    grads,
  )
  const params = tree.zipWith((p: Tensor, v: Tensor) => T.sub(p, T.mul(v, 0.1)))(
    state.params,
    velocity,
  )
  return [value, { params, velocity }]
}
