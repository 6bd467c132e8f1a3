/**
 * One mistake is one error: what follows it is `any`, which fits everywhere. Each directive stands on
 * the line at fault; an error on a line below one would not compile.
 */
import { type Dim, T, type Scalar, type Tensor } from '../../src/index.ts'

/** The first layer is made for 783 features. */
export const layers = (x: Tensor<[32, 784]>): Tensor<[32, 10]> => {
  // @ts-expect-error 784 features
  const product = T.matmul(x, T.zeros([783, 128]))
  const hidden = T.relu(T.add(product, T.zeros([128])))
  return T.add(T.matmul(hidden, T.zeros([128, 10])), T.zeros([10]))
}

/** The bias has 127 units. */
export const bias = (x: Tensor<[32, 784]>): Tensor<[32, 10]> => {
  // @ts-expect-error 127 units
  const hidden = T.add(T.matmul(x, T.zeros([784, 128])), T.zeros([127]))
  return T.softmax(T.matmul(T.tanh(hidden), T.zeros([128, 10])))
}

/** The channels of the image are not those of the kernel. */
export const convolved = (x: Tensor<[8, 28, 28, 3]>): Scalar => {
  // @ts-expect-error 3 channels
  const features = T.conv2d(x, T.zeros([3, 3, 1, 16]), { padding: 'SAME' })
  const pooled = T.maxPool2d(T.relu(features), 2)
  const flat = T.reshape(pooled, [8, 3136])
  return T.mean(T.sum(T.matmul(flat, T.zeros([3136, 10])), 1))
}

/** The same in a function that is generic in its batch. */
export const generic = <B extends Dim>(x: Tensor<[B, 784]>, y: Tensor<[B, 10]>): Scalar => {
  // @ts-expect-error 784 features
  const product = T.matmul(x, T.zeros([783, 128]))
  const hidden = T.relu(T.add(product, T.zeros([128])))
  const logits: Tensor<[B, 10]> = T.add(T.matmul(hidden, T.zeros([128, 10])), T.zeros([10]))
  // @ts-expect-error 11 classes
  const wrong = T.mul(logits, T.zeros([11]))
  return T.mean(T.add(T.softmax(wrong), y))
}
