import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { requireNumbers } from '../hyperparameter.ts'

/**
 * A schedule of ours: it computes in f64 (steps above 2²⁴ have no f32), and what it steers rounds
 * the value to its own element type.
 */
export type Schedule64 = (step: Scalar<'i32'>) => Scalar<'f64'>

/** The step as a real number. */
export const real = (step: Scalar<'i32'>): Scalar<'f64'> => T.cast(step, 'f64')

/** The options of `constant`. */
export interface ConstantOptions {
  /** the value of every step */
  readonly value: number
}

/**
 * The same value in every step.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * T.toNumber(optim.schedule.constant({ value: 0.1 })(T.tensor(7, 'i32'))) // 0.1
 */
export const constant = ({ value }: ConstantOptions): Schedule64 => {
  requireNumbers('schedule.constant', 'any number', { value })
  return () => T.full([], value, 'f64')
}

/** The options of `polynomial`. */
export interface PolynomialOptions extends LinearOptions {
  /** the power */
  readonly power: number
}

/** The options of `linear`. */
export interface LinearOptions {
  /** the value up to `transitionBegin` */
  readonly initValue: number
  /** the value from `transitionBegin + transitionSteps` on */
  readonly endValue: number
  /** so many steps from one to the other */
  readonly transitionSteps: number
  /**
   * the step that the way begins at
   * @defaultValue 0
   */
  readonly transitionBegin?: number
}

/**
 * From one value to another as a power of what is left of the way:
 * s(t) = (initValue − endValue) (1 − c/n)^power + endValue, c = min(max(t − transitionBegin, 0), n),
 * n = transitionSteps.
 *
 * Defaults: transitionBegin 0.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const s = optim.schedule.polynomial({ initValue: 1, endValue: 0, power: 2, transitionSteps: 10 })
 * T.toNumber(s(T.tensor(5, 'i32'))) // 0.25
 */
export const polynomial = ({
  initValue,
  endValue,
  power,
  transitionSteps,
  transitionBegin = 0,
}: PolynomialOptions): Schedule64 => {
  requireNumbers('schedule.polynomial', 'any number', { initValue, endValue })
  requireNumbers('schedule.polynomial', 'a number > 0', { power })
  requireNumbers('schedule.polynomial', 'a whole number ≥ 1', { transitionSteps })
  requireNumbers('schedule.polynomial', 'a whole number ≥ 0', { transitionBegin })
  return (step) => {
    const begun = T.minimum(T.maximum(T.sub(step, transitionBegin), 0), transitionSteps)
    const left = T.sub(1, T.div(real(begun), transitionSteps))
    const part = power === 1 ? left : T.pow(left, power)
    return T.add(T.mul(part, initValue - endValue), endValue)
  }
}

/**
 * From one value to another in a straight line, and then the second.
 *
 * Defaults: transitionBegin 0.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const s = optim.schedule.linear({ initValue: 1, endValue: 0, transitionSteps: 4 })
 * T.toNumber(s(T.tensor(3, 'i32'))) // 0.25
 */
export const linear = (options: LinearOptions): Schedule64 => polynomial({ ...options, power: 1 })

/** The options of `cosineDecay`. */
export interface CosineDecayOptions {
  /** the value of step 0 */
  readonly initValue: number
  /** so many steps down */
  readonly decaySteps: number
  /**
   * the value at the end as a part of `initValue`
   * @defaultValue 0
   */
  readonly alpha?: number
  /**
   * a power of the cosine
   * @defaultValue 1
   */
  readonly exponent?: number
}

/**
 * Down along half a cosine: s(t) = initValue ((1 − α) (½ (1 + cos(π t / n)))^exponent + α), t ≤ n.
 *
 * Defaults: alpha 0, exponent 1. Source: Loshchilov and Hutter 2017, SGDR: Stochastic Gradient Descent
 * with Warm Restarts.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const s = optim.schedule.cosineDecay({ initValue: 1, decaySteps: 10 })
 * T.allClose(s(T.tensor(5, 'i32')), 0.5) // true
 */
export const cosineDecay = ({
  initValue,
  decaySteps,
  alpha = 0,
  exponent = 1,
}: CosineDecayOptions): Schedule64 => {
  requireNumbers('schedule.cosineDecay', 'any number', { initValue, alpha })
  requireNumbers('schedule.cosineDecay', 'a number > 0', { exponent })
  requireNumbers('schedule.cosineDecay', 'a whole number ≥ 1', { decaySteps })
  return (step) => {
    const angle = T.div(T.mul(real(T.minimum(step, decaySteps)), Math.PI), decaySteps)
    const cosine = T.mul(T.add(T.cos(angle), 1), 0.5)
    const part = exponent === 1 ? cosine : T.pow(cosine, exponent)
    return T.mul(T.add(T.mul(part, 1 - alpha), alpha), initValue)
  }
}

/** The options of `exponentialDecay`. */
export interface ExponentialDecayOptions {
  /** the value up to `transitionBegin` */
  readonly initValue: number
  /** in so many steps the value is multiplied by `decayRate` */
  readonly transitionSteps: number
  /** what the value is multiplied by, > 0; it grows where that is above 1 */
  readonly decayRate: number
  /**
   * the step that the decay begins at
   * @defaultValue 0
   */
  readonly transitionBegin?: number
  /**
   * in steps of `transitionSteps`
   * @defaultValue false
   */
  readonly staircase?: boolean
  /** where the decay stops (the growth, for a rate above 1) */
  readonly endValue?: number
}

/**
 * A geometric sequence: s(t) = initValue · decayRate^((t − transitionBegin) / transitionSteps), the
 * exponent rounded down with `staircase`; not beyond `endValue`.
 *
 * Defaults: transitionBegin 0, staircase false, no endValue.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const s = optim.schedule.exponentialDecay({ initValue: 8, transitionSteps: 10, decayRate: 0.5 })
 * T.toNumber(s(T.tensor(20, 'i32'))) // 2
 */
export const exponentialDecay = ({
  initValue,
  transitionSteps,
  decayRate,
  transitionBegin = 0,
  staircase = false,
  endValue,
}: ExponentialDecayOptions): Schedule64 => {
  requireNumbers('schedule.exponentialDecay', 'any number', { initValue })
  requireNumbers('schedule.exponentialDecay', 'a number > 0', { decayRate })
  requireNumbers('schedule.exponentialDecay', 'a whole number ≥ 1', { transitionSteps })
  requireNumbers('schedule.exponentialDecay', 'a whole number ≥ 0', { transitionBegin })
  if (endValue !== undefined)
    requireNumbers('schedule.exponentialDecay', 'any number', { endValue })
  return (step) => {
    const begun = T.sub(step, transitionBegin)
    const progress = T.div(real(begun), transitionSteps)
    const exponent = staircase ? T.floor(progress) : progress
    const rate = T.full([], decayRate, 'f64')
    const decayed = T.where(
      T.lessEqual(begun, 0),
      initValue,
      T.mul(T.pow(rate, exponent), initValue),
    )
    if (endValue === undefined) return decayed
    return decayRate < 1 ? T.maximum(decayed, endValue) : T.minimum(decayed, endValue)
  }
}
