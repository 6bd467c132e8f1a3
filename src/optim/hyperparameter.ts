import { type FloatDType, isFloat } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import type { Scalar, Tensor } from '../core/tensor.ts'
import { describe, isTensor } from '../core/tree.ts'
import * as T from '../tensor/index.ts'

/**
 * A number that steers an optimizer: a JavaScript number, which is checked when the optimizer is
 * made, or a scalar, which may change from step to step (see `injectHyperparams`).
 */
export type Hyperparameter = number | Scalar<FloatDType>

/**
 * A hyperparameter as a function of the step, which counts from 0. It is a function of tensors, so
 * that it runs inside `compile`: choose with `T.where`, not with `if`.
 */
export type Schedule = (step: Scalar<'i32'>) => Scalar<FloatDType>

/** A hyperparameter, or a schedule of one. */
export type Rate = Hyperparameter | Schedule

/** What a number has to be, and how a message says it. */
const kinds = {
  'any number': (x: number) => !Number.isNaN(x),
  'a number ≥ 0': (x: number) => x >= 0 && x < Number.POSITIVE_INFINITY,
  'a number > 0': (x: number) => x > 0,
  'between 0 and 1': (x: number) => x >= 0 && x <= 1,
  'a whole number ≥ 0': (x: number) => Number.isSafeInteger(x) && x >= 0,
  'a whole number ≥ 1': (x: number) => Number.isSafeInteger(x) && x >= 1,
} as const

/** What a number option has to be. */
export type Kind = keyof typeof kinds

const refused = (operator: string, name: string, kind: Kind, value: unknown): ArgumentError =>
  new ArgumentError(
    operator,
    `${name} must be ${kind}, got ${typeof value === 'number' ? String(value) : describe(value)}`,
  )

const isScalar = (value: unknown): boolean =>
  isTensor(value) && value.shape.length === 0 && isFloat(value.dtype)

type Named = Readonly<Record<string, unknown>>

const check = (
  operator: string,
  kind: Kind,
  options: Named,
  isOther: (value: unknown) => boolean,
): void => {
  for (const [name, value] of Object.entries(options))
    if (typeof value === 'number' ? !kinds[kind](value) : !isOther(value))
      throw refused(operator, name, kind, value)
}

/** Throws unless the options, given by name, are numbers of a kind. */
export const requireNumbers = (operator: string, kind: Kind, options: Named): void =>
  check(operator, kind, options, () => false)

/** Throws unless the options are numbers of a kind, or scalars of floats. */
export const requireHyperparameters = (operator: string, kind: Kind, options: Named): void =>
  check(operator, kind, options, isScalar)

/** Throws unless the options are hyperparameters or schedules of them. */
export const requireRates = (operator: string, kind: Kind, options: Named): void =>
  check(operator, kind, options, (value) => typeof value === 'function' || isScalar(value))

/** The value of a hyperparameter at a step. */
export const at = (rate: Rate, step: Scalar<'i32'>): Hyperparameter => {
  if (typeof rate !== 'function') return rate
  const value: unknown = rate(step)
  if (!isScalar(value))
    throw new ArgumentError(
      'schedule',
      `a schedule gives a scalar of floats, got ${describe(value)}: make numbers scalars with T.tensor(…)`,
    )
  return value as Scalar<FloatDType>
}

/** 1 − h. */
export const complement = (h: Hyperparameter): Hyperparameter =>
  typeof h === 'number' ? 1 - h : T.sub(1, h)

/** −h. */
export const negative = (h: Hyperparameter): Hyperparameter =>
  typeof h === 'number' ? -h : T.neg(h)

/** The product of two hyperparameters. */
export const product = (a: Hyperparameter, b: Hyperparameter): Hyperparameter => {
  if (typeof a !== 'number') return T.mul(a, b) as Scalar<FloatDType>
  return typeof b === 'number' ? a * b : (T.mul(b, a) as Scalar<FloatDType>)
}

/** A hyperparameter as an operand beside a tensor, whose element type it takes. */
export const beside = (h: Hyperparameter, x: Tensor): number | Scalar =>
  typeof h === 'number' ? h : T.cast(h, x.dtype)

/** A hyperparameter as a scalar of an element type. */
export const scalarOf = <D extends FloatDType>(h: Hyperparameter, dtype: D): Scalar<D> =>
  typeof h === 'number' ? T.full([], h, dtype) : T.cast(h, dtype)
