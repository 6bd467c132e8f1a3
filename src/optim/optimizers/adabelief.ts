import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { corrected, increment, zeroCount } from '../count.ts'
import { type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { average, choose, filledWith, mapLeaves, plus, zerosOf } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'
import {
  type AddDecayedWeights,
  addDecayedWeights,
  type WeightDecayOptions,
} from '../transforms/decay.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'
import { dividedByRoot, firstMoment } from './adam.ts'

/** The state of `scaleByBelief`: moving averages of gradients and of their squared surprises. */
export interface ScaleByBeliefState<P> {
  readonly _tag: 'ScaleByBelief'
  readonly count: Scalar<'i32'>
  readonly mu: P
  readonly nu: P
}

/** `ScaleByBeliefState` as a function of the parameters. */
export interface ScaleByBelief extends StateType {
  readonly State: ScaleByBeliefState<this['Params']>
}

/** The options of `scaleByAcprop`. */
export interface ScaleByAcpropOptions {
  /**
   * β₁: the decay of the first moment
   * @defaultValue 0.9
   */
  readonly b1?: Hyperparameter
  /**
   * β₂: the decay of the second moment
   * @defaultValue 0.999
   */
  readonly b2?: Hyperparameter
  /**
   * added to the root
   * @defaultValue 1e-16
   */
  readonly eps?: Hyperparameter
  /**
   * added to the second moment
   * @defaultValue 1e-16
   */
  readonly epsRoot?: Hyperparameter
}

/** The options of `scaleByBelief`. */
export interface ScaleByBeliefOptions extends ScaleByAcpropOptions {
  /**
   * the momentum of NAdam
   * @defaultValue false
   */
  readonly nesterov?: boolean
}

const initial = <P>(params: P): ScaleByBeliefState<P> => ({
  _tag: 'ScaleByBelief',
  count: zeroCount(),
  mu: zerosOf(params),
  nu: zerosOf(params),
})

/** The moving average of (g − m)², with epsRoot in it. */
const surprise =
  (b2: Hyperparameter, epsRoot: Hyperparameter) =>
  <P>(grads: P, mu: P, nu: P): P =>
    mapLeaves((g, m, v) => plus(average(b2)(T.square(T.sub(g, m)), v), epsRoot))(grads, mu, nu)

/**
 * The direction of AdaBelief: m ← β₁m + (1 − β₁)g, s ← β₂s + (1 − β₂)(g − m)² + epsRoot,
 * u = m̂ / (√ŝ + eps).
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-16, epsRoot 1e-16, nesterov false. Source: Zhuang et al. 2020.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByBelief({ b1: 0.5 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([2])) // true
 */
export const scaleByBelief = ({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-16,
  epsRoot = 1e-16,
  nesterov = false,
}: ScaleByBeliefOptions = {}): Optimizer<ScaleByBelief> => {
  requireHyperparameters('scaleByBelief', 'between 0 and 1', { b1, b2 })
  requireHyperparameters('scaleByBelief', 'a number ≥ 0', { eps, epsRoot })
  return transformation<ScaleByBelief>('scaleByBelief', 'ScaleByBelief', {
    init: initial,
    update: (grads, state) => {
      const count = increment(state.count)
      const mu = mapLeaves(average(b1))(grads, state.mu)
      const nu = surprise(b2, epsRoot)(grads, mu, state.nu)
      const direction = firstMoment(grads, mu, b1, count, nesterov)
      return [
        dividedByRoot(eps, 0)(direction, corrected(nu, b2, count)),
        { _tag: 'ScaleByBelief', count, mu, nu },
      ]
    },
  })
}

/** The options of `adabelief`. */
export interface AdabeliefOptions extends ScaleByBeliefOptions, ScaleByLearningRateOptions {}

/** The state of `adabelief`. */
export type Adabelief = Chain<readonly [ScaleByBelief, ScaleBySchedule]>

/**
 * AdaBelief: Adam with long steps where gradients are as expected, short ones where they surprise:
 * s ← β₂s + (1 − β₂)(g − m)² + epsRoot, u = −η m̂ / (√ŝ + eps).
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-16, epsRoot 1e-16, nesterov false. Source: Zhuang et al. 2020,
 * AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.adabelief({ learningRate: 0.1, b1: 0.5 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.2])) // true
 */
export const adabelief = (options: AdabeliefOptions): Optimizer<Adabelief> =>
  chain(scaleByBelief(options), scaleByLearningRate(options))

/**
 * The direction of ACProp: u = g / (√ŝ + eps) with the s of the step before (1 in the first), then
 * s ← β₂s + (1 − β₂)(g − m)² + epsRoot and m ← β₁m + (1 − β₁)g.
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-16, epsRoot 1e-16. Source: Zhuang et al. 2021.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByAcprop()
 * const g = { w: T.tensor([4]) }
 * const [first, state] = update(g, init(g), g)
 * T.toArray(first.w) // [4]
 * T.allClose(update(g, state, g)[0].w, T.tensor([1])) // true
 */
export const scaleByAcprop = ({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-16,
  epsRoot = 1e-16,
}: ScaleByAcpropOptions = {}): Optimizer<ScaleByBelief> => {
  requireHyperparameters('scaleByAcprop', 'between 0 and 1', { b1, b2 })
  requireHyperparameters('scaleByAcprop', 'a number ≥ 0', { eps, epsRoot })
  return transformation<ScaleByBelief>('scaleByAcprop', 'ScaleByBelief', {
    init: initial,
    update: (grads, state) => {
      const count = increment(state.count)
      const isFirst = T.equal(state.count, 0)
      const before = corrected(state.nu, b2, T.where(isFirst, count, state.count))
      const divisor = choose(isFirst, filledWith(1)(before), before)
      return [
        dividedByRoot(eps, 0)(grads, divisor),
        {
          _tag: 'ScaleByBelief',
          count,
          mu: mapLeaves(average(b1))(grads, state.mu),
          nu: surprise(b2, epsRoot)(grads, state.mu, state.nu),
        },
      ]
    },
  })
}

/** The options of `acprop`. */
export interface AcpropOptions
  extends ScaleByAcpropOptions,
    ScaleByLearningRateOptions,
    WeightDecayOptions {}

/** The state of `acprop`. */
export type Acprop = Chain<readonly [ScaleByBelief, AddDecayedWeights, ScaleBySchedule]>

/**
 * ACProp, asynchronous centred proportion: gradients divided by what AdaBelief divides by, one step
 * late, so that the divisor does not depend on the gradient: u = −η (g / (√ŝₜ₋₁ + eps) + λp).
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-16, epsRoot 1e-16, weightDecay 0. Source: Zhuang et al. 2021,
 * Momentum Centering and Asynchronous Update for Adaptive Gradient Methods.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.acprop({ learningRate: 0.1 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.4])) // true
 */
export const acprop = (options: AcpropOptions): Optimizer<Acprop> =>
  chain(scaleByAcprop(options), addDecayedWeights(options), scaleByLearningRate(options))
