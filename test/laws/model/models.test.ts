/** Random models: what they are like, and that they satisfy every law. */
import { compileFunction } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nn, T, type Tensor } from '../../../src/index.ts'
import * as laws from '../../../src/laws/index.ts'
import { sampleArchitecture } from '../../../src/laws/model/generate.ts'
import { rows } from '../../../src/laws/model/kinds.ts'
import { randomOf } from '../../../src/laws/random.ts'
import { architectureOf, modelOf } from '../../../src/laws/model/sample.ts'
import { sizeOfArchitecture, smallerArchitectures } from '../../../src/laws/model/shrink.ts'
import { modelBody } from '../../../src/laws/model/source.ts'
import { layerKind, layerOf, signatureOf } from '../../../src/nn/kind.ts'
import { tensorSpec, tensorSpecs } from '../../../src/nn/spec.ts'
import { requireLaw, runs } from '../../support/holds.ts'
import { smallest } from '../../support/smallest.ts'

const layersIn = (layer: nn.AnyLayer): readonly nn.AnyLayer[] => [
  layer,
  ...layer.children.flatMap((child) => layersIn(child.layer)),
]

const tagsIn = (layer: nn.AnyLayer): readonly string[] =>
  layersIn(layer).map(({ kind }) => kind.tag)

describe('random models satisfy', () => {
  // nothing in the library stops a derivative that there is
  const properties = laws.modelLaws(laws.model(), { stopped: 'moves' })
  test.each(Object.entries(properties))('%s', (name, property) => {
    fc.assert(property, runs(name === 'modelGradientIsRight' ? 6 : 8))
  })
})

describe('random models', () => {
  test('know every kind of the library, and no other', () => {
    expect(Object.keys(rows).sort()).toEqual(Object.keys(nn.kinds).sort())
    for (const tag of Object.keys(nn.kinds)) expect(nn.kinds[tag]?.tag).toBe(tag)
  })

  test('hold every kind, inputs of every rank, axes of size 1, batches of none and of one', () => {
    const samples = Array.from({ length: 600 }, (_, seed) => sampleArchitecture(7919 * seed))
    const met = new Set(samples.flatMap(({ layer }) => tagsIn(layer)))
    expect(Object.keys(nn.kinds).filter((tag) => !met.has(tag))).toEqual([])
    const shapes = samples.flatMap(({ input }) => tensorSpecs(input).map(({ shape }) => shape))
    const ranks = new Set(shapes.map(({ length }) => length))
    expect([2, 3, 4, 5].filter((rank) => !ranks.has(rank))).toEqual([])
    const sizes = new Set(shapes.flatMap((shape) => shape.slice(1)))
    expect([1, 2, 3, 5, 'time'].filter((size) => !sizes.has(size))).toEqual([])
    const batches = new Set(samples.map(({ sizes: { batch } }) => batch))
    expect([0, 1, 2, 3].filter((size) => !batches.has(size))).toEqual([])
    expect(shapes.some(([first]) => typeof first === 'number')).toBe(true)
    const children = samples.flatMap(({ layer }) => layersIn(layer).flatMap((own) => own.children))
    expect(children.some(({ name }) => name !== null)).toBe(true)
    expect(new Set(samples.map(({ input }) => Array.isArray(input))).size).toBe(2)
  })

  test.each(Object.keys(nn.kinds))('take whole numbers as they say, or refuse them: %s', (tag) => {
    const inputs = [[4], [3, 2], [3, 4, 2], [2, 2, 2, 2]].flatMap((sizes) =>
      (['i32', 'u32', 'bool'] as const).map((dtype) => tensorSpec(['batch', ...sizes], dtype)),
    )
    const next = randomOf(3)
    for (const input of inputs) {
      const growth = { next, dtypes: ['f32'], deep: false, body: () => [] } as const
      const layer = rows[tag]?.draw(growth, input) ?? null
      if (layer === null || signatureOf(layer, input)._tag === 'Left') continue
      const { model, sizes } = modelOf({ input, layer, sizes: { batch: 2 } })
      requireLaw(laws.outputFitsSignature(laws.modelProbe(model, { sizes })))
    }
  })

  test('follow from their seed', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expect(sampleArchitecture(seed)).toEqual(sampleArchitecture(seed))
      }),
      runs(30),
    )
  })

  test('hold nothing but what was asked for, beside what closes a residual', () => {
    const few = laws.model({ kinds: ['dense', 'tanh'], dtypes: ['f32'], size: 3 })
    fc.assert(
      fc.property(few, ({ model }) => {
        expect(model.layer.children.length).toBeLessThanOrEqual(3)
        for (const tag of tagsIn(model.layer))
          expect(['sequential', 'dense', 'tanh']).toContain(tag)
        for (const { dtype } of tensorSpecs(model.input.spec)) expect(dtype).not.toBe('f64')
      }),
      runs(30),
    )
    expect(() => laws.model({ kinds: ['dens'] })).toThrow(/there is no kind "dens"; there are/)
  })
})

describe('a model as source', () => {
  const run = (sample: laws.ModelSample): { model: nn.AnyModel; sizes: object } =>
    compileFunction(`${modelBody(sample)}\nreturn { model, sizes }`, ['nn'])(nn) as never

  const requireSame = (sample: laws.ModelSample): void => {
    const { model, sizes } = run(sample)
    expect(nn.toJSON(model)).toEqual(nn.toJSON(sample.model))
    expect(model.input).toEqual(sample.model.input)
    expect({ ...sizes }).toEqual(sample.sizes)
  }

  test('is that model', () => {
    fc.assert(
      fc.property(laws.model(), (sample) => {
        requireSame(sample)
      }),
      runs(60),
    )
  })

  test('is that of smaller ones too', () => {
    fc.assert(
      fc.property(laws.model({ size: 2 }), (sample) => {
        for (const smaller of smallerArchitectures(architectureOf(sample)))
          requireSame(modelOf(smaller))
      }),
      runs(4),
    )
  })

  test('is shown by fast-check', () => {
    const [sample] = fc.sample(laws.model({ kinds: ['relu'], size: 1 }), { numRuns: 1, seed: 1 })
    expect(fc.stringify(sample)).toContain('const model = nn.model(nn.input')
  })

  test('of a layer of one’s own is a call of what makes it', () => {
    const mine = layerOf(layerKind({ ...(nn.kinds['relu'] as nn.LayerKind), tag: 'my/relu' }), {})
    const model = nn.on(nn.input('batch', 3), mine as nn.Layer<nn.Activation<'relu'>>)
    expect(modelBody({ model, sizes: {} })).toBe(
      "const model = nn.on(nn.input('batch', 3), own['my/relu']({}))\nconst sizes = {}",
    )
  })
})

describe('a failing model shrinks', () => {
  test('to architectures that are smaller, and fit', () => {
    fc.assert(
      fc.property(laws.model(), (sample) => {
        const whole = architectureOf(sample)
        const size = sizeOfArchitecture(whole)
        for (const smaller of smallerArchitectures(whole)) {
          const next = sizeOfArchitecture(smaller)
          const place = size.findIndex((x, i) => x !== next[i])
          expect(next[place]).toBeLessThan(size[place] as number)
          modelOf(smaller)
        }
      }),
      runs(15),
    )
  })

  const found = (has: (sample: laws.ModelSample) => boolean): string =>
    modelBody(smallest(laws.model(), has, { seed: 1 }))

  test('to the layer that matters, out of all that is around it', () => {
    const holds = (tag: string) => found(({ model }) => tagsIn(model.layer).includes(tag))
    expect(holds('batchNorm')).toBe(
      "const model = nn.on(nn.input('batch', 1), nn.batchNorm)\nconst sizes = { batch: 1 }",
    )
    expect(holds('conv2d')).toMatch(
      /^const model = nn.on\(nn.input\((1|'batch'), 1, 1, 1\), nn.conv2d\(1, 1\)\)\n/,
    )
  })

  test('to layers inside of each other, where that matters', () => {
    expect(
      found(({ model }) =>
        layersIn(model.layer).some(
          ({ kind, children }) =>
            kind.tag === 'residual' &&
            children.some((child) => tagsIn(child.layer).includes('dropout')),
        ),
      ),
    ).toMatch(
      /^const model = nn.on\(nn.input\((1|'batch')\), nn.residual\(nn.dropout\([\d.]+\)\)\)\n/,
    )
  })

  test('to a layer of one’s own that breaks a law', () => {
    const along = layerOf<nn.LayerType>(
      layerKind({
        ...(nn.kinds['softmax'] as nn.LayerKind),
        tag: 'my/softmax',
        apply: ({ state }, x: Tensor) => [T.softmax(x, 0), state],
      }),
      {},
    )
    const { model } = smallest(
      laws.model({ layers: [along] }),
      (sample) => laws.rowsAreIndependent(laws.modelProbe(sample.model, sample)) !== null,
      { seed: 1 },
    )
    expect(model.layer).toEqual(along)
    expect(tensorSpecs(model.input.spec)).toEqual([
      { _tag: 'TensorSpec', shape: ['batch'], dtype: 'f32' },
    ])
  })
})

describe('laws of a model of one’s own', () => {
  const model = nn.model(
    nn.input('batch', 3),
    { hidden: nn.dense(4) },
    nn.batchNorm,
    nn.dropout(0.5),
  )

  test('are one test for each law', () => {
    const names: string[] = []
    laws.testLaws((name) => names.push(name), laws.modelLaws(model))
    const own = laws.laws.filter((law) => law.of === 'model').map(({ name }) => name)
    expect(names).toEqual(own)
  })

  describe('hold', () => {
    laws.testLaws(test, laws.modelLaws(model), runs(2))
  })

  test('say what is wrong, as data', () => {
    const wrong = {
      ...model,
      predict: (vars: never, x: never) => T.flip(model.predict(vars, x) as Tensor, 0),
    }
    const { errorInstance } = fc.check(
      laws.modelLaws(wrong as never)['rowsAreIndependent'] as never,
      {
        seed: 1,
      },
    ) as unknown as { errorInstance: laws.LawError }
    expect(errorInstance).toBeInstanceOf(laws.LawError)
    expect(errorInstance.report.law).toBe('rows of a batch are independent')
  })

  test('say nothing of kinds of which nothing is known', () => {
    const kind = {
      ...(nn.kinds['dropout'] as nn.LayerKind),
      tag: 'my/dropout',
      apply: ({ state }: { readonly state: [] }, x: Tensor) => [T.mul(x, 2), state] as const,
    }
    const own = nn.on(nn.input('batch', 3), layerOf<nn.Activation<'relu'>>(kind, { rate: 0.5 }))
    const doubled = { ...own, predict: (_: unknown, x: unknown) => x } as unknown as nn.AnyModel
    const said = (facts: laws.Facts): boolean =>
      laws.quietTrainingIsPrediction(laws.modelProbe(doubled, { facts })) === null
    expect(said({})).toBe(true)
  })
})
