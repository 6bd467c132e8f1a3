/** Models as source that a user can paste and run. */
import { kinds } from '../../nn/kinds/table.ts'
import type { AnyLayer, Child } from '../../nn/layer.ts'
import { isTensorSpec, type Spec } from '../../nn/spec.ts'
import { rows } from './kinds.ts'
import { architectureOf, type ModelSample } from './sample.ts'

const isName = (text: string): boolean => /^[A-Za-z_$][\w$]*$/.test(text)

const record = (entries: readonly (readonly [string, string])[]): string =>
  entries.length === 0
    ? '{}'
    : `{ ${entries.map(([name, text]) => `${isName(name) ? name : JSON.stringify(name)}: ${text}`).join(', ')} }`

const value = (x: unknown): string =>
  Array.isArray(x)
    ? `[${x.map(value).join(', ')}]`
    : typeof x === 'object' && x !== null
      ? record(Object.entries(x).map(([name, part]) => [name, value(part)]))
      : typeof x === 'string'
        ? `'${x}'`
        : String(x)

/** The options that are not taken in front, as a record; nothing where there are none. */
const restOf = (
  options: readonly (readonly [string, unknown])[],
  takes: readonly string[],
): readonly string[] => {
  const rest = options.filter(([name]) => !takes.includes(name))
  return rest.length === 0 ? [] : [record(rest.map(([name, x]) => [name, value(x)]))]
}

const childSource = ({ name, layer }: Child): string =>
  name === null ? layerSource(layer) : record([[name, layerSource(layer)]])

/**
 * A layer as source: the call that makes it. A layer of a kind that is not of the library stands in
 * `own` by the name of its kind.
 */
const layerSource = ({ kind, config, children }: AnyLayer): string => {
  const { tag, arity } = kind
  const options = Object.entries(config as object)
  const row = kinds[tag] === kind ? rows[tag] : undefined
  if (row === undefined) {
    const all = [
      value(config),
      ...(children.length === 0 ? [] : [`[${children.map(childSource).join(', ')}]`]),
    ]
    return `own[${value(tag)}](${all.join(', ')})`
  }
  if (arity !== 0) {
    const given = row.takes?.map((name) => value(Reflect.get(config as object, name))) ?? []
    const rest = restOf(options, row.takes ?? [])
    const layers = children.map(childSource)
    const inOrder = row.layersFirst === true ? [...layers, ...given] : [...given, ...layers]
    return `nn.${tag}(${[...inOrder, ...rest].join(', ')})`
  }
  if (row.takes === null)
    return options.length === 0
      ? `nn.${tag}`
      : `nn.${tag}With(${record(options.map(([name, x]) => [name, value(x)]))})`
  const given = row.takes.map((name) => value(Reflect.get(config as object, name)))
  return `nn.${tag}(${[...given, ...restOf(options, row.takes)].join(', ')})`
}

const inputSource = (spec: Spec): string => {
  if (!isTensorSpec(spec))
    return `nn.inputs(${(spec as readonly Spec[]).map(inputSource).join(', ')})`
  const dims = spec.shape.map(value)
  return spec.dtype === 'f32'
    ? `nn.input(${dims.join(', ')})`
    : `nn.inputOf(${[`'${spec.dtype}'`, ...dims].join(', ')})`
}

/** A model and sizes as source: the lines that make `model` and `sizes`. */
export const modelBody = (sample: ModelSample): string => {
  const { input, layer, sizes } = architectureOf(sample)
  const isSequence = layer.kind.tag === 'sequential' && kinds['sequential'] === layer.kind
  const [call, parts] = isSequence
    ? ['nn.model', layer.children.map(childSource)]
    : ['nn.on', [layerSource(layer)]]
  return [
    `const model = ${call}(${[inputSource(input), ...parts].join(', ')})`,
    `const sizes = ${record(Object.entries(sizes).map(([name, size]) => [name, String(size)]))}`,
  ].join('\n')
}

/**
 * A model and sizes for the names in its input as one text of JavaScript that can be pasted and run. A layer
 * of a kind of your own is printed as a call of `own['its name'](config, children)`.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const model = nn.model(nn.input('batch', 3), nn.dense(2, { bias: false }), nn.relu)
 * laws.printModel({ model, sizes: { batch: 2 } }).split('\n')[3]
 * // "const model = nn.model(nn.input('batch', 3), nn.dense(2, { bias: false }), nn.relu)"
 */
export const printModel = (sample: ModelSample): string =>
  [
    "import { nn } from 'cotangent'",
    "import * as laws from 'cotangent/laws'",
    '',
    modelBody(sample),
    'const probe = laws.modelProbe(model, { sizes })',
  ].join('\n')
