import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { choose, mapLeaves, times, zerosOf } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'
import { type ScaleByAdam, scaleByAdam, type ScaleByAdamOptions } from './adam.ts'

/** The state of `scaleByOptimisticGradient`: the gradient of the step before. */
export interface ScaleByOptimisticGradientState<P> {
  readonly _tag: 'ScaleByOptimisticGradient'
  readonly isInitialStep: Scalar<'bool'>
  readonly previousGradient: P
}

/** `ScaleByOptimisticGradientState` as a function of the parameters. */
export interface ScaleByOptimisticGradient extends StateType {
  readonly State: ScaleByOptimisticGradientState<this['Params']>
}

/** The options of `scaleByOptimisticGradient`. */
export interface OptimisticOptions {
  /**
   * α: the weight of the gradient
   * @defaultValue 1
   */
  readonly alpha?: Hyperparameter
  /**
   * β: the weight of its change
   * @defaultValue 1
   */
  readonly beta?: Hyperparameter
}

/**
 * Gradients corrected by their change: u = (α + β)gₜ − βgₜ₋₁, and αg in the first step.
 *
 * Defaults: alpha 1, beta 1. Source: Mokhtari et al. 2019.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByOptimisticGradient()
 * const g = { w: T.tensor([4]) }
 * const [, state] = update(g, init(g), g)
 * T.toArray(update({ w: T.tensor([1]) }, state, g)[0].w) // [-2]
 */
export const scaleByOptimisticGradient = ({
  alpha = 1,
  beta = 1,
}: OptimisticOptions = {}): Optimizer<ScaleByOptimisticGradient> => {
  requireHyperparameters('scaleByOptimisticGradient', 'any number', { alpha, beta })
  return transformation<ScaleByOptimisticGradient>(
    'scaleByOptimisticGradient',
    'ScaleByOptimisticGradient',
    {
      init: (params) => ({
        _tag: 'ScaleByOptimisticGradient',
        isInitialStep: T.full([], true),
        previousGradient: zerosOf(params),
      }),
      update: (grads, { isInitialStep, previousGradient }) => {
        const before = choose(isInitialStep, grads, previousGradient)
        const updates = mapLeaves((g, b) =>
          T.sub(T.add(times(g, alpha), times(g, beta)), times(b, beta)),
        )(grads, before)
        return [
          updates,
          {
            _tag: 'ScaleByOptimisticGradient',
            isInitialStep: T.full([], false),
            previousGradient: grads,
          },
        ]
      },
    },
  )
}

/** The options of `optimisticGradientDescent`. */
export interface OptimisticGradientDescentOptions
  extends OptimisticOptions,
    ScaleByLearningRateOptions {}

/** The state of `optimisticGradientDescent`. */
export type OptimisticGradientDescent = Chain<readonly [ScaleByOptimisticGradient, ScaleBySchedule]>

/**
 * Optimistic gradient descent, for games and saddles: u = −η ((α + β)gₜ − βgₜ₋₁).
 *
 * Defaults: alpha 1, beta 1. Source: Mokhtari et al. 2019, A Unified Analysis of Extra-gradient and
 * Optimistic Gradient Methods for Saddle Point Problems.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.optimisticGradientDescent({ learningRate: 0.5 })
 * const g = { w: T.tensor([4]) }
 * T.toArray(update(g, init(g), g)[0].w) // [-2]
 */
export const optimisticGradientDescent = (
  options: OptimisticGradientDescentOptions,
): Optimizer<OptimisticGradientDescent> =>
  chain(scaleByOptimisticGradient(options), scaleByLearningRate(options))

/** The options of `optimisticAdam`. */
export interface OptimisticAdamOptions extends ScaleByAdamOptions {
  /** η: the size of a step */
  readonly learningRate: Hyperparameter
  /**
   * the weight of the change of direction
   * @defaultValue the learning rate
   */
  readonly optimism?: Hyperparameter
}

/** The state of `optimisticAdam` and `optimisticAdamV2`. */
export type OptimisticAdam = Chain<
  readonly [ScaleByAdam, ScaleByOptimisticGradient, ScaleBySchedule]
>

/**
 * Adam for games: with the directions d of `nadam`, u = −((η + o)dₜ − o dₜ₋₁).
 *
 * Defaults: as `adam` but nesterov true; optimism is the learning rate. Optax prefers
 * `optimistic_adam_v2`, which takes schedules. Source: Daskalakis et al. 2017, Training GANs with
 * Optimism.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.optimisticAdam({ learningRate: 0.1, nesterov: false })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.1])) // true
 */
export const optimisticAdam = ({
  learningRate,
  optimism = learningRate,
  ...options
}: OptimisticAdamOptions): Optimizer<OptimisticAdam> => {
  requireHyperparameters('optimisticAdam', 'a number ≥ 0', { learningRate, optimism })
  return chain(
    scaleByAdam({ nesterov: true, ...options }),
    scaleByOptimisticGradient({ alpha: learningRate, beta: optimism }),
    scaleByLearningRate({ learningRate: 1 }),
  )
}

/** The options of `optimisticAdamV2`. */
export interface OptimisticAdamV2Options
  extends ScaleByAdamOptions,
    OptimisticOptions,
    ScaleByLearningRateOptions {}

/**
 * Adam for games, with schedules: with the directions d of `nadam`, u = −η ((α + β)dₜ − βdₜ₋₁).
 *
 * Defaults: as `adam` but nesterov true; alpha 1, beta 1. Source: Daskalakis et al. 2017, Training GANs
 * with Optimism.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.optimisticAdamV2({ learningRate: 0.1, nesterov: false })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.1])) // true
 */
export const optimisticAdamV2 = (options: OptimisticAdamV2Options): Optimizer<OptimisticAdam> =>
  chain(
    scaleByAdam({ nesterov: true, ...options }),
    scaleByOptimisticGradient(options),
    scaleByLearningRate(options),
  )
