/**
 * The body of a function, written statement by statement.
 *
 *     const sum = func('sum', ['i32', 'i32'], ['f32'], (body, pointer, count) => {
 *       const total = body.local('f32')
 *       body.while(count, () => {
 *         body.set(total, op('f32.add', total, op('f32.load', pointer)))
 *         body.set(pointer, op('i32.add', pointer, i32(4)))
 *         body.set(count, op('i32.sub', count, i32(1)))
 *       })
 *       return [total]
 *     })
 *
 * Values are read where they are used, not where they are written down: one made from a variable
 * that is set in between sees the new value. What `let` gives is never set again.
 */
import { unsigned } from './bytes.ts'
import { type Func, calling } from './func.ts'
import { type ResultType, type ValueType, typeCodes } from './types.ts'
import { type Code, type Value, type Values, i32, op } from './value.ts'

/** A variable: its value where it is read. */
export interface Local<T extends ValueType> extends Value<T> {
  readonly index: number
}

/** Variables of some types. */
export type Locals<P extends readonly ValueType[]> = { readonly [K in keyof P]: Local<P[K]> }

/** A place to go on at: the end of a block, the start of a loop. */
export interface Label {
  readonly depth: number
}

const EMPTY = 0x40

/** Collects the statements of one function. */
export class Body {
  readonly #code: (number | Code)[] = []
  readonly #locals: ValueType[] = []
  readonly #params: number
  #depth = 0

  constructor(params: number) {
    this.#params = params
  }

  /** A new variable, 0 at the start of the function. */
  local<T extends ValueType>(type: T): Local<T> {
    const index = this.#params + this.#locals.push(type) - 1
    return localAt(type, index)
  }

  /** Computes a value once, here; the result reads it. */
  let<T extends ValueType>(value: Value<T>): Value<T> {
    const local = this.local(value.type)
    this.set(local, value)
    return local
  }

  /** Gives a variable another value. */
  set<T extends ValueType>(local: Local<T>, value: Value<T>): void {
    this.#code.push(value.code, 0x21, unsigned(local.index))
  }

  /** Adds to an integer variable. */
  increase(local: Local<'i32'>, by: Value<'i32'> | number): void {
    this.set(local, op('i32.add', local, typeof by === 'number' ? i32(by) : by))
  }

  /** Does something without a value: a store, a call of a function without results. */
  do(statement: Value<'none'>): void {
    this.#code.push(statement.code)
  }

  /** Calls a function and keeps its results, of which there may be several. */
  call<P extends readonly ValueType[], R extends readonly ValueType[]>(
    callee: Func<P, R>,
    ...operands: Values<P>
  ): Values<R> {
    const results = callee.results.map((type) => this.local(type))
    this.#code.push(calling(callee, operands))
    for (const local of results.toReversed()) this.#code.push(0x21, unsigned(local.index))
    return results as readonly Value<ResultType>[] as Values<R>
  }

  /**
   * Writes the body of a function here, instead of a call: worth it where a call would cost as much
   * as what it does. Functions that use `return` cannot be inlined.
   */
  inline<P extends readonly ValueType[], R extends readonly ValueType[]>(
    callee: Func<P, R>,
    ...operands: Values<P>
  ): Values<R> {
    if (callee.body === null) return this.call(callee, ...operands)
    const params = operands.map((operand: Value<ResultType>) => {
      const value = operand as Value<ValueType>
      const param = this.local(value.type)
      this.set(param, value)
      return param
    })
    return callee.body.write(this, ...(params as readonly Local<ValueType>[] as Locals<P>))
  }

  /** Runs statements of which `branch` may leave the rest out. */
  block(statements: (end: Label) => void): void {
    this.#nested(0x02, statements)
  }

  /** Runs statements, and again from the start whenever `branch` says so. */
  loop(statements: (start: Label) => void): void {
    this.#nested(0x03, statements)
  }

  /** Goes to a label of a block or loop that is around this place. */
  branch(label: Label): void {
    this.#code.push(0x0c, unsigned(this.#depth - label.depth))
  }

  /** Goes to a label where the condition is not 0. */
  branchIf(label: Label, condition: Value<'i32'>): void {
    this.#code.push(condition.code, 0x0d, unsigned(this.#depth - label.depth))
  }

  /** Runs statements where the condition is not 0, and others elsewhere. */
  if(condition: Value<'i32'>, yes: () => void, no?: () => void): void {
    this.#code.push(condition.code, 0x04, EMPTY)
    this.#depth++
    yes()
    if (no) {
      this.#code.push(0x05)
      no()
    }
    this.#depth--
    this.#code.push(0x0b)
  }

  /** Runs statements as long as the condition, looked at before each time, is not 0. */
  while(condition: Value<'i32'>, statements: () => void): void {
    this.if(condition, () => {
      this.loop((start) => {
        statements()
        this.branchIf(start, condition)
      })
    })
  }

  /** Leaves the function with its results. */
  return(...results: readonly Value<ValueType>[]): void {
    this.#code.push(...results.map((result) => result.code), 0x0f)
  }

  /** The declarations of the variables and the statements, then the results. */
  finish(results: readonly Value<ValueType>[]): Code {
    return [
      unsigned(this.#locals.length),
      this.#locals.map((type) => [1, typeCodes[type]]),
      this.#code,
      ...results.map((result) => result.code),
      0x0b,
    ]
  }

  #nested(opcode: number, statements: (label: Label) => void): void {
    this.#code.push(opcode, EMPTY)
    this.#depth++
    statements({ depth: this.#depth })
    this.#depth--
    this.#code.push(0x0b)
  }
}

const localAt = <T extends ValueType>(type: T, index: number): Local<T> => ({
  type,
  index,
  code: [0x20, unsigned(index)],
})

/** The parameters of a function as variables. */
export const paramsOf = <P extends readonly ValueType[]>(params: P): Locals<P> =>
  params.map((type, index) => localAt(type, index)) as readonly Local<ValueType>[] as Locals<P>
