import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { average, mapLeaves, zerosOf } from '../leaves.ts'
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

/** The state of `scaleByLion`: a moving average of gradients. */
export interface ScaleByLionState<P> {
  readonly _tag: 'ScaleByLion'
  readonly mu: P
}

/** `ScaleByLionState` as a function of the parameters. */
export interface ScaleByLion extends StateType {
  readonly State: ScaleByLionState<this['Params']>
}

/** The options of `scaleByLion`. */
export interface ScaleByLionOptions {
  /**
   * β₁: the weight of the past in the direction
   * @defaultValue 0.9
   */
  readonly b1?: Hyperparameter
  /**
   * β₂: the weight of the past in the average
   * @defaultValue 0.99
   */
  readonly b2?: Hyperparameter
}

/**
 * The direction of Lion: u = sign(β₁m + (1 − β₁)g), then m ← β₂m + (1 − β₂)g.
 *
 * Defaults: b1 0.9, b2 0.99. Source: Chen et al. 2023.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByLion()
 * const g = { w: T.tensor([4, -0.1]) }
 * T.toArray(update(g, init(g), g)[0].w) // [1, -1]
 */
export const scaleByLion = ({
  b1 = 0.9,
  b2 = 0.99,
}: ScaleByLionOptions = {}): Optimizer<ScaleByLion> => {
  requireHyperparameters('scaleByLion', 'between 0 and 1', { b1, b2 })
  return transformation<ScaleByLion>('scaleByLion', 'ScaleByLion', {
    init: (params) => ({ _tag: 'ScaleByLion', mu: zerosOf(params) }),
    update: (grads, { mu }) => [
      mapLeaves((g, m) => T.sign(average(b1)(g, m)))(grads, mu),
      { _tag: 'ScaleByLion', mu: mapLeaves(average(b2))(grads, mu) },
    ],
  })
}

/** The options of `lion`. */
export interface LionOptions
  extends ScaleByLionOptions,
    ScaleByLearningRateOptions,
    WeightDecayOptions {}

/** The state of `lion`. */
export type Lion = Chain<readonly [ScaleByLion, AddDecayedWeights, ScaleBySchedule]>

/**
 * Lion, evolved sign momentum: u = −η (sign(β₁m + (1 − β₁)g) + λp), m ← β₂m + (1 − β₂)g. It keeps one
 * tree where Adam keeps two; its learning rate is a third to a tenth of Adam's.
 *
 * Defaults: b1 0.9, b2 0.99, weightDecay 1e-3. Law: with weightDecay 0 every coordinate moves by η.
 * Source: Chen et al. 2023, Symbolic Discovery of Optimization Algorithms.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.lion({ learningRate: 0.5, weightDecay: 0 })
 * const g = { w: T.tensor([4, -0.1]) }
 * T.toArray(update(g, init(g), g)[0].w) // [-0.5, 0.5]
 */
export const lion = (options: LionOptions): Optimizer<Lion> =>
  chain(
    scaleByLion(options),
    addDecayedWeights({ weightDecay: 1e-3, ...options }),
    scaleByLearningRate(options),
  )
