import { expect, test } from 'vitest'
import {
  compile,
  type Dim,
  R,
  type Scalar,
  T,
  type Tensor,
  tree,
  valueAndGrad,
} from '../../src/index.ts'

interface Params {
  readonly edges: Tensor<[3, 3, 1, 4]>
  readonly shapes: Tensor<[3, 3, 4, 8]>
  readonly read: Tensor<[8, 2]>
}

type Images<B extends Dim> = Tensor<[B, 8, 8, 1]>

const predict = <B extends Dim>(params: Params, images: Images<B>): Tensor<[B, 2]> => {
  const edges = T.maxPool2d(T.relu(T.conv2d(images, params.edges, { padding: 'SAME' })), 2)
  const shapes = T.relu(T.conv2d(edges, params.shapes, { padding: 'SAME' }))
  return T.matmul(T.max(shapes, [1, 2]), params.read)
}

/** Noisy images with one line each, which lies in even examples and stands in odd ones. */
const drawn = (key: Parameters<typeof R.normal>[0]): Images<32> => {
  const lines = Array.from({ length: 32 }, (_, n) =>
    Array.from({ length: 8 }, (__, i) =>
      Array.from({ length: 8 }, (___, j) => [(n % 2 === 0 ? i : j) === (n >> 1) % 8 ? 1 : 0]),
    ),
  )
  const noise = T.mul(R.normal(key, [32, 8, 8, 1]), 0.2)
  return T.add(T.tensor(lines) as Images<32>, noise)
}

test('a convolutional network learns to tell lying lines from standing ones', () => {
  const [a, b, c, train, unseen] = R.split(R.key(7), 5)
  const start: Params = {
    edges: T.mul(R.normal(a, [3, 3, 1, 4]), 0.4),
    shapes: T.mul(R.normal(b, [3, 3, 4, 8]), 0.2),
    read: T.mul(R.normal(c, [8, 2]), 0.3),
  }
  const labels = T.oneHot(
    T.tensor(
      Array.from({ length: 32 }, (_, n) => n % 2),
      'i32',
    ),
    2,
  )
  const images = drawn(train)
  const loss = (params: Params): Scalar =>
    T.neg(T.mean(T.sum(T.mul(T.logSoftmax(predict(params, images)), labels), -1)))
  const step = compile(valueAndGrad(loss))
  const first = T.toNumber(loss(start))
  const trained = Array.from({ length: 120 }).reduce<Params>((params) => {
    const [, gradient] = step(params)
    return tree.zipWith((p, g) => T.sub(p, T.mul(g, 0.5)))(params, gradient)
  }, start)
  expect(T.toNumber(loss(trained))).toBeLessThan(first / 10)
  const answers = T.argmax(predict(trained, drawn(unseen)), -1)
  const right = (T.toArray(answers) as readonly number[]).filter((answer, n) => answer === n % 2)
  expect(right.length).toBeGreaterThanOrEqual(30)
})
