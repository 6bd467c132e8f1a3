import { type Chain, chain } from '../chain.ts'
import type { Hyperparameter } from '../hyperparameter.ts'
import type { Mask } from '../mask.ts'
import type { Optimizer, Stateless } from '../optimizer.ts'
import { type Trace, trace } from '../transforms/accumulate.ts'
import {
  type AddDecayedWeights,
  addDecayedWeights,
  type WeightDecayOptions,
} from '../transforms/decay.ts'
import { type Masked, masked } from '../transforms/masked.ts'
import { scaleByTrustRatio } from '../transforms/relative.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'
import { type ScaleByAdam, scaleByAdam, type ScaleByAdamOptions } from './adam.ts'

/** The options of `lamb`. */
export interface LambOptions
  extends Omit<ScaleByAdamOptions, 'nesterov'>,
    ScaleByLearningRateOptions,
    WeightDecayOptions {}

/** The state of `lamb`. */
export type Lamb = Chain<readonly [ScaleByAdam, AddDecayedWeights, Stateless, ScaleBySchedule]>

/**
 * LAMB, for large batches: Adam with weight decay, each tensor then as long as its parameters:
 * d = adam(g) + λp, u = −η d ‖p‖ / ‖d‖.
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-6, epsRoot 0, weightDecay 0. Source: You et al. 2020, Large Batch
 * Optimization for Deep Learning: Training BERT in 76 minutes.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.lamb({ learningRate: 0.1 })
 * const p = { w: T.tensor([3, 4]) }
 * T.allClose(update({ w: T.tensor([1, 0]) }, init(p), p)[0].w, T.tensor([-0.5, 0])) // true
 */
export const lamb = (options: LambOptions): Optimizer<Lamb> =>
  chain(
    scaleByAdam({ eps: 1e-6, ...options }),
    addDecayedWeights(options),
    scaleByTrustRatio(),
    scaleByLearningRate(options),
  )

/** The options of `lars`. */
export interface LarsOptions extends ScaleByLearningRateOptions, WeightDecayOptions {
  /**
   * what the ratio of norms is multiplied by
   * @defaultValue 1e-3
   */
  readonly trustCoefficient?: Hyperparameter
  /**
   * added to the norm of the gradient
   * @defaultValue 0
   */
  readonly eps?: Hyperparameter
  /**
   * which parameters are scaled by the ratio of norms
   * @defaultValue all of them
   */
  readonly trustRatioMask?: Mask
  /**
   * momentum of the steps
   * @defaultValue 0.9
   */
  readonly momentum?: Hyperparameter
  /**
   * look ahead by one step
   * @defaultValue false
   */
  readonly nesterov?: boolean
}

/** The state of `lars`. */
export type Lars = Chain<readonly [AddDecayedWeights, Masked<Stateless>, ScaleBySchedule, Trace]>

/**
 * LARS, for large batches: each tensor of gradients in proportion to its parameters, then momentum:
 * d = g + λp, v ← βv − η c d ‖p‖ / (‖d‖ + eps), u = v.
 *
 * Defaults: weightDecay 0, trustCoefficient 1e-3, eps 0, momentum 0.9, nesterov false, no masks.
 * Source: You et al. 2017, Large Batch Training of Convolutional Networks.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.lars({ learningRate: 1, trustCoefficient: 0.1 })
 * const p = { w: T.tensor([3, 4]) }
 * T.allClose(update({ w: T.tensor([2, 0]) }, init(p), p)[0].w, T.tensor([-0.5, 0])) // true
 */
export const lars = ({
  trustCoefficient = 1e-3,
  eps = 0,
  trustRatioMask = true,
  momentum = 0.9,
  nesterov = false,
  ...options
}: LarsOptions): Optimizer<Lars> =>
  chain(
    addDecayedWeights(options),
    masked(scaleByTrustRatio({ trustCoefficient, eps }), trustRatioMask),
    scaleByLearningRate(options),
    trace({ decay: momentum, nesterov }),
  )
