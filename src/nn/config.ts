import * as E from '../core/either.ts'
import type * as t from 'io-ts'
import {
  appendContext,
  codec,
  failure,
  failures,
  isFields,
  nothingCodec,
  success,
  valueCodec,
} from '../core/codec.ts'
import { ArgumentError } from '../core/errors.ts'
import { isSize } from '../core/shape/index.ts'
import { describe } from '../core/tree.ts'
import { requireOptions } from '../tensor/sliding.ts'

type Codecs = Readonly<Record<string, t.Mixed>>

type Values<R extends Codecs, O extends Codecs> = {
  readonly [K in keyof R]: t.TypeOf<R[K]>
} & { readonly [K in keyof O]?: t.TypeOf<O[K]> }

/** The codec of a configuration: a record, which knows the names of what may be left out. */
export interface ConfigCodec<C> extends t.Type<C, unknown> {
  readonly optional: readonly string[]
}

/** The configurations of a codec. */
export type ConfigOf<Codec> = Codec extends t.Type<infer C, unknown> ? C : never

/** Without what is not given: `undefined` is no JSON. */
export const given = <O extends object>(options: O): Given<O> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<O>

/** Options of which none is `undefined`. */
export type Given<O> = { readonly [K in keyof O as undefined extends O[K] ? never : K]: O[K] } & {
  readonly [K in keyof O as undefined extends O[K] ? K : never]?: Exclude<O[K], undefined>
}

/**
 * The codec of records with some entries, others that may be left out, and no more: a name that is
 * misspelt must not be a default.
 */
export const configCodec = <R extends Codecs, O extends Codecs>(
  required: R,
  optional: O,
): ConfigCodec<Values<R, O>> => {
  const names = [...Object.keys(required), ...Object.keys(optional)]
  const codecs: readonly (readonly [string, t.Mixed, boolean])[] = [
    ...Object.entries(required).map(([name, codec]) => [name, codec, true] as const),
    ...Object.entries(optional).map(([name, codec]) => [name, codec, false] as const),
  ]
  const self = codec<Values<R, O>, unknown>(
    `{ ${names.join(', ')} }`,
    (u): u is Values<R, O> =>
      isFields(u) &&
      Object.keys(u).every((key) => names.includes(key)) &&
      codecs.every(([name, codec, isNeeded]) =>
        Object.hasOwn(u, name) ? codec.is(u[name]) : !isNeeded,
      ),
    (u, context) => {
      if (!isFields(u)) return failure(u, context, `expected a record, got ${describe(u)}`)
      const strange = Object.keys(u).find((key) => !names.includes(key))
      if (strange !== undefined)
        return failure(
          u[strange],
          appendContext(context, strange, nothingCodec, u[strange]),
          `unknown option ${JSON.stringify(strange)}; ${names.length === 0 ? 'there are none' : `there are ${names.join(', ')}`}`,
        )
      const decoded = codecs
        .filter(([name, , isNeeded]) => isNeeded || Object.hasOwn(u, name))
        .map(([name, codec]): readonly [string, t.Validation<unknown>] => [
          name,
          codec.validate(u[name], appendContext(context, name, codec, u[name])),
        ])
      const errors = decoded.flatMap(([, value]) => (E.isLeft(value) ? value.left : []))
      if (errors.length > 0) return failures(errors)
      return success(
        Object.fromEntries(
          decoded.flatMap(([name, value]) => (E.isLeft(value) ? [] : [[name, value.right]])),
        ) as Values<R, O>,
      )
    },
    (values) => given(values),
  )
  return Object.assign(self, { optional: Object.keys(optional) })
}

/** The codec of kinds without configuration. */
export const noConfig: ConfigCodec<object> = configCodec({}, {})

/** A codec whose alternatives fail as one: what is expected is its name. */
export const oneOf = <A>(name: string, alternatives: t.Type<A, unknown>): t.Type<A, unknown> =>
  codec<A, unknown>(
    name,
    alternatives.is,
    (u, context) => {
      const decoded = alternatives.decode(u)
      return E.isRight(decoded) ? decoded : failure(u, context)
    },
    alternatives.encode,
  )

/** Is it a whole number ≥ 1? */
export const isCount = (n: number): boolean => isSize(n) && n > 0

const numbers = (name: string, isOne: (n: number) => boolean): t.Type<number> =>
  valueCodec(name, (u): u is number => typeof u === 'number' && isOne(u))

/** Codecs of numbers. */
export const count = numbers('whole number >= 1', isCount)
export const width = numbers('whole number >= 0', isSize)
export const whole = numbers('whole number', Number.isSafeInteger)
export const finite = numbers('finite number', Number.isFinite)
export const positive = numbers('number > 0', (n) => n > 0 && n < Number.POSITIVE_INFINITY)
export const notNegative = numbers('number >= 0', (n) => n >= 0 && n < Number.POSITIVE_INFINITY)
export const rate = numbers('number >= 0 and < 1', (n) => n >= 0 && n < 1)

/** What is wrong with a value, without the place. */
export const messageOf = ({ context, value, message }: t.ValidationError): string =>
  message ?? `expected ${context.at(-1)?.type.name ?? 'something else'}, got ${describe(value)}`

/** Options as they are configured, having checked that there are no others than a codec knows. */
export const optionsOf = <O extends object>(
  operator: string,
  { optional }: { readonly optional: readonly string[] },
  options: O | undefined,
): O => {
  const names = optional as readonly (keyof O & string)[]
  return given(requireOptions<O>(operator, names, options ?? ({} as O))) as unknown as O
}

/** A configuration, having checked it. */
export const checkedConfig = <C>(
  operator: string,
  codec: t.Type<C, unknown>,
  options: object,
): C => {
  const decoded = codec.decode(given(options))
  if (E.isRight(decoded)) return decoded.right
  const [error] = decoded.left
  throw new ArgumentError(
    operator,
    error === undefined
      ? `expected ${codec.name}`
      : `${error.context.at(-1)?.key || 'options'}: ${messageOf(error)}`,
  )
}
