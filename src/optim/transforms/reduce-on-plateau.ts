import type { FloatDType } from '../../core/dtype.ts'
import { ArgumentError } from '../../core/errors.ts'
import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { zeroCount } from '../count.ts'
import { requireNumbers } from '../hyperparameter.ts'
import { choose, dtypeOf, mapLeaves, times } from '../leaves.ts'
import { type Optimizer, requireValue, type StateType, transformation } from '../optimizer.ts'

/** The state of `reduceOnPlateau`. */
export interface ReduceOnPlateau extends StateType {
  readonly State: ReduceOnPlateauState
}

/** The state of `reduceOnPlateau`: it does not depend on the parameters. */
export interface ReduceOnPlateauState {
  readonly _tag: 'ReduceOnPlateau'
  /** what updates are multiplied by */
  readonly scale: Scalar<FloatDType>
  readonly bestValue: Scalar<FloatDType>
  readonly plateauCount: Scalar<'i32'>
  readonly cooldownCount: Scalar<'i32'>
  /** losses in `averageValue` */
  readonly count: Scalar<'i32'>
  readonly averageValue: Scalar<FloatDType>
}

/** The options of `reduceOnPlateau`. */
export interface ReduceOnPlateauOptions {
  /**
   * what the scale is multiplied by on a plateau, between 0 and 1
   * @defaultValue 0.1
   */
  readonly factor?: number
  /**
   * so many mean losses without improvement make a plateau
   * @defaultValue 10
   */
  readonly patience?: number
  /**
   * the least improvement, relative to the best loss
   * @defaultValue 1e-4
   */
  readonly rtol?: number
  /**
   * the least improvement beside
   * @defaultValue 0
   */
  readonly atol?: number
  /**
   * mean losses after a reduction in which none follows
   * @defaultValue 0
   */
  readonly cooldown?: number
  /**
   * so many losses make a mean loss
   * @defaultValue 1
   */
  readonly accumulationSize?: number
  /**
   * the scale stays above it
   * @defaultValue 0
   */
  readonly minScale?: number
}

const requireOptions = (options: Required<ReduceOnPlateauOptions>): void => {
  const { factor, patience, rtol, atol, cooldown, accumulationSize, minScale } = options
  requireNumbers('reduceOnPlateau', 'between 0 and 1', { factor, rtol })
  requireNumbers('reduceOnPlateau', 'a number ≥ 0', { atol, minScale })
  requireNumbers('reduceOnPlateau', 'a whole number ≥ 0', { cooldown })
  requireNumbers('reduceOnPlateau', 'a whole number ≥ 1', { patience, accumulationSize })
  if (factor === 0 || factor === 1)
    throw new ArgumentError(
      'reduceOnPlateau',
      `factor must be between 0 and 1, not one of them, got ${factor}`,
    )
  if (rtol === 0 && atol === 0)
    throw new ArgumentError('reduceOnPlateau', 'one of rtol and atol must be greater than 0')
}

/** The counts and the scale after one more mean loss. */
const afterMean = (
  state: ReduceOnPlateauState,
  mean: Scalar<FloatDType>,
  options: Required<ReduceOnPlateauOptions>,
): Pick<ReduceOnPlateauState, 'scale' | 'bestValue' | 'plateauCount' | 'cooldownCount'> => {
  const { factor, patience, rtol, atol, cooldown, minScale } = options
  const improves = T.less(mean, T.sub(T.mul(state.bestValue, 1 - rtol), atol))
  const plateau = T.where(improves, 0, T.add(state.plateauCount, 1))
  const isPlateau = T.equal(plateau, patience)
  const isCooling = T.greater(state.cooldownCount, 0)
  const reduced = T.maximum(T.where(isPlateau, T.mul(state.scale, factor), state.scale), minScale)
  return {
    scale: T.where(isCooling, state.scale, reduced),
    bestValue: T.where(improves, mean, state.bestValue),
    plateauCount: T.where(T.or(isCooling, isPlateau), 0, plateau),
    cooldownCount: T.where(
      isCooling,
      T.sub(state.cooldownCount, 1),
      T.where(isPlateau, T.full([], cooldown, 'i32'), 0),
    ),
  }
}

/**
 * Updates times a scale that begins at 1 and is reduced when the loss stops getting better:
 * `update(grads, state, params, { value })`. A mean loss is better where it is below
 * (1 − rtol) · best − atol; after `patience` that are not, the scale is multiplied by `factor`.
 *
 * Defaults: factor 0.1, patience 10, rtol 1e-4, atol 0, cooldown 0, accumulationSize 1, minScale 0.
 * Throws `ArgumentError` without the loss.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.reduceOnPlateau({ factor: 0.5, patience: 1 })
 * const g = { w: T.tensor([8]) }
 * const [first, state] = update(g, init(g), g, { value: T.tensor(1) })
 * T.toArray(first.w) // [8]
 * T.toArray(update(g, state, g, { value: T.tensor(1) })[0].w) // [4]
 */
export const reduceOnPlateau = (
  options: ReduceOnPlateauOptions = {},
): Optimizer<ReduceOnPlateau> => {
  const all = {
    factor: 0.1,
    patience: 10,
    rtol: 1e-4,
    atol: 0,
    cooldown: 0,
    accumulationSize: 1,
    minScale: 0,
    ...options,
  }
  requireOptions(all)
  return transformation<ReduceOnPlateau>('reduceOnPlateau', 'ReduceOnPlateau', {
    init: (params) => {
      const dtype = dtypeOf(params)
      return {
        _tag: 'ReduceOnPlateau',
        scale: T.ones([], dtype),
        bestValue: T.full([], Number.POSITIVE_INFINITY, dtype),
        plateauCount: zeroCount(),
        cooldownCount: zeroCount(),
        count: zeroCount(),
        averageValue: T.zeros([], dtype),
      }
    },
    update: (grads, state, _params, extra) => {
      const value = T.cast(requireValue('reduceOnPlateau', extra), state.averageValue.dtype)
      const count = T.add(state.count, 1)
      const sum = T.add(T.mul(state.averageValue, T.cast(state.count, value.dtype)), value)
      const mean = T.div(sum, T.cast(count, value.dtype))
      const isFull = T.equal(count, all.accumulationSize)
      const full: ReduceOnPlateauState = {
        _tag: 'ReduceOnPlateau',
        ...afterMean(state, mean, all),
        count: zeroCount(),
        averageValue: T.zerosLike(mean),
      }
      const next = choose(isFull, full, { ...state, count, averageValue: mean })
      return [mapLeaves((g) => times(g, next.scale))(grads), next]
    },
  })
}
