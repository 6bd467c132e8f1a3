/**
 * Random functions of a vector, composed of the vocabulary: what the laws of single primitives cannot
 * show is how their rules work together.
 */
import { T } from '../../../../src/index.ts'
import type { AnyShape, Tensor } from '../../../../src/core/tensor.ts'
import { type Random, between, oneOf, randomOf, wholeBetween } from '../../../../src/laws/random.ts'

/** A tensor of any shape in f64. */
export type Any = Tensor<AnyShape, 'f64'>

/** A function of one tensor, and how it came about. */
export interface Composed {
  readonly apply: (x: Any) => Any
  /** the names of its steps */
  readonly steps: readonly string[]
  readonly size: number
}

/** What a step does to the values so far; it is smooth, and keeps numbers around 1. */
type Step = (values: readonly Any[], next: Random) => Any

const any = (x: unknown): Any => x as Any
const pick = (values: readonly Any[], next: Random): Any =>
  values[wholeBetween(next, 0, values.length - 1)] as Any

/** A constant tensor of a shape; the same at every call with the same stream. */
const constant = (shape: readonly number[], next: Random): Any =>
  any(
    T.fromTypedArray(
      Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => between(next, -1, 1)),
      [...shape],
    ),
  )

const last = (x: Any): number => x.shape.at(-1) ?? 1

const steps: readonly (readonly [string, Step])[] = [
  ['sin', (values, next) => any(T.sin(pick(values, next)))],
  ['tanh', (values, next) => any(T.tanh(pick(values, next)))],
  ['sigmoid', (values, next) => any(T.sigmoid(pick(values, next)))],
  ['softplus', (values, next) => any(T.softplus(pick(values, next)))],
  ['gelu', (values, next) => any(T.gelu(pick(values, next)))],
  ['exp of a part', (values, next) => any(T.exp(T.mul(T.tanh(pick(values, next)), 0.5)))],
  ['log1p of a square', (values, next) => any(T.log1p(T.square(pick(values, next))))],
  [
    'a quotient',
    (values, next) => {
      const x = pick(values, next)
      return any(T.div(x, T.add(T.square(x), 1)))
    },
  ],
  [
    'a product with itself, later',
    (values, next) => {
      const x = pick(values, next)
      return any(T.mul(T.tanh(x), x))
    },
  ],
  [
    'a sum with a row of another',
    (values, next) => {
      const [x, y] = [pick(values, next), pick(values, next)]
      return any(T.add(x, T.mean(y)))
    },
  ],
  [
    'a product with the mean of another',
    (values, next) => any(T.mul(pick(values, next), T.tanh(T.mean(pick(values, next))))),
  ],
  [
    'a sum over the last axis, kept',
    (values, next) => {
      const x = pick(values, next)
      return x.shape.length === 0 ? x : any(T.add(x, T.tanh(T.sum(x, -1, { keepdims: true }))))
    },
  ],
  [
    'a softmax',
    (values, next) => {
      const x = pick(values, next)
      return x.shape.length === 0 ? any(T.sin(x)) : any(T.softmax(x))
    },
  ],
  [
    'a matrix product',
    (values, next) => {
      const x = pick(values, next)
      const n = last(x)
      return x.shape.length === 0
        ? any(T.mul(x, 0.5))
        : any(T.tanh(T.matmul(x, constant([n, n], next))))
    },
  ],
  [
    'an outer product',
    (values, next) => {
      const x = pick(values, next)
      return x.shape.length === 1 ? any(T.mul(T.expandDims(x, 1), T.sin(x))) : any(T.neg(x))
    },
  ],
  [
    'a transposition',
    (values, next) => {
      const x = pick(values, next)
      return any(T.mul(T.transpose(x), 1.5))
    },
  ],
  [
    'backwards',
    (values, next) => {
      const x = pick(values, next)
      return x.shape.length === 0 ? x : any(T.flip(x, -1))
    },
  ],
  [
    'in another shape',
    (values, next) => {
      const x = pick(values, next)
      return any(T.sin(T.reshape(x, [x.shape.reduce((a, b) => a * b, 1)])))
    },
  ],
  [
    'a slice, put back among zeros',
    (values, next) => {
      const x = pick(values, next)
      if (x.shape.length !== 1 || last(x) < 2) return any(T.cos(x))
      return any(T.pad(T.slice(x, [1], [last(x)]), [[0, 1]]))
    },
  ],
  [
    'two, end to end, folded',
    (values, next) => {
      const x = pick(values, next)
      if (x.shape.length === 0) return x
      const both = T.concat([x, T.sin(x)], 0)
      return any(T.tanh(T.sum(T.mul(both, both), 0)))
    },
  ],
]

/** A random function of `count` steps of a vector; a function of fewer steps is its beginning. */
export const composedOf = (seed: number, count: number, size: number): Composed => {
  const choose = randomOf(seed)
  const chosen = Array.from({ length: count }, () => ({
    step: oneOf(choose, steps as [(typeof steps)[0], ...typeof steps]),
    seed: wholeBetween(choose, 0, 2 ** 31),
  }))
  return {
    size,
    steps: chosen.map(({ step: [name] }) => name),
    apply: (x) => {
      const values = [x]
      for (const { step, seed: own } of chosen) values.push(step[1](values, randomOf(own)))
      // every value has a part in the result
      return any(
        T.sin(values.reduce((sum, value) => any(T.add(sum, T.mean(value))), any(T.mul(x, 0.5)))),
      )
    },
  }
}
