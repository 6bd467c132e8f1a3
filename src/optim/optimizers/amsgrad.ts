import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { corrected, increment, zeroCount } from '../count.ts'
import { type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { average, mapLeaves, zerosOf } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'
import { dividedByRoot, secondMoment } from './adam.ts'

/** The state of `scaleByAmsgrad`: that of Adam, and the greatest second moments so far. */
export interface ScaleByAmsgradState<P> {
  readonly _tag: 'ScaleByAmsgrad'
  readonly count: Scalar<'i32'>
  readonly mu: P
  readonly nu: P
  readonly nuMax: P
}

/** `ScaleByAmsgradState` as a function of the parameters. */
export interface ScaleByAmsgrad extends StateType {
  readonly State: ScaleByAmsgradState<this['Params']>
}

/** The options of `scaleByAmsgrad`. */
export interface ScaleByAmsgradOptions {
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
   * @defaultValue 1e-8
   */
  readonly eps?: Hyperparameter
  /**
   * added under the root
   * @defaultValue 0
   */
  readonly epsRoot?: Hyperparameter
  /**
   * divide the first moment by 1 − β₁ᵗ
   * @defaultValue true
   */
  readonly biasCorrectionMu?: boolean
  /**
   * divide the second moment by 1 − β₂ᵗ
   * @defaultValue true
   */
  readonly biasCorrectionNu?: boolean
}

/**
 * The direction of AMSGrad: Adam's with the greatest second moment so far,
 * w ← max(w, v̂), u = m̂ / (√(w + epsRoot) + eps).
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-8, epsRoot 0, both corrections. Source: Reddi et al. 2018.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByAmsgrad()
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([1])) // true
 */
export const scaleByAmsgrad = ({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
  epsRoot = 0,
  biasCorrectionMu = true,
  biasCorrectionNu = true,
}: ScaleByAmsgradOptions = {}): Optimizer<ScaleByAmsgrad> => {
  requireHyperparameters('scaleByAmsgrad', 'between 0 and 1', { b1, b2 })
  requireHyperparameters('scaleByAmsgrad', 'a number ≥ 0', { eps, epsRoot })
  return transformation<ScaleByAmsgrad>('scaleByAmsgrad', 'ScaleByAmsgrad', {
    init: (params) => ({
      _tag: 'ScaleByAmsgrad',
      count: zeroCount(),
      mu: zerosOf(params),
      nu: zerosOf(params),
      nuMax: zerosOf(params),
    }),
    update: (grads, state) => {
      const count = increment(state.count)
      const mu = mapLeaves(average(b1))(grads, state.mu)
      const nu = secondMoment(b2)(grads, state.nu)
      const nuMax = mapLeaves((a, b) => T.maximum(a, b))(
        state.nuMax,
        biasCorrectionNu ? corrected(nu, b2, count) : nu,
      )
      return [
        dividedByRoot(eps, epsRoot)(biasCorrectionMu ? corrected(mu, b1, count) : mu, nuMax),
        { _tag: 'ScaleByAmsgrad', count, mu, nu, nuMax },
      ]
    },
  })
}

/** The options of `amsgrad`. */
export interface AmsgradOptions extends ScaleByAmsgradOptions, ScaleByLearningRateOptions {}

/** The state of `amsgrad`. */
export type Amsgrad = Chain<readonly [ScaleByAmsgrad, ScaleBySchedule]>

/**
 * AMSGrad: Adam with steps that do not grow again, because the divisor is the greatest second moment
 * so far: w ← max(w, v̂), u = −η m̂ / (√(w + epsRoot) + eps).
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-8, epsRoot 0, both corrections. Source: Reddi et al. 2018, On the
 * Convergence of Adam and Beyond.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.amsgrad({ learningRate: 0.1 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.1])) // true
 */
export const amsgrad = (options: AmsgradOptions): Optimizer<Amsgrad> =>
  chain(scaleByAmsgrad(options), scaleByLearningRate(options))
