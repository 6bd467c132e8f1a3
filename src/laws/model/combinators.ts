import { signatureOf } from '../../nn/kind.ts'
import type { AnyLayer, Child } from '../../nn/layer.ts'
import { isTensorSpec, type Spec, tensorSpec } from '../../nn/spec.ts'
import { type Random, oneOf, wholeBetween } from '../random.ts'
import { type DrawLayer, type Growth, chance } from './growth.ts'
import { made, maybe, type Rows } from './row.ts'

const unnamed = (layer: AnyLayer): Child => ({ name: null, layer })

/** Several layers as one; a single one without a name is itself. */
const asOne = (children: readonly Child[]): AnyLayer | null => {
  const [only] = children
  return only !== undefined && children.length === 1 && only.name === null
    ? only.layer
    : made('sequential', {}, children)
}

/** The size of the last axis, as far as it is known. */
const lastOf = (spec: Spec): number => {
  const last = isTensorSpec(spec) ? spec.shape.at(-1) : undefined
  return typeof last === 'number' ? last : 1
}

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
  const back = made('dense', { units: lastOf(input) })
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

/** The rows of layers that are made of others, and of those that make one tensor of several. */
export const combinators: Rows = {
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
  lora: {
    weight: 1,
    takes: ['rank'],
    freezes: true,
    draw: (growth, input) => {
      const inner = keepingBody(growth, input)
      const config = {
        rank: wholeBetween(growth.next, 1, 2),
        ...maybe(growth.next, 0.5, () => ({ alpha: 3 })),
      }
      return inner === null ? null : made('lora', config, [unnamed(inner)])
    },
  },
  tie: {
    weight: 1,
    takes: ['path', 'from'],
    layersFirst: true,
    draw: ({ deep, next }, input) => {
      if (!deep || !isTensorSpec(input) || input.shape.length < 2) return null
      const square = made('dense', { units: lastOf(input), bias: false })
      const twice = square && asOne([unnamed(square), unnamed(square)])
      const config = {
        path: '[1].kernel',
        from: '[0].kernel',
        ...maybe(next, 0.5, () => ({ transpose: true })),
      }
      return twice && made('tie', config, [unnamed(twice)])
    },
  },
  tiedEmbedding: {
    weight: 8,
    takes: ['count', 'width'],
    draw: (growth, input) => {
      if (!isTensorSpec(input) || input.dtype !== 'i32') return null
      const [count, width] = [wholeBetween(growth.next, 2, 4), wholeBetween(growth.next, 1, 3)]
      const inner = keepingBody(growth, tensorSpec([...input.shape, width], 'f32'))
      return inner === null ? null : made('tiedEmbedding', { count, width }, [unnamed(inner)])
    },
  },
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
  bilinear: {
    weight: 2,
    takes: ['units'],
    draw: ({ next }, input) =>
      isTuple(input) ? made('bilinear', { units: wholeBetween(next, 1, 3) }) : null,
  },
  crossAttention: {
    weight: 2,
    takes: ['heads'],
    quiet: (config) => ('dropout' in config ? { ...config, dropout: 0 } : config),
    unbiased: true,
    draw: ({ next }, input) =>
      isTuple(input)
        ? made('crossAttention', {
            heads: oneOf(next, [1, 1, 2]),
            ...maybe(next, 0.3, () => ({ dropout: 0.25 })),
          })
        : null,
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
