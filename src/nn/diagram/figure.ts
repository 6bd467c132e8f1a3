import { grouped } from '../../tree/format.ts'
import { shortened } from '../../tree/path.ts'
import { residualKind } from '../combinators/residual.ts'
import { sequentialKind } from '../combinators/sequential.ts'
import type { LayerSignature } from '../kind.ts'
import type { AnyModel } from '../model.ts'
import { type ParamTree, paramSpecs } from '../params.ts'
import { elementsOf, showSpec } from '../spec.ts'
import { pathsOfParts } from '../surgery/layers.ts'

/** What a diagram says of a layer. */
export interface Caption {
  /** where it is, such as `encoder[0]` */
  readonly path: string
  /** its name and its kind */
  readonly title: string
  /** what tells it from others of its kind */
  readonly config: string
  /** the shape of its output, how many parameters it has, how much state */
  readonly details: readonly string[]
  /** what is drawn in which colour */
  readonly role: 'plain' | 'learned' | 'stateful' | 'random'
}

/** How the parts of a layer are drawn: a layer without parts is a box. */
export type Figure =
  | { readonly form: 'box'; readonly caption: Caption }
  | { readonly form: Arrangement; readonly caption: Caption; readonly parts: readonly Figure[] }

/**
 * Parts one below the other, beside each other, or one that is added to its input; `frame`: one with
 * its title around it.
 */
export type Arrangement = 'column' | 'branches' | 'skip' | 'frame'

/** A model as it is drawn. */
export interface Drawing {
  readonly input: string
  readonly output: string
  readonly total: string
  readonly figure: Figure
}

const countOf = (tree: ParamTree): number =>
  paramSpecs(tree).reduce((sum, { shape }) => sum + elementsOf(shape), 0)

const parametersText = (count: number): string =>
  `${grouped(count)} ${count === 1 ? 'parameter' : 'parameters'}`

const isList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.every((item) => typeof item !== 'object')

/** A configuration in a few words: what is a number, a word or a list of them, with its name. */
const configText = ({ kind, config }: LayerSignature['layer']): string => {
  const values = kind.config.encode(config)
  if (typeof values !== 'object' || values === null) return ''
  return Object.entries(values)
    .filter(([, value]) => ['number', 'string', 'boolean'].includes(typeof value) || isList(value))
    .map(([key, value]) => `${key} ${isList(value) ? `[${value.join(', ')}]` : String(value)}`)
    .join(', ')
}

const captionOf = (signature: LayerSignature, path: string): Caption => {
  const { layer, name, output, params, state, random } = signature
  const [learned, kept] = [countOf(params), countOf(state)]
  return {
    path: shortened(path),
    title: name === null ? layer.kind.tag : `${name}: ${layer.kind.tag}`,
    config: configText(layer),
    details: [
      showSpec(output),
      ...(learned === 0 ? [] : [parametersText(learned)]),
      ...(kept === 0 ? [] : [`${grouped(kept)} of state`]),
    ],
    role: kept > 0 ? 'stateful' : learned > 0 ? 'learned' : random ? 'random' : 'plain',
  }
}

const arrangementOf = ({ layer, parallel }: LayerSignature): Arrangement => {
  if (layer.kind === residualKind) return 'skip'
  if (parallel) return 'branches'
  return layer.kind === sequentialKind ? 'column' : 'frame'
}

const figureOf = (signature: LayerSignature, path: string): Figure => {
  const { parts } = signature
  const caption = captionOf(signature, path)
  const paths = pathsOfParts(signature, path)
  return parts.length === 0
    ? { form: 'box', caption }
    : {
        form: arrangementOf(signature),
        caption,
        parts: parts.map((part, i) => figureOf(part, paths[i] ?? path)),
      }
}

/** What is to be drawn of a model. */
export const drawingOf = ({ signature }: AnyModel): Drawing => ({
  input: showSpec(signature.input),
  output: showSpec(signature.output),
  total: parametersText(countOf(signature.params)),
  figure: figureOf(signature, ''),
})
