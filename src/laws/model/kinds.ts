/** What the kit knows of the kinds of the library: how to draw, how to print, what they promise. */
import { kinds as known } from '../../nn/kinds/table.ts'
import { layerOf, signatureOf } from '../../nn/kind.ts'
import type { AnyLayer, Child } from '../../nn/layer.ts'
import { isTensorSpec, type Spec, type SpecDim, type TensorSpec } from '../../nn/spec.ts'
import { type Random, oneOf, wholeBetween } from '../random.ts'
import { type DrawLayer, type Growth, chance } from './growth.ts'
import type { KindFacts } from './fact.ts'

/** A row of the table. */
export interface KindRow extends KindFacts {
  readonly draw: DrawLayer
  /** how often it is tried, 1 being usual */
  readonly weight: number
  /** the parts of the configuration that the constructor takes in front; `null`: it is a value */
  readonly takes: readonly string[] | null
}

const made = (tag: string, config: object, children: readonly Child[] = []): AnyLayer | null => {
  const kind = known[tag]
  return kind === undefined ? null : layerOf(kind, config, children)
}

const unnamed = (layer: AnyLayer): Child => ({ name: null, layer })

/** Several layers as one; a single one without a name is itself. */
const asOne = (children: readonly Child[]): AnyLayer | null => {
  const [only] = children
  return only !== undefined && children.length === 1 && only.name === null
    ? only.layer
    : made('sequential', {}, children)
}

// ----------------------------------------------------------------------------------- configurations

type Draw = (next: Random, x: TensorSpec) => object | null

/** A kind of layers of one tensor. */
const leaf = (
  tag: string,
  takes: KindRow['takes'],
  draw: Draw,
  more: KindFacts & { readonly weight?: number } = {},
): readonly [string, KindRow] => [
  tag,
  {
    weight: 1,
    takes,
    draw: ({ next }, input) => {
      const config = isTensorSpec(input) ? draw(next, input) : null
      return config === null ? null : made(tag, config)
    },
    ...more,
  },
]

const maybe = (next: Random, probability: number, options: () => object): object =>
  chance(next, probability) ? options() : {}

const initializer = (next: Random): unknown =>
  oneOf<unknown>(next, [
    'heNormal',
    'lecunUniform',
    'orthogonal',
    'zeros',
    { name: 'normal', stddev: 0.5 },
    { name: 'uniform', low: -1, high: 0.5 },
    { name: 'constant', value: 0.25 },
    { name: 'varianceScaling', scale: 2, mode: 'fanGeoAvg', distribution: 'truncatedNormal' },
  ])

/** Is there a bias, and how does it begin? */
const affine = (next: Random): object => ({
  ...maybe(next, 0.25, () => ({ bias: false })),
  ...maybe(next, 0.25, () => ({ kernelInit: initializer(next) })),
  ...maybe(next, 0.15, () => ({ biasInit: { name: 'normal', stddev: 0.1 } })),
})

/** One number for all axes, or one for each. */
const perAxis = (next: Random, rank: number, high: number): number | readonly number[] =>
  chance(next, 0.5)
    ? wholeBetween(next, 1, high)
    : Array.from({ length: rank }, () => wholeBetween(next, 1, high))

const paddingOf = (next: Random, rank: number): object => ({
  padding: oneOf<unknown>(next, [
    'SAME',
    'VALID',
    Array.from({ length: rank }, () => [wholeBetween(next, 0, 2), wholeBetween(next, 0, 1)]),
  ]),
})

const channels = (dim: SpecDim | undefined): number => (typeof dim === 'number' ? dim : 1)

const divisors = (n: number): readonly [number, ...number[]] => [
  1,
  ...Array.from({ length: n }, (_, i) => i + 1).filter((part) => part > 1 && n % part === 0),
]

const convolution = (rank: number) =>
  leaf(`conv${rank}d`, ['filters', 'window'], (next, { shape }) => {
    const groups = chance(next, 0.3) ? oneOf(next, divisors(channels(shape.at(-1)))) : 1
    return {
      filters: groups * wholeBetween(next, 1, groups > 2 ? 1 : 3),
      window: perAxis(next, rank, 3),
      ...(groups === 1 ? {} : { groups }),
      ...maybe(next, 0.4, () => ({ strides: perAxis(next, rank, 2) })),
      ...maybe(next, 0.5, () => paddingOf(next, rank)),
      ...maybe(next, 0.2, () => ({ dilation: perAxis(next, rank, 2) })),
      ...affine(next),
    }
  })

const pooling = (how: 'max' | 'avg', rank: number) =>
  leaf(`${how}Pool${rank}d`, ['window'], (next) => ({
    window: perAxis(next, rank, 3),
    ...maybe(next, 0.4, () => ({ strides: perAxis(next, rank, 2) })),
    // what is all padding has no greatest element and no mean
    ...maybe(next, 0.4, () => ({ padding: oneOf(next, ['SAME', 'VALID']) })),
  }))

/** An activation, of which there are many; one with a number has an option. */
const activation = (tag: string, option?: string) =>
  leaf(
    tag,
    null,
    (next) =>
      option === undefined
        ? {}
        : maybe(next, 0.5, () => ({ [option]: oneOf(next, [0.25, 0.5, 2]) })),
    { weight: 0.15 },
  )

// -------------------------------------------------------------------------------------- combinators

const branches = (next: Random): readonly undefined[] =>
  Array.from({ length: wholeBetween(next, 1, 3) }, () => undefined)

const isTuple = (spec: Spec): spec is readonly Spec[] => Array.isArray(spec)

/** A body that keeps the shape of its input: where it does not, a dense layer puts the last axis right. */
const keepingBody = ({ deep, body }: Growth, input: Spec): AnyLayer | null => {
  if (!deep || !isTensorSpec(input)) return null
  const layers = body(input)
  const inner = asOne(layers)
  const said = inner === null ? null : signatureOf(inner, input)
  if (said?._tag !== 'Right' || !isTensorSpec(said.right.output)) return null
  const { shape, dtype } = said.right.output
  if (shape.join() === input.shape.join() && dtype === input.dtype) return inner
  const back = made('dense', { units: channels(input.shape.at(-1)) })
  return back === null ? null : asOne([...layers, unnamed(back)])
}

/** Something several times. */
const several =
  (tag: string): DrawLayer =>
  (growth, input) => {
    const inner = keepingBody(growth, input)
    const times = wholeBetween(growth.next, 1, 3)
    return inner === null ? null : made(tag, { times }, [unnamed(inner)])
  }

const combinators: Readonly<Record<string, KindRow>> = {
  sequential: {
    weight: 0.3,
    takes: null,
    draw: ({ deep, next, body }, input) =>
      made('sequential', {}, deep && chance(next, 0.9) ? body(input) : []),
  },
  residual: {
    weight: 1.5,
    takes: null,
    skips: true,
    draw: (growth, input) => {
      const inner = keepingBody(growth, input)
      return inner === null ? null : made('residual', {}, [unnamed(inner)])
    },
  },
  repeat: { weight: 1, takes: ['times'], draw: several('repeat'), unrolls: 'each' },
  shared: { weight: 1, takes: ['times'], draw: several('shared'), unrolls: 'same' },
  fanout: {
    weight: 1,
    takes: null,
    draw: ({ deep, next, body }, input) => {
      if (!deep) return null
      const layers = branches(next).map(() => asOne(body(input)) ?? made('sequential', {}))
      // two alike, so that there is a sum of them
      const [first] = layers
      const all = chance(next, 0.4) ? [first, first] : layers
      return made(
        'fanout',
        {},
        all.flatMap((layer) => (layer ? [unnamed(layer)] : [])),
      )
    },
  },
  split: {
    weight: 1,
    takes: null,
    draw: ({ deep, body }, input) => {
      if (!deep || !isTuple(input)) return null
      const layers = input.map((part) => asOne(body(part)) ?? made('sequential', {}))
      return made(
        'split',
        {},
        layers.flatMap((layer) => (layer ? [unnamed(layer)] : [])),
      )
    },
  },
  add: { weight: 3, takes: null, draw: (_, input) => (isTuple(input) ? made('add', {}) : null) },
  multiply: {
    weight: 2,
    takes: null,
    draw: (_, input) => (isTuple(input) ? made('multiply', {}) : null),
  },
  concat: {
    weight: 2,
    takes: ['axis'],
    draw: ({ next }, input) =>
      isTuple(input) ? made('concat', { axis: oneOf(next, [-1, -1, 1]) }) : null,
  },
}

/**
 * A row for every kind of the library: a test sees to it that none is missing. What is drawn need not
 * fit, whoever draws asks its signature.
 */
export const rows: Readonly<Record<string, KindRow>> = {
  ...combinators,
  ...Object.fromEntries([
    leaf('dense', ['units'], (next) => ({ units: wholeBetween(next, 1, 5), ...affine(next) }), {
      weight: 2,
    }),
    convolution(1),
    convolution(2),
    convolution(3),
    pooling('max', 1),
    pooling('max', 2),
    pooling('avg', 1),
    pooling('avg', 2),
    leaf('flatten', null, () => ({}), { weight: 0.5 }),
    leaf(
      'batchNorm',
      null,
      (next) => ({
        ...maybe(next, 0.5, () => ({ decay: oneOf(next, [0, 0.5, 0.99]) })),
        ...maybe(next, 0.5, () => ({ epsilon: oneOf(next, [0.1, 0.001]) })),
      }),
      { quiet: (config: object) => ({ ...config, decay: 0 }) },
    ),
    leaf('layerNorm', null, (next) => maybe(next, 0.5, () => ({ epsilon: 0.1 }))),
    leaf(
      'embedding',
      ['count', 'width'],
      (next, { dtype }) =>
        dtype === 'i32' || dtype === 'u32'
          ? {
              count: wholeBetween(next, 2, 5),
              width: wholeBetween(next, 1, 4),
              ...maybe(next, 0.6, () => ({ dtype: 'f64' })),
            }
          : null,
      { weight: 20 },
    ),
    leaf(
      'dropout',
      ['rate'],
      (next) => ({
        rate: oneOf(next, [0, 0.25, 0.5, 0.75]),
        ...maybe(next, 0.3, () => ({ scaling: 'classical' })),
        ...maybe(next, 0.3, () => ({ spatial: true })),
      }),
      { quiet: (config: object) => ({ ...config, rate: 0 }), unbiased: true },
    ),
    ...['relu', 'relu6', 'elu', 'selu', 'hardTanh', 'hardSigmoid', 'hardSilu'].map((tag) =>
      activation(tag),
    ),
    ...['gelu', 'silu', 'mish', 'softplus', 'sigmoid', 'logSigmoid', 'tanh', 'softSign'].map(
      (tag) => activation(tag),
    ),
    ...['softmax', 'logSoftmax', 'hardmax'].map((tag) => activation(tag)),
    activation('leakyRelu', 'slope'),
    activation('celu', 'alpha'),
    activation('squareplus', 'b'),
  ]),
}
