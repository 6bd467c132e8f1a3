import { ArgumentError } from '../../core/errors.ts'
import { requireNumbers } from '../hyperparameter.ts'
import {
  cosineDecay,
  exponentialDecay,
  type ExponentialDecayOptions,
  linear,
  type Schedule64,
} from './basic.ts'
import { join, piecewiseInterpolate } from './piecewise.ts'

/** The options of `warmupConstant`. */
export interface WarmupConstantOptions {
  /** the value of step 0 */
  readonly initValue: number
  /** the value after the warm-up */
  readonly peakValue: number
  /** so many steps up */
  readonly warmupSteps: number
}

/**
 * Up in a straight line, and then constant.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const s = optim.schedule.warmupConstant({ initValue: 0, peakValue: 1, warmupSteps: 10 })
 * T.toNumber(s(T.tensor(5, 'i32'))) // 0.5
 */
export const warmupConstant = ({
  initValue,
  peakValue,
  warmupSteps,
}: WarmupConstantOptions): Schedule64 =>
  linear({ initValue, endValue: peakValue, transitionSteps: warmupSteps })

/** The options of `warmupCosineDecay`, and of one cycle of `sgdr`. */
export interface WarmupCosineDecayOptions extends WarmupConstantOptions {
  /** steps in all, those of the warm-up included */
  readonly decaySteps: number
  /**
   * the value at the end
   * @defaultValue 0
   */
  readonly endValue?: number
  /**
   * a power of the cosine
   * @defaultValue 1
   */
  readonly exponent?: number
}

/**
 * Up in a straight line, and down along half a cosine.
 *
 * Defaults: endValue 0, exponent 1.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const s = optim.schedule.warmupCosineDecay({
 *   initValue: 0,
 *   peakValue: 1,
 *   warmupSteps: 10,
 *   decaySteps: 100,
 * })
 * T.toNumber(s(T.tensor(10, 'i32'))) // 1
 */
export const warmupCosineDecay = ({
  initValue,
  peakValue,
  warmupSteps,
  decaySteps,
  endValue = 0,
  exponent = 1,
}: WarmupCosineDecayOptions): Schedule64 => {
  requireNumbers('schedule.warmupCosineDecay', 'any number', { peakValue, endValue })
  requireNumbers('schedule.warmupCosineDecay', 'a whole number ≥ 1', {
    'decaySteps − warmupSteps': decaySteps - warmupSteps,
  })
  return join({
    schedules: [
      warmupConstant({ initValue, peakValue, warmupSteps }),
      cosineDecay({
        initValue: peakValue,
        decaySteps: decaySteps - warmupSteps,
        alpha: peakValue === 0 ? 0 : endValue / peakValue,
        exponent,
      }),
    ],
    boundaries: [warmupSteps],
  })
}

/** The options of `warmupExponentialDecay`. */
export interface WarmupExponentialDecayOptions
  extends WarmupConstantOptions,
    Omit<ExponentialDecayOptions, 'initValue'> {}

/**
 * Up in a straight line, and then `exponentialDecay` from the peak.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const s = optim.schedule.warmupExponentialDecay({
 *   initValue: 0,
 *   peakValue: 1,
 *   warmupSteps: 10,
 *   transitionSteps: 20,
 *   decayRate: 0.5,
 * })
 * T.toNumber(s(T.tensor(30, 'i32'))) // 0.5
 */
export const warmupExponentialDecay = ({
  initValue,
  peakValue,
  warmupSteps,
  ...decay
}: WarmupExponentialDecayOptions): Schedule64 =>
  join({
    schedules: [
      warmupConstant({ initValue, peakValue, warmupSteps }),
      exponentialDecay({ initValue: peakValue, ...decay }),
    ],
    boundaries: [warmupSteps],
  })

/** The options of `sgdr`. */
export interface SgdrOptions {
  /** the cycles, one after the other */
  readonly cycles: readonly WarmupCosineDecayOptions[]
}

/**
 * Warm restarts: cycles of `warmupCosineDecay`, one after the other.
 *
 * Source: Loshchilov and Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const cycle = { initValue: 0, peakValue: 1, warmupSteps: 2, decaySteps: 10 }
 * const s = optim.schedule.sgdr({ cycles: [cycle, cycle] })
 * T.toNumber(s(T.tensor(12, 'i32'))) // 1
 */
export const sgdr = ({ cycles }: SgdrOptions): Schedule64 => {
  if (cycles.length === 0) throw new ArgumentError('schedule.sgdr', 'takes at least one cycle')
  const ends = cycles.map((_, i) =>
    cycles.slice(0, i + 1).reduce((sum, { decaySteps }) => sum + decaySteps, 0),
  )
  return join({ schedules: cycles.map(warmupCosineDecay), boundaries: ends.slice(0, -1) })
}

/** The options of `cosineOneCycle`. */
export interface OneCycleOptions {
  /** steps in all */
  readonly transitionSteps: number
  /** the greatest value */
  readonly peakValue: number
  /**
   * the part of the steps that goes up
   * @defaultValue 0.3
   */
  readonly pctStart?: number
  /**
   * the first value is the peak divided by it
   * @defaultValue 25
   */
  readonly divFactor?: number
  /**
   * the last value is the first divided by it
   * @defaultValue 1e4
   */
  readonly finalDivFactor?: number
}

/** The options of `linearOneCycle`. */
export interface LinearOneCycleOptions extends OneCycleOptions {
  /**
   * the part of the steps after which the value is back at the first
   * @defaultValue 0.85
   */
  readonly pctFinal?: number
}

const requireOneCycle = (operator: string, options: Required<OneCycleOptions>): void => {
  const { transitionSteps, peakValue, pctStart, divFactor, finalDivFactor } = options
  requireNumbers(operator, 'a whole number ≥ 1', { transitionSteps })
  requireNumbers(operator, 'any number', { peakValue })
  requireNumbers(operator, 'between 0 and 1', { pctStart })
  requireNumbers(operator, 'a number > 0', { divFactor, finalDivFactor })
}

/**
 * One cycle in straight lines: up from peak/divFactor, back down, and on to almost nothing.
 *
 * Defaults: pctStart 0.3, pctFinal 0.85, divFactor 25, finalDivFactor 1e4. Source: Smith and Topin
 * 2017, Super-Convergence.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const s = optim.schedule.linearOneCycle({ transitionSteps: 100, peakValue: 1 })
 * T.allClose(s(T.tensor(30, 'i32')), 1) // true
 */
export const linearOneCycle = ({
  transitionSteps,
  peakValue,
  pctStart = 0.3,
  pctFinal = 0.85,
  divFactor = 25,
  finalDivFactor = 1e4,
}: LinearOneCycleOptions): Schedule64 => {
  const options = { transitionSteps, peakValue, pctStart, divFactor, finalDivFactor }
  requireOneCycle('schedule.linearOneCycle', options)
  requireNumbers('schedule.linearOneCycle', 'between 0 and 1', { pctFinal })
  return piecewiseInterpolate({
    interpolateType: 'linear',
    initValue: peakValue / divFactor,
    boundariesAndScales: [
      [Math.trunc(pctStart * transitionSteps), divFactor],
      [Math.trunc(pctFinal * transitionSteps), 1 / divFactor],
      [transitionSteps, 1 / finalDivFactor],
    ],
  })
}

/**
 * One cycle in half cosines: up from peak/divFactor, and down to almost nothing.
 *
 * Defaults: pctStart 0.3, divFactor 25, finalDivFactor 1e4. Source: Smith and Topin 2017,
 * Super-Convergence.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const s = optim.schedule.cosineOneCycle({ transitionSteps: 100, peakValue: 1 })
 * T.allClose(s(T.tensor(30, 'i32')), 1) // true
 */
export const cosineOneCycle = ({
  transitionSteps,
  peakValue,
  pctStart = 0.3,
  divFactor = 25,
  finalDivFactor = 1e4,
}: OneCycleOptions): Schedule64 => {
  const options = { transitionSteps, peakValue, pctStart, divFactor, finalDivFactor }
  requireOneCycle('schedule.cosineOneCycle', options)
  return piecewiseInterpolate({
    interpolateType: 'cosine',
    initValue: peakValue / divFactor,
    boundariesAndScales: [
      [Math.trunc(pctStart * transitionSteps), divFactor],
      [transitionSteps, 1 / (divFactor * finalDivFactor)],
    ],
  })
}
