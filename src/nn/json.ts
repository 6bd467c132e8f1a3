import * as E from '../core/either.ts'
import { pipe } from '../core/pipe.ts'
import type * as t from 'io-ts'
import {
  appendContext,
  codec as codecFrom,
  failure,
  failures,
  isFields,
  nothingCodec,
  stringCodec,
  success,
} from '../core/codec.ts'
import { ArgumentError } from '../core/errors.ts'
import { describe } from '../core/tree.ts'
import { messageOf } from './config.ts'
import { isLayer, namesMessage } from './combinators/items.ts'
import { type LayerKind, layerOf } from './kind.ts'
import { kinds as standard } from './kinds/table.ts'
import type { AnyLayer, Child, LayerType } from './layer.ts'
import type { AnyModel } from './model.ts'

/** A layer as JSON. What is empty is left out. */
export interface LayerJson {
  /** the name that it has among the children of its parent */
  readonly name?: string
  readonly kind: string
  readonly config?: unknown
  readonly children?: readonly LayerJson[]
}

const layerOfEither = (from: AnyLayer | AnyModel): AnyLayer => ('layer' in from ? from.layer : from)

const encode = ({ kind, config, children }: AnyLayer, name: string | null): LayerJson => {
  const values = kind.config.encode(config)
  const isEmpty = typeof values === 'object' && values !== null && Object.keys(values).length === 0
  return {
    ...(name === null ? {} : { name }),
    kind: kind.tag,
    ...(isEmpty ? {} : { config: values }),
    ...(children.length === 0
      ? {}
      : { children: children.map((child) => encode(child.layer, child.name)) }),
  }
}

/**
 * A layer, or that of a model, as plain data for JSON.
 *
 * Law: `decode(toJSON(layer))` is a layer with the same JSON.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * nn.toJSON(nn.sequential({ hidden: nn.dense(8) }, nn.relu))
 * // { kind: 'sequential', children: [{ name: 'hidden', kind: 'dense', config: { units: 8 } }, { kind: 'relu' }] }
 */
export const toJSON = (layer: AnyLayer | AnyModel): LayerJson => encode(layerOfEither(layer), null)

/** Layers nested deeper than this are not read: no network is, and the stack ends somewhere. */
const deepest = 100

const known = ['name', 'kind', 'config', 'children']

/** The codec of layers of some kinds. */
const codecOf = (kinds: ReadonlyMap<string, LayerKind>): t.Type<AnyLayer, LayerJson> => {
  const children = codecFrom<readonly Child[], unknown>(
    'ReadonlyArray<Layer>',
    (u): u is readonly Child[] => Array.isArray(u),
    (u, context) => {
      if (!Array.isArray(u))
        return failure(u, context, `expected an array of layers, got ${describe(u)}`)
      const errors: t.ValidationError[] = []
      const decoded: Child[] = []
      for (const [i, item] of (u as readonly unknown[]).entries()) {
        const name = isFields(item) && Object.hasOwn(item, 'name') ? item['name'] : null
        if (name !== null && typeof name !== 'string') {
          const at = appendContext(context, String(i), layer, item)
          errors.push({
            value: name,
            context: appendContext(at, 'name', stringCodec, name),
            message: `expected a name, got ${describe(name)}`,
          })
          continue
        }
        const part = layer.validate(item, appendContext(context, String(i), layer, item))
        if (E.isLeft(part)) errors.push(...part.left)
        else decoded.push({ name, layer: part.right })
      }
      if (errors.length > 0) return failures(errors)
      const message = namesMessage(decoded.map(({ name }) => name))
      return message === null ? success(decoded) : failure(u, context, message)
    },
    (all) => all.map(({ name, layer }) => encode(layer, name)),
  )
  const layer: t.Type<AnyLayer, LayerJson> = codecFrom<AnyLayer, LayerJson>(
    'Layer',
    isLayer,
    (u, context) => {
      if (context.length > 2 * deepest)
        return failure(u, context, `layers are nested more than ${deepest} deep`)
      if (!isFields(u)) return failure(u, context, `expected a layer, got ${describe(u)}`)
      const strange = Object.keys(u).find((key) => !known.includes(key))
      if (strange !== undefined)
        return failure(
          u[strange],
          appendContext(context, strange, nothingCodec, u[strange]),
          `unknown key ${JSON.stringify(strange)}; a layer has ${known.join(', ')}`,
        )
      const { kind: tag, config = {}, children: list = [] } = u
      const kind = typeof tag === 'string' ? kinds.get(tag) : undefined
      if (kind === undefined)
        return failure(
          tag,
          appendContext(context, 'kind', stringCodec, tag),
          `unknown layer ${typeof tag === 'string' ? JSON.stringify(tag) : describe(tag)}; known: ${[...kinds.keys()].join(', ')}`,
        )
      return pipe(
        kind.config.validate(config, appendContext(context, 'config', kind.config, config)),
        E.chain((values) =>
          pipe(
            children.validate(list, appendContext(context, 'children', children, list)),
            E.chain((parts) =>
              kind.arity === null || kind.arity === parts.length
                ? success(layerOf<LayerType, unknown>(kind, values, parts))
                : failure(
                    list,
                    appendContext(context, 'children', children, list),
                    `${kind.tag} has ${kind.arity} children, got ${parts.length}`,
                  ),
            ),
          ),
        ),
      )
    },
    toJSON,
  )
  return layer
}

/** The options of `decode` and `codec`. */
export interface DecodeOptions {
  /**
   * kinds beside those of the library
   * @defaultValue []
   */
  readonly kinds?: readonly LayerKind[]
}

/**
 * The io-ts codec of layers: `codec({ kinds })`, with kinds of your own beside those of the library.
 *
 * Throws `ArgumentError` for two kinds of the same name.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * nn.codec().is(nn.relu) // true
 */
export const codec = ({ kinds = [] }: DecodeOptions = {}): t.Type<AnyLayer, LayerJson> => {
  const all = [...Object.values(standard), ...kinds]
  const table = new Map(all.map((kind) => [kind.tag, kind]))
  const twice = kinds.find(
    (kind) => table.get(kind.tag) !== kind || Object.hasOwn(standard, kind.tag),
  )
  if (twice !== undefined)
    throw new ArgumentError('codec', `two kinds have the name ${JSON.stringify(twice.tag)}`)
  return codecOf(table)
}

/** What is wrong in a document, with the place: `children[1].config.units: …`. */
const placed = (error: t.ValidationError): string => {
  const path = error.context.reduce((path, { key }) => {
    if (key === '') return path
    return /^\d+$/.test(key) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
  }, '')
  return `${path || 'the document'}: ${messageOf(error)}`
}

const shown = (errors: t.Errors): readonly string[] => errors.map(placed)

/**
 * A layer from plain data, such as `JSON.parse` gives, or what is wrong with it and where:
 * `decode(json, { kinds })`. It never throws. The types of the layer are not known to the compiler: bind it
 * with `buildDyn`, or read it with `decodeAs`.
 *
 * @example
 * import * as E from 'fp-ts/lib/Either.js'
 * import { nn } from 'cotangent'
 *
 * E.isRight(nn.decode({ kind: 'dense', config: { units: 8 } })) // true
 * nn.decode({ kind: 'dense', config: { units: 'many' } })
 * // E.left(['config.units: expected whole number >= 1, got the string "many"'])
 */
export const decode = (
  json: unknown,
  options: DecodeOptions = {},
): E.Either<readonly string[], AnyLayer> => E.mapLeft(shown)(codec(options).decode(json))

/** The kinds in a layer that are not of the library. */
const ownKinds = ({ kind, children }: AnyLayer): readonly LayerKind[] => [
  ...(standard[kind.tag] === kind ? [] : [kind]),
  ...children.flatMap(({ layer }) => ownKinds(layer)),
]

/** Where two values that are JSON first differ, or `null`. */
const difference = (a: unknown, b: unknown, path: string): string | null => {
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length)
    return `${path || 'the document'}: ${b.length} entries, expected ${a.length}`
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    const left = a as Readonly<Record<string, unknown>>
    const right = b as Readonly<Record<string, unknown>>
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])]
    return keys.reduce<string | null>(
      (found, key) =>
        found ??
        difference(
          left[key],
          right[key],
          Array.isArray(a) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`,
        ),
      null,
    )
  }
  return Object.is(a, b)
    ? null
    : `${path || 'the document'}: ${JSON.stringify(b) ?? 'nothing'}, expected ${JSON.stringify(a) ?? 'nothing'}`
}

/**
 * Plain data as a layer, or model, that one has, types and all: `decodeAs(expected)(json)` is `Right(expected)`
 * where the data describes the same architecture, else what is wrong and where. Layers of your own need
 * not be told to it: they are in `expected`.
 *
 * @example
 * import * as E from 'fp-ts/lib/Either.js'
 * import { nn } from 'cotangent'
 *
 * const mlp = nn.model(nn.input('batch', 784), nn.dense(256), nn.relu, nn.dense(10))
 * E.isRight(nn.decodeAs(mlp)(JSON.parse(JSON.stringify(nn.toJSON(mlp))))) // true
 * const other = nn.sequential(nn.dense(256), nn.tanh, nn.dense(10))
 * nn.decodeAs(mlp)(nn.toJSON(other)) // E.left(['children[1].kind: "tanh", expected "relu"'])
 */
export const decodeAs =
  <M extends AnyLayer | AnyModel>(expected: M) =>
  (json: unknown): E.Either<readonly string[], M> => {
    const layer = layerOfEither(expected)
    return pipe(
      decode(json, { kinds: [...new Set(ownKinds(layer))] }),
      E.chain((decoded) => {
        const found = difference(toJSON(layer), toJSON(decoded), '')
        return found === null ? E.right(expected) : E.left([found])
      }),
    )
  }
