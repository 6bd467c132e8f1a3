import type { Body, Local, Value, ValueType } from '../../encode/index.ts'

/** A new variable with a first value. */
export const variable = <T extends ValueType>(body: Body, start: Value<T>): Local<T> => {
  const local = body.local(start.type)
  body.set(local, start)
  return local
}
