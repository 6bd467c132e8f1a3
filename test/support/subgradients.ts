/**
 * What is taken for the derivative where there is none, for functions that are made of primitives.
 * Each line is a claim with its evidence: derivatives at such places, and what they have to be.
 */
import { T, type Tensor, grad, hessian } from '../../src/index.ts'
import type { AnyShape, Scalar } from '../../src/core/tensor.ts'

type X = Tensor<AnyShape, 'f64'>
type Numbers = number | readonly Numbers[]

/** A line of the table. */
export interface Convention {
  readonly functions: string
  readonly at: string
  readonly derivative: string
  /** derivatives, and the numbers that they are by the line */
  readonly evidence: () => readonly (readonly [actual: unknown, stated: Numbers])[]
}

const vector = (...xs: readonly number[]): X => T.tensor([...xs], 'f64')
const slopes = (f: (x: X) => X, ...xs: readonly number[]): unknown =>
  T.toArray(grad((x: X) => T.sum(f(x)) as Scalar<'f64'>)(vector(...xs)))
const bends = (f: (x: X) => X, ...xs: readonly number[]): unknown =>
  T.toArray(hessian((x: X) => T.sum(f(x)) as Scalar<'f64'>)(vector(...xs)))
const i32 = (...indices: readonly number[]) => T.tensor([...indices], 'i32')

const line = (
  functions: string,
  at: string,
  derivative: string,
  evidence: Convention['evidence'],
): Convention => ({ functions, at, derivative, evidence })

const third = 1 / 3

/** The table, in the order of the page. */
export const conventions: readonly Convention[] = [
  line('relu', 'x = 0', '0', () => [[slopes(T.relu, 0, -0, 1), [0, 0, 1]]]),
  line('leakyRelu', 'x = 0', 'that of x < 0: the slope', () => [
    [slopes((x) => T.leakyRelu(x, 0.25), 0, -0, 1), [0.25, 0.25, 1]],
  ]),
  line('selu', 'x = 0', 'that of x < 0', () => [
    [slopes(T.selu, 0), [1.6732632423543772 * 1.0507009873554805]],
  ]),
  line('maximum, minimum', 'x = y', '½ to each', () => [
    [slopes((x) => T.maximum(x, 2), 1, 2, 3), [0, 0.5, 1]],
    [slopes((x) => T.minimum(x, 2), 1, 2, 3), [1, 0.5, 0]],
    [slopes((x) => T.maximum(x, x), 2), [1]],
  ]),
  line('clip', 'x at a bound', '½', () => [
    [slopes((x) => T.clip(x, 0, 1), -1, 0, 0.5, 1, 2), [0, 0.5, 1, 0.5, 0]],
  ]),
  line('ceil, floor, sign', 'everywhere', '0', () => [
    [slopes(T.ceil, 0.5, 1), [0, 0]],
    [slopes(T.floor, 0.5, 1), [0, 0]],
    [slopes(T.sign, 0, 1), [0, 0]],
  ]),
  line('max, min', 'several elements attain it', 'equal shares', () => [
    [slopes((x) => T.max(x), 3, 1, 3, 3), [third, 0, third, third]],
    [slopes((x) => T.min(x), 1, 1, 3), [0.5, 0.5, 0]],
  ]),
  line('prod', 'elements are 0', 'exact, at every order', () => [
    [slopes((x) => T.prod(x), 2, 0, 5), [0, 10, 0]],
    [slopes((x) => T.prod(x), 0, 0, 5), [0, 0, 0]],
    [
      bends((x) => T.prod(x), 0, 0, 5),
      [
        [0, 5, 0],
        [5, 0, 0],
        [0, 0, 0],
      ],
    ],
  ]),
  line('cumprod', 'elements are 0', 'exact, at every order', () => [
    [slopes((x) => T.cumprod(x), 2, 0, 5), [1, 12, 0]],
    [slopes((x) => T.cumprod(x, 0, { reverse: true }), 2, 0, 5), [0, 15, 1]],
    [
      bends((x) => T.cumprod(x), 0, 0, 5),
      [
        [0, 6, 0],
        [6, 0, 0],
        [0, 0, 0],
      ],
    ],
  ]),
  line('norm', 'x = 0', '0', () => [[slopes((x) => T.norm(x), 0, 0), [0, 0]]]),
  line('std', 'all elements are equal', '0', () => [[slopes((x) => T.std(x), 2, 2, 2), [0, 0, 0]]]),
  line('logsumexp', 'all elements are −∞', '0', () => [
    [slopes((x) => T.logsumexp(x), -Infinity, -Infinity), [0, 0]],
  ]),
  line('sort', 'elements are equal', 'they keep their order', () => [
    [slopes((x) => T.mul(T.sort(x), vector(1, 10, 100)) as X, 2, 1, 2), [10, 1, 100]],
    [
      slopes((x) => T.mul(T.sort(x, 0, { descending: true }), vector(1, 10, 100)) as X, 2, 1, 2),
      [1, 100, 10],
    ],
  ]),
  line('topK', 'elements are equal', 'the first ones are chosen', () => [
    [slopes((x) => T.topK(x, 2)[0], 1, 3, 3, 3), [0, 1, 1, 0]],
  ]),
  line('median, quantile', 'elements are equal', 'to those in the middle, in stable order', () => [
    [slopes((x) => T.median(x), 2, 2, 2), [0, 1, 0]],
    [slopes((x) => T.median(x), 5, 5), [0.5, 0.5]],
    [slopes((x) => T.quantile(x, 0.25), 1, 1, 1), [0.5, 0.5, 0]],
  ]),
  line('argmax, argmin, argsort, hardmax', 'everywhere', 'none, or 0', () => [
    [slopes((x) => T.hardmax(x), 1, 3, 3), [0, 0, 0]],
    [slopes((x) => T.cast(T.argmax(x), 'f64'), 1, 3), [0, 0]],
    [slopes((x) => T.cast(T.argsort(x), 'f64'), 1, 3), [0, 0]],
  ]),
  line('where', 'the side that is not chosen', '0', () => [
    [slopes((x) => T.where(T.greater(x, 1), T.square(x), 0) as X, 1, 2), [0, 4]],
  ]),
  line('take, takeAlongAxis', 'an index occurs several times', 'the sum', () => [
    [slopes((x) => T.take(x, i32(1, 1, -1), 0), 1, 2, 3), [0, 2, 1]],
    [slopes((x) => T.takeAlongAxis(x, i32(1, 1, -1), 0), 1, 2, 3), [0, 2, 1]],
  ]),
  line('take, takeAlongAxis', 'an index is that of no element', '0', () => [
    [slopes((x) => T.take(x, i32(3, -4), 0), 1, 2, 3), [0, 0, 0]],
    [slopes((x) => T.takeAlongAxis(x, i32(3, -4), 0), 1, 2, 3), [0, 0, 0]],
  ]),
  line('setAt', 'an index occurs several times', 'to the last value; 0 to the others', () => [
    [slopes((v) => T.setAt(vector(1, 2), i32(0, 0), v), 3, 4), [0, 1]],
    [slopes((x) => T.setAt(x, i32(0, 0), vector(3, 4)), 1, 2), [0, 1]],
  ]),
  line('addAt', 'an index occurs several times', '1 to every value', () => [
    [slopes((v) => T.addAt(vector(1, 2), i32(0, 0, 5), v), 3, 4, 5), [1, 1, 0]],
  ]),
  line('pad, mode reflect or edge', 'an element stands in several places', 'the sum', () => [
    [slopes((x) => T.pad(x, [[2, 1]], { mode: 'reflect' }), 1, 2, 3), [1, 3, 2]],
    [slopes((x) => T.pad(x, [[2, 1]], { mode: 'edge' }), 1, 2, 3), [3, 1, 2]],
  ]),
  line('div', 'the divisor is 0', 'that of the limit: infinite, or NaN for 0/0', () => [
    [slopes((x) => T.div(x, 0) as X, 1), [Infinity]],
    [slopes((y) => T.div(1, y) as X, 0), [-Infinity]],
    [slopes((y) => T.div(0, y) as X, 0), [Number.NaN]],
  ]),
]
