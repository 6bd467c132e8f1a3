/**
 * What code refers to: functions, globals, tables of constants. They are plain values; a module
 * takes up whatever its exported functions reach, each once.
 */
import type { Body, Locals } from './body.ts'
import type { Chunk } from './bytes.ts'
import type { ResultType, ValueType } from './types.ts'
import type { Code, Reference, Value, Values } from './value.ts'

/** Writes the body of a function and gives its results. A method, so that functions compare. */
interface Writer<P extends readonly ValueType[], R extends readonly ValueType[]> {
  write(body: Body, ...params: Locals<P>): Values<R>
}

/** A function of WebAssembly. */
export interface Func<P extends readonly ValueType[], R extends readonly ValueType[]>
  extends Reference {
  readonly kind: 'function'
  readonly name: string
  readonly params: P
  readonly results: R
  /** `null` where the function is imported. */
  readonly body: Writer<P, R> | null
  /** The module that an imported function comes from. */
  readonly from: string
}

/** A function of some signature. */
export type AnyFunc = Func<readonly ValueType[], readonly ValueType[]>

/** A function of our own. Its body is written when a module that needs it is encoded. */
export const func = <const P extends readonly ValueType[], const R extends readonly ValueType[]>(
  name: string,
  params: P,
  results: R,
  write: (body: Body, ...params: Locals<P>) => Values<R>,
): Func<P, R> => ({ kind: 'function', name, params, results, body: { write }, from: '' })

/** A function that the module is given when it is instantiated. */
export const importedFunc = <
  const P extends readonly ValueType[],
  const R extends readonly ValueType[],
>(
  from: string,
  name: string,
  params: P,
  results: R,
): Func<P, R> => ({ kind: 'function', name, params, results, body: null, from })

/** The code of a call; its results are left on the stack. */
export const calling = (callee: Reference, operands: readonly Value<ResultType>[]): Code => [
  ...operands.map((operand) => operand.code),
  0x10,
  callee,
]

type Only<R extends readonly ValueType[]> = R extends readonly []
  ? 'none'
  : R extends readonly [infer T extends ValueType]
    ? T
    : never

/** A call of a function of one result, or of none. For several see `Body.call`. */
export const call = <P extends readonly ValueType[], R extends readonly ValueType[]>(
  callee: Func<P, R>,
  ...operands: Values<P>
): Value<Only<R>> => ({
  type: (callee.results[0] ?? 'none') as Only<R>,
  code: calling(callee, operands),
})

/** A variable of the module. */
export interface Global<T extends ValueType> extends Reference {
  readonly kind: 'global'
  readonly name: string
  readonly start: Value<T>
}

/** A variable of the module with a constant as its first value; exported under its name. */
export const global = <T extends ValueType>(name: string, start: Value<T>): Global<T> => ({
  kind: 'global',
  name,
  start,
})

/** The value of a global. */
export const getGlobal = <T extends ValueType>(variable: Global<T>): Value<T> => ({
  type: variable.start.type,
  code: [0x23, variable],
})

/** The statement that sets a global. */
export const setGlobal = <T extends ValueType>(
  variable: Global<T>,
  value: Value<T>,
): Value<'none'> => ({ type: 'none', code: [value.code, 0x24, variable] })

/** Constant bytes in memory, where the module puts them. */
export interface Data extends Reference {
  readonly kind: 'data'
  readonly bytes: () => Chunk
}

/** Constant bytes, aligned to 16, written when a module that needs them is encoded. */
export const data = (bytes: () => Chunk): Data => ({ kind: 'data', bytes })

/** The address of constant bytes. */
export const addressOf = (constant: Data): Value<'i32'> => ({ type: 'i32', code: [0x41, constant] })
