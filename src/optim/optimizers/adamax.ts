import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { corrected, increment, zeroCount } from '../count.ts'
import { type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { average, mapLeaves, plus, times, zerosOf } from '../leaves.ts'
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

/** The state of `scaleByAdamax`: the moving average of gradients, and their decaying maximum. */
export interface ScaleByAdamaxState<P> {
  readonly _tag: 'ScaleByAdamax'
  readonly count: Scalar<'i32'>
  readonly mu: P
  readonly nu: P
}

/** `ScaleByAdamaxState` as a function of the parameters. */
export interface ScaleByAdamax extends StateType {
  readonly State: ScaleByAdamaxState<this['Params']>
}

/** The options of `scaleByAdamax`. */
export interface ScaleByAdamaxOptions {
  /**
   * β₁: the decay of the first moment
   * @defaultValue 0.9
   */
  readonly b1?: Hyperparameter
  /**
   * β₂: the decay of the maximum
   * @defaultValue 0.999
   */
  readonly b2?: Hyperparameter
  /**
   * added to |g|, so that nothing is divided by 0
   * @defaultValue 1e-8
   */
  readonly eps?: Hyperparameter
}

/**
 * The direction of AdaMax: m ← β₁m + (1 − β₁)g, v ← max(|g| + eps, β₂v), u = m̂ / v.
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-8. Source: Kingma and Ba 2014, section 7.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByAdamax()
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([1])) // true
 */
export const scaleByAdamax = ({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
}: ScaleByAdamaxOptions = {}): Optimizer<ScaleByAdamax> => {
  requireHyperparameters('scaleByAdamax', 'between 0 and 1', { b1, b2 })
  requireHyperparameters('scaleByAdamax', 'a number ≥ 0', { eps })
  return transformation<ScaleByAdamax>('scaleByAdamax', 'ScaleByAdamax', {
    init: (params) => ({
      _tag: 'ScaleByAdamax',
      count: zeroCount(),
      mu: zerosOf(params),
      nu: zerosOf(params),
    }),
    update: (grads, state) => {
      const count = increment(state.count)
      const mu = mapLeaves(average(b1))(grads, state.mu)
      const nu = mapLeaves((g, v) => T.maximum(plus(T.abs(g), eps), times(v, b2)))(grads, state.nu)
      return [
        mapLeaves((m, v) => T.div(m, v))(corrected(mu, b1, count), nu),
        { _tag: 'ScaleByAdamax', count, mu, nu },
      ]
    },
  })
}

/** The options of `adamax`. */
export interface AdamaxOptions extends ScaleByAdamaxOptions, ScaleByLearningRateOptions {}

/** The state of `adamax`. */
export type Adamax = Chain<readonly [ScaleByAdamax, ScaleBySchedule]>

/**
 * AdaMax: Adam with the maximum norm: m ← β₁m + (1 − β₁)g, v ← max(|g| + eps, β₂v), u = −η m̂ / v.
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-8. Source: Kingma and Ba 2014, Adam, section 7.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.adamax({ learningRate: 0.1 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.1])) // true
 */
export const adamax = (options: AdamaxOptions): Optimizer<Adamax> =>
  chain(scaleByAdamax(options), scaleByLearningRate(options))

/** The options of `adamaxw`. */
export interface AdamaxWOptions extends AdamaxOptions, WeightDecayOptions {}

/** The state of `adamaxw`. */
export type AdamaxW = Chain<readonly [ScaleByAdamax, AddDecayedWeights, ScaleBySchedule]>

/**
 * AdaMax with decoupled weight decay: u = −η (m̂ / v + λp).
 *
 * Defaults: as `adamax`, and weightDecay 1e-4. Sources: Kingma and Ba 2014; Loshchilov and Hutter 2019.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.adamaxw({ learningRate: 1, weightDecay: 0.1 })
 * const p = { w: T.tensor([10]) }
 * T.toArray(update({ w: T.tensor([0]) }, init(p), p)[0].w) // [-1]
 */
export const adamaxw = (options: AdamaxWOptions): Optimizer<AdamaxW> =>
  chain(
    scaleByAdamax(options),
    addDecayedWeights({ weightDecay: 1e-4, ...options }),
    scaleByLearningRate(options),
  )
