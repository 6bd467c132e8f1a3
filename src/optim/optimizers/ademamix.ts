import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { corrected, increment, zeroCount } from '../count.ts'
import {
  at,
  type Hyperparameter,
  type Rate,
  requireHyperparameters,
  requireRates,
} from '../hyperparameter.ts'
import { average, mapLeaves, times, zerosOf } from '../leaves.ts'
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
import { dividedByRoot, secondMoment } from './adam.ts'

/** The state of `scaleByAdemamix`: a fast and a slow first moment, and the second. */
export interface ScaleByAdemamixState<P> {
  readonly _tag: 'ScaleByAdemamix'
  readonly count: Scalar<'i32'>
  readonly m1: P
  readonly m2: P
  readonly nu: P
}

/** `ScaleByAdemamixState` as a function of the parameters. */
export interface ScaleByAdemamix extends StateType {
  readonly State: ScaleByAdemamixState<this['Params']>
}

/** The options of `scaleByAdemamix`. */
export interface ScaleByAdemamixOptions {
  /**
   * β₁: the decay of the fast first moment
   * @defaultValue 0.9
   */
  readonly b1?: Hyperparameter
  /**
   * β₂: the decay of the second moment
   * @defaultValue 0.999
   */
  readonly b2?: Hyperparameter
  /**
   * β₃: the decay of the slow first moment, or a schedule of it
   * @defaultValue 0.9999
   */
  readonly b3?: Rate
  /**
   * α: the weight of the slow first moment, or a schedule of it
   * @defaultValue 6 in `scaleByAdemamix`, 5 in `ademamix`
   */
  readonly alpha?: Rate
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
}

/**
 * The direction of AdEMAMix: Adam with a second, slow momentum,
 * u = (m̂₁ + αm₂) / (√(v̂ + epsRoot) + eps), m₂ ← β₃m₂ + (1 − β₃)g.
 *
 * Defaults: b1 0.9, b2 0.999, b3 0.9999, alpha 6, eps 1e-8, epsRoot 0. Source: Pagliardini et al.
 * 2024.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByAdemamix({ b3: 0.5, alpha: 2 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([2])) // true
 */
export const scaleByAdemamix = ({
  b1 = 0.9,
  b2 = 0.999,
  b3 = 0.9999,
  alpha = 6,
  eps = 1e-8,
  epsRoot = 0,
}: ScaleByAdemamixOptions = {}): Optimizer<ScaleByAdemamix> => {
  requireHyperparameters('scaleByAdemamix', 'between 0 and 1', { b1, b2 })
  requireHyperparameters('scaleByAdemamix', 'a number ≥ 0', { eps, epsRoot })
  requireRates('scaleByAdemamix', 'between 0 and 1', { b3 })
  requireRates('scaleByAdemamix', 'any number', { alpha })
  return transformation<ScaleByAdemamix>('scaleByAdemamix', 'ScaleByAdemamix', {
    init: (params) => ({
      _tag: 'ScaleByAdemamix',
      count: zeroCount(),
      m1: zerosOf(params),
      m2: zerosOf(params),
      nu: zerosOf(params),
    }),
    update: (grads, state) => {
      const count = increment(state.count)
      const m1 = mapLeaves(average(b1))(grads, state.m1)
      const m2 = mapLeaves(average(at(b3, state.count)))(grads, state.m2)
      const nu = secondMoment(b2)(grads, state.nu)
      const weight = at(alpha, state.count)
      const mixed = mapLeaves((fast, slow) => T.add(fast, times(slow, weight)))(
        corrected(m1, b1, count),
        m2,
      )
      return [
        dividedByRoot(eps, epsRoot)(mixed, corrected(nu, b2, count)),
        { _tag: 'ScaleByAdemamix', count, m1, m2, nu },
      ]
    },
  })
}

/** The options of `ademamix`. */
export interface AdemamixOptions
  extends ScaleByAdemamixOptions,
    ScaleByLearningRateOptions,
    WeightDecayOptions {}

/** The state of `ademamix`. */
export type Ademamix = Chain<readonly [ScaleByAdemamix, AddDecayedWeights, ScaleBySchedule]>

/**
 * AdEMAMix: Adam with a second momentum that remembers ten thousand steps (see `scaleByAdemamix`), and
 * decoupled weight decay.
 *
 * Defaults: b1 0.9, b2 0.999, b3 0.9999, alpha 5, eps 1e-8, epsRoot 0, weightDecay 0. Source:
 * Pagliardini et al. 2024, The AdEMAMix Optimizer: Better, Faster, Older.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.ademamix({ learningRate: 0.1, b3: 0.5, alpha: 2 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.2])) // true
 */
export const ademamix = (options: AdemamixOptions): Optimizer<Ademamix> =>
  chain(
    scaleByAdemamix({ alpha: 5, ...options }),
    addDecayedWeights(options),
    scaleByLearningRate(options),
  )

/** The state of `scaleBySimplifiedAdemamix`. */
export interface ScaleBySimplifiedAdemamixState<P> {
  readonly _tag: 'ScaleBySimplifiedAdemamix'
  readonly count: Scalar<'i32'>
  readonly m: P
  readonly n: P
}

/** `ScaleBySimplifiedAdemamixState` as a function of the parameters. */
export interface ScaleBySimplifiedAdemamix extends StateType {
  readonly State: ScaleBySimplifiedAdemamixState<this['Params']>
}

/** The options of `scaleBySimplifiedAdemamix`. */
export interface ScaleBySimplifiedAdemamixOptions {
  /**
   * β₁: the decay of the momentum
   * @defaultValue 0.99
   */
  readonly b1?: Hyperparameter
  /**
   * β₂: the decay of the second moment
   * @defaultValue 0.95
   */
  readonly b2?: Hyperparameter
  /**
   * α: the weight of the gradient beside the momentum, or a schedule of it
   * @defaultValue 0
   */
  readonly alpha?: Rate
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
}

/**
 * The direction of simplified AdEMAMix: m ← β₁m + g, n ← β₂n + (1 − β₂)g²,
 * u = (m + αg) / (√(n̂ + epsRoot) + eps).
 *
 * Defaults: b1 0.99, b2 0.95, alpha 0, eps 1e-8, epsRoot 0. Source: Morwani et al. 2025.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleBySimplifiedAdemamix({ alpha: 1 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([2])) // true
 */
export const scaleBySimplifiedAdemamix = ({
  b1 = 0.99,
  b2 = 0.95,
  alpha = 0,
  eps = 1e-8,
  epsRoot = 0,
}: ScaleBySimplifiedAdemamixOptions = {}): Optimizer<ScaleBySimplifiedAdemamix> => {
  const operator = 'scaleBySimplifiedAdemamix'
  requireHyperparameters(operator, 'between 0 and 1', { b1, b2 })
  requireHyperparameters(operator, 'a number ≥ 0', { eps, epsRoot })
  requireRates(operator, 'any number', { alpha })
  return transformation<ScaleBySimplifiedAdemamix>(operator, 'ScaleBySimplifiedAdemamix', {
    init: (params) => ({
      _tag: 'ScaleBySimplifiedAdemamix',
      count: zeroCount(),
      m: zerosOf(params),
      n: zerosOf(params),
    }),
    update: (grads, state) => {
      const count = increment(state.count)
      const weight = at(alpha, state.count)
      const m = mapLeaves((g, before) => T.add(g, times(before, b1)))(grads, state.m)
      const n = secondMoment(b2)(grads, state.n)
      const mixed = mapLeaves((momentum, g) => T.add(momentum, times(g, weight)))(m, grads)
      return [
        dividedByRoot(eps, epsRoot)(mixed, corrected(n, b2, count)),
        { _tag: 'ScaleBySimplifiedAdemamix', count, m, n },
      ]
    },
  })
}

/** The options of `simplifiedAdemamix`. */
export interface SimplifiedAdemamixOptions
  extends ScaleBySimplifiedAdemamixOptions,
    ScaleByLearningRateOptions,
    WeightDecayOptions {}

/** The state of `simplifiedAdemamix`. */
export type SimplifiedAdemamix = Chain<
  readonly [ScaleBySimplifiedAdemamix, AddDecayedWeights, ScaleBySchedule]
>

/**
 * Simplified AdEMAMix: one momentum that adds up, and the gradient beside it:
 * m ← β₁m + g, u = −η (m + αg) / (√(n̂ + epsRoot) + eps). Its learning rate is (1 − β₁) of Adam's.
 *
 * Defaults: b1 0.99, b2 0.95, alpha 0, eps 1e-8, epsRoot 0, weightDecay 0. Source: Morwani et al. 2025,
 * Connections between Schedule-Free Optimizers, AdEMAMix, and Accelerated SGD Variants.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.simplifiedAdemamix({ learningRate: 0.1 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.1])) // true
 */
export const simplifiedAdemamix = (
  options: SimplifiedAdemamixOptions,
): Optimizer<SimplifiedAdemamix> =>
  chain(
    scaleBySimplifiedAdemamix(options),
    addDecayedWeights(options),
    scaleByLearningRate(options),
  )
