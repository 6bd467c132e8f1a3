/**
 * Fast = reference: for every primitive, for random programs and for what transformations make of
 * them, an equation at a time as well as fused and joined.
 *
 *     LAW_RUNS=50 npx vitest run test/engine/wasm/engine.test.ts
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { R, T, grad, trace, valueAndGrad, wasmEngine } from '../../../src/index.ts'
import type { DType } from '../../../src/core/dtype.ts'
import type { Program } from '../../../src/core/program.ts'
import type { Scalar, Tensor } from '../../../src/core/tensor.ts'
import {
  type Case,
  type Profile,
  names,
  casesOf,
  resultOf,
} from '../../../src/laws/primitive/cases.ts'
import { program } from '../../../src/laws/program/arbitrary.ts'
import { probeOf } from '../../../src/laws/program/subject.ts'
import { runs } from '../../support/holds.ts'
import { derivedPrograms } from './support/derived.ts'
import { counting, requireFast } from './support/meaning.ts'

const engine = wasmEngine()

const programOf = (of: Case): Program => ({
  inputs: of.operands.map(({ shape, dtype }) => ({ shape, dtype })),
  constants: [],
  equations: [
    {
      primitive: of.name,
      operands: of.operands.map((_, i) => i),
      attributes: of.attributes,
      ...resultOf(of),
    },
  ],
  outputs: [of.operands.length],
})

describe('every primitive', () => {
  const profiles: readonly Profile[] = ['smooth', 'extreme', 'tied']
  describe.each(profiles)('of %s elements', (profile) => {
    test.each(names)('%s', (name) => {
      fc.assert(
        fc.property(casesOf(name, profile), ({ of }) => {
          requireFast(
            engine,
            programOf(of),
            of.operands.map(({ value }) => value),
          )
        }),
        runs(5),
      )
    })
  })
})

describe('random programs', () => {
  const check = (smooth: boolean, size: number, count: number): void => {
    fc.assert(
      fc.property(program({ smooth, size }), (sample) => {
        const inputs = sample.inputs.map(({ value }) => value)
        requireFast(engine, sample.program, inputs)
        for (const derived of derivedPrograms(probeOf(sample))) {
          requireFast(engine, derived.program, derived.inputs)
        }
      }),
      runs(count),
    )
  }
  test('of smooth values, and their derivatives and batches', () => check(true, 6, 40))
  test('of any values, and their derivatives and batches', () => check(false, 10, 40))
  test('of movement alone, which is fused into what reads it', () => {
    const movement = program({
      smooth: false,
      size: 8,
      primitives: [
        ...(['transpose', 'slice', 'reverse', 'windows', 'broadcast', 'reshape'] as const),
        ...(['iota', 'mul', 'neg', 'less', 'select', 'reduceSum', 'reduceMax'] as const),
      ],
    })
    fc.assert(
      fc.property(movement, (sample) => {
        requireFast(
          engine,
          sample.program,
          sample.inputs.map(({ value }) => value),
        )
      }),
      runs(100),
    )
  })
})

type Any = Tensor<readonly number[], DType>
const tensor = (shape: readonly number[], dtype: DType = 'f32'): Any => {
  const count = shape.reduce((a, b) => a * b, 1)
  return T.reshape(T.fromTypedArray(counting(dtype, count, -2) as Float32Array, [count]), [
    ...shape,
  ]) as unknown as Any
}

/** The law for a function at some arguments. */
const holds = (f: (...args: never[]) => unknown, ...args: readonly Any[]): void => {
  const traced = trace(f as (...of: unknown[]) => unknown)(...args)
  requireFast(
    engine,
    traced,
    args.map((arg) => T.toTypedArray(arg as Tensor<[number]>)),
  )
}

describe('in particular', () => {
  test('tensors of no element, of one, and of ranks from 0 to 6', () => {
    const shapes = [
      [],
      [0],
      [1],
      [2, 0, 3],
      [1, 1],
      [3, 1, 2],
      [2, 1, 2, 3],
      [1, 2, 3, 1, 2],
      [2, 1, 2, 1, 2, 2],
    ]
    for (const shape of shapes) {
      for (const dtype of ['f32', 'f64', 'i32', 'u32'] as const) {
        const x = tensor(shape, dtype) as Tensor<readonly number[]>
        holds((y: typeof x) => [T.add(T.mul(y, y), y), T.sum(y), T.transpose(T.neg(y))], x)
      }
    }
  })

  test('decisions in memory', () => {
    const x = tensor([5, 3]) as Tensor<[5, 3]>
    const b = tensor([5, 3], 'bool') as Tensor<[5, 3], 'bool'>
    holds(
      (y: typeof x, c: typeof b) => {
        const d = T.greater(y, 0)
        return [d, T.and(c, d), T.where(T.not(T.transpose(c)), 1, T.transpose(y))]
      },
      x,
      b,
    )
  })

  test('several types in one expression', () => {
    const i = tensor([7, 5], 'i32') as Tensor<[7, 5], 'i32'>
    const d = tensor([7, 5], 'f64') as Tensor<[7, 5], 'f64'>
    const u = tensor([7, 5], 'u32') as Tensor<[7, 5], 'u32'>
    holds(
      (x: typeof i, y: typeof d, z: typeof u) => {
        const sum = T.add(T.cast(x, 'f64'), y)
        return [
          sum,
          T.cast(T.mul(sum, 2), 'f32'),
          T.cast(T.floor(sum), 'i32'),
          T.cast(z, 'bool'),
          T.mul(z, z),
          T.sum(T.cast(T.equal(x, -2), 'i32')),
        ]
      },
      i,
      d,
      u,
    )
  })

  test('results that are inputs, constants, or the same twice', () => {
    const x = tensor([3, 2]) as Tensor<[3, 2]>
    const constant = T.tensor([0.1, 0.2])
    holds((y: typeof x) => [y, constant, y, T.reshape(y, [6]), T.add(y, constant)], x)
    holds((y: typeof x) => {
      const z = T.exp(y)
      return [z, z, T.transpose(z), z]
    }, x)
  })

  test('no inputs, and no equations', () => {
    holds(() => [T.arange(5), T.add(T.tensor([1, 2]), 3)])
    holds(() => T.tensor([3, -0]))
  })

  test('many results of one expression', () => {
    const x = tensor([6, 7]) as Tensor<[6, 7]>
    holds((y: typeof x) => Array.from({ length: 20 }, (_, i) => T.mul(T.add(y, i), y)), x)
  })

  test('movement that a reader follows', () => {
    const x = tensor([5, 6, 4]) as Tensor<[5, 6, 4]>
    holds((y: typeof x) => {
      const part = T.slice(T.flip(T.transpose(y, [2, 0, 1]), [0, 2]), [1, 0, 2], [4, 4, 6])
      return [T.sum(T.square(part), 1), T.matmul(part, T.transpose(part, [0, 2, 1])), part]
    }, x)
  })

  test('a chain that is longer than any expression', () => {
    const x = tensor([3]) as Tensor<[3]>
    holds((y: typeof x) => {
      let z = y
      for (let i = 0; i < 1000; i++) z = i % 3 === 0 ? T.add(z, y) : T.mul(z, 0.5)
      return z
    }, x)
  })

  const chain = (primitive: 'neg' | 'cumsum', count: number): Program => ({
    inputs: [{ shape: [2], dtype: 'f64' }],
    constants: [],
    equations: Array.from({ length: count }, (_, i) => ({
      primitive,
      operands: [i],
      attributes: primitive === 'neg' ? {} : { axis: 0, reverse: false },
      shape: [2],
      dtype: 'f64',
    })),
    outputs: [count],
  })
  const links = process.env['LAW_RUNS'] === undefined ? 12_000 : 100_000
  test.each(['neg', 'cumsum'] as const)('thousands of equations, one after another: %s', (name) => {
    requireFast(engine, chain(name, links), [Float64Array.of(1, 2)])
  })
})

describe('networks', () => {
  const keys = R.split(R.key(1), 4)
  const images = R.normal(keys[0], [2, 9, 9, 4])
  const kernels = R.normal(keys[1], [3, 3, 4, 8])
  const grouped = R.normal(keys[2], [3, 3, 2, 8])

  type Layer = (x: typeof images, w: typeof kernels) => Any
  const layers: readonly (readonly [string, Layer])[] = [
    ['same', (x, w) => T.conv2d(x, w, { padding: 'SAME' })],
    ['in strides', (x, w) => T.conv2d(x, w, { strides: 2 })],
    ['dilated', (x, w) => T.conv2d(x, w, { padding: 'SAME', dilation: 2 })],
  ]
  test.each(layers)('convolutions, %s, with an activation; their derivatives', (_, conv) => {
    const layer = (x: typeof images, w: typeof kernels): Scalar =>
      T.mean(T.square(T.gelu(conv(x, w) as Tensor<[2, 9, 9, 8]>))) as Scalar
    holds(layer, images as unknown as Any, kernels as unknown as Any)
    const both = (x: typeof images, w: typeof kernels) =>
      valueAndGrad((p: readonly [typeof images, typeof kernels]) => layer(...p))([x, w])
    holds(both, images as unknown as Any, kernels as unknown as Any)
  })

  test('convolutions in groups, each channel alone; their derivatives', () => {
    const layer = (x: typeof images, w: typeof grouped): Scalar =>
      T.sum(T.relu(T.conv2d(x, w, { groups: 2, padding: 'SAME' }))) as Scalar
    const both = (x: typeof images, w: typeof grouped) =>
      grad((p: readonly [typeof images, typeof grouped]) => layer(...p))([x, w])
    holds(both, images as unknown as Any, grouped as unknown as Any)
    const alone = R.normal(keys[3], [3, 3, 1, 8])
    const depthwise = (x: typeof images, w: typeof alone) =>
      grad((p: readonly [typeof images, typeof alone]) =>
        T.sum(T.square(T.conv2d(p[0], p[1], { groups: 4 }))),
      )([x, w])
    holds(depthwise as never, images as unknown as Any, alone as unknown as Any)
  })

  test('a network of convolutions and pooling: its gradient', () => {
    const dense = R.normal(keys[3], [128, 3])
    type Parameters = readonly [typeof kernels, typeof dense]
    const loss = ([w, d]: Parameters, x: typeof images): Scalar => {
      const seen = T.relu(T.maxPool2d(T.relu(T.conv2d(x, w, { padding: 'SAME' })), 2))
      return T.neg(T.mean(T.logSoftmax(T.matmul(T.reshape(seen, [2, 128]), d))))
    }
    const slope = (w: typeof kernels, d: typeof dense, x: typeof images) =>
      valueAndGrad((p: Parameters) => loss(p, x))([w, d])
    holds(slope, kernels as unknown as Any, dense as unknown as Any, images as unknown as Any)
  })

  test('attention, and its derivative', () => {
    const x = R.normal(keys[3], [2, 5, 8])
    const attention = (y: typeof x): Scalar => {
      const scores = T.div(T.matmul(y, T.transpose(y, [0, 2, 1])), Math.sqrt(8))
      return T.sum(T.square(T.matmul(T.softmax(scores), y))) as Scalar
    }
    holds(valueAndGrad(attention), x as unknown as Any)
  })
})

test('results are no inputs, and not one array twice', () => {
  const of = trace((x: Tensor<[2]>) => [x, T.reshape(x, [2, 1]), x])(T.zeros([2]))
  const given = Float32Array.of(1, -0)
  for (let time = 0; time < 2; time++) {
    const results = engine.prepare(of)([given])
    expect(new Set([given, ...results]).size).toBe(4)
  }
})

test('a program that is seen again is compiled, once', () => {
  const own = wasmEngine()
  const f = trace((x: Tensor<[3]>) => T.sum(T.exp(x)))(T.zeros([3]))
  for (const programs of [0, 1, 1, 1]) {
    own.prepare(f)([Float32Array.of(1, 2, 3)])
    expect(own.counts().programs).toBe(programs)
  }
})
