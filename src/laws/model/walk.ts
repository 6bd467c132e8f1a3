/** Architectures taken apart and put together again. */
import * as E from 'fp-ts/lib/Either.js'
import { sequentialKind } from '../../nn/combinators/sequential.ts'
import { pack, packState, partOf } from '../../nn/combinators/pack.ts'
import { type LayerKind, layerOf, type LayerSignature } from '../../nn/kind.ts'
import { kinds } from '../../nn/kinds/table.ts'
import type { AnyLayer, Child } from '../../nn/layer.ts'
import { type AnyModel, buildDyn } from '../../nn/model.ts'
import { ShapeError } from '../../core/errors.ts'
import type { KindFacts } from './fact.ts'
import { rows } from './kinds.ts'
import { type AnyVars, inputOfSpec, type ModelProbe } from './sample.ts'
import type { Spec } from '../../nn/spec.ts'

/** What is known of a kind. */
export const factsOf = ({ facts }: Pick<ModelProbe, 'facts'>, kind: LayerKind): KindFacts =>
  facts[kind.tag] ?? (kinds[kind.tag] === kind ? (rows[kind.tag] ?? {}) : {})

/** The signatures of a layer and of all that it is made of. */
export const allParts = (signature: LayerSignature): readonly LayerSignature[] => [
  signature,
  ...signature.parts.flatMap(allParts),
]

/** A layer with every layer in it replaced, those inside first. */
export const mapLayers = (layer: AnyLayer, f: (layer: AnyLayer) => AnyLayer): AnyLayer =>
  f(
    layerOf(
      layer.kind,
      layer.config,
      layer.children.map(({ name, layer: inner }) => ({ name, layer: mapLayers(inner, f) })),
    ),
  )

/** The kinds in a layer that are not of the library. */
export const ownKinds = (layer: AnyLayer): readonly LayerKind[] => [
  ...new Set([
    ...(kinds[layer.kind.tag] === layer.kind ? [] : [layer.kind]),
    ...layer.children.flatMap((child) => ownKinds(child.layer)),
  ]),
]

/** The model of a layer that has to fit. */
export const modelOn = (input: Spec, layer: AnyLayer): AnyModel => {
  const built = buildDyn(inputOfSpec(input))(layer)
  if (E.isLeft(built)) throw new ShapeError('laws', built.left)
  return built.right
}

/** A layer with its parameters and state. */
export interface Part extends Child {
  readonly vars: AnyVars
}

/** A model as a sequence of parts. */
export const partsOf = ({ layer }: AnyModel, vars: AnyVars): readonly Part[] =>
  layer.kind === sequentialKind
    ? layer.children.map(({ name, layer: child }, i) => ({
        name,
        layer: child,
        vars: { params: partOf(vars.params, i, name), state: partOf(vars.state, i, name) },
      }))
    : [{ name: null, layer, vars }]

/** Several parts as a single one: their sequence. */
export const grouped = (parts: readonly Part[]): Part => {
  const names = parts.map(({ name }) => name)
  return {
    name: null,
    layer: layerOf(
      sequentialKind,
      {},
      parts.map(({ name, layer }) => ({ name, layer })),
    ),
    vars: {
      params: pack(
        parts.map(({ vars }) => vars.params),
        names,
      ),
      state: packState(
        parts.map(({ vars }) => vars.state),
        names,
      ),
    },
  }
}
