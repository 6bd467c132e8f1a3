import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { increment, zeroCount } from '../count.ts'
import { beside, type Hyperparameter, requireHyperparameters, scalarOf } from '../hyperparameter.ts'
import { average, mapLeaves, zerosOf } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'
import { secondMoment } from './adam.ts'

/** The state of `scaleByAdopt`: moving averages of normalised gradients and of squares. */
export interface ScaleByAdoptState<P> {
  readonly _tag: 'ScaleByAdopt'
  readonly count: Scalar<'i32'>
  readonly mu: P
  readonly nu: P
}

/** `ScaleByAdoptState` as a function of the parameters. */
export interface ScaleByAdopt extends StateType {
  readonly State: ScaleByAdoptState<this['Params']>
}

/** The options of `scaleByAdopt`. */
export interface ScaleByAdoptOptions {
  /**
   * β₁: the decay of the first moment
   * @defaultValue 0.9
   */
  readonly b1?: Hyperparameter
  /**
   * β₂: the decay of the second moment
   * @defaultValue 0.9999
   */
  readonly b2?: Hyperparameter
  /**
   * the root counts as at least this much
   * @defaultValue 1e-6
   */
  readonly eps?: Hyperparameter
  /**
   * look ahead by one step
   * @defaultValue false
   */
  readonly nesterov?: boolean
  /**
   * keep normalised gradients between −t^¼ and t^¼
   * @defaultValue true
   */
  readonly useClipping?: boolean
}

/**
 * The direction of ADOPT: with the v of the step before, d = clip(g / max(√v, eps), ±t^¼), t = 0, 1, …,
 * m ← β₁m + (1 − β₁)d, u = m; then v ← β₂v + (1 − β₂)g². The first step only makes v = g².
 *
 * Defaults: b1 0.9, b2 0.9999, eps 1e-6, nesterov false, useClipping true. Source: Taniguchi et al.
 * 2024.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByAdopt({ b1: 0 })
 * const g = { w: T.tensor([4]) }
 * const [first, state] = update(g, init(g), g)
 * T.toArray(first.w) // [0]
 * T.toArray(update(g, state, g)[0].w) // [1]
 */
export const scaleByAdopt = ({
  b1 = 0.9,
  b2 = 0.9999,
  eps = 1e-6,
  nesterov = false,
  useClipping = true,
}: ScaleByAdoptOptions = {}): Optimizer<ScaleByAdopt> => {
  requireHyperparameters('scaleByAdopt', 'between 0 and 1', { b1, b2 })
  requireHyperparameters('scaleByAdopt', 'a number ≥ 0', { eps })
  return transformation<ScaleByAdopt>('scaleByAdopt', 'ScaleByAdopt', {
    init: (params) => ({
      _tag: 'ScaleByAdopt',
      count: zeroCount(),
      mu: zerosOf(params),
      nu: zerosOf(params),
    }),
    update: (grads, { count, ...state }) => {
      const isFirst = T.equal(count, 0)
      const decay1 = T.where(isFirst, 1, scalarOf(b1, 'f64'))
      const decay2 = T.where(isFirst, 0, scalarOf(b2, 'f64'))
      const bound = T.pow(T.cast(count, 'f64'), 0.25)
      const normalised = mapLeaves((g, v) => {
        const d = T.div(g, T.maximum(T.sqrt(v), beside(eps, g)))
        if (!useClipping) return d
        return T.minimum(T.maximum(d, beside(T.neg(bound), g)), beside(bound, g))
      })(grads, state.nu)
      const mu = mapLeaves(average(decay1))(normalised, state.mu)
      return [
        nesterov ? mapLeaves(average(decay1))(normalised, mu) : mu,
        {
          _tag: 'ScaleByAdopt',
          count: increment(count),
          mu,
          nu: secondMoment(decay2)(grads, state.nu),
        },
      ]
    },
  })
}

/** The options of `adopt`. */
export interface AdoptOptions extends ScaleByAdoptOptions, ScaleByLearningRateOptions {}

/** The state of `adopt`. */
export type Adopt = Chain<readonly [ScaleByAdopt, ScaleBySchedule]>

/**
 * ADOPT: Adam that converges for every β₂, because a gradient is divided by a second moment that it is
 * not in (see `scaleByAdopt`).
 *
 * Defaults: b1 0.9, b2 0.9999, eps 1e-6, nesterov false, useClipping true. Source: Taniguchi et al.
 * 2024, ADOPT: Modified Adam Can Converge with Any β₂ with the Optimal Rate.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.adopt({ learningRate: 0.5, b1: 0 })
 * const g = { w: T.tensor([4]) }
 * const [, state] = update(g, init(g), g)
 * T.toArray(update(g, state, g)[0].w) // [-0.5]
 */
export const adopt = (options: AdoptOptions): Optimizer<Adopt> =>
  chain(scaleByAdopt(options), scaleByLearningRate(options))
