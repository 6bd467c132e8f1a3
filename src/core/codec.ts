import type * as t from 'io-ts'
import { describe } from './tree.ts'

/**
 * A codec of io-ts: what it is called, what its values are, how they are read and written. It is made
 * without loading io-ts: there a codec is a record of functions and a result plain data, so io-ts takes
 * this where it takes its own, and a program that reads nothing from outside starts without both peers.
 */
export const codec = <A, O>(
  name: string,
  is: t.Is<A>,
  validate: t.Validate<unknown, A>,
  encode: t.Encode<A, O>,
): t.Type<A, O> => {
  const parts: Omit<t.Type<A, O>, '_A' | '_O' | '_I'> = {
    name,
    is,
    validate,
    encode,
    decode: (u) => validate(u, [{ key: '', type: self, actual: u }]),
    pipe: (next, piped = `pipe(${name}, ${next.name})`) =>
      codec(
        piped,
        next.is,
        (u, context) => {
          const result = validate(u, context)
          // the type of `pipe` says that the next one reads what this one has read
          return result._tag === 'Left' ? result : next.validate(result.right as never, context)
        },
        (value) => encode(next.encode(value) as never),
      ),
    asDecoder: () => self,
    asEncoder: () => self,
  }
  // `_A`, `_O` and `_I` exist as types only
  const self = parts as t.Type<A, O>
  return self
}

/** What was read. */
export const success = <A>(right: A): t.Validation<A> => ({ _tag: 'Right', right })

/** What is wrong with a value, and where it stands. */
export const failure = <A>(
  value: unknown,
  context: t.Context,
  message?: string,
): t.Validation<A> => ({
  _tag: 'Left',
  left: [message === undefined ? { value, context } : { value, context, message }],
})

/** All that is wrong with a value. */
export const failures = <A>(errors: t.Errors): t.Validation<A> => ({ _tag: 'Left', left: errors })

/** The place of a part in what stands at a place. */
export const appendContext = (
  context: t.Context,
  key: string,
  type: t.ContextEntry['type'],
  actual?: unknown,
): t.Context => [...context, { key, type, actual }]

/** The codec of values that a look tells, and that are written as they are. */
export const valueCodec = <A>(name: string, is: t.Is<A>): t.Type<A> =>
  codec<A, A>(
    name,
    is,
    (u, context) => (is(u) ? success(u) : failure(u, context)),
    (value) => value,
  )

/** The codec of true and false. */
export const booleanCodec = valueCodec('boolean', (u): u is boolean => typeof u === 'boolean')

/** The codec of texts. */
export const stringCodec = valueCodec('string', (u): u is string => typeof u === 'string')

/** The codec of what is not there. */
export const nothingCodec = valueCodec('undefined', (u): u is undefined => u === undefined)

/** The codec of some texts. */
export const oneOfTexts = <const Texts extends readonly string[]>(
  ...texts: Texts
): t.Type<Texts[number]> =>
  valueCodec(texts.map((text) => JSON.stringify(text)).join(' | '), (u): u is Texts[number] =>
    texts.some((text) => text === u),
  )

/** The codec of what one of several reads: the first that does. */
export const firstOf = <Codecs extends readonly t.Mixed[]>(
  ...codecs: Codecs
): t.Type<t.TypeOf<Codecs[number]>, unknown> =>
  codec<t.TypeOf<Codecs[number]>, unknown>(
    codecs.map(({ name }) => name).join(' | '),
    (u): u is t.TypeOf<Codecs[number]> => codecs.some((one) => one.is(u)),
    (u, context) => {
      for (const one of codecs) {
        const result = one.validate(u, context)
        if (result._tag === 'Right') return result as t.Validation<t.TypeOf<Codecs[number]>>
      }
      return failure(u, context)
    },
    (value) => codecs.find((one) => one.is(value))?.encode(value),
  )

/** The codec of arrays of which every element is of a codec. */
export const arrayCodec = <A>(item: t.Type<A, unknown>): t.Type<readonly A[], unknown> => {
  const isArray = (u: unknown): u is readonly unknown[] => Array.isArray(u)
  return codec<readonly A[], unknown>(
    `Array<${item.name}>`,
    (u): u is readonly A[] => isArray(u) && u.every((one) => item.is(one)),
    (u, context) => {
      if (!isArray(u)) return failure(u, context)
      const results = u.map((one, i) =>
        item.validate(one, appendContext(context, String(i), item, one)),
      )
      const left = results.flatMap((result) => (result._tag === 'Left' ? result.left : []))
      if (left.length > 0) return failures(left)
      return success(results.flatMap((result) => (result._tag === 'Right' ? [result.right] : [])))
    },
    (values) => values.map((value) => item.encode(value)),
  )
}

type Fields = Readonly<Record<string, unknown>>

/** Is it a record, and no array? */
export const isFields = (u: unknown): u is Fields =>
  typeof u === 'object' && u !== null && !Array.isArray(u)

/** The codec of records with exactly these fields: others are left out as it reads and writes. */
export const recordCodec = (fields: Readonly<Record<string, t.Mixed>>): t.Type<Fields, Fields> => {
  const entries = Object.entries(fields)
  return codec<Fields, Fields>(
    `{ ${entries.map(([key, { name }]) => `${key}: ${name}`).join(', ')} }`,
    (u): u is Fields =>
      isFields(u) && entries.every(([key, field]) => Object.hasOwn(u, key) && field.is(u[key])),
    (u, context) => {
      if (!isFields(u)) return failure(u, context, `expected an object, got ${describe(u)}`)
      const results = entries.map(([key, type]) => {
        const actual = u[key]
        return [key, type.validate(actual, [...context, { key, type, actual }])] as const
      })
      const left = results.flatMap(([, result]) => (result._tag === 'Left' ? result.left : []))
      if (left.length > 0) return { _tag: 'Left', left }
      return success(
        Object.fromEntries(
          results.flatMap(([key, result]) =>
            result._tag === 'Right' ? [[key, result.right] as const] : [],
          ),
        ),
      )
    },
    (values) => Object.fromEntries(entries.map(([key, field]) => [key, field.encode(values[key])])),
  )
}

/** The codec of two values of one codec. */
export const pairCodec = <A>(item: t.Type<A, unknown>): t.Type<readonly [A, A], unknown> => {
  const items = arrayCodec(item)
  return codec<readonly [A, A], unknown>(
    `[${item.name}, ${item.name}]`,
    (u): u is readonly [A, A] => items.is(u) && u.length === 2,
    (u, context) => {
      const result = items.validate(u, context)
      if (result._tag === 'Left') return result
      const [first, second, ...more] = result.right
      return first === undefined || second === undefined || more.length > 0
        ? failure(u, context)
        : success([first, second])
    },
    items.encode,
  )
}
