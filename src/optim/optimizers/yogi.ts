import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { corrected, increment, zeroCount } from '../count.ts'
import { complement, type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { average, filledWith, mapLeaves, times } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'
import { dividedByRoot } from './adam.ts'

/** The state of `scaleByYogi`: moments of gradients and of their squares. */
export interface ScaleByYogiState<P> {
  readonly _tag: 'ScaleByYogi'
  readonly count: Scalar<'i32'>
  readonly mu: P
  readonly nu: P
}

/** `ScaleByYogiState` as a function of the parameters. */
export interface ScaleByYogi extends StateType {
  readonly State: ScaleByYogiState<this['Params']>
}

/** The options of `scaleByYogi`. */
export interface ScaleByYogiOptions {
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
   * @defaultValue 1e-3
   */
  readonly eps?: Hyperparameter
  /**
   * added under the root
   * @defaultValue 0
   */
  readonly epsRoot?: Hyperparameter
  /**
   * both moments before the first step
   * @defaultValue 1e-6
   */
  readonly initialAccumulatorValue?: Hyperparameter
}

/**
 * The direction of Yogi: m ← β₁m + (1 − β₁)g, v ← v − (1 − β₂) sign(v − g²) g²,
 * u = m̂ / (√(v̂ + epsRoot) + eps).
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-3, epsRoot 0, initialAccumulatorValue 1e-6. Source: Zaheer et al.
 * 2018.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByYogi({ eps: 0, initialAccumulatorValue: 0 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([1])) // true
 */
export const scaleByYogi = ({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-3,
  epsRoot = 0,
  initialAccumulatorValue = 1e-6,
}: ScaleByYogiOptions = {}): Optimizer<ScaleByYogi> => {
  requireHyperparameters('scaleByYogi', 'between 0 and 1', { b1, b2 })
  requireHyperparameters('scaleByYogi', 'a number ≥ 0', { eps, epsRoot, initialAccumulatorValue })
  return transformation<ScaleByYogi>('scaleByYogi', 'ScaleByYogi', {
    init: (params) => ({
      _tag: 'ScaleByYogi',
      count: zeroCount(),
      mu: filledWith(initialAccumulatorValue)(params),
      nu: filledWith(initialAccumulatorValue)(params),
    }),
    update: (grads, state) => {
      const count = increment(state.count)
      const mu = mapLeaves(average(b1))(grads, state.mu)
      const nu = mapLeaves((g, v) => {
        const square = T.square(g)
        const change = times(T.sign(T.sub(v, square)), complement(b2))
        return T.sub(v, T.mul(change, square))
      })(grads, state.nu)
      return [
        dividedByRoot(eps, epsRoot)(corrected(mu, b1, count), corrected(nu, b2, count)),
        { _tag: 'ScaleByYogi', count, mu, nu },
      ]
    },
  })
}

/** The options of `yogi`. */
export interface YogiOptions extends ScaleByYogiOptions, ScaleByLearningRateOptions {}

/** The state of `yogi`. */
export type Yogi = Chain<readonly [ScaleByYogi, ScaleBySchedule]>

/**
 * Yogi: Adam with a second moment that falls slowly: v ← v − (1 − β₂) sign(v − g²) g²,
 * u = −η m̂ / (√(v̂ + epsRoot) + eps).
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-3, epsRoot 0, initialAccumulatorValue 1e-6. Source: Zaheer et al.
 * 2018, Adaptive Methods for Nonconvex Optimization.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.yogi({ learningRate: 0.1, eps: 0, initialAccumulatorValue: 0 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.1])) // true
 */
export const yogi = (options: YogiOptions): Optimizer<Yogi> =>
  chain(scaleByYogi(options), scaleByLearningRate(options))
