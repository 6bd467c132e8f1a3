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
  message: string,
): t.Validation<A> => ({
  _tag: 'Left',
  left: [{ value, context, message }],
})

type Fields = Readonly<Record<string, unknown>>

const isFields = (u: unknown): u is Fields =>
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
