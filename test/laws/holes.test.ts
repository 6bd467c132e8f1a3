/**
 * The published holes of gradient checkers. Each test shows first that a check with the hole passes
 * (the mistake is really there, and really hidden), then that the laws do not let it through.
 */
import { describe, expect, test } from 'vitest'
import { T, type Tensor, customJvp } from '../../src/index.ts'
import type { AnyShape } from '../../src/core/tensor.ts'
import { type Node, scalar } from '../../src/core/node.ts'
import { fill } from '../../src/core/primitives/align.ts'
import { type Rules, registry } from '../../src/core/primitives/index.ts'
import { backward, directions, forward } from '../../src/laws/derivatives.ts'
import { type FunctionSubject, subjectOf } from '../../src/laws/function.ts'
import { type Input, inputOf, nodeOfInput } from '../../src/laws/input.ts'
import { vjpIsAdjoint } from '../../src/laws/law/adjoint.ts'
import { jvpIsDerivative, jvpOfJvpIsSecondDerivative } from '../../src/laws/law/derivative.ts'
import { subgradientIsStated } from '../../src/laws/law/kink.ts'
import { jvpIsLinear, vjpIsLinear } from '../../src/laws/law/linearity.ts'
import { secondOrdersAgree } from '../../src/laws/law/second-order.ts'
import { compute } from '../../src/laws/oracle/measure.ts'
import { kinks } from '../../src/laws/primitive/kinks.ts'
import { between, randomOf } from '../../src/laws/random.ts'
import { type Graph, graphOf } from '../../src/laws/subject.ts'
import type { Kind } from '../../src/laws/zoo/kind.ts'
import { killedBy } from '../../src/laws/zoo/killed-by.ts'
import type { Mutation } from '../../src/laws/zoo/mutation.ts'
import { zoo } from '../../src/laws/zoo/zoo.ts'

type X = Tensor<AnyShape, 'f64'>
type Single = Tensor<AnyShape, 'f32'>

const seeds = [0, 1, 2, 3, 4]

const doubles = (size: number): X => {
  const next = randomOf(size)
  return T.fromTypedArray(
    Float64Array.from({ length: size }, () => between(next, 0.5, 1.5)),
    [size],
  ) as unknown as X
}

/** The elements of the first of some nodes. */
const numbers = (nodes: readonly Node[]): readonly number[] => Array.from(compute(nodes)[0] ?? [])

const pushed = ({ outputs, leaves }: Graph, along: readonly Input[], rules?: Rules) =>
  numbers(forward(outputs, leaves, along.map(nodeOfInput), rules ?? registry))

/** The central difference of a function of one vector, with one step. */
const difference = (f: (x: X) => X, x: X, along: Input, h: number): readonly number[] => {
  const t = T.fromTypedArray(along.value as Float64Array, [...along.shape]) as unknown as X
  const [above, below] = [h, -h].map((step) => T.toTypedArray(f(T.add(x, T.mul(t, step)) as X)))
  return Array.from(above ?? [], (a, i) => (a - (below?.[i] ?? Number.NaN)) / (2 * h))
}

const mutationOf = (primitive: string, kind: Kind, mistake: string): Mutation => {
  const found = zoo().find(
    (m) => m.primitive === primitive && m.kind === kind && m.mistake === mistake,
  )
  if (found === undefined) throw new RangeError(`not in the zoo: ${primitive}, ${mistake}`)
  return found
}

const rejected = (law: typeof vjpIsAdjoint, of: FunctionSubject, rules?: Rules): void => {
  for (const seed of seeds) expect(law({ of, seed }, rules)).not.toBe(null)
}

const accepted = (law: typeof vjpIsAdjoint, of: FunctionSubject, rules?: Rules): void => {
  for (const seed of seeds) expect(law({ of, seed }, rules)).toBe(null)
}

describe('NaN equals NaN (jax.test_util.check_grads compares with equal_nan)', () => {
  test('a function that is NaN everywhere', () => {
    const f = (x: X): X => T.sqrt(T.neg(x)) as X
    const of = subjectOf(f, [doubles(3)])
    const [along] = directions(of, randomOf(0))
    const [ad, fd] = [
      pushed(graphOf(of), [along as Input]),
      difference(f, doubles(3), along as Input, 1e-4),
    ]
    expect(fd).toEqual([Number.NaN, Number.NaN, Number.NaN])
    expect(ad).toEqual(fd)
    rejected(jvpIsDerivative, of)
  })

  test('a derivative that is NaN everywhere', () => {
    const f = customJvp(
      (x: X): X => T.sin(x) as X,
      (_, [dx]) => T.mul(dx, Number.NaN) as X,
    )
    rejected(jvpIsDerivative, subjectOf(f, [doubles(3)]))
    rejected(vjpIsAdjoint, subjectOf(f, [doubles(3)]))
  })
})

describe('one element of 5000 is 50 % wrong (tolerances × size; torch gradcheck fast mode, pytorch#59615)', () => {
  const size = 5000
  const mask = T.fromTypedArray(
    Float64Array.from({ length: size }, (_, i) => (i === 3777 ? 1.5 : 1)),
    [size],
  ) as unknown as X

  test('in forward mode, also where only a sum is seen', () => {
    const sine = customJvp(
      (x: X): X => T.sin(x) as X,
      ([x], [dx]) => T.mul(T.mul(dx, T.cos(x)), mask) as X,
    )
    const f = (x: X): X => T.sum(sine(x)) as unknown as X
    const of = subjectOf(f, [doubles(size)])
    const [along] = directions(of, randomOf(0))
    const [ad = 0] = pushed(graphOf(of), [along as Input])
    const [fd = 0] = difference(f, doubles(size), along as Input, 1e-4)
    expect(Math.abs(ad - fd)).toBeLessThan(2e-3 * size)
    expect(jvpIsDerivative({ of, seed: 0 })).not.toBe(null)
    expect(jvpIsDerivative({ of: subjectOf(sine, [doubles(size)]), seed: 0 })).not.toBe(null)
  })

  test('in reverse mode only', () => {
    const { rules } = mutationOf(
      'exp',
      'one wrong element',
      'in reverse mode one of a thousand is half as large again',
    )
    const of = subjectOf((x: X): X => T.exp(x) as X, [doubles(size)])
    expect(jvpIsDerivative({ of, seed: 0 }, rules)).toBe(null)
    rejected(vjpIsAdjoint, of, rules)
  })
})

describe('a squared cotangent (what is only seen through sum has a cotangent of ones)', () => {
  const { rules } = mutationOf('reduceSum', 'squared cotangent', 'squared cotangent')
  const rows = (x: X): X => T.sum(T.reshape(T.sin(x), [2, 2]), -1) as unknown as X

  test('gradients of a sum are right, the vjp is not', () => {
    const { outputs, leaves } = graphOf(subjectOf(rows, [doubles(4)]))
    const ones = outputs.map((output) => fill(1, output))
    expect(numbers(backward(outputs, leaves, ones, rules))).toEqual(
      numbers(backward(outputs, leaves, ones, registry)),
    )
    rejected(vjpIsAdjoint, subjectOf(rows, [doubles(4)]), rules)
    rejected(vjpIsLinear, subjectOf(rows, [doubles(4)]), rules)
  })

  test('neither is it hidden by the sum itself, whose cotangent is not 1', () => {
    const of = subjectOf((x: X) => T.sum(rows(x)), [doubles(4)])
    const { outputs, leaves } = graphOf(of)
    const one = [scalar(1, 'f64')]
    expect(numbers(backward(outputs, leaves, one, rules))).toEqual(
      numbers(backward(outputs, leaves, one, registry)),
    )
    rejected(vjpIsAdjoint, of, rules)
  })
})

describe('a second derivative that is not symmetric (jax check_grads takes the primal for the tangent)', () => {
  // the rule has a term that is 0, whose derivative along u is (u · a)(b · dx) with b · x = 0
  const f = customJvp(
    (x: X): X => T.sum(T.sin(x)) as unknown as X,
    ([x], [dx]) => {
      const at = customJvp(
        (y: X): X => T.mul(y, 0) as X,
        (_, [dy]) => dy,
      )
      const across = T.tensor([2, -1], 'f64') as unknown as X
      const term = T.mul(T.sum(at(x)), T.sum(T.mul(across, dx)))
      return T.add(T.sum(T.mul(dx, T.cos(x))), term) as unknown as X
    },
  )
  const point = T.tensor([1, 2], 'f64') as unknown as X
  const of = subjectOf(f, [point])

  test('first order is right', () => {
    accepted(jvpIsDerivative, of)
    accepted(vjpIsAdjoint, of)
  })

  test('tangent = primal sees nothing', () => {
    const tangent = inputOf({ shape: [2], dtype: 'f64' }, (i) => i + 1)
    const [across] = directions(of, randomOf(1))
    const { outputs, leaves } = graphOf(of)
    const first = forward(outputs, leaves, [nodeOfInput(tangent)], registry)
    const [ad = 0] = numbers(forward(first, leaves, [nodeOfInput(across as Input)], registry))
    const expected = [0, 1].reduce(
      (sum, i) => sum - Math.sin(i + 1) * (i + 1) * (across?.value[i] ?? 0),
      0,
    )
    expect(ad).toBeCloseTo(expected, 12)
  })

  test('random directions do', () => {
    rejected(jvpOfJvpIsSecondDerivative, of)
    rejected(secondOrdersAgree, of)
  })
})

describe('where there is no derivative', () => {
  const zeros = T.tensor([0, -1, 0, 2], 'f64') as unknown as X

  test('relu at 0 is not accused of what it states (false alarm: pytorch#114234)', () => {
    const of = subjectOf((x: X): X => T.relu(x) as X, [zeros])
    for (const law of [vjpIsAdjoint, jvpIsLinear, vjpIsLinear]) accepted(law, of)
    const along = inputOf({ shape: [4], dtype: 'f64' }, () => 1)
    expect(pushed(graphOf(of), [along])).toEqual([0, 0, 0, 1])
  })

  test('a subgradient outside of the slopes on both sides is found (caffe#1334)', () => {
    const cases = [
      ['max', mutationOf('max', 'doubled at ties', 'twice at ties')],
      ['reduceMax', mutationOf('reduceMax', 'doubled at ties', 'every tie in full')],
    ] as const
    for (const [name, { rules }] of cases) {
      const [kink] = kinks[name]
      if (kink === undefined) throw new RangeError(`${name} has no kink`)
      const places = Array.from({ length: 40 }, (_, seed) => seed)
      const reports = places.map((seed) => subgradientIsStated(kink, seed, rules))
      expect(reports.some((report) => report !== null)).toBe(true)
      expect(places.map((seed) => subgradientIsStated(kink, seed))).toEqual(places.map(() => null))
    }
  })
})

describe('tolerances (jax tests/lax_autodiff_test.py allows 0.15 in f32)', () => {
  const f = customJvp(
    (x: Single): Single => T.sin(x) as Single,
    ([x], [dx]) => T.mul(T.mul(dx, T.cos(x)), 1.1) as Single,
  )
  const point = T.tensor([0.5, -1.25, 2]) as unknown as Single

  test('a gradient that is 10 % off in f32', () => {
    const of = subjectOf(f, [point])
    const along = inputOf({ shape: [3], dtype: 'f32' }, () => 1)
    const right = [0.5, -1.25, 2].map(Math.cos)
    pushed(graphOf(of), [along]).forEach((actual, i) => {
      expect(Math.abs(actual - (right[i] as number))).toBeLessThan(0.15)
    })
    rejected(jvpIsDerivative, of)
  })

  test('one part in ten thousand in f32, where f64 is right', () => {
    const mutation = mutationOf('tanh', 'lost precision', 'one part in ten thousand, in f32 only')
    const of = subjectOf((x: Single): Single => T.tanh(x) as Single, [point])
    expect(killedBy(mutation, { of })?.law).toBe('jvpKeepsPrecision')
  })
})
