import { type Chain, chain, identity } from '../chain.ts'
import type { Hyperparameter } from '../hyperparameter.ts'
import type { Optimizer, Stateless } from '../optimizer.ts'
import { type Trace, trace } from '../transforms/accumulate.ts'
import { type AddNoise, addNoise, type AddNoiseOptions } from '../transforms/noise.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'

/** The options of `sgd` without momentum. */
export interface PlainSgdOptions extends ScaleByLearningRateOptions {
  readonly momentum?: never
}

/** The options of `sgd` with momentum. */
export interface MomentumOptions extends ScaleByLearningRateOptions {
  /** β: the part of the velocity that a step keeps */
  readonly momentum: Hyperparameter
  /**
   * look ahead by one step
   * @defaultValue false
   */
  readonly nesterov?: boolean
  /**
   * τ: the part of a gradient that does not enter; τ = β makes the velocity a moving average
   * @defaultValue 0
   */
  readonly dampening?: Hyperparameter
}

/** The state of `sgd` without momentum. */
export type PlainSgd = Chain<readonly [Stateless, ScaleBySchedule]>

/** The state of `sgd` with momentum. */
export type Momentum = Chain<readonly [Trace, ScaleBySchedule]>

/** The forms of `sgd`. */
export interface Sgd {
  (options: MomentumOptions): Optimizer<Momentum>
  (options: PlainSgdOptions): Optimizer<PlainSgd>
}

/**
 * Gradient descent: u = −ηg. With momentum v ← βv + (1 − τ)g, u = −ηv, and with `nesterov`
 * u = −η(βv + (1 − τ)g).
 *
 * The classical form has τ = `dampening` = 0; `dampening` equal to `momentum` gives the moving average
 * v ← βv + (1 − β)g, whose steps are (1 − β) times as long.
 *
 * Defaults: no momentum, nesterov false, dampening 0. Source: Sutskever et al. 2013, On the importance
 * of initialization and momentum in deep learning.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.sgd({ learningRate: 0.5, momentum: 0.9 })
 * const g = { w: T.tensor([2, 4]) }
 * const [first, state] = update(g, init(g), g)
 * T.toArray(first.w) // [-1, -2]
 * T.allClose(update(g, state, g)[0].w, T.tensor([-1.9, -3.8])) // true
 */
export const sgd: Sgd = ((options: MomentumOptions | PlainSgdOptions) => {
  if (options.momentum === undefined) return chain(identity(), scaleByLearningRate(options))
  const { momentum, ...others } = options
  return chain(trace({ decay: momentum, ...others }), scaleByLearningRate(options))
}) as Sgd

/** The options of `noisySgd`. */
export interface NoisySgdOptions extends ScaleByLearningRateOptions, AddNoiseOptions {}

/** The state of `noisySgd`. */
export type NoisySgd = Chain<readonly [AddNoise, ScaleBySchedule]>

/**
 * Gradient descent with noise that dies away: u = −η (g + N(0, eta / tᵞ)).
 *
 * Defaults: eta 0.01, gamma 0.55. Source: Neelakantan et al. 2015, Adding Gradient Noise Improves
 * Learning for Very Deep Networks.
 *
 * @example
 * import { R, T, optim } from 'cotangent'
 *
 * const { init, update } = optim.noisySgd({ learningRate: 1, key: R.key(0), eta: 0 })
 * const g = { w: T.tensor([2, 4]) }
 * T.toArray(update(g, init(g), g)[0].w) // [-2, -4]
 */
export const noisySgd = (options: NoisySgdOptions): Optimizer<NoisySgd> =>
  chain(addNoise(options), scaleByLearningRate(options))
