import type { DType, FloatDType } from '../../core/dtype.ts'
import { layerOf, signatureOf } from '../../nn/kind.ts'
import { sequentialKind } from '../../nn/combinators/sequential.ts'
import type { AnyLayer, Child } from '../../nn/layer.ts'
import { elementsOf, type Spec, type SpecDim, tensorSpec, tensorSpecs } from '../../nn/spec.ts'
import { type Random, oneOf, randomOf, wholeBetween } from '../random.ts'
import { type Growth, chance } from './growth.ts'
import { rows } from './kinds.ts'

/** What random architectures are like. */
export interface ModelOptions {
  /**
   * how many layers are put one after the other at most; those that are inside of others come on top
   * @defaultValue 5
   */
  readonly size?: number
  /**
   * the names of the kinds that are chosen from
   * @defaultValue all that the library has
   */
  readonly kinds?: readonly [string, ...string[]]
  /**
   * the floating types of inputs
   * @defaultValue f32 and f64
   */
  readonly dtypes?: readonly [FloatDType, ...FloatDType[]]
  /**
   * layers of your own, put in where they fit
   * @defaultValue []
   */
  readonly layers?: readonly AnyLayer[]
}

/** An architecture: a layer, the input that it stands on, and sizes for the names in that. */
export interface Architecture {
  readonly input: Spec
  readonly layer: AnyLayer
  readonly sizes: Readonly<Record<string, number>>
}

/** So many elements has an example at most behind a layer. */
const mostElements = 80

/** Is all known of a tree of tensors, and is it small? */
export const isModest = (spec: Spec): boolean => {
  const tensors = tensorSpecs(spec)
  return (
    tensors.length <= 3 &&
    tensors.every(
      ({ shape }) =>
        shape.length <= 5 &&
        shape.every((dim) => dim !== null) &&
        elementsOf(shape) <= mostElements,
    )
  )
}

const sizeRanges: Readonly<Record<number, readonly (readonly [number, number])[]>> = {
  2: [[1, 6]],
  3: [
    [1, 7],
    [1, 4],
  ],
  4: [
    [1, 6],
    [1, 6],
    [1, 3],
  ],
  5: [
    [1, 4],
    [1, 4],
    [1, 3],
    [1, 2],
  ],
}

const tensorInput = (next: Random, batch: SpecDim, dtype: DType, rank: number): Spec => {
  const sizes = (sizeRanges[rank] ?? []).map(([low, high]) => wholeBetween(next, low, high))
  const isLong = rank === 3 && chance(next, 0.15)
  return tensorSpec([batch, ...(isLong ? ['time', ...sizes.slice(1)] : sizes)], dtype)
}

const inputOf = (next: Random, dtypes: readonly [FloatDType, ...FloatDType[]]): Spec => {
  const batch = chance(next, 0.85) ? 'batch' : wholeBetween(next, 0, 3)
  const one = (): Spec =>
    chance(next, 0.1)
      ? tensorInput(next, batch, 'i32', oneOf(next, [2, 2, 3, 4]))
      : tensorInput(next, batch, oneOf(next, dtypes), oneOf(next, [2, 2, 3, 3, 4, 4, 5]))
  return chance(next, 0.08) ? [one(), one()] : one()
}

/** Names in an order in which those of much weight come early. */
const ordered = (
  next: Random,
  weights: readonly (readonly [string, number])[],
): readonly string[] =>
  weights
    .map(([name, weight]) => ({ name, key: -Math.log(1 - next()) / weight }))
    .sort((a, b) => a.key - b.key)
    .map(({ name }) => name)

/** The output of a layer on an input, where it fits and is not too large. */
const outputOf = (layer: AnyLayer, input: Spec): Spec | null => {
  const said = signatureOf(layer, input)
  return said._tag === 'Right' && isModest(said.right.output) ? said.right.output : null
}

/** Layers inside of others inside of others, and no deeper. */
const deepest = 2

/** Some children are named. */
const named = (next: Random, layers: readonly AnyLayer[]): readonly Child[] =>
  layers.map((layer, i) => ({
    name: chance(next, 0.15) ? `layer${String.fromCharCode(65 + i)}` : null,
    layer,
  }))

/** The random architecture of a seed. */
export const sampleArchitecture = (seed: number, options: ModelOptions = {}): Architecture => {
  const { size = 5, kinds = Object.keys(rows), dtypes = ['f32', 'f64'], layers = [] } = options
  const next = randomOf(seed)
  const weights = kinds.map((tag) => [tag, rows[tag]?.weight ?? 0] as const)
  const grow = (input: Spec, count: number, depth: number): readonly AnyLayer[] => {
    const growth: Growth = {
      next,
      dtypes,
      deep: depth < deepest,
      body: (own) => named(next, grow(own, wholeBetween(next, 1, 2), depth + 1)),
    }
    const grown: AnyLayer[] = []
    let x = input
    while (grown.length < count) {
      const own = layers.length > 0 && chance(next, 0.3) ? [oneOf(next, layers as [AnyLayer])] : []
      const found = firstFitting(own, x) ?? drawn(growth, x)
      if (found === null) return grown
      grown.push(found.layer)
      x = found.output
    }
    return grown
  }
  const firstFitting = (all: readonly (AnyLayer | null)[], x: Spec) => {
    for (const layer of all) {
      const output = layer === null ? null : outputOf(layer, x)
      if (layer !== null && output !== null) return { layer, output }
    }
    return null
  }
  const drawn = (growth: Growth, x: Spec) => {
    for (const tag of ordered(next, weights)) {
      const found = firstFitting([rows[tag]?.draw(growth, x) ?? null], x)
      if (found !== null) return found
    }
    return null
  }
  const input = inputOf(next, dtypes)
  const children = named(next, grow(input, wholeBetween(next, 1, size), 0))
  return {
    input,
    layer: layerOf(sequentialKind, {}, children),
    sizes: sizesOf(input, next),
  }
}

/** Sizes for the names in an input: often small batches, now and then an empty one. */
export const sizesOf = (input: Spec, next: Random): Readonly<Record<string, number>> => {
  const names = new Set(
    tensorSpecs(input).flatMap(({ shape }) => shape.filter((dim) => typeof dim === 'string')),
  )
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      name === 'batch' ? oneOf(next, [0, 1, 1, 2, 2, 3, 3, 4]) : wholeBetween(next, 1, 5),
    ]),
  )
}
