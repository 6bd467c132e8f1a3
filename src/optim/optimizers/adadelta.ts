import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { mapLeaves, plus, zerosOf } from '../leaves.ts'
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
import { secondMoment } from './adam.ts'

/** The state of `scaleByAdadelta`: moving averages of the squares of gradients and of updates. */
export interface ScaleByAdadeltaState<P> {
  readonly _tag: 'ScaleByAdadelta'
  readonly squaredGradients: P
  readonly squaredUpdates: P
}

/** `ScaleByAdadeltaState` as a function of the parameters. */
export interface ScaleByAdadelta extends StateType {
  readonly State: ScaleByAdadeltaState<this['Params']>
}

/** The options of `scaleByAdadelta`. */
export interface ScaleByAdadeltaOptions {
  /**
   * ρ: the weight of the past
   * @defaultValue 0.9
   */
  readonly rho?: Hyperparameter
  /**
   * added under the roots
   * @defaultValue 1e-6
   */
  readonly eps?: Hyperparameter
}

/**
 * The direction of AdaDelta: v ← ρv + (1 − ρ)g², u = g √(d + eps) / √(v + eps), d ← ρd + (1 − ρ)u².
 *
 * Defaults: rho 0.9, eps 1e-6. Source: Zeiler 2012.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByAdadelta({ rho: 0.75, eps: 1e-6 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([0.002])) // true
 */
export const scaleByAdadelta = ({
  rho = 0.9,
  eps = 1e-6,
}: ScaleByAdadeltaOptions = {}): Optimizer<ScaleByAdadelta> => {
  requireHyperparameters('scaleByAdadelta', 'between 0 and 1', { rho })
  requireHyperparameters('scaleByAdadelta', 'a number ≥ 0', { eps })
  return transformation<ScaleByAdadelta>('scaleByAdadelta', 'ScaleByAdadelta', {
    init: (params) => ({
      _tag: 'ScaleByAdadelta',
      squaredGradients: zerosOf(params),
      squaredUpdates: zerosOf(params),
    }),
    update: (grads, state) => {
      const squaredGradients = secondMoment(rho)(grads, state.squaredGradients)
      const updates = mapLeaves((g, v, d) =>
        T.mul(T.div(T.sqrt(plus(d, eps)), T.sqrt(plus(v, eps))), g),
      )(grads, squaredGradients, state.squaredUpdates)
      const squaredUpdates = secondMoment(rho)(updates, state.squaredUpdates)
      return [updates, { _tag: 'ScaleByAdadelta', squaredGradients, squaredUpdates }]
    },
  })
}

/** The options of `adadelta`. */
export interface AdadeltaOptions
  extends ScaleByAdadeltaOptions,
    ScaleByLearningRateOptions,
    WeightDecayOptions {}

/** The state of `adadelta`. */
export type Adadelta = Chain<readonly [AddDecayedWeights, ScaleByAdadelta, ScaleBySchedule]>

/**
 * AdaDelta: steps in the units of the parameters, from the sizes of past gradients and past updates:
 * v ← ρv + (1 − ρ)g², u = −η g √(d + eps) / √(v + eps), d ← ρd + (1 − ρ)(u/η)².
 *
 * Defaults: rho 0.9, eps 1e-6, weightDecay 0 (in front, as an L2 penalty). The paper has
 * learningRate 1. Source: Zeiler 2012, ADADELTA: An Adaptive Learning Rate Method.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.adadelta({ learningRate: 1, rho: 0.75 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.002])) // true
 */
export const adadelta = (options: AdadeltaOptions): Optimizer<Adadelta> =>
  chain(addDecayedWeights(options), scaleByAdadelta(options), scaleByLearningRate(options))
