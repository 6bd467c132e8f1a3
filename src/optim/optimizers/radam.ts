import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { corrected, increment, zeroCount } from '../count.ts'
import { type Hyperparameter, requireHyperparameters, scalarOf } from '../hyperparameter.ts'
import { average, choose, mapLeaves, times, zerosOf } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'
import { dividedByRoot, firstMoment, type ScaleByAdamOptions, secondMoment } from './adam.ts'

/** The state of `scaleByRadam`: moving averages of gradients and of their squares. */
export interface ScaleByRadamState<P> {
  readonly _tag: 'ScaleByRadam'
  readonly count: Scalar<'i32'>
  readonly mu: P
  readonly nu: P
}

/** `ScaleByRadamState` as a function of the parameters. */
export interface ScaleByRadam extends StateType {
  readonly State: ScaleByRadamState<this['Params']>
}

/** The options of `scaleByRadam`. */
export interface ScaleByRadamOptions extends ScaleByAdamOptions {
  /**
   * the variance counts from this length of its average on
   * @defaultValue 5
   */
  readonly threshold?: Hyperparameter
}

/** ρₜ, the length of the moving average of squares, and the factor r that makes up for it; in f64. */
const rectification = (b2: Hyperparameter, t: Scalar<'i32'>) => {
  const decay = scalarOf(b2, 'f64')
  const step = T.cast(t, 'f64')
  const longest = T.sub(T.div(2, T.sub(1, decay)), 1)
  const power = T.pow(decay, step)
  const length = T.sub(longest, T.div(T.mul(T.mul(step, 2), power), T.sub(1, power)))
  const over = T.mul(T.mul(T.sub(length, 4), T.sub(length, 2)), longest)
  const under = T.mul(T.mul(T.sub(longest, 4), T.sub(longest, 2)), length)
  return { length, factor: T.sqrt(T.div(over, under)) }
}

/**
 * The direction of RAdam: with ρ∞ = 2 / (1 − β₂) − 1 and ρ = ρ∞ − 2t β₂ᵗ / (1 − β₂ᵗ), where
 * ρ ≥ threshold u = r m̂ / (√(v̂ + epsRoot) + eps), r² = (ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ), and
 * before that u = m̂.
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-8, epsRoot 0, threshold 5, nesterov false. Source: Liu et al.
 * 2020.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByRadam()
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([4])) // true
 */
export const scaleByRadam = ({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
  epsRoot = 0,
  threshold = 5,
  nesterov = false,
}: ScaleByRadamOptions = {}): Optimizer<ScaleByRadam> => {
  requireHyperparameters('scaleByRadam', 'between 0 and 1', { b1, b2 })
  requireHyperparameters('scaleByRadam', 'a number ≥ 0', { eps, epsRoot, threshold })
  return transformation<ScaleByRadam>('scaleByRadam', 'ScaleByRadam', {
    init: (params) => ({
      _tag: 'ScaleByRadam',
      count: zeroCount(),
      mu: zerosOf(params),
      nu: zerosOf(params),
    }),
    update: (grads, state) => {
      const count = increment(state.count)
      const mu = mapLeaves(average(b1))(grads, state.mu)
      const nu = secondMoment(b2)(grads, state.nu)
      const direction = firstMoment(grads, mu, b1, count, nesterov)
      const { length, factor } = rectification(b2, count)
      const adapted = dividedByRoot(eps, epsRoot)(
        mapLeaves((m) => times(m, factor))(direction),
        corrected(nu, b2, count),
      )
      const isLong = T.greaterEqual(length, scalarOf(threshold, 'f64'))
      return [choose(isLong, adapted, direction), { _tag: 'ScaleByRadam', count, mu, nu }]
    },
  })
}

/** The options of `radam`. */
export interface RadamOptions extends ScaleByRadamOptions, ScaleByLearningRateOptions {}

/** The state of `radam`. */
export type Radam = Chain<readonly [ScaleByRadam, ScaleBySchedule]>

/**
 * RAdam, rectified Adam: plain momentum until the second moment is known well enough, and then Adam
 * times r, which makes up for its variance (see `scaleByRadam`). It needs no warm-up.
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-8, epsRoot 0, threshold 5, nesterov false. Source: Liu et al.
 * 2020, On the Variance of the Adaptive Learning Rate and Beyond.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.radam({ learningRate: 0.1 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.4])) // true
 */
export const radam = (options: RadamOptions): Optimizer<Radam> =>
  chain(scaleByRadam(options), scaleByLearningRate(options))
