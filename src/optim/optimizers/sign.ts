import { type Chain, chain } from '../chain.ts'
import type { Hyperparameter } from '../hyperparameter.ts'
import type { Optimizer, Stateless } from '../optimizer.ts'
import { type Ema, ema } from '../transforms/accumulate.ts'
import { scaleBySign } from '../transforms/relative.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'

/** The state of `signSgd`. */
export type SignSgd = Chain<readonly [Stateless, ScaleBySchedule]>

/**
 * Descent by signs: u = −η sign(g).
 *
 * Law: every coordinate moves by η, or not at all. Source: Bernstein et al. 2018, signSGD: Compressed
 * Optimisation for Non-Convex Problems.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.signSgd({ learningRate: 0.5 })
 * const g = { w: T.tensor([4, -0.1]) }
 * T.toArray(update(g, init(g), g)[0].w) // [-0.5, 0.5]
 */
export const signSgd = (options: ScaleByLearningRateOptions): Optimizer<SignSgd> =>
  chain(scaleBySign(), scaleByLearningRate(options))

/** The options of `signum`. */
export interface SignumOptions extends ScaleByLearningRateOptions {
  /**
   * β: the weight of the past
   * @defaultValue 0.9
   */
  readonly beta?: Hyperparameter
}

/** The state of `signum`. */
export type Signum = Chain<readonly [Ema, Stateless, ScaleBySchedule]>

/**
 * Descent by the signs of averages: m ← βm + (1 − β)g, u = −η sign(m).
 *
 * Defaults: beta 0.9. Source: Bernstein et al. 2018, signSGD.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.signum({ learningRate: 0.5 })
 * const g = { w: T.tensor([4, -0.1]) }
 * T.toArray(update(g, init(g), g)[0].w) // [-0.5, 0.5]
 */
export const signum = ({ beta = 0.9, ...options }: SignumOptions): Optimizer<Signum> =>
  chain(ema({ decay: beta, debias: false }), scaleBySign(), scaleByLearningRate(options))
