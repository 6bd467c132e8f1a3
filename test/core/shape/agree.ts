import { expect, it } from 'vitest'
import type { Eq, IsAny } from '../../../src/core/shape/index.ts'
import type { AnyShape, Shape } from '../../../src/core/tensor.ts'

/**
 * A shape rule as a function from a tuple of argument types to a result type. TypeScript has no
 * type for such a function, so it is an interface that is applied by setting `args`:
 *
 * ```ts
 * interface MatMulRule extends Rule { readonly result: MatMul<Arg<this, 0>, Arg<this, 1>> }
 * ```
 */
export interface Rule {
  readonly args: unknown
  readonly result: unknown
}

/** Without the `readonly` that literal arguments of arguments have. */
type Mutable<T> =
  IsAny<T> extends true
    ? T
    : T extends readonly unknown[]
      ? { -readonly [K in keyof T]: Mutable<T[K]> }
      : T

/** The argument of a rule at a place. */
export type Arg<R extends Rule, Place extends number, Bound = Shape> = R['args'] extends infer Args
  ? Args extends readonly unknown[]
    ? Mutable<Args[Place]> extends infer A extends Bound
      ? A
      : never
    : never
  : never

type Apply<R extends Rule, Args> = (R & { readonly args: Args })['result']

/** What a case is compared with: itself, or both results where the type level says otherwise. */
type Expected<Actual, Claimed> =
  Eq<Actual, Claimed> extends true ? unknown : { readonly theTypeLevelSays: Actual }

type Result = string | (number | string)[] | (number | string)[][]

/**
 * Tests both levels of a rule at once. A case is written once, as the arguments and the shape or
 * the message expected: the compiler computes it, and so does the value-level function.
 */
export const agree =
  <R extends Rule>(valueLevel: (...args: any) => unknown) =>
  <const Args extends unknown[], const Claimed extends Result>(
    args: Args,
    expected: Claimed & Expected<Apply<R, Args>, Claimed>,
  ): void => {
    it(`${JSON.stringify(args)} gives ${JSON.stringify(expected)}`, () => {
      expect(valueLevel(...args)).toEqual(expected)
    })
  }

/** Tests the type level of a rule where nothing can be computed: with names and unknown sizes. */
export const infers =
  <R extends Rule>() =>
  <const Args extends unknown[], const Claimed extends Result>(
    _args: Args,
    _expected: Claimed & Expected<Apply<R, Args>, Claimed>,
  ): void => {}

/** Is there `any` among some arguments, or in what they hold? */
type HoldsAny<Args> =
  Eq<Args, any> extends true
    ? true
    : Args extends readonly [infer First, ...infer Rest]
      ? HoldsAny<First> extends true
        ? true
        : HoldsAny<Rest>
      : false

/**
 * Tests that the type level of a rule gives a shape of unknown rank, and `any` of `any`: what a
 * mistake left behind must not be a second mistake.
 */
export const degrades =
  <R extends Rule>() =>
  <const Args extends unknown[]>(
    _args: Args & Expected<Apply<R, Args>, HoldsAny<Args> extends true ? any : AnyShape>,
  ): void => {}

/** A size, a shape and a value that the compiler knows nothing about. */
export const size: number = 1
export const shape: AnyShape = []
export const anything: any = []

/** Fails to compile where T is not `true`. */
export const holds = <T extends true>(): T | undefined => undefined
