import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { corrected, increment, zeroCount } from '../count.ts'
import { type Hyperparameter, type Rate, requireHyperparameters } from '../hyperparameter.ts'
import { average, mapLeaves, plus, zerosOf } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'
import {
  addDecayedWeights,
  type AddDecayedWeights,
  type WeightDecayOptions,
} from '../transforms/decay.ts'
import { scaleByLearningRate, type ScaleBySchedule } from '../transforms/scale.ts'

/** The state of `scaleByAdam`: moving averages of gradients and of their squares. */
export interface ScaleByAdamState<P> {
  readonly _tag: 'ScaleByAdam'
  readonly count: Scalar<'i32'>
  readonly mu: P
  readonly nu: P
}

/** `ScaleByAdamState` as a function of the parameters. */
export interface ScaleByAdam extends StateType {
  readonly State: ScaleByAdamState<this['Params']>
}

/** The options of `scaleByAdam`. */
export interface ScaleByAdamOptions {
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
   * added to the root, so that nothing is divided by 0
   * @defaultValue 1e-8
   */
  readonly eps?: Hyperparameter
  /**
   * added under the root
   * @defaultValue 0
   */
  readonly epsRoot?: Hyperparameter
  /**
   * the momentum of NAdam
   * @defaultValue false
   */
  readonly nesterov?: boolean
}

/** The bias-corrected first moment, with `nesterov` that of NAdam. */
export const firstMoment = <P>(
  grads: P,
  mu: P,
  b1: Hyperparameter,
  count: Scalar<'i32'>,
  nesterov: boolean,
): P =>
  nesterov
    ? mapLeaves(average(b1))(corrected(grads, b1, count), corrected(mu, b1, increment(count)))
    : corrected(mu, b1, count)

/** m / (√(v + epsRoot) + eps), the step of Adam and of its relatives. */
export const dividedByRoot =
  (eps: Hyperparameter, epsRoot: Hyperparameter) =>
  <P>(mu: P, nu: P): P =>
    mapLeaves((m, v) => T.div(m, plus(T.sqrt(epsRoot === 0 ? v : plus(v, epsRoot)), eps)))(mu, nu)

/** The moving average of squares after one more gradient. */
export const secondMoment =
  (decay: Hyperparameter) =>
  <P>(grads: P, nu: P): P =>
    mapLeaves((g, v) => average(decay)(T.square(g), v))(grads, nu)

/**
 * The direction of Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², u = m̂ / (√(v̂ + epsRoot) + eps),
 * where m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ). With `nesterov` m̂ is that of NAdam (see `nadam`).
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-8, epsRoot 0. Source: Kingma and Ba 2014, Adam: A Method for
 * Stochastic Optimization.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByAdam({})
 * const g = { w: T.tensor([4, -0.1]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([1, -1])) // true
 */
export const scaleByAdam = ({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
  epsRoot = 0,
  nesterov = false,
}: ScaleByAdamOptions = {}): Optimizer<ScaleByAdam> => {
  requireHyperparameters('scaleByAdam', 'between 0 and 1', { b1, b2 })
  requireHyperparameters('scaleByAdam', 'a number ≥ 0', { eps, epsRoot })
  return transformation<ScaleByAdam>('scaleByAdam', 'ScaleByAdam', {
    init: (params) => ({
      _tag: 'ScaleByAdam',
      count: zeroCount(),
      mu: zerosOf(params),
      nu: zerosOf(params),
    }),
    update: (grads, state) => {
      const count = increment(state.count)
      const mu = mapLeaves(average(b1))(grads, state.mu)
      const nu = secondMoment(b2)(grads, state.nu)
      const direction = firstMoment(grads, mu, b1, count, nesterov)
      return [
        dividedByRoot(eps, epsRoot)(direction, corrected(nu, b2, count)),
        { _tag: 'ScaleByAdam', count, mu, nu },
      ]
    },
  })
}

/** The options of `adam` and `nadam`. */
export interface AdamOptions extends ScaleByAdamOptions {
  /** η: the size of a step, or a schedule of it */
  readonly learningRate: Rate
}

/** The state of `adam` and `nadam`. */
export type Adam = Chain<readonly [ScaleByAdam, ScaleBySchedule]>

/**
 * Adam: a step along the mean gradient, each coordinate divided by the size of its gradients.
 *
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², u = −η m̂ / (√(v̂ + epsRoot) + eps), where the hats divide
 * by 1 − βᵗ.
 *
 * Defaults: b1 0.9, b2 0.999, eps 1e-8, epsRoot 0, nesterov false. Law: the first step is −η sign(g),
 * up to eps. Source: Kingma and Ba 2014, Adam: A Method for Stochastic Optimization.
 *
 * @example
 * import { T, grad, optim, type Tensor } from 'cotangent'
 *
 * const loss = (p: { readonly w: Tensor<[2]> }) => T.sum(T.square(T.sub(p.w, T.tensor([1, 2]))))
 * const adam = optim.adam({ learningRate: 0.1 })
 * const start = { w: T.tensor([0, 0]) }
 * const [updates] = adam.update(grad(loss)(start), adam.init(start), start)
 * T.allClose(updates.w, T.tensor([0.1, 0.1])) // true
 */
export const adam = (options: AdamOptions): Optimizer<Adam> =>
  chain(scaleByAdam(options), scaleByLearningRate(options))

/**
 * NAdam, Adam with Nesterov's momentum: in Adam's formula
 * m̂ = β₁ m / (1 − β₁ᵗ⁺¹) + (1 − β₁) g / (1 − β₁ᵗ).
 *
 * Defaults: as `adam`. Source: Dozat 2016, Incorporating Nesterov Momentum into Adam.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.nadam({ learningRate: 0.1 })
 * const g = { w: T.tensor([4]) }
 * T.toNumber(T.sum(update(g, init(g), g)[0].w)) < -0.1 // true
 */
export const nadam = (options: Omit<AdamOptions, 'nesterov'>): Optimizer<Adam> =>
  adam({ ...options, nesterov: true })

/** The options of `adamw` and `nadamw`. */
export interface AdamWOptions extends AdamOptions, WeightDecayOptions {}

/** The state of `adamw` and `nadamw`. */
export type AdamW = Chain<readonly [ScaleByAdam, AddDecayedWeights, ScaleBySchedule]>

/**
 * AdamW, Adam with decoupled weight decay: u = −η (adam(g) + λp). The decay does not go through the
 * moments, so it shrinks all weights alike.
 *
 * Defaults: as `adam`, and weightDecay 1e-4, of every parameter unless there is a `mask`. Source:
 * Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.adamw({ learningRate: 1, weightDecay: 0.1 })
 * const p = { w: T.tensor([10]) }
 * T.toArray(update({ w: T.tensor([0]) }, init(p), p)[0].w) // [-1]
 */
export const adamw = (options: AdamWOptions): Optimizer<AdamW> =>
  chain(
    scaleByAdam(options),
    addDecayedWeights({ weightDecay: 1e-4, ...options }),
    scaleByLearningRate(options),
  )

/**
 * NAdamW: `adamw` with the momentum of `nadam`.
 *
 * Defaults: as `adamw`. Sources: Dozat 2016; Loshchilov and Hutter 2019.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.nadamw({ learningRate: 1, weightDecay: 0.1 })
 * const p = { w: T.tensor([10]) }
 * T.toArray(update({ w: T.tensor([0]) }, init(p), p)[0].w) // [-1]
 */
export const nadamw = (options: Omit<AdamWOptions, 'nesterov'>): Optimizer<AdamW> =>
  adamw({ ...options, nesterov: true })
