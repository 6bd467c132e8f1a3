import { T, customJvp, stopGradient } from '../../src/index.ts'
import { type AnyShape, type Tensor } from '../../src/core/tensor.ts'
import { tensorOf } from '../../src/core/tree.ts'
import { subjectOf } from '../../src/laws/function.ts'
import { inputOf, nodeOfInput } from '../../src/laws/input.ts'
import { type Random, between, oneOf, randomOf, wholeBetween } from '../../src/laws/random.ts'
import type { Probe } from '../../src/laws/subject.ts'

type X = Tensor<AnyShape, 'f32' | 'f64'>

/** A right function with boundaries, and the shapes of its arguments. */
export interface Kinked {
  readonly name: string
  readonly shapes: readonly (readonly number[])[]
  readonly f: (...xs: readonly X[]) => unknown
  /** arguments that are not negative */
  readonly positive?: true
}

const kinked = (
  name: string,
  shapes: readonly (readonly number[])[],
  f: (...xs: X[]) => unknown,
  positive?: true,
): Kinked => ({ name, shapes, f: f as Kinked['f'], ...(positive ? { positive } : {}) })

const net = (activation: (x: X) => X) => (x: X, w: X, b: X, v: X) =>
  T.matmul(activation(T.add(T.matmul(x, w), b) as X) as X, v)

/** Right functions with boundaries everywhere: what the laws must never refuse. */
export const kinkedFunctions: readonly Kinked[] = [
  kinked('relu net', [[2, 3], [3, 4], [4], [4, 2]], net(T.relu as never)),
  kinked(
    'leaky relu net',
    [[2, 3], [3, 4], [4], [4, 1]],
    net(((x: X) => T.leakyRelu(x, 0.25)) as never),
  ),
  kinked('max(x, 0) − 2 relu(y)', [[3], [3]], (x, y) =>
    T.sub(T.maximum(x, 0), T.mul(T.relu(y as never), 2)),
  ),
  kinked('relu relu relu', [[4]], (x) => T.relu(T.sub(T.relu(x as never), 1) as never)),
  kinked('clip', [[5]], (x) => T.clip(x, -1, 1)),
  kinked('relu6', [[5]], (x) => T.sum(T.relu6(x as never) as never)),
  kinked('abs', [[5]], (x) => T.abs(x)),
  kinked('sum of |x| + |y| − |x + y|', [[4], [4]], (x, y) =>
    T.sum(T.sub(T.add(T.abs(x), T.abs(y)), T.abs(T.add(x, y))) as never),
  ),
  kinked(
    'l1 loss',
    [
      [2, 3],
      [2, 3],
    ],
    (x, y) => T.mean(T.abs(T.sub(x, y)) as never),
  ),
  kinked('max', [[3, 4]], (x) => T.max(x as never, 1 as never)),
  kinked('max of all', [[6]], (x) => T.max(x as never)),
  kinked('max − min', [[6]], (x) => T.sub(T.max(x as never) as never, T.min(x as never) as never)),
  kinked('max pooling', [[1, 4, 4, 2]], (x) => T.maxPool2d(x as never, 2 as never)),
  kinked('pooled relu', [[1, 4, 4, 1]], (x) =>
    T.maxPool2d(T.relu(x as never) as never, 2 as never),
  ),
  kinked('sort', [[2, 5]], (x) => T.sort(x as never)),
  kinked('weighted sort', [[5], [5]], (x, w) =>
    T.sum(T.mul(T.sort(x as never), w as never) as never),
  ),
  kinked('median', [[5]], (x) => T.median(x as never)),
  kinked('quantile', [[6]], (x) => T.quantile(x as never, 0.3 as never)),
  kinked('topK', [[6]], (x) => (T.topK(x as never, 2 as never) as readonly unknown[])[0]),
  kinked('where', [[4], [4]], (x, y) => T.where(T.greater(x, y), T.mul(x, 3), y)),
  kinked('where that jumps', [[4]], (x) => T.where(T.greater(x, 0), T.add(x, 2), T.mul(x, x))),
  kinked('prod', [[4]], (x) => T.prod(x as never)),
  kinked('cumprod', [[4]], (x) => T.cumprod(x as never)),
  kinked('norm', [[3]], (x) => T.norm(x as never)),
  kinked('norm of a difference', [[3], [3]], (x, y) => T.norm(T.sub(x, y) as never)),
  kinked('std', [[4]], (x) => T.std(x as never)),
  kinked('floor', [[4]], (x) => T.mul(x, T.floor(x as never) as never)),
  kinked('round', [[4]], (x) => T.sub(x, T.round(x as never) as never)),
  kinked('remainder', [[4]], (x) => T.mod(x, 1)),
  kinked('sign', [[4]], (x) => T.mul(x, T.sign(x))),
  kinked('softmax', [[2, 3]], (x) => T.softmax(x as never)),
  kinked('logsumexp', [[4]], (x) => T.logsumexp(x as never)),
  kinked('square', [[4]], (x) => T.pow(x, 2)),
  kinked('root', [[4]], (x) => T.sqrt(T.add(x, 0.5) as never), true),
  kinked('argmax as a choice', [[4], [4]], (x, y) =>
    T.mul(T.cast(T.argmax(x as never), 'f64' as never) as never, y as never),
  ),
  kinked('one element in several places', [[], [3]], (x, y) =>
    T.max(T.concat([T.broadcastTo(x as never, [3] as never), y] as never) as never),
  ),
  kinked('relu of zeros', [[3]], (x) => T.add(T.relu(T.zeros([3]) as never) as never, x as never)),
  kinked('held', [[3]], (x) => T.mul(x, stopGradient(T.relu(x as never) as never) as never)),
  kinked('a rule of its own', [[3]], (x) =>
    customJvp(
      (y: X) => T.maximum(y, 0) as X,
      ([y], [dy]) => T.where(T.greater(y, 0), dy, 0) as X,
    )(T.sub(x, 1) as X),
  ),
  kinked('control flow', [[3]], (x) =>
    T.toNumber(T.sum(x as never) as never) > 0 ? T.relu(x as never) : T.mul(x, -2),
  ),
  kinked('hinge', [[3], [3]], (x, y) => T.mean(T.maximum(T.sub(1, T.mul(x, y)), 0) as never)),
  kinked('huber', [[4]], (x) =>
    T.where(T.less(T.abs(x), 1), T.mul(T.square(x as never) as never, 0.5), T.sub(T.abs(x), 0.5)),
  ),
]

const elements = {
  /** on boundaries as often as not: whole numbers, halves, zeros of both signs, ties */
  tied: (next: Random): number => oneOf(next, [0, -0, 0, 1, -1, 0.5, -0.5, 2, 1.5, -2]),
  ordinary: (next: Random): number => between(next, -2, 2),
  mixed: (next: Random): number => (next() < 0.5 ? elements.tied(next) : between(next, -2, 2)),
  large: (next: Random): number => (next() < 0.3 ? 0 : 1e6 * between(next, -2, 2)),
  small: (next: Random): number => (next() < 0.3 ? 0 : 1e-6 * between(next, -2, 2)),
  near: (next: Random): number =>
    elements.tied(next) + oneOf(next, [0, 1e-9, -1e-9, 1e-13, -1e-5, 1e-3]),
} as const

/** A function at a point that follows from a seed. */
export const kinkedProbe = ({ name, shapes, f, positive }: Kinked, seed: number): Probe => {
  const next = randomOf(seed)
  const element =
    elements[oneOf(next, ['tied', 'tied', 'ordinary', 'mixed', 'large', 'small', 'near'] as const)]
  const dtype = oneOf(next, ['f32', 'f64', 'f64'] as const)
  const operands = shapes.map((shape) =>
    nodeOfInput(
      inputOf({ shape, dtype }, () => (positive ? Math.abs(element(next)) : element(next))),
    ),
  )
  return {
    of: subjectOf(
      f as never,
      operands.map((node) => tensorOf(node)),
      name,
    ),
    seed: wholeBetween(next, 0, 2 ** 30),
  }
}
