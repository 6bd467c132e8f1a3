/** Smaller architectures: what a failing model is shrunk to. */
import * as E from 'fp-ts/lib/Either.js'
import { sequentialKind } from '../../nn/combinators/sequential.ts'
import { kinds } from '../../nn/kinds/table.ts'
import { layerOf, type LayerSignature, signatureOf } from '../../nn/kind.ts'
import type { AnyLayer, Child } from '../../nn/layer.ts'
import { isTensorSpec, type Spec, type SpecDim, tensorSpec, tensorSpecs } from '../../nn/spec.ts'
import { type Architecture, isModest } from './generate.ts'
import { rows } from './kinds.ts'

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

const numbersIn = (value: unknown): readonly number[] =>
  typeof value === 'number'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(numbersIn)
      : []

const layersIn = (layer: AnyLayer): readonly AnyLayer[] => [
  layer,
  ...layer.children.flatMap((child) => layersIn(child.layer)),
]

/**
 * The size of an architecture, the most important number first: layers, those that are combinators,
 * tensors and axes of the input, options and names, sizes.
 */
export const sizeOfArchitecture = ({ input, layer, sizes }: Architecture): readonly number[] => {
  const layers = layersIn(layer)
  const tensors = tensorSpecs(input)
  const options = layers.map(({ config }) => Object.keys(config as object).length)
  const names = layers.map(({ children }) => children.filter(({ name }) => name !== null).length)
  const dims = tensors.flatMap(({ shape }) => shape.filter((dim) => typeof dim === 'number'))
  return [
    layers.length,
    layers.filter(({ children }) => children.length > 0).length,
    tensors.length,
    sum(tensors.map(({ shape }) => shape.length)),
    sum(options) + sum(names),
    tensors.filter(({ dtype }) => dtype === 'f64').length,
    sum(dims.map(sizeCost)) + sum(layers.flatMap(({ config }) => numbersIn(config))),
    sum(Object.values(sizes).map(sizeCost)),
  ]
}

const isLess = (a: readonly number[], b: readonly number[]): boolean => {
  const place = a.findIndex((x, i) => x !== b[i])
  return place >= 0 && (a[place] as number) < (b[place] as number)
}

const withChildren = ({ kind, config }: AnyLayer, children: readonly Child[]): AnyLayer =>
  layerOf(kind, config, children)

const sequence = (children: readonly Child[]): AnyLayer => layerOf(sequentialKind, {}, children)

const smallerNumbers = (n: number): readonly number[] =>
  Number.isInteger(n) ? [...new Set([1, 2, n - 1])].filter((less) => less >= 1 && less < n) : []

/** Sizes that say less; none is more special than one. */
const simplerSizes = (n: number): readonly number[] => (n === 0 ? [1, 2] : smallerNumbers(n))

/** How much a size says. */
const sizeCost = (n: number): number => (n === 0 ? 4 : n)

/** A value of a configuration with a number in it made smaller. */
function* smallerValues(value: unknown): Generator {
  if (typeof value === 'number') yield* smallerNumbers(value)
  if (!Array.isArray(value)) return
  if (value.length > 0 && value.every((part) => part === value[0])) yield value[0]
  for (const [i, part] of value.entries()) {
    for (const smaller of smallerValues(part)) yield (value as readonly unknown[]).with(i, smaller)
  }
}

/** A configuration with less in it; nothing is known of those of other kinds than the library's. */
function* smallerConfigs({ kind, config }: AnyLayer): Generator<object> {
  const row = kinds[kind.tag] === kind ? rows[kind.tag] : undefined
  if (row === undefined) return
  const entries = Object.entries(config as object) as readonly (readonly [string, unknown])[]
  for (const [name] of entries) {
    if (row.takes?.includes(name) !== true)
      yield Object.fromEntries(entries.filter(([other]) => other !== name))
  }
  for (const [name, value] of entries) {
    for (const smaller of smallerValues(value)) yield { ...(config as object), [name]: smaller }
  }
}

/** A layer with less in it, anywhere. */
function* smallerLayers(layer: AnyLayer): Generator<AnyLayer> {
  const { kind, children } = layer
  for (const child of children) yield child.layer
  if (kind.arity === null) {
    for (const i of children.keys()) yield withChildren(layer, children.toSpliced(i, 1))
  }
  for (const [i, { name, layer: inner }] of children.entries()) {
    if (layersIn(inner).length > 1)
      yield withChildren(layer, children.with(i, { name, layer: sequence([]) }))
    for (const smaller of smallerLayers(inner))
      yield withChildren(layer, children.with(i, { name, layer: smaller }))
    if (name !== null) yield withChildren(layer, children.with(i, { name: null, layer: inner }))
  }
  for (const config of smallerConfigs(layer)) {
    if (kind.config.is(config)) yield layerOf(kind, config, children)
  }
}

/** Parts of a model, each on its own input. */
function* parts({ parts: own, layer }: LayerSignature): Generator<Omit<Architecture, 'sizes'>> {
  for (const [i, part] of own.entries()) {
    if (layer.kind === sequentialKind && i > 0)
      yield { input: part.input, layer: sequence(layer.children.slice(i)) }
    yield { input: part.input, layer: part.layer }
    yield* parts(part)
  }
}

const renamed = (value: unknown, from: number, to: number): unknown =>
  typeof value === 'number'
    ? value === from
      ? to
      : value
    : Array.isArray(value)
      ? value.map((part) => renamed(part, from, to))
      : value

/** A number replaced wherever it stands: in the input and in every layer of the library. */
const renamedLayer = (layer: AnyLayer, from: number, to: number): AnyLayer => {
  const { kind, config, children } = layer
  const own = Object.entries(config as object) as readonly (readonly [string, unknown])[]
  const next = Object.fromEntries(own.map(([name, x]) => [name, renamed(x, from, to)]))
  return layerOf(
    kind,
    kinds[kind.tag] === kind && kind.config.is(next) ? next : config,
    children.map((child) => ({ ...child, layer: renamedLayer(child.layer, from, to) })),
  )
}

const mapDims = (spec: Spec, f: (dim: SpecDim) => SpecDim): Spec =>
  isTensorSpec(spec)
    ? tensorSpec(spec.shape.map(f), spec.dtype)
    : (spec as readonly Spec[]).map((part) => mapDims(part, f))

/** An input with less in it: one of several tensors, an axis left out, a smaller axis, f32. */
function* smallerInputs(spec: Spec): Generator<Spec> {
  if (!isTensorSpec(spec)) {
    const own = spec as readonly Spec[]
    yield* own
    for (const [i, part] of own.entries()) {
      for (const smaller of smallerInputs(part)) yield own.with(i, smaller)
    }
    return
  }
  const { shape, dtype } = spec
  for (const axis of shape.keys()) {
    if (axis > 0) yield tensorSpec(shape.toSpliced(axis, 1), dtype)
  }
  for (const [axis, dim] of shape.entries()) {
    for (const smaller of typeof dim === 'number' ? simplerSizes(dim) : [])
      yield tensorSpec(shape.with(axis, smaller), dtype)
  }
  if (dtype === 'f64') yield tensorSpec(shape, 'f32')
}

function* candidates(whole: Architecture): Generator<Architecture> {
  const { input, layer, sizes } = whole
  const said = signatureOf(layer, input)
  if (E.isLeft(said)) return
  for (const part of parts(said.right)) yield { ...part, sizes }
  for (const smaller of smallerLayers(layer)) yield { ...whole, layer: smaller }
  const numbers = new Set([
    ...tensorSpecs(input).flatMap(({ shape }) => shape.filter((dim) => typeof dim === 'number')),
    ...layersIn(layer).flatMap(({ config }) => numbersIn(config)),
  ])
  for (const from of numbers) {
    for (const to of smallerNumbers(from)) {
      const resized = mapDims(input, (dim) => (dim === from ? to : dim))
      yield { ...whole, input: resized, layer: renamedLayer(layer, from, to) }
    }
  }
  for (const smaller of smallerInputs(input)) yield { ...whole, input: smaller }
  for (const [name, size] of Object.entries(sizes)) {
    for (const smaller of simplerSizes(size))
      yield { ...whole, sizes: { ...sizes, [name]: smaller } }
  }
}

const namesIn = (spec: Spec): readonly unknown[] =>
  tensorSpecs(spec).flatMap(({ shape }) => shape.filter((dim) => typeof dim === 'string'))

/** Only the sizes of names that are there. */
const tidied = (whole: Architecture): Architecture => {
  const names = namesIn(whole.input)
  return {
    ...whole,
    sizes: Object.fromEntries(Object.entries(whole.sizes).filter(([name]) => names.includes(name))),
  }
}

/** Architectures that are smaller, and fit; each once. */
export function* smallerArchitectures(whole: Architecture): Generator<Architecture> {
  const size = sizeOfArchitecture(whole)
  for (const found of candidates(whole)) {
    const candidate = tidied(found)
    if (!isLess(sizeOfArchitecture(candidate), size)) continue
    if (!isModest(candidate.input)) continue
    if (E.isRight(signatureOf(candidate.layer, candidate.input))) yield candidate
  }
}
