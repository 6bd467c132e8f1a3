import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { T, grad, referenceEngine, trace } from '../../../src/index.ts'
import type { Storage } from '../../../src/core/dtype.ts'
import type { Program } from '../../../src/core/program.ts'
import type { Scalar, Tensor } from '../../../src/core/tensor.ts'
import { describePlan } from '../../../src/engine/passes/describe-plan.ts'
import { fuse } from '../../../src/engine/passes/fuse.ts'
import { optimize } from '../../../src/engine/passes/optimize.ts'
import type { Group, Kernel, Plan } from '../../../src/engine/passes/plan.ts'
import { fusePooling } from '../../../src/engine/passes/pool.ts'
import { executable } from '../../../src/engine/wasm/executable.ts'
import { createMachine, load, runLoaded, unload } from '../../../src/engine/wasm/machine.ts'
import { program } from '../../../src/laws/program/arbitrary.ts'
import { probeOf } from '../../../src/laws/program/subject.ts'
import { runs } from '../../support/holds.ts'
import { derivedPrograms } from '../wasm/support/derived.ts'
import { meaningOf, requireResults } from '../wasm/support/meaning.ts'
import { inputsFor } from './support/elements.ts'

const machine = createMachine()

/** Runs a plan as it is, whatever it says. */
const resultsOf = (plan: Plan, inputs: readonly Storage[]): readonly Storage[] => {
  const options = { carried: 0, joined: false }
  const loaded = load(machine, executable(machine, plan, options))
  try {
    return runLoaded(machine, loaded, inputs)
  } finally {
    unload(machine, loaded)
  }
}

const planOf = (of: Program): Plan => fusePooling(fuse(optimize(of, referenceEngine)))

const holds = (of: Program, inputs: readonly Storage[], plan = planOf(of)): void => {
  requireResults(resultsOf(plan, inputs), meaningOf(of, inputs), () => describePlan(plan))
}

type Images = Tensor<[2, number, number, 3]>
type Pool = (x: Images) => Tensor<readonly number[]>

/** Poolings of images, with and without overlaps and padding. */
const poolings: readonly (readonly [string, Pool])[] = [
  ['maxima', (x) => T.maxPool2d(x, 2)],
  ['maxima of windows that overlap', (x) => T.maxPool2d(x, 3, { strides: 2 })],
  ['means', (x) => T.avgPool2d(x, 2)],
  ['means of windows that overlap', (x) => T.avgPool2d(x, [3, 2], { strides: 1 })],
  ['means of windows with padding', (x) => T.avgPool2d(x, 3, { padding: 'SAME' })],
  ['maxima of windows with padding', (x) => T.maxPool2d(x, 3, { strides: 2, padding: 'SAME' })],
]

const kindsOf = ({ groups }: Plan): readonly string[] => groups.map(({ kind }) => kind)

/** A cotangent that is made of what was pooled. */
const gradientOf = (pool: Pool) => (x: Images) =>
  grad((y: Images) => T.sum(T.square(pool(y))) as Scalar)(x)

const images = (size: number): Images => T.zeros([2, size, size + 1, 3])
const sizes = fc.integer({ min: 4, max: 9 })

describe.each(poolings)('pooling: %s', (_, pool) => {
  test('means what the windows mean, ties and special values included', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, seed) => {
        const [value, slope] = [trace(pool), trace(gradientOf(pool))]
        for (const of of [value(images(size)), slope(images(size))]) holds(of, inputsFor(of, seed))
      }),
      runs(25),
    )
  })
})

describe.each(poolings)('pooling: %s', (_, pool) => {
  test('makes no array of windows, nor does its derivative', () => {
    expect(kindsOf(planOf(trace(pool)(images(8))))).toContain('pool')
    const backward = planOf(trace(gradientOf(pool))(images(8)))
    expect(kindsOf(backward)).toContain('unpool')
    const { program: of, groups } = backward
    const first = of.inputs.length + of.constants.length
    const largest = Math.max(
      ...groups.flatMap(({ outputs }) =>
        outputs.map(
          ({ slot }) => of.equations[slot - first]?.shape.reduce((a, b) => a * b, 1) ?? 0,
        ),
      ),
    )
    // the image with its padding, at most
    expect(largest).toBeLessThanOrEqual(2 * 10 * 11 * 3)
  })
})

test('random programs of windows mean the same, and so do their derivatives', () => {
  const of = program({
    size: 8,
    smooth: false,
    primitives: [
      ...(['windows', 'unwindows', 'reduceMax', 'reduceMin', 'reduceSum', 'broadcast'] as const),
      ...(['reshape', 'slice', 'transpose', 'mul', 'equal', 'convert'] as const),
    ],
  })
  fc.assert(
    fc.property(of, (sample) => {
      const inputs = sample.inputs.map(({ value }) => value)
      holds(sample.program, inputs)
      for (const derived of derivedPrograms(probeOf(sample))) {
        holds(derived.program, derived.inputs)
      }
    }),
    runs(120),
  )
})

describe('what is no pooling is left alone', () => {
  test('a cotangent behind a reshape, and a part of an array', () => {
    const of: Program = {
      inputs: [{ shape: [3, 3], dtype: 'f32' }],
      constants: [],
      equations: [
        {
          primitive: 'slice',
          operands: [0],
          attributes: { starts: [0, 0], stops: [2, 3], strides: [1, 1] },
          shape: [2, 3],
          dtype: 'f32',
        },
        {
          primitive: 'broadcast',
          operands: [1],
          attributes: { shape: [1, 2, 3], axes: [1, 2] },
          shape: [1, 2, 3],
          dtype: 'f32',
        },
        {
          primitive: 'unwindows',
          operands: [2],
          attributes: { axes: [0], sizes: [3], strides: [2], dilations: [1], shape: [3, 2] },
          shape: [3, 2],
          dtype: 'f32',
        },
      ],
      outputs: [3],
    }
    holds(of, [Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)])
  })

  test('what differs within windows, or comes in another order than they', () => {
    const windows = { axes: [0, 1], sizes: [2, 2], strides: [2, 2], dilations: [1, 1] }
    const spread = (operand: number, axes: readonly number[]) =>
      ({
        primitive: 'broadcast',
        operands: [operand],
        attributes: { shape: [2, 2, 2, 2], axes },
        shape: [2, 2, 2, 2],
        dtype: 'f32',
      }) as const
    const back = (operand: number) =>
      ({
        primitive: 'unwindows',
        operands: [operand],
        attributes: { ...windows, shape: [4, 4] },
        shape: [4, 4],
        dtype: 'f32',
      }) as const
    const square = { shape: [2, 2], dtype: 'f32' } as const
    const of: Program = {
      inputs: [square],
      constants: [],
      equations: [
        { primitive: 'neg', operands: [0], attributes: {}, ...square },
        spread(1, [2, 3]),
        spread(1, [1, 0]),
        spread(1, [0, 1]),
        back(2),
        back(3),
        back(4),
      ],
      outputs: [5, 6, 7],
    }
    holds(of, [Float32Array.of(1, 2, 3, 4)])
    expect(kindsOf(planOf(of)).filter((kind) => kind === 'unpool').length).toBe(1)
  })

  test('windows of more than 16 elements', () => {
    const of = trace((x: Images) => T.maxPool2d(x, 5, { strides: 1 }))(T.zeros([2, 8, 9, 3]))
    expect(kindsOf(planOf(of))).not.toContain('pool')
    holds(of, inputsFor(of, 1))
  })

  test('the second derivative', () => {
    const pool = (x: Images) => T.maxPool2d(x, 2)
    const twice = (x: Images) =>
      grad((y: Images) => T.sum(T.square(gradientOf(pool)(y))) as Scalar)(x)
    const of = trace(twice)(T.zeros([2, 4, 5, 3]))
    for (let seed = 0; seed < 10; seed++) holds(of, inputsFor(of, seed))
  })
})

describe('the law notices', () => {
  type Sliding = Extract<Kernel, { readonly kind: 'pool' | 'unpool' }>
  const broken: readonly (readonly [string, (kernel: Sliding) => Sliding])[] = [
    ['other strides', (kernel) => ({ ...kernel, windows: { ...kernel.windows, strides: [2, 1] } })],
    ['other axes', (kernel) => ({ ...kernel, windows: { ...kernel.windows, axes: [2, 1] } })],
    ['smaller windows', (kernel) => ({ ...kernel, windows: { ...kernel.windows, sizes: [1, 2] } })],
    [
      'the array and the extrema exchanged',
      (kernel) => ({ ...kernel, operands: kernel.operands.toReversed() }),
    ],
    [
      'the cotangent for all elements',
      (kernel) => ({ ...kernel, operands: kernel.operands.slice(0, 1) }),
    ],
  ]
  const of = trace(gradientOf((x) => T.maxPool2d(x, [2, 3], { strides: [1, 2] })))(
    T.zeros([2, 6, 7, 3]),
  )
  test.each(broken)('%s', (_, change) => {
    const { program: own, groups } = planOf(of)
    const changed = groups.map((group): Group => {
      const { kernel } = group
      return kernel !== null && 'windows' in kernel ? { ...group, kernel: change(kernel) } : group
    })
    expect(() => {
      for (let seed = 0; seed < 5; seed++) {
        holds(of, inputsFor(of, seed), { program: own, groups: changed })
      }
    }).toThrow(/result 0/)
  })
})

test('two images that share one cotangent', () => {
  const f = (x: Images, y: Images) =>
    grad(([a, b]: readonly [Images, Images]) => {
      const sum = T.add(T.avgPool2d(a, 2), T.maxPool2d(b, 2))
      return T.sum(T.square(T.relu(sum))) as Scalar
    })([x, y])
  const of = trace(f)(images(6), images(6))
  expect(kindsOf(planOf(of)).filter((kind) => kind === 'unpool').length).toBe(2)
  for (let seed = 0; seed < 10; seed++) holds(of, inputsFor(of, seed))
})

test('behind a convolution and its activation there are but the two of them', () => {
  const features = (x: Tensor<[2, 8, 8, 3]>, kernel: Tensor<[3, 3, 3, 4]>) =>
    T.maxPool2d(T.relu(T.conv2d(x, kernel, { padding: 'SAME' })), 2)
  const examples = [T.zeros([2, 8, 8, 3]), T.zeros([3, 3, 3, 4])] as const
  expect(kindsOf(planOf(trace(features)(...examples)))).toEqual(['convolution', 'pool'])
  const slope = grad((x: Tensor<[2, 8, 8, 3]>, kernel: Tensor<[3, 3, 3, 4]>) =>
    T.sum(T.square(features(x, kernel))),
  )
  const kinds = kindsOf(planOf(trace(slope)(...examples)))
  expect(kinds.filter((kind) => kind !== 'elementwise')).toEqual([
    'convolution',
    'pool',
    'unpool',
    'convolution',
  ])
})
