import { describe, expect, test } from 'vitest'
import { T, customJvp, stopGradient } from '../../src/index.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { tensorOf } from '../../src/core/tree.ts'
import { subjectOf } from '../../src/laws/function.ts'
import { type Input, inputOf, nodeOfInput } from '../../src/laws/input.ts'
import { type Slope, slopeAlong } from '../../src/laws/oracle/slope.ts'
import { promoteSubject } from '../../src/laws/subject.ts'

type Vector = readonly number[]

const vector = (elements: Vector): Input =>
  inputOf({ shape: [elements.length], dtype: 'f64' }, (i) => elements[i] as number)

/** The slope of a function of one vector. */
const slope = (f: (x: never) => unknown, x: Vector, along: Vector): Slope =>
  slopeAlong(promoteSubject(subjectOf(f as never, [tensorOf(nodeOfInput(vector(x)))])), [
    vector(along),
  ])

const close = (
  actual: { readonly value: ArrayLike<number>; readonly error: ArrayLike<number> },
  expected: Vector,
): void => {
  expect(actual.value.length).toBe(expected.length)
  expected.forEach((number, i) => {
    const [value, error] = [actual.value[i] as number, actual.error[i] as number]
    if (Number.isFinite(number)) {
      expect(Math.abs(value - number)).toBeLessThanOrEqual(error)
      expect(error).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(number)))
    } else expect(value).toBe(number)
  })
}

interface Kink {
  readonly title: string
  readonly f: (x: never) => unknown
  readonly x: Vector
  readonly along: Vector
  readonly left: Vector
  readonly right: Vector
}

const kinks: readonly Kink[] = [
  {
    title: '|x|',
    f: (x) => T.abs(x),
    x: [0, 1, -1],
    along: [1, 1, 1],
    left: [-1, 1, -1],
    right: [1, 1, -1],
  },
  { title: 'relu', f: (x) => T.relu(x), x: [0, -0], along: [2, -3], left: [0, -3], right: [2, 0] },
  {
    title: 'leaky relu',
    f: (x) => T.leakyRelu(x as Tensor<[1], 'f64'>, 0.25),
    x: [0],
    along: [4],
    left: [1],
    right: [4],
  },
  {
    title: 'clip',
    f: (x) => T.clip(x, -1, 1),
    x: [1, -1, 0],
    along: [1, 1, 1],
    left: [1, 0, 1],
    right: [0, 1, 1],
  },
  {
    title: 'max of three',
    f: (x) => T.max(x),
    x: [2, 2, 2, 1],
    along: [1, 3, 2, 9],
    left: [1],
    right: [3],
  },
  {
    title: 'sort',
    f: (x) => T.sort(x),
    x: [1, 1, 0],
    along: [2, -3, 1],
    left: [1, 2, -3],
    right: [1, -3, 2],
  },
  { title: 'median', f: (x) => T.median(x), x: [5, 5], along: [1, 3], left: [2], right: [2] },
  { title: 'norm', f: (x) => T.norm(x), x: [0, 0], along: [3, 4], left: [-5], right: [5] },
  { title: 'floor', f: (x) => T.floor(x), x: [2, -1], along: [1, 1], left: [0, 0], right: [0, 0] },
  {
    title: 'a jump',
    f: (x) => T.where(T.greater(x, 0), T.add(T.mul(x, 3), 1), x),
    x: [0],
    along: [1],
    left: [1],
    right: [3],
  },
  { title: 'x |x|', f: (x) => T.mul(x, T.abs(x)), x: [0], along: [1], left: [0], right: [0] },
  {
    title: 'max(eˣ, 1)',
    f: (x) => T.maximum(T.exp(x), 1),
    x: [0],
    along: [1],
    left: [0],
    right: [1],
  },
  {
    title: 'large',
    f: (x) => T.maximum(T.mul(x, x), 1e12),
    x: [1e6],
    along: [1],
    left: [0],
    right: [2e6],
  },
  {
    title: 'small',
    f: (x) => T.mul(1e6, T.abs(T.sub(x, 1e-6))),
    x: [1e-6],
    along: [1e-6],
    left: [-1],
    right: [1],
  },
]

describe('on a boundary there are two slopes', () => {
  test.each(kinks)('$title', ({ f, x, along, left, right }) => {
    const found = slope(f, x, along)
    if (found.kind !== 'kink') throw new Error(`${found.kind} is no kink`)
    close(found.left[0] as never, left)
    close(found.right[0] as never, right)
    expect(found.holes).toEqual([])
  })
})

interface Smooth {
  readonly title: string
  readonly f: (x: never) => unknown
  readonly x: Vector
  readonly along: Vector
  readonly value: Vector
}

const smooth: readonly Smooth[] = [
  {
    title: 'sin of large numbers',
    f: (x) => T.sin(x),
    x: [1e5],
    along: [1],
    value: [Math.cos(1e5)],
  },
  { title: 'log of small numbers', f: (x) => T.log(x), x: [1e-6], along: [1], value: [1e6] },
  {
    title: 'numbers of all sizes',
    f: (x) => T.log(x),
    x: [1e-6, 1, 1e6],
    along: [1e-6, 1, 1e6],
    value: [1, 1, 1],
  },
  { title: 'x² of large numbers', f: (x) => T.mul(x, x), x: [1e8], along: [1e8], value: [2e16] },
  { title: '1/x beside its pole', f: (x) => T.div(1, x), x: [1e-4], along: [1], value: [-1e8] },
  {
    title: 'tan across its poles',
    f: (x) => T.tan(x),
    x: [1.5],
    along: [1],
    value: [1 / Math.cos(1.5) ** 2],
  },
  { title: 'beside a kink', f: (x) => T.abs(x), x: [1e-9, -1e-3], along: [1, 1], value: [1, -1] },
  {
    title: 'a kink too near to go round',
    f: (x) => T.exp(T.abs(x)),
    x: [1e-12, 1],
    along: [1, 1],
    value: [1, Math.E],
  },
  { title: 'ties that move together', f: (x) => T.maximum(x, x), x: [2], along: [3], value: [3] },
  {
    title: 'copies of one element',
    f: (x) => T.max(T.broadcastTo(x, [3] as never)),
    x: [2],
    along: [3],
    value: [3],
  },
  {
    title: 'ties that do not move',
    f: (x) => T.add(T.relu(T.zeros([1])), x),
    x: [0],
    along: [1],
    value: [1],
  },
  { title: 'a polynomial at 0', f: (x) => T.pow(x, 3), x: [0, 2], along: [1, 1], value: [0, 12] },
  {
    title: 'products with zeros',
    f: (x) => T.prod(x),
    x: [2, 0, 5],
    along: [1, 1, 1],
    value: [10],
  },
  {
    title: 'what is held',
    f: (x) => T.mul(x, stopGradient(T.square(x))),
    x: [2],
    along: [1],
    value: [4],
  },
  {
    title: 'a function with a rule of its own',
    f: (x) =>
      customJvp(
        (y: never) => T.square(y),
        ([y]) => y,
      )(x),
    x: [2],
    along: [1],
    value: [4],
  },
]

describe('elsewhere there is one', () => {
  test.each(smooth)('$title', ({ f, x, along, value }) => {
    const found = slope(f, x, along)
    if (found.kind !== 'smooth') throw new Error(`${found.kind} is not smooth`)
    close(found.value[0] as never, value)
    expect(found.holes).toEqual([])
  })

  // found by a soak: all points of the stencil have one value, and so the error was taken to be 0
  test.each([
    ['erf x far out', (x: never) => T.erf(x), 6, 1, (2 / Math.sqrt(Math.PI)) * Math.exp(-36)],
    ['1 + x for tiny x', (x: never) => T.add(1, x), 3.5e-28, 1e-28, 1e-28],
  ] as const)('numbers that are equal by rounding alone: %s', (_, f, x, along, expected) => {
    const found = slope(f, [x], [along])
    if (found.kind !== 'smooth') throw new Error(`${found.kind} is not smooth`)
    close(found.value[0] as never, [expected])
  })
})

describe('where there is none, it says why', () => {
  const reasons = (f: (x: never) => unknown, x: Vector, along: Vector): readonly string[] =>
    slope(f, x, along).holes.map(({ element, side, reason }) => `${element} ${side} ${reason}`)

  test.each([
    ['no number', (x: never) => T.log(x), [-1, 1], ['0 both not a number']],
    ['a pole', (x: never) => T.div(1, x), [0], ['0 left infinite', '0 right infinite']],
    ['the end of a domain', (x: never) => T.sqrt(x), [0], ['0 left not finite nearby']],
  ] as const)('%s', (_, f, x, expected) => {
    expect(
      reasons(
        f,
        x,
        x.map(() => 1),
      ),
    ).toEqual(expected)
  })

  test.each([1e-10, 1e-13])('between two boundaries that are too near, %d', (size) => {
    const found = slope(
      (x: never) => T.where(T.less(T.abs(x), 2 * size), T.mul(x, 5), x),
      [size, 1],
      [1, 1],
    )
    expect(found.kind === 'unknown' && found.reason).toMatch('nearer than the shortest step')
  })

  test('a derivative that is reached slowly is not believed early', () => {
    const found = slope((x: never) => T.pow(x, 1.5), [0], [1])
    if (found.kind !== 'kink') throw new Error(`${found.kind} is no kink`)
    const [value, error] = [found.right[0]?.value[0] as number, found.right[0]?.error[0] as number]
    expect(Math.abs(value)).toBeLessThanOrEqual(error)
  })

  test('a root at 0 grows without bound', () => {
    const found = slope((x: never) => T.sqrt(x), [0], [1])
    expect(found.kind === 'kink' && found.right[0]?.value[0]).toBe(Infinity)
  })
})
