/** Functions as users write them, at points where they have derivatives, for the zoo to be let loose in. */
import { T, type Tensor, checkpoint, customJvp, customVjp } from '../../src/index.ts'
import { type FunctionSubject, subjectOf } from '../../src/laws/function.ts'
import { between, randomOf } from '../../src/laws/random.ts'

type Any<S extends readonly number[]> = Tensor<S, 'f32'>

const numbers = <const S extends readonly number[]>(seed: number, ...shape: S): Any<S> => {
  const next = randomOf(seed)
  const count = shape.reduce((product, size) => product * size, 1)
  const elements = Float32Array.from({ length: count }, () => between(next, -1, 1))
  return T.fromTypedArray(elements, [...shape]) as unknown as Any<S>
}

const dense = (params: { w: Any<[3, 3]>; b: Any<[3]> }, x: Any<[2, 3]>) =>
  T.add(
    T.mean(T.square(T.sub(T.tanh(T.add(T.matmul(x, params.w), params.b)), 0.5))),
    T.mul(T.sum(T.abs(params.b)), 0.1),
  )

const convolutional = (kernel: Any<[2, 2, 1, 2]>, image: Any<[1, 5, 5, 1]>) =>
  T.sum(T.sin(T.maxPool2d(T.conv2d(image, kernel, { padding: 'SAME' }), [2, 2])))

const crossEntropy = (logits: Any<[4, 3]>) =>
  T.neg(T.mean(T.sum(T.mul(T.logSoftmax(logits), T.oneHot(T.tensor([0, 2, 1, 2], 'i32'), 3)), -1)))

const ids = T.tensor([1, 4, 1, 0], 'i32')
const embedding = (table: Any<[5, 3]>, w: Any<[3, 2]>) =>
  T.sum(T.tanh(T.matmul(T.concat([T.take(table, ids, 0), T.take(table, ids, 0)], 0), w)))

const layerNorm = (x: Any<[2, 1, 4]>, gain: Any<[4]>) => {
  const centered = T.sub(x, T.mean(x, -1, { keepdims: true }))
  const scale = T.sqrt(T.add(T.mean(T.square(centered), -1, { keepdims: true }), 1e-3))
  return T.mul(T.div(centered, scale), gain)
}

const sorted = (x: Any<[5]>) =>
  T.add(T.sum(T.mul(T.sort(x), T.exp(T.cumsum(x, 0)))), T.mul(T.max(x), 2))

/** Equal for any weights: ties that are no kinks. */
const tied = (x: Any<[4]>) => {
  const [first, second] = [T.mul(x, 2), T.add(x, x)]
  return T.add(T.sum(T.maximum(first, second)), T.max(T.concat([first, second], 0)))
}

const polynomial = (x: Any<[3]>) => T.pow(x, T.tensor([0, 2, 3]))

const long = (x: Any<[1000]>, w: Any<[1000]>) => T.sum(T.tanh(T.mul(x, w)))

const custom = (x: Any<[3]>, w: Any<[3, 3]>) => {
  const first = customJvp(
    (p: Any<[3]>) => T.sin(p),
    ([p], [dp]) => T.mul(dp, T.cos(p)),
  )(x)
  const second = customVjp(
    (p: Any<[3]>, q: Any<[3, 3]>) => T.matmul(p, q),
    (p, q) => [T.matmul(p, q), { p, q }] as const,
    ({ p, q }, c) => [T.matmul(c, T.transpose(q)), T.outer(p, c)],
  )(first, w)
  return checkpoint((p: Any<[3]>) => T.tanh(p))(second)
}

/** Their names, and what they are at some point. */
export const userFunctions: readonly FunctionSubject[] = [
  subjectOf(
    dense,
    [{ w: numbers(1, 3, 3), b: T.tensor([0.75, 0.5, -0.25]) }, numbers(2, 2, 3)],
    'dense layer and loss',
  ),
  subjectOf(
    convolutional,
    [numbers(3, 2, 2, 1, 2), numbers(4, 1, 5, 5, 1)],
    'convolution and pool',
  ),
  subjectOf(crossEntropy, [numbers(5, 4, 3)], 'softmax and cross entropy'),
  subjectOf(embedding, [numbers(6, 5, 3), numbers(7, 3, 2)], 'embedding lookup'),
  subjectOf(layerNorm, [numbers(8, 2, 1, 4), numbers(9, 4)], 'layer norm'),
  subjectOf(sorted, [T.tensor([1.25, -0.5, 0.75, 0.25, -1])], 'loss of sorted elements'),
  subjectOf(tied, [T.tensor([1, 0.25, -2, 0.5])], 'the same score twice'),
  subjectOf(polynomial, [T.tensor([0, 0.5, -0.5])], 'polynomial features'),
  subjectOf(long, [numbers(10, 1000), numbers(11, 1000)], 'a long vector'),
  subjectOf(custom, [numbers(12, 3), numbers(13, 3, 3)], 'custom rules and a checkpoint'),
]

/** The primitives that a function is made of. */
export const primitivesOf = ({ program }: FunctionSubject): ReadonlySet<string> =>
  new Set(program?.equations.map(({ primitive }) => primitive))
